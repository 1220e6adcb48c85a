"""The site around a page's content: skip links, breadcrumbs, language switchers, cookie notices, letterheads.

Text extractions keep such lines above (and some between) content type, title and labels, in any order.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from osce_kg.extract.boilerplate import is_share
from osce_kg.extract.dateline import read_header
from osce_kg.layouts.label_names import document_type
from osce_kg.layouts.labels import label_of
from osce_kg.layouts.wording import OSCE
from osce_kg.page import Block
from osce_kg.records import Removed
from osce_kg.reference.model import fold


def _folded(names: str) -> frozenset[str]:
    return frozenset(fold(name) for name in names.split("|"))


_NAMES = _folded(
    "Menu|Main navigation|Main menu|Breadcrumb|Breadcrumbs|You are here|Home|Home page|Homepage|Search|"
    "Search form|Site search|Advanced search|OSCE|OSCE.org|OSCE logo|Share|Print|Language|Languages|"
    "Select language|Choose language|Translations|User account menu|Toggle navigation|Close|Open menu|"
    "Contact|Contacts|Contact us|Employment|Procurement|Site map|Sitemap|FAQ|Text only|Printer friendly|"
    "Print version|Printable version|Accept|Accept all|Accept cookies|Decline|Text size|Font size|"
    "Меню|Главная|Главная страница|Поиск|Язык|Языки|Поделиться|Печать|Версия для печати|Вы здесь|"
    "Головна|Пошук|Мова|Мови|Поширити|Друк|Початок|"
    "Početna|Početna stranica|Naslovna|Naslovnica|Pretraga|Pretraži|Jezik|Podijeli|Podeli|Štampaj|Ispis|Meni|"
    "Почетна|Почетна страница|Насловна|Претрага|Језик|Подели|Штампај|Мени|Пребарај|Јазик|Сподели|Почеток|"
    "Kreu|Kryefaqja|Ballina|Kërko|Gjuha|Gjuhët|Shpërnda|Menyja|Menuja|"
    "Accueil|Recherche|Rechercher|Langue|Partager|Imprimer|Startseite|Suche|Suchen|Sprache|Teilen|Drucken|"
    "Acasă|Căutare|Caută|Limba|Distribuie|Meniu|"
    "Башкы бет|Издөө|Басты бет|Іздеу|Мәзір|Тіл|Bosh sahifa|Qidiruv|Til|Бош саҳифа"
)
_LANGUAGES = _folded(
    "English|Русский|Русский язык|Українська|Shqip|Bosanski|Hrvatski|Srpski|Српски|Crnogorski|Црногорски|"
    "BHS|BCS|B/H/S|Français|Deutsch|Español|Italiano|Кыргызча|Кыргыз тили|Қазақша|Қазақ тілі|O'zbekcha|"
    "O‘zbek|Oʻzbekcha|Ўзбекча|Română|Македонски|Тоҷикӣ|Türkmençe|Türkmen|Azərbaycanca|Հայերեն|ქართული|"
    "Türkçe|Монгол|Polski|العربية|Russian|Ukrainian|Albanian|Serbian|Bosnian|Croatian|Romanian|French|"
    "German|Macedonian|Kyrgyz|Kazakh|Uzbek|EN|RU|RUS|ENG|UK|UA|SQ|SR|BS|HR|FR|DE|RO|MK|KY|KK|KZ|UZ"
)
_SKIP_LINK = re.compile(
    r"(?:skip (?:to|links?|navigation|ahead)|jump to|go (?:to|back to) (?:the )?(?:main|content|navigation)|"
    r"перейти (?:к|на|до)\b|пропустить|пропустити|kalo(?:ni)? (?:te|tek|në)\b|shko te|preskoči|idi na|"
    r"прескочи|оди на|прејди на|иди на|aller (?:au|à la) (?:contenu|navigation)|(?:direkt )?zum (?:haupt)?inhalt|"
    r"zur navigation|(?:salt|sari|mergi)\w* la (?:conținut|continut|navig)|негизги мазмун|негізгі мазмұн|"
    r"asosiy (?:kontent|mazmun|tarkib)|асосий мазмун)",
    re.I,
)
_COOKIES = re.compile(
    r"(?:(?:this|our) (?:web)?site uses cookies|we use cookies|by (?:continuing|using) .{0,60}cookies|"
    r"(?:этот|наш) (?:веб-)?сайт использует|мы используем (?:файлы )?cookie|цей (?:веб)?сайт використовує|"
    r"ova (?:web )?stranica koristi kolačiće|ky (?:uebsajt|sajt|website) përdor|ce site utilise des cookies|"
    r"diese website verwendet cookies|acest site (?:web )?folosește cookie|овој веб-?сајт користи)",
    re.I,
)
_LABELLED_LANGUAGES = re.compile(
    r"(?:available in|languages?|also in|read (?:this )?in|other languages?)\s?:?\s+", re.I
)
_FIRST_NAME = re.compile(r"[^\s,|/·•]+")
_CRUMB = re.compile(r"\s*(?:>|›|»|→|::|\||·|•|(?<=\s)/(?=\s))\s*")
_LETTERHEAD = re.compile(
    r"organi[sz]ation (?:for|on) security (?:and|&) co-?operation in europe(?: \(?osce\)?)?|"
    r"osce|o\.?s\.?c\.?e\.?|(?:the )?(?:osce )?secretariat|"
    r"(?:for|not for) immediate release:?|immediate release|embargo(?:ed)? (?:until|till)\b.{0,60}|"
    r"(?:osce |csce |odihr )?(?:press|news) (?:release|statement|item|communiqu[eé])s?:?\s*"
    r"(?:(?:no|nr|number|#)\.?\s*)?"
    r"\d{1,4}\s?/\s?(?:\d\d|\d{4})|"
    r"(?:(?:no|nr|ref|reference|doc)[.:]{0,2}\s*){1,2}:?\s*[a-z.\-]{0,14}/?\d{1,4}\s?/\s?(?:\d\d|\d{4})",
    re.I,
)
_NUMBERED = re.compile(r"(?:press|news)\s(?:release|statement|communiqu)", re.I)
_DIGIT = re.compile(r"\d")
_LONGEST = 100
_LONGEST_NOTICE = 400
_LONGEST_ISSUER = 60
_REACH = 14


def is_chrome(text: str) -> bool:
    """Whether a line is the site's and not the page's own: compared whole, so that no title is taken for it."""
    if len(text) > _LONGEST_NOTICE:
        return False
    if len(text) > _LONGEST:
        return bool(_COOKIES.match(text))
    folded = fold(text).strip(":*# ")
    if folded in _NAMES or folded in _LANGUAGES or is_share(text.lower()):
        return True
    if _SKIP_LINK.match(folded) and len(folded) <= 60:
        return True
    return _is_crumbs(folded) or _is_switcher(folded) or bool(_COOKIES.match(text))


def _is_crumbs(folded: str) -> bool:
    """Whether a line is a path from the home page ("Home > Newsroom > Press releases")."""
    if not _CRUMB.search(folded):
        return False
    parts = _CRUMB.split(folded.removeprefix("you are here:").strip())
    return len(parts) > 1 and parts[0] in _NAMES


def _is_switcher(folded: str) -> bool:
    """Whether a line holds languages' names and nothing else."""
    lead = _LABELLED_LANGUAGES.match(folded)
    first = _FIRST_NAME.match(folded)
    if not lead and not (first and first.group() in _LANGUAGES):
        return False
    parts = [part for part in re.split(r"[\s,|/·•]+", folded[lead.end() if lead else 0 :]) if part]
    return len(parts) > (0 if lead else 1) and all(part in _LANGUAGES for part in parts)


