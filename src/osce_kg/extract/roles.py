"""A role as written → normalised role, the body it is held in, the State it is held for."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from osce_kg.extract.demonyms import DEMONYMS
from osce_kg.extract.quote_words import ROLE_WORDS
from osce_kg.extract.wordlists import words
from osce_kg.records import Basis, Confidence, Reading, Span
from osce_kg.reference.model import Body, Registries, fold

_WORD = re.compile(r"[^\W_](?:[^\W_]|[’'‐‑./-](?=[^\W_]))*")
_BACK_REFERENCE = re.compile(
    r"\b(?:[Tt]he|[Tt]his)\s(?:OSCE\s)?(?:field\s)?(?:Mission|Office|Centre|Center|Presence"
    r"|Programme Office|Field Office|Group)\b(?!\s(?:in|to|of|for|on)\b)"
    r"|\bHead of (?:the )?(?:OSCE )?(?:Mission|Office|Centre|Presence)\b(?!\s(?:in|to|of|for|on)\b)"
)
_UMBRELLA = "osce"
_OFFICIAL = words(
    "minister president ambassador delegation parliament parliamentarian government police"
    " judge prosecutor mp member"
    " authorities official prime foreign interior justice deputy chairperson chairmanship"
    " chairpersonship ombudsman"
    " ombudsperson representative secretary envoy senator speaker defence defense embassy"
    " ministry state mep army"
    " chargé vice chancellor king queen congressman"
)
_PARTS = words("mission office centre center presence programme group project field")
_SMALL = words("of the in to for and on at a an with at i u në e të de la w z в на по и та в")
_BEFORE_NAMES = words("the osce acting deputy")
_MAX_NAME_WORDS = 14


@dataclass(frozen=True, slots=True)
class RoleReading:
    """Registry keys read from a role as written, each with its span; None where the role does not say."""

    role: Reading[str] | None = None
    body: Reading[str] | None = None
    state: Reading[str] | None = None


def read_role(
    text: str, offset: int, registries: Registries, on: dt.date | None, context_body: str | None = None
) -> RoleReading:
    """Return what a role as written says.

    `context_body` is the body that "the Mission" or "the Office" refers back to. A name that several bodies
    bore is settled by the date, or not at all.
    """
    words = [(match.start(), match.end()) for match in _WORD.finditer(text)]
    body, covered = _read_body(text, offset, words, registries, on, context_body)
    role = _read_role_key(text, offset, registries) or _head_of(text, offset, body, registries)
    return RoleReading(role, body, _read_state(text, offset, words, covered, registries))


def _read_role_key(text: str, offset: int, registries: Registries) -> Reading[str] | None:
    """Return the role whose longest pattern occurs in the text; equally long ones are settled by position."""
    key = registries.role_in(fold(text))
    return Reading(key, Span(offset, offset + len(text)), "role-pattern", Basis.RESOLVED) if key else None


def _head_of(text: str, offset: int, body: Reading[str] | None, registries: Registries) -> Reading[str] | None:
    """Return the role of "OSCE Mission to Skopje Head": a field operation's name, and "Head" behind it."""
    if body is None or body.span is None or not registries.bodies[body.value].presence:
        return None
    if not re.match(r"\s+(?:[Hh]ead|[Cc]hief)\Z", text[body.span.end - offset :]):
        return None
    return Reading("head-of-field-operation", Span(offset, offset + len(text)), "role-pattern", Basis.RESOLVED)


