"""Names that follow a pattern: projects and events in capitals, numbered decisions and resolutions.

A match of the finder's automaton says where a pattern may be ("Project", "PC.DEC"); these functions read it
there. They know nothing of registries.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from osce_kg.extract.mention_context import token_before
from osce_kg.iris import slug

PROJECT_HEADS = ("Project", "Programme", "Program", "Initiative")
EVENT_HEADS = (
    "Open Day", "Open Days", "Summer School", "Winter School", "Summer Academy", "Winter Academy",
    "Youth Camp",
    "Summer Camp", "Day", "Week", "Conference", "Forum", "Academy", "Symposium", "Festival",
)  # fmt: skip
QUOTED_HEADS = (*PROJECT_HEADS, "projekat", "projekta", "projektu", "projekti", "projektit", "projet", "proiectul",
                "proiectului", "Projekt", "Projekts")  # fmt: skip
_HEADS = frozenset((*PROJECT_HEADS, *EVENT_HEADS))
DECISION_CUES = (
    "PC.DEC/",
    "MC.DEC/",
    "FSC.DEC/",
    "MC.DOC/",
    "FSC.DOC/",
    "Council Decision",
    "Co-operation Decision",
)
RESOLUTION_CUES = ("UNSCR", "Security Council Resolution", "UNSC Resolution")

_CONNECTORS = frozenset(
    {
        "of", "and", "for", "on", "in", "to", "against", "with", "&",
    }
)  # fmt: skip
_OPENERS = frozenset(
    {
        "the", "this", "that", "these", "those", "a", "an", "our", "its", "their", "his", "her", "in",
        "on", "at", "under", "during", "for", "by", "from", "with", "as", "and", "both", "each",
        "every", "all", "second", "third", "first", "fourth", "fifth", "sixth", "seventh", "eighth",
        "ninth", "tenth", "new", "another", "today's", "yesterday's", "tomorrow's", "of", "to", "when",
        "after", "before", "since", "while", "through", "within",
    }
)  # fmt: skip
# These say who holds or hosts it, or what kind it is; alone they do not tell one project from another.
_GENERIC = frozenset(
    {
        "osce", "osce's", "office", "mission", "centre", "center", "presence", "project", "programme",
        "program", "joint", "annual", "international", "regional", "national", "local", "new", "pilot",
        "special", "current", "training", "police", "election", "polling", "voting", "peace", "youth",
        "first", "second", "third", "final", "high-level", "ministerial", "economic", "press", "open",
        "news", "one-day", "two-day", "three-day", "online",
    }
)  # fmt: skip
_UNSPECIFIC = _GENERIC | _CONNECTORS | _OPENERS
# An institution, not an event or a project; or somebody else's.
_INSTITUTIONS = frozenset(
    {
        "police", "military", "diplomatic", "judicial", "justice", "sciences", "state", "defence",
        "defense", "medical", "music", "agricultural", "police's", "prosecutors", "prosecutor's",
        "magistrates", "customs", "law", "naval",
    }
)  # fmt: skip
_ORGANIZATIONS = frozenset(
    {
        "united nations development programme", "un development programme", "world food programme",
        "un environment programme",
        "united nations environment programme", "world economic forum", "united nations environment program",
        "central european initiative", "partnership for peace programme", "southeast european cooperative initiative",
        "adriatic-ionian initiative", "world bank programme", "european union programme", "erasmus programme",
    }
)  # fmt: skip
_BREAKERS = frozenset(
    {
        "ministry", "government", "council", "university", "embassy", "committee", "commission",
        "agency", "department",
    }
)  # fmt: skip
_WORD = re.compile(r"[^\W_]+(?:[-/.'’&][^\W_]+)*\Z")
_DECISION = re.compile(r"(PC|MC|FSC)\.(DEC|DOC)/(\d+(?:/\d{2}(?!\d))?)(/Corr\.\d+|/Rev\.\d+)?")
_SPELLED = re.compile(
    r"(Permanent Council|Ministerial Council|Forum for Security Co-?operation) Decision"
    r"(?: No\.?| Nr\.?)? ?(\d+(?:/\d{2}(?!\d))?)"
)
_RESOLUTION = re.compile(
    r"(?:(?:United Nations|UN) )?(?:UNSCR|UNSC Resolution|Security Council Resolution)"
    r"(?: No\.?)? ?(\d{2,4})(?: ?\(\d{4}\))?(?!\d)",
    re.I,
)
_LONGEST_NAME = 160
_MAX_QUOTED_WORDS = 18
_QUOTED_NAME = rf"[\"“„«]\s?(?P<name>[^\"“”„«»\n]{{6,{_LONGEST_NAME}}}?)\s?[\"”“»]"
_QUOTED_AFTER = re.compile(rf"(?:,? (?:en)?titled| called| named| on)?,? {_QUOTED_NAME}")
_QUOTED_BEFORE = re.compile(rf"{_QUOTED_NAME} \Z")
_COUNCILS = {"Permanent Council": "PC", "Ministerial Council": "MC"}
_MAX_WORDS = 9


@dataclass(frozen=True, slots=True)
class Phrase:
    """A name read by its pattern: where it stands, what kind of thing it is, key and label."""

    start: int
    end: int
    kind: str
    key: str
    label: str


def read_project(text: str, start: int, end: int, head: str) -> Phrase | None:
    """Return the project or event whose name ends with the head noun at [start, end), or None.

    The name is the run of capitalised words before the head, with small connecting words inside it, if enough
    of it is specific: two words for a project, a conference, a forum; one for an open day or a summer school.
    """
    if head not in _HEADS or not text[start].isupper() or _goes_on(text, end):
        return None
    words = _words_before(text, start)
    if not words:
        return None
    while words and words[0][1].casefold() in _OPENERS:
        words = words[1:]
    words = _after_breaker(words)
    specific = [word for _, word in words if word.casefold() not in _UNSPECIFIC]
    composed = " " in head
    if (
        not words
        or not words[0][1][0].isupper()
        or len(specific) + (len(words) > len(specific)) < (1 if composed else 2)
    ):
        return None
    if not specific and not composed:
        return None
    lowered = {word.casefold() for _, word in words}
    if head == "Academy" and lowered & _INSTITUTIONS:
        return None
    first = words[0][0]
    label = " ".join(text[first:end].split())
    if label.casefold() in _ORGANIZATIONS:
        return None
    kind = "project" if head in PROJECT_HEADS else "event"
    return Phrase(first, end, kind, project_key(label, None), label)


def read_quoted_project(text: str, start: int, end: int) -> Phrase | None:
    """Return the project whose name stands in quotation marks beside the head noun at [start, end), or None."""
    match = _QUOTED_AFTER.match(text, end) or _QUOTED_BEFORE.search(text, max(0, start - _LONGEST_NAME), start)
    if match is None:
        return None
    label = " ".join(match["name"].rstrip(" ,.").split())
    words = label.split()
    if not 2 <= len(words) <= _MAX_QUOTED_WORDS or not label[0].isupper():
        return None
    first = match.start("name")
    return Phrase(first, first + len(match["name"].rstrip(" ,.")), "project", project_key(label, None), label)


def read_decision(text: str, start: int) -> Phrase | None:
    """Return the numbered decision or document written at or around `start`, or None."""
    match = _DECISION.match(text, start)
    if match:
        label = match.group()
        return Phrase(match.start(), match.end(), "decision", slug(label), label)
    match = _SPELLED.search(text, max(0, start - len("Forum for Security Co-operation ")), start + 40)
    if not match:
        return None
    body = _COUNCILS.get(match[1], "FSC")
    label = f"{body}.DEC/{match[2]}"
    return Phrase(match.start(), match.end(), "decision", slug(label), label)


def read_resolution(text: str, start: int) -> Phrase | None:
    """Return the resolution of the UN Security Council written around `start`, or None."""
    for match in _RESOLUTION.finditer(text, max(0, start - len("United Nations ")), start + 60):
        if match.start() <= start < match.end():
            number = match[1]
            label = f"UN Security Council Resolution {number}"
            return Phrase(match.start(), match.end(), "treaty", f"unscr-{number}", label)
    return None


def _goes_on(text: str, end: int) -> bool:
    """Whether the words after the head belong to the name: "Programme Office", "Project Co-ordinator"."""
    following = text[end : end + 2]
    return following[:1] in ("-", "/") or (following[:1] in (" ", "\u00a0") and following[1:2].isupper())


def _words_before(text: str, start: int) -> list[tuple[int, str]]:
    """Return capitalised words and the connecting words among them, with their offsets, up to `start`."""
    words: list[tuple[int, str]] = []
    token = token_before(text, start)
    while token and len(words) < _MAX_WORDS:
        at, word = token
        if not _WORD.match(word) or not (word[0].isupper() or word[0].isdigit() or word in _CONNECTORS):
            break
        words.insert(0, token)
        token = token_before(text, at)
    while words and (words[0][1] in _CONNECTORS or words[0][1][0].isdigit()):
        words.pop(0)
    return words


def _after_breaker(words: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Return what follows "and" if what is before it is an institution or a whole name: "Ministry of Justice and …"."""
    for position in range(len(words) - 1, 0, -1):
        if words[position][1] != "and":
            continue
        if words[position - 1][1] in _HEADS or _BREAKERS & {word.casefold() for _, word in words[:position]}:
            return words[position + 1 :]
    return words


def project_key(label: str, body: str | None) -> str:
    """Return the key minted for a project or event: `{body}-{slug}`, or the slug if the body is unknown.

    Offices have projects of one name, so the body that speaks of "our" project is part of what it is. "OSCE"
    in front of the name is not. The key is empty for a name without Latin letters.
    """
    name = slug(re.sub(r"\AOSCE(?:['’]s)? ", "", label))
    return f"{body}-{name}" if name and body else name
