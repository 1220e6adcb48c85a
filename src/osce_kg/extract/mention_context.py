"""Whether a name that was found means what it usually means: judged by the words beside it.

"Georgia Smith" is a person, "Michael Jordan" too, "Atlanta, Georgia" lies elsewhere, the Vienna Document is
no place, and the EU has missions of its own.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from osce_kg.extract.demonyms import DEMONYMS
from osce_kg.extract.memory import Memory
from osce_kg.extract.place_words import AT, OF, PLACED, PLACED_BEFORE

# Names of areas that people bear: as first names, and as surnames.
_FIRST_NAMES = frozenset(
    {
        "georgia", "jordan", "israel", "france", "ireland", "holland", "malta", "austria", "cyprus",
    }
)  # fmt: skip
_SURNAMES = _FIRST_NAMES | frozenset(
    {
        "england", "norway", "poland", "germany", "spain", "portugal", "denmark", "romania", "hungary",
        "finland",
    }
)  # fmt: skip
# What may follow a State's name in capitals without being a surname.
_INSTITUTIONS = frozenset(
    {
        "mission", "office", "centre", "center", "presence", "government", "parliament", "president",
        "prime", "minister", "ministers", "ministry", "ambassador", "state", "states", "national",
        "border", "police", "monitor", "representative", "foreign", "interior", "justice", "army",
        "security", "supreme", "court", "constitutional", "central", "election", "electoral", "russia",
        "and", "osce", "eu", "un", "nato",
    }
)  # fmt: skip
# What may stand before a name in capitals without being a first name.
_INTRODUCTIONS = frozenset(
    {
        "the", "a", "an", "in", "of", "from", "to", "and", "or", "for", "with", "by", "at", "on", "its",
        "this", "that", "our", "their", "between", "among", "across", "within", "throughout", "outside",
        "inside", "into", "than", "as", "via", "under", "over", "about", "against", "toward", "towards",
        "since", "until", "during", "after", "before", "visiting", "southern", "northern", "eastern",
        "western", "central", "south", "north", "east", "west", "former", "neighbouring", "republic",
        "today", "osce", "csce", "ambassador", "minister", "president", "but", "while", "when", "where",
        "although",
    }
)  # fmt: skip
_TITLES = frozenset(
    {
        "mr", "mrs", "ms", "dr", "prof", "amb",
    }
)  # fmt: skip
# What is named after a place rather than being in it.
_NAMED_AFTER = frozenset(
    {
        "agreement", "agreements", "accord", "accords", "protocol", "protocols", "process", "package",
        "document", "declaration", "mechanism", "group", "format", "convention", "treaty", "charter",
        "recommendations", "guidelines", "memorandum", "school", "university",
    }
)  # fmt: skip
# Who bears what follows as a surname, and who holds office in a place.
_BEARERS = _TITLES | frozenset(
    {
        "ambassador", "minister", "president", "mr", "general", "colonel", "major", "captain", "judge",
        "professor", "commissioner", "señor", "frau", "herr", "mme", "m", "botschafter", "посол", "г-н", "г-жа",
        "amb", "chancellor", "senator", "lord", "sir", "dr", "prosecutor", "director", "chairman",
    }
)  # fmt: skip
_OF_A_PLACE = frozenset({"mayor", "governor", "region", "province", "oblast", "district", "municipality", "city"})
# What lies around a town is not the town. As many names as a list of regions has: each town looks on through it.
_REGION = re.compile(
    r"[ \u00a0](?:region|oblast|province|voivodeship|governorate|raion)s?\b"
    r"|(?:, [^\W\d_][\w’'-]{0,40}){0,12},?[ \u00a0](?:and|or)[ \u00a0][^\W\d_][\w’'-]{0,40}"
    r"[ \u00a0](?:regions|oblasts|provinces|raions)\b"
)
_INITIAL = re.compile(r"[^\W\d_]\.\Z")
_NEXT = re.compile(r"[ \u00a0]+([^\W\d_][\w'’-]*)")
_SPACES = " \u00a0"
_OPENING = "(\"“„«»'‘["
_OF_THE_OSCE = re.compile(r" of the (?:OSCE|CSCE|Organization for Security)")
_US_STATE = re.compile(r",? ?\(?(?:USA?\b|U\.S\.)")
_ATLANTA = re.compile(r"(?:Atlanta|Savannah|Athens|Augusta), \Z")
_NEXT_WORD = re.compile(r"[ \u00a0]([^\W\d_]+)")
_ELISION = re.compile(r"\b[dDlL]['’]\Z")
_REACH = 60
_HEADLINE = 300
_REMEMBERED = 1 << 12
# How much the words beside a name say that it is a place's.
HARDLY, PERHAPS, LIKELY = 1, 2, 3


def is_area(text: str, start: int, end: int) -> bool:
    """Whether the name of an area at [start, end) is not a person's name or the US State of Georgia."""
    name = text[start:end].casefold()
    if name == "georgia" and (_US_STATE.match(text, end) or _ATLANTA.search(text[max(0, start - _REACH) : start])):
        return False
    return not (_has_surname(text, name, end) or _has_first_name(text, name, start))