def _read_body(
    text: str,
    offset: int,
    words: list[tuple[int, int]],
    registries: Registries,
    on: dt.date | None,
    context_body: str | None,
) -> tuple[Reading[str] | None, Span]:
    """Return the body by the longest of its names in the text, and the range of that name (empty if none)."""
    name = _longest_name(text, words, registries)
    back = _BACK_REFERENCE.search(text)
    general = name is None or name[3][0].key == _UMBRELLA
    if back and context_body and general:
        span = Span(offset + back.start(), offset + back.end())
        reading = Reading(context_body, span, "role-back-reference", Basis.RESOLVED, Confidence.MEDIUM)
        return reading, Span(0, 0)
    if name is None:
        return None, Span(0, 0)
    _, start, end, bodies = name
    covered = Span(start, end)
    if re.search(r"\bto (?:the )?\Z", text[:start]):
        # "Permanent Representative of X to the OSCE" speaks for X.
        return None, covered
    if bodies[0].key == _UMBRELLA and not _of_the_whole(text, start, end):
        # A name of one of its bodies that the registries do not have in this form.
        return None, covered
    body = bodies[0] if len(bodies) == 1 else registries.body_on(text[start:end], on)
    if body is None:
        return None, covered
    return Reading(body.key, Span(offset + start, offset + end), "role-body", Basis.RESOLVED), covered


def _of_the_whole(text: str, start: int, end: int) -> bool:
    """Whether "OSCE" means the organization ("OSCE Chairperson"), and is no part of a body's name."""
    before, after = text[:start].strip().lower(), _WORD.match(text, min(end + 1, len(text)))
    if before in {"", "the"}:
        return after is None or after.group().lower() not in _PARTS
    return end == len(text) and bool(re.search(r"\bof(?: the)?\Z", before))


def _longest_name(
    text: str, words: list[tuple[int, int]], registries: Registries
) -> tuple[str, int, int, tuple[Body, ...]] | None:
    opening = {start for start, _ in words if registries.begins_body(text[start:])}
    if not opening:
        return None
    for start, end in _ranges(words):
        candidate = text[start:end]
        if start not in opening or not _written_as_name(candidate) or _part_of_another(text, start, end):
            continue
        bodies = registries.bodies_named(candidate)
        if bodies:
            return candidate, start, end, bodies
    return None


def _written_as_name(candidate: str) -> bool:
    """Whether the words are written as a name: "OSCE observer mission" names none."""
    words = candidate.split()
    return words[0][0].isupper() and all(not word[0].islower() or word in _SMALL for word in words)


def _part_of_another(text: str, start: int, end: int) -> bool:
    """Whether the words belong to a longer name, of a body of somebody else: "UN Mission in X", "Council of X"."""
    before = text[:start].split()
    if before and before[-1][0].isupper() and fold(before[-1]) not in _BEFORE_NAMES | ROLE_WORDS:
        return not before[-1].endswith((",", "'s", "’s"))
    return bool(re.match(r" (?:of|for) (?!the OSCE\b)", text[end:])) and not text[start:end].isupper()


def _ranges(words: list[tuple[int, int]], most: int = _MAX_NAME_WORDS) -> Iterator[tuple[int, int]]:
    """Yield ranges of whole words, longest first, then from the left."""
    for length in range(min(len(words), most), 0, -1):
        for first in range(len(words) - length + 1):
            yield words[first][0], words[first + length - 1][1]


def _read_state(
    text: str, offset: int, words: list[tuple[int, int]], covered: Span, registries: Registries
) -> Reading[str] | None:
    outside = [word for word in words if word[1] <= covered.start or word[0] >= covered.end]
    for start, end in _ranges(outside, 6):
        candidate = text[start:end]
        if not candidate[0].isupper():
            continue
        possessive = re.sub(r"[’']s?\Z", "", candidate)
        of = re.search(r"\bof (?:the )?\Z", text[:start])
        if possessive == candidate and not of:
            continue
        area = registries.area(possessive)
        if area is not None and area.code != "XKX":
            rule = "role-state-possessive" if possessive != candidate else "role-state-of"
            return Reading(area.code, Span(offset + start, offset + start + len(possessive)), rule, Basis.RESOLVED)
    for position, (start, end) in enumerate(outside):
        code = DEMONYMS.get(text[start:end].lower())
        following = {text[a:b].lower() for a, b in outside[position + 1 : position + 4]}
        if code and text[start].isupper() and following & _OFFICIAL and code in registries.areas:
            return Reading(code, Span(offset + start, offset + end), "role-state-adjective", Basis.RESOLVED)
    return None