def without_chrome(content: Sequence[Block]) -> tuple[tuple[Block, ...], tuple[Removed, ...]]:
    """Return the content without the site's own lines at its top, and those lines.

    List items count only above everything else; nothing is looked at below the first label or paragraph.
    """
    kept: list[Block] = []
    dropped: list[Block] = []
    at = 0
    while at < len(content) and len(kept) < _REACH:
        block = content[at]
        listed = block.bullet or block.divider
        long = len(block.text) > _LONGEST and not _COOKIES.match(block.text)
        if kept and (listed or long or label_of(block)):
            break
        if (block.divider and not kept) or ((not listed or not kept) and is_chrome(block.text)):
            dropped.append(block)
        else:
            kept.append(block)
            if listed:
                at += 1
                break
        at += 1
    if not dropped:
        return tuple(content), ()
    return (*kept, *content[at:]), tuple([Removed("navigation", block.snippet) for block in dropped])


def is_letterhead(block: Block) -> bool:
    """Whether a line belongs to the letterhead of an older release: issuer, number, embargo, place and date."""
    text = block.text
    if block.bullet or len(text) > _LONGEST:
        return False
    if _LETTERHEAD.fullmatch(text.strip(" -–—*")):
        return True
    return is_header_line(block)


def is_numbered_release(text: str) -> bool:
    """Whether a letterhead's line calls the page a release and numbers it ("OSCE Press Release No. 23/99")."""
    return bool(_NUMBERED.search(text) and any(char.isdigit() for char in text))


def is_header_line(block: Block) -> bool:
    """Whether a line is a date, alone or after a place."""
    if len(block.text) > _LONGEST or not _DIGIT.search(block.text):
        return False
    found = read_header(block.text, block.start)
    return found is not None and (found.date is not None or found.refused is not None)


def letterhead_length(content: Sequence[Block]) -> int:
    """Return how many lines at the top are a letterhead; content types among them count, a lone one does not."""
    at = strict = 0
    for block in content[:8]:
        if is_letterhead(block) or (at and _is_issuer(content, at)):
            strict += 1
        elif block.divider or document_type(block.text) is None or len(block.text) > 60:
            break
        at += 1
    return at if strict and at < len(content) else 0


def _is_issuer(content: Sequence[Block], at: int) -> bool:
    """Whether a short line names the issuer: place and date follow it, and only then a title and the text."""
    block = content[at]
    if at + 3 >= len(content) or len(block.text) > _LONGEST_ISSUER or not OSCE.search(block.text):
        return False
    title = content[at + 2]
    return (
        is_header_line(content[at + 1])
        and not title.bullet
        and len(title.text) < len(content[at + 3].text)
        and title.text[-1] not in ".!?:;…"
    )
