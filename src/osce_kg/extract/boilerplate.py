"""How captions, contact blocks, links, share buttons, disclaimers and footers are worded, per language.

Unless it is told otherwise, a text to compare is in small letters: an expression that need not try both cases
of every letter costs a fifth, and each paragraph meets most of them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

import ahocorasick_rs

CONTACT_LEAD = re.compile(
    r"(?:for (?:further|more|additional|any) (?:information|details|enquiries|inquiries|press)\b"
    r"|for (?:media|press) (?:enquiries|inquiries|queries)\b"
    r"|(?:media|press) contacts?\b|contacts?\s*:?\Z|contact (?:information|person|details)\b"
    r"|note to (?:the )?(?:editors|media)\b.{0,40}contact"
    r"|please contact\b|for interviews\b"
    r"|за (?:более )?(?:подробной|дополнительной) информацией"
    r"|для получения дополнительной информации|контакт(?:ы|на|ное|и)?\b.{0,20}\Z"
    r"|за додатковою інформацією|для отримання додаткової інформації|за (?:више|повеќе|додатне"
    r"|дополнителни) информации?(?:ја)?"
    r"|za (?:više|dodatne|dalje|detaljnije) informacij[eau]|dodatne informacije|kontakt(?:i)?\s*:?\Z"
    r"|për (?:më shumë|më tepër|informac?ion[et]?|të dhëna)\b.{0,60}|kontakt(?:e|et)?\s*:"
    r"|pentru (?:mai multe|informații|informaţii|detalii)\b|pour (?:plus|tout"
    r"|de plus amples)\b.{0,30}(?:informations?|renseignements)"
    r"|für (?:weitere|nähere) (?:informationen|auskünfte)|weitere informationen|кошумча маалымат"
    r"|қосымша ақпарат"
    r"|qo[‘'’ʻ]shimcha ma[’'ʼ]lumot|əlavə məlumat|барои маълумоти)"
)
CONTACT_LINE = re.compile(
    r"(?=.{0,200}\Z)(?:[^.!?]{0,90}\b(?:tel|phone|mobile|mob|fax|cell|телефон|тел|моб"
    r"|факс|office)\b\.?\s?[:.]?\s?[+(\d][\d\s()/+–-]{4,}.{0,80}"
    r"|[^.!?]{0,60}e-?mail\s?:?.{0,80}|\S{1,60}@\S{1,80}|[+(]\d[\d\s()/–-]{6,30}"
    r"|[^.!?]{0,60}\S{1,60}@\S{1,60}\.\S{2,10})"
)
LINK_LEAD = re.compile(
    r"(?:learn more (?:at|about|on|here)\b|read more\b|find out more\b"
    r"|more information (?:is available|can be found|at|on|here)\b"
    r"|see also\b|for (?:regular )?updates\b.{0,60}\bfollow\b"
    r"|watch (?:the|our) (?:video|recording|livestream)\b|follow (?:the|us"
    r"|osce)\b.{0,60}(?:twitter|facebook|instagram|linkedin|live)"
    r"|visit (?:our|the) (?:website|page)\b|the full (?:text|report|statement"
    r"|version)\b.{0,80}(?:available|here|at|found)|click here\b|download\b.{0,60}\Z"
    r"|узнать больше|подробнее\b|детальніше\b|saznajte više|pročitajte više|mësoni më shumë"
    r"|en savoir plus|mehr (?:dazu|erfahren))"
)
SHARE = re.compile(
    r"(?:share|share (?:this|on|via)\b.{0,40}|tweet|facebook|twitter|x|linkedin|whatsapp|telegram"
    r"|instagram|youtube|flickr|print|e-?mail|copy link"
    r"|send (?:by|to|via) .{0,30}|print this page|поделиться|поширити|podijeli|podeli|shpërnda"
    r"|partager|teilen|save|bookmark|like|pin it|reddit)[\s.!:|]*"
)
DISCLAIMER = re.compile(
    r"\A(?:distributed by\b"
    r"|legal disclaimer\b|disclaimer\s*:|/public release|view (?:in full"
    r"|original|the original)|source version on|this content was (?:issued|published)"
    r"|attachments?\s*:?\Z|original (?:source|content|document)\b|the above (?:press release"
    r"|message)|see (?:original|source) )"
    r"|provides? (?:this|the) (?:news )?(?:content|information)\b.{0,20}as is"
    r"|without warranty of any kind|\"noodl\"|public permalink|\bthis public release\b"
    r"|may be of a? ?point-in-time nature|published by .{0,60} and is solely responsible"
    r"|solely responsible for the information contained",
    re.S,
)
# A wire's last line, in capitals as written.
_SOURCE = re.compile(r"SOURCE [A-Z].{0,100}\Z", re.S)
FOOTER = re.compile(
    r"(?:(?:source|url|link|permalink|original|address)\s?:?\s*(?:https?://|www\.)\S{3,300}|https?://\S{3,300}"
    r"|back to (?:the )?top|skip (?:links?|to .{0,40})|newsletter|subscribe.{0,60}"
    r"|follow us.{0,40}|terms (?:of use|and conditions)|privacy (?:policy|statement)?"
    r"|cookies?.{0,40}|©.{0,80}|copyright.{0,80}|all rights reserved\.?|site ?map|contact us"
    r"|previous|next|home|related (?:news|stories|content|links|documents?|items)\s*:?"
    r"|menu|search|log ?in|rss|accept all|organization for security and co-operation in europe"
    r"|osce(?:\.org)?|(?:www\.)?osce\.org\S{0,80}|news(?:room)? (?:overview|archive)|more news)"
)
# Headings below which a page shows other pages, and a mirror's terms, to its end.
RELATED = re.compile(
    r"(?:related(?: (?:news|stories|content|links?|documents?|items?|articles?|posts?|press releases?|pages?|"
    r"information|materials?|resources|topics|events))?|more (?:stories|news|articles|from .{1,30})|latest news|"
    r"(?:you )?(?:may|might) also (?:like|be interested in)|read (?:also|next)|see also|also in this section|"
    r"documents?|attachments?|downloads?|links|primary country|other (?:news|stories)|"
    r"похожие (?:материалы|новости)|смотрите также|читайте также|по теме|связанные (?:материалы|новости)|документы|"
    r"пов[’'ʼ]язан[іе](?: \w+)?|дивіться також|читайте також|документи|схожі (?:матеріали|новини)|"
    r"(?:povezan|vezan|sličn)[aeio](?: (?:vijesti|vesti|sadržaji?|članci|teme|dokumenti))?|pročitajte i|dokumenti|"
    r"(?:повезан|сличн|поврзан)[аеиo](?: \w+)?|прочитајте и|(?:lajme|artikuj|materiale) të (?:ngjashme|lidhura)|"
    r"të (?:ngjashme|lidhura)|shihni edhe|lexoni gjithashtu|dokumente|articles? (?:liés?|connexes?)|à lire aussi|"
    r"voir aussi|verwandte (?:\w+)|zum thema|lesen sie auch|siehe auch|știri similare|citește și|vezi și|"
    r"окшош материалдар|ұқсас материалдар|o[‘'’ʻ]xshash (?:\w+))\s*:?"
)
TERMS = re.compile(r"(?:legal )?disclaimer\s*:?|legal notice|terms and conditions")
# Parts of the line of links at an old page's foot, between strokes.
_FOOT_LINKS = re.compile(
    r"(?:press releases?|news(?:room)?|home(?: page)?|search|contacts?(?: us)?|site ?map|feedback|about(?: us)?|top|"
    r"back|index|calendar|publications|documents|links|print|jobs|employment|webmaster|archive|help|faq|osce|"
    r"главная|поиск|контакты|карта сайта|новости|početna|pretraga|kontakt|mapa sajta|vijesti|vesti|"
    r"kryefaqja|kërko|accueil|recherche|startseite|suche|impressum)"
)

_CREDIT = (
    r"\((?:©\s?)?(?:OSCE|ODIHR|OBSE|ОБСЕ|ОБСЄ|OSBE|UN|AP|AFP|Reuters|EPA|Photo|Foto"
    r"|Фото)\s?[/:]\s?[^()]{2,60}\)"
)
_STARTS_WITH_CREDIT = re.compile(rf"(?:Photo\s*:?\s*)?{_CREDIT}")
_ENDS_WITH_CREDIT = re.compile(rf".*?(?P<credit>{_CREDIT})\s*(?:Photo details?)?\.?\s*\Z", re.S)
_PHOTO_LINE = re.compile(
    r"(?:photo(?:graph)?s?|foto|фото|image|picture|credit)\s?(?:by|credit)?\s?[:/©].{0,200}"
    r"|©\s?.{0,100}|photo details?\.?|\(osce/[^()]{2,60}\)"
)


def is_foot_line(low: str) -> bool:
    """Whether a line is the foot of an old page: at least two links of the site between strokes."""
    if "|" not in low or len(low) > 250:
        return False
    return sum(bool(_FOOT_LINKS.fullmatch(part.strip(" []\xa0"))) for part in low.split("|")) >= 2


_LONGEST_LINE = 120
_DISCLAIMER_CUES = (
    "as is",
    "warranty of any kind",
    '"noodl"',
    "public permalink",
    "this public release",
    "point-in-time nature",
    "solely responsible",
)
# Each line of a contact has one of these or begins with a number: CONTACT_LINE's own words.
_CONTACT_WORDS = ("@", "mail", "tel", "phone", "mob", "fax", "cell", "office", "тел", "моб", "факс")
_MARKS = ahocorasick_rs.AhoCorasick([*_DISCLAIMER_CUES, *_CONTACT_WORDS])
_OPENING = re.compile(
    "|".join(each.pattern for each in (CONTACT_LEAD, LINK_LEAD, SHARE, FOOTER, DISCLAIMER)),
    re.S,
)
# What every line with a telephone number or an address has: a number, or the sign or word of an address.
_NUMBER = re.compile(r"[+(\d][\d\s()/+–-]{4}")
_DIGITS = "0123456789"
_FIRST_OF_PHOTO_LINE = frozenset("pfфic©(")


def is_share(low: str) -> bool:
    """Whether a block is a share button or link."""
    return len(low) <= _LONGEST_LINE and SHARE.fullmatch(low) is not None


def is_footer(low: str) -> bool:
    """Whether a block is a line of a site's footer or navigation."""
    return (len(low) <= _LONGEST_LINE and FOOTER.fullmatch(low) is not None) or is_foot_line(low)