def is_place(
    text: str, start: int, end: int, before: tuple[int, str] | None, *, introduced: bool = True, capitals: bool = False
) -> bool:
    """Whether the name of a place at [start, end) stands for the place: not in a longer name in capitals.

    `before` is what stands right before it (`token_before`). `introduced` says that this is a preposition or the
    like, so that a capital there opens the sentence; `capitals` that capitals mark no names here, as in a headline or
    a German sentence.
    """
    following = _NEXT.match(text, end) if text[end : end + 1] in _SPACES else None
    if following:
        named_after, is_name = _FOLLOWING[following[1]]
        if named_after or (is_name and not capitals):
            return False
    if before is None:
        return True
    beside = _PRECEDING[before[1]]
    if beside.bears:
        return False
    return capitals or not beside.is_name or (introduced and _opens(text, start, before[1]))


def names_region(text: str, end: int) -> bool:
    """Whether the words behind a town's name make it a region's: "Luhansk region", "the Brest and Vitebsk regions"."""
    return text[end : end + 1] in " \u00a0," and _REGION.match(text, end) is not None


def place_context(text: str, start: int, end: int, before: tuple[int, str] | None) -> int:
    """Return how much the words beside a name say that it is a place's; `before` is what stands right before it."""
    if start and text[start - 1] in "'’" and _ELISION.search(text[max(0, start - 3) : start]):
        return PERHAPS
    level = HARDLY
    if before is not None:
        at, word = before
        level = _PRECEDING[word].context
        if level == PERHAPS:
            further = token_before(text, at)
            if further and further[1].lower() in PLACED_BEFORE:
                return LIKELY
    return LIKELY if level == LIKELY or _is_placed(text, end) else level


class _Preceding(NamedTuple):
    """What a word says of the name behind it.

    Whether it bears it as a surname, how much it says that the name is a place's, and whether it is a name itself, to
    which what follows may belong.
    """

    bears: bool
    context: int
    is_name: bool


def _preceding(word: str) -> _Preceding:
    low, folded = word.lower(), word.casefold()
    context = LIKELY if low in AT or low in PLACED_BEFORE else PERHAPS if low in OF else HARDLY
    whole = word[0].isalpha() and word[-1].isalnum()
    is_name = whole and _is_name(word) and folded not in _INTRODUCTIONS
    return _Preceding(folded.rstrip(".") in _BEARERS or _INITIAL.match(word) is not None, context, is_name)


def _following(word: str) -> tuple[bool, bool]:
    """Return whether something named after a place is called so, and whether a longer name goes on with the word."""
    low = word.casefold()
    return low in _NAMED_AFTER, _is_name(word) and low not in _OF_A_PLACE


_PRECEDING = Memory(_preceding, _REMEMBERED)
_FOLLOWING = Memory(_following, _REMEMBERED)


def _is_placed(text: str, end: int) -> bool:
    """Whether the words behind a name say that it is a place's: "Mostar region", "Vienna-based"."""
    following = _NEXT_WORD.match(text, end)
    return bool(following and following[1].lower() in PLACED) or text.startswith("-based", end)


def is_own_body(text: str, start: int, end: int) -> bool:
    """Whether a body's name without "OSCE" is the OSCE's: nobody else is named right before or after it."""
    if text.startswith(" of ", end) and not _OF_THE_OSCE.match(text, end):
        return False
    word = _word_before(text, start)
    if word is None or not word[0].isupper() or word.casefold() in _INTRODUCTIONS or _opens(text, start, word):
        return True
    return word.casefold() in DEMONYMS


def _has_surname(text: str, name: str, end: int) -> bool:
    if name not in _FIRST_NAMES:
        return False
    following = _NEXT.match(text, end)
    return bool(following and _is_name(following[1]) and following[1].casefold() not in _INSTITUTIONS)


def _has_first_name(text: str, name: str, start: int) -> bool:
    if name not in _SURNAMES:
        return False
    previous = token_before(text, start)
    if not previous:
        return False
    word = previous[1]
    if word.endswith("."):
        return word[:-1].casefold() in _TITLES or len(word) == 2
    whole = word[0].isalpha() and word[-1].isalnum()
    return whole and _is_name(word) and word.casefold() not in _INTRODUCTIONS


def token_before(text: str, start: int) -> tuple[int, str] | None:
    """Return offset and text of what stands right before `start`, without opening quotes, or None."""
    if start < 2 or text[start - 1] not in _SPACES:
        return None
    floor, end = (start - _REACH if start > _REACH else 0), start - 1
    begin = text.rfind(" ", floor, end) + 1 or floor
    token = text[begin:end]
    if "\u00a0" in token or "\n" in token:
        token = token[max(token.rfind("\u00a0"), token.rfind("\n")) + 1 :]
    token = token.lstrip(_OPENING)
    return (end - len(token), token) if token else None


def _word_before(text: str, start: int) -> str | None:
    """Return the word right before, with one space between, or None; punctuation ends what came before."""
    return _as_word(token_before(text, start))


def _as_word(before: tuple[int, str] | None) -> str | None:
    return before[1] if before and before[1][0].isalpha() and before[1][-1].isalnum() else None


def _opens(text: str, start: int, word: str) -> bool:
    """Whether the word before opens a sentence, so that its capital says nothing."""
    before = text[:start].rstrip()[: -len(word)].rstrip()[-1:]
    return not before or before in '.!?:;\n“”"„«»'


def _is_name(word: str) -> bool:
    """Whether the word is written like a name: one capital, then small letters."""
    return word[0].isupper() and not word.isupper()


def is_titled(text: str) -> bool:
    """Whether the text is a headline With Capitals Throughout, where capitals mark no names."""
    if len(text) > _HEADLINE or text.rstrip().endswith("."):
        return False
    words = [word for word in text.split() if len(word) > 3 and word[0].isalpha()]
    return len(words) > 3 and all(word[0].isupper() for word in words)
