"""Words by which pages are told apart, in the sites' languages: sections, headings, mirrors, no news."""

from __future__ import annotations

import re

import ahocorasick_rs

from osce_kg.reference.model import fold

NEWSROOM = frozenset(
    fold(text)
    for text in (
        "Newsroom",
        "Resources",
        "Redaksia e lajmeve",
        "Новини",
        "Новости",
        "Пресс-центр",
        "Прес-центр",
        "Vijesti",
        "Vesti",
        "Вести",
        "Новинарска соба",
        "Redakcija",
        "Salle de presse",
        "Nachrichten",
        "Lajme",
        "Sala de presă",
        "Press room",
        "Press releases and news",
        "Ресурсы",
        "Ресурси",
        "Resurset",
        "Burimet",
        "Resursi",
        "Ресурси и публикации",
        "Медија центар",
        "Salla e shtypit",
        "Dhoma e lajmeve",
        "Redakcia",
        "Жаңылыктар борбору",
        "Баспасөз орталығы",
        "Axborot xizmati",
        "Salle des médias",
        "Pressezentrum",
        "Camera de presă",
        "Redacția",
    )
)
TOPIC = frozenset(
    fold(text)
    for text in (
        "At a glance",
        "Overview",
        "Background",
        "Tasks",
        "Mandate",
        "Who we are",
        "Our mandate",
        "History",
        "Общие сведения",
        "Обзор",
        "Мандат",
        "Задачи",
        "Загальні відомості",
        "Огляд",
        "Завдання",
        "Pregled",
        "Mandat",
        "Zadaci",
        "Vështrim i përgjithshëm",
        "Mandati",
    )
)
# Content types of pages that announce something or offer a place: never news.
OTHER_KINDS = frozenset(
    fold(text)
    for text in (
        "Event",
        "Events",
        "Upcoming event",
        "Vacancy",
        "Vacancies",
        "Job",
        "Internship",
        "Tender",
        "Procurement notice",
        "Call for proposals",
        "Call for applications",
        "Training course",
        "Agenda",
        "Programme",
        "Event programme",
        "Мероприятие",
        "Событие",
        "Вакансия",
        "Подія",
        "Захід",
        "Вакансія",
        "Događaj",
        "Догађај",
        "Настан",
        "Ngjarje",
        "Eveniment",
        "Événement",
        "Veranstaltung",
        "Иш-чара",
        "Іс-шара",
    )
)
NO_NEWS = re.compile(
    r"(?:page|file|content) (?:was |could )?not (?:be )?found|\b40[34]\b|access denied|"
    r"forbidden|log ?in\b|sign ?in\b|"
    r"password|search results|no results|enable (?:javascript|cookies)|just a moment|"
    r"are you (?:a )?human|"
    r"captcha|cookie (?:policy|settings|preferences)|we use cookies|privacy policy|"
    r"terms of use|service unavailable|"
    r"страница не найдена|сторінку не знайдено|stranica nije pronađena|faqja nuk u gjet",
    re.I,
)
# One of these is in every line that NO_NEWS finds something in: most leads are ruled out at little cost.
_NO_NEWS_WORDS = (
    "found",
    "403",
    "404",
    "access denied",
    "forbidden",
    "log in",
    "login",
    "sign in",
    "signin",
    "password",
    "search results",
    "no results",
    "enable ",
    "just a moment",
    "human",
    "captcha",
    "cookie",
    "privacy policy",
    "terms of use",
    "service unavailable",
    "не найдена",
    "не знайдено",
    "nije pronađena",
    "nuk u gjet",
)
OSCE = re.compile(
    r"\b(?:O?SCE|CSCE|ODIHR|OSCE/ODIHR|OEBS|OESS|OSBE|OSZE|OBWE|ОБСЕ|НБСЕ|БДИПЧ|ОБСЄ|БДІПЛ|ОЕБС|ЕҚЫҰ|"
    r"ЕККУ|YXHT|ЕХҲТ|САҲА|ATƏT|ԵԱՀԿ|ეუთო)"
    r"(?:\b|(?=[-’'][a-zA-Zа-я]))"
)
# Rules most lines out at little cost before the exact wording is looked for.
_MIRROR_WORDS = (
    "distributed by",
    "legal disclaimer",
    "/public release",
    "originating organi",
    "ein presswire",
    "apo group",
    "prnewswire",
    "pr newswire",
    "reliefweb",
    "originally published",
)
_MIRROR = re.compile(
    r"\A(?:this (?:press release|content|article|story) (?:has been|"
    r"was) )?distributed by\b|\blegal disclaimer\b|"
    r"/public release\b|\bdistributed by .{1,60} on behalf of\b|"
    r"\bthis material from the originating organi[sz]ation\b|\b(?:source|"
    r"via):? (?:EIN Presswire|APO Group|PR Newswire)\b|"
    r"/(?:APO Group|PRNewswire)\S{0,20}/|\A(?:ReliefWeb|Originally published)\Z",
    re.I,
)
# All words of a list are looked for at once; ASCII as bytes, in which it is sooner made small.
_NO_NEWS_FINDER = ahocorasick_rs.AhoCorasick(_NO_NEWS_WORDS)
_MIRROR_FINDER = ahocorasick_rs.BytesAhoCorasick([word.encode() for word in _MIRROR_WORDS])


def is_no_news(text: str) -> bool:
    """Whether a page that begins so is an error, search, login or consent page."""
    return bool(_NO_NEWS_FINDER.find_matches_as_indexes(text.lower())) and NO_NEWS.search(text) is not None


def may_be_mirrored(text: str) -> bool:
    """Whether a text has words by which mirrors declare themselves."""
    return bool(_MIRROR_FINDER.find_matches_as_indexes(text.encode(errors="surrogatepass").lower()))


def is_mirrors(text: str) -> bool:
    """Whether a line is one by which a mirror declares itself."""
    return may_be_mirrored(text) and _MIRROR.search(text) is not None