class Marks(NamedTuple):
    """The numbers of the lines that have a word of disclaimers, and of those that have one of contacts."""

    disclaimers: frozenset[int]
    contacts: frozenset[int]


def marks_of(lows: Sequence[str]) -> Marks:
    """Return which lines of a body have words that disclaimers and contacts have somewhere; most have none."""
    found = _MARKS.find_matches_as_indexes("\n".join(lows), overlapping=True)
    if not found:
        return _UNMARKED
    firsts = list(accumulate((len(low) + 1 for low in lows), initial=0))
    lines = [(which < len(_DISCLAIMER_CUES), bisect_right(firsts, start) - 1) for which, start, _ in found]
    contacts = frozenset([line for cue, line in lines if not cue])
    return Marks(frozenset([line for cue, line in lines if cue]), contacts)


_UNMARKED = Marks(frozenset(), frozenset())


def opens_as_boilerplate(low: str) -> bool:
    """Whether a block begins like a contact's lead, a link, a share button, a footer or a disclaimer."""
    return _OPENING.match(low) is not None


def is_disclaimer(text: str, low: str, *, cued: bool) -> bool:
    """Whether a block, as written and in small letters, is a mirror's disclaimer or its line about the origin.

    `cued` says that it has words of disclaimers inside.
    """
    found = DISCLAIMER.search(low) if cued else DISCLAIMER.match(low)
    return found is not None or (text.startswith("SOURCE ") and _SOURCE.match(text) is not None)


def is_contact_line(low: str) -> bool:
    """Whether a block is a line with a telephone number or an address for mail."""
    if len(low) > 200 or not ("@" in low or "mail" in low or _has_number(low)):
        return False
    return CONTACT_LINE.fullmatch(low) is not None


def _has_number(low: str) -> bool:
    # Most lines have no digit: looking for each costs less than the expression.
    return any(map(low.__contains__, _DIGITS)) and _NUMBER.search(low) is not None


def is_caption(text: str, low: str) -> bool:
    """Whether a block, as written and in small letters, is a photo's caption or credit.

    It begins or ends with a credit, or is nothing else. "(OSCE/ODIHR)" is an abbreviation in a sentence, so a
    credit must name somebody in small letters.
    """
    if low[0] in _FIRST_OF_PHOTO_LINE:
        if _PHOTO_LINE.fullmatch(low):
            return True
        start = _STARTS_WITH_CREDIT.match(text)
        if start and _names_somebody(start.group()) and len(text) < 700:
            return True
    if len(text) > 600 or "(" not in text:
        return False
    end = _ENDS_WITH_CREDIT.match(text)
    return bool(end and _names_somebody(end["credit"]))


def _names_somebody(credit: str) -> bool:
    inside = re.split(r"[/:]", credit, maxsplit=1)[-1]
    return any(char.islower() for char in inside)
