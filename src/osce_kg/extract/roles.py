"""A role as written → normalised role, the body it is held in, the State it is held for."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from typing import NamedTuple

from osce_kg.extract.inflected_bodies import body_inflected, share_place
from osce_kg.extract.quote_words import ROLE_WORDS
from osce_kg.extract.role_states import read_state
from osce_kg.extract.wordlists import words
from osce_kg.records import Basis, Confidence, Reading, Span
from osce_kg.reference.model import Body, Registries, fold

BACK_REFERENCE = "role-back-reference"
"""The rule by which "the Mission" means the body that issues the page."""

_WORD = re.compile(r"[^\W_](?:[^\W_]|[’'‐‑./-](?=[^\W_]))*")
_POSSESSIVE = re.compile(r"[’']s\Z")
_BACK_REFERENCE = re.compile(
    r"\b(?:[Tt]he|[Tt]his)\s(?:OSCE\s)?(?:field\s)?(?:Mission|Office|Centre|Center|Presence"
    r"|Programme Office|Field Office|Group)\b(?!\s(?:in|to|of|for|on)\b)"
    r"|\bHead of (?:the )?(?:OSCE )?(?:Mission|Office|Centre|Presence)\b(?!\s(?:in|to|of|on)\b)"
    r"|\b(?:OSCE(?:['’]s)? )?(?:[A-Z]\w+ )?(?:Field|Regional|Programme) (?:Office|Centre|Center|Station)\b"
    r"|\A(?:[Tt]he )?(?:OSCE )?(?:Mission|Centre|Office|Presence)(?:['’]s)? (?=[A-Z]|[Ss]poke)"
    r"|\A(?:[Tt]he )?(?:OSCE )?(?:[Aa]cting |[Dd]eputy |[Pp]rincipal )*"
    r"(?:Chief Monitor|Chief Observer|Project Co-?ordinator|Head of Mission)\Z"
    r"|(?<=\w )(?:Misije|Мисије|[Мм]иссии|[Мм]ісії|Misionit|Prezencës|Misiunii|Центра|Ureda|Канцеларије|Мисијата)"
    r"(?: (?:OSCE-a|OEBS-a|ОЕБС-а|ОБСЕ|ОБСЄ|të OSBE-së|së OSBE-së|OSCE|на ОБСЕ))?\Z"
)
_UMBRELLA = "osce"
_BODIES_OF_ROLES = {
    "special-representative-of-the-chairperson-in-office": "chairpersonship",
    "director-of-odihr": "odihr",
    "deputy-director-of-odihr": "odihr",
    "high-commissioner-on-national-minorities": "hcnm",
    "representative-on-freedom-of-the-media": "rfom",
    "president-of-the-parliamentary-assembly": "parliamentary-assembly",
    "director-of-the-conflict-prevention-centre": "conflict-prevention-centre",
    "co-ordinator-of-economic-and-environmental-activities": "oceea",
}
# What a general role is called in the one body that has its own name for it.
_ROLES_IN_BODIES = {
    ("director", "odihr"): "director-of-odihr",
    ("director", "conflict-prevention-centre"): "director-of-the-conflict-prevention-centre",
}
# "Secretary General of the Council of Europe", "UN High Commissioner for Refugees", "former Secretary General"
_OTHERS = re.compile(
    r"\b(?:UN|UNHCR|NATO|EU|CoE|SCO|CIS|CSTO|GUAM|United Nations|Council of Europe|European|Refugees|Human Rights"
    r"|Assembly of|Commonwealth|Organi[sz]ation|Interpol|Association|Federation|Ministry|Party|Committee|[Ff]ormer)\b"
    r"|Conseil de l['’]Europe|Europarat|Совета Европы|Ради Європи|Saveta Evrope|V?ijeća E[uv]rope|ООН"
    r"|Nations Unies|Vereinten"
    r"|\b(?:[Gg]eneral|[Cc]ommissioner) (?:of|for)\b(?! the OSCE\b)"
)
_OWN_NAME = "Organization for Security and Co-operation in Europe"
_FORMER = re.compile(r"(?:the |a )?(?:former|ex-)\b", re.I)
_ELECTION_MISSION = re.compile(
    r"(?:the )?(?:deputy )?head of the (?:OSCE )?(?:limited |long-term )?election observation mission\Z", re.I
)
_ENGLISH = re.compile(r"\b(?:of|the|for|and|to)\b")
_PARTS = words("mission office centre center presence programme group project field")
_SMALL = words("of the in to for and on at a an with at i u në e të de la w z в на по и та в")
_BEFORE_NAMES = words("the osce acting deputy") | ROLE_WORDS
_MAX_NAME_WORDS = 14
_REMEMBERED = 1 << 12


class RoleReading(NamedTuple):
    """Registry keys read from a role as written, each with its span; None where the role does not say."""

    role: Reading[str] | None = None
    body: Reading[str] | None = None
    state: Reading[str] | None = None

    def moved(self, offset: int) -> RoleReading:
        """Return the same with its spans moved."""
        return RoleReading(_moved(self.role, offset), _moved(self.body, offset), _moved(self.state, offset))


def _moved(reading: Reading[str] | None, offset: int) -> Reading[str] | None:
    if reading is None or reading.span is None:
        return reading
    start, end = reading.span
    # Built anew: `_replace` costs several times as much.
    return Reading(reading.value, Span(start + offset, end + offset), reading.rule, reading.basis, reading.confidence)


def read_role(
    text: str,
    offset: int,
    registries: Registries,
    on: dt.date | None,
    context_body: str | None = None,
    home: str | None = None,
) -> RoleReading:
    """Return what a role as written says.

    `context_body` is the body that "the Mission" or "the Office" refers back to. A name that several bodies
    bore is settled by the date, or not at all. `home` is the country whose officials need not name it.
    """
    settled_by = on if _date_matters(text, registries) else None
    return _read(text, registries, settled_by, context_body, home).moved(offset)


# The same people speak for years, and their roles are worded alike in hundreds of releases.
@lru_cache(maxsize=_REMEMBERED)
def _read(
    text: str, registries: Registries, on: dt.date | None, context_body: str | None, home: str | None
) -> RoleReading:
    words = _words(text)
    body, covered = _read_body(text, words, registries, on, context_body)
    role = _read_role_key(text, registries) or _head_of(text, body, registries)
    if role is not None and body is not None:
        role = role._replace(value=_in_body(role.value, body.value, registries))
    held = _body_of_role(text, role, registries) if _is_general(body, role) else None
    if body is not None and _FORMER.match(text):
        body = None
    if held is not None or body is not None or _BACK_REFERENCE.search(text):
        return RoleReading(role, held or body)
    state = read_state(text, 0, words, covered, registries, role.value if role else None, home)
    return RoleReading(role, None, state)


@lru_cache(maxsize=_REMEMBERED)
def _date_matters(text: str, registries: Registries) -> bool:
    """Whether the date may tell which body a role means: it does not for the one body of an English name."""
    name = _longest_name(text, _words(text), registries)
    return not _ENGLISH.search(text) or (name is not None and len(name[3]) > 1)


def _words(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in _WORD.finditer(text)]


def _in_body(role: str, body: str, registries: Registries) -> str:
    """Return what a role is called in a body: only a field operation has a head of a field operation."""
    if role == "head-of-field-operation" and body != _UMBRELLA and not registries.bodies[body].presence:
        return "head-of-department"
    return _ROLES_IN_BODIES.get((role, body), role)


def _is_general(body: Reading[str] | None, role: Reading[str] | None) -> bool:
    """Whether a role's own body says more than the body read so far: none, or only "OSCE"."""
    if role is not None and role.value == "special-representative-of-the-chairperson-in-office":
        return True
    return body is None or body.value == _UMBRELLA


def _body_of_role(text: str, role: Reading[str] | None, registries: Registries) -> Reading[str] | None:
    """Return the body to which a role belongs that names none: "OSCE Secretary General", "the High Commissioner"."""
    if role is None or _OTHERS.search(text.replace(_OWN_NAME, "")):
        return None
    post = next((post.body for post in registries.posts.values() if post.role == role.value), None)
    key = post or _BODIES_OF_ROLES.get(role.value)
    if role.value == "head-of-election-observation":
        key = "odihr" if "ODIHR" in text or _ELECTION_MISSION.match(text) else None
    if key is None or key not in registries.bodies:
        return None
    return Reading(key, Span(0, len(text)), "role-post", Basis.RESOLVED)


def _read_role_key(text: str, registries: Registries) -> Reading[str] | None:
    """Return the role whose longest pattern occurs in the text; equally long ones are settled by position."""
    key = registries.role_in(fold(text))
    return Reading(key, Span(0, len(text)), "role-pattern", Basis.RESOLVED) if key else None


def _head_of(text: str, body: Reading[str] | None, registries: Registries) -> Reading[str] | None:
    """Return the role of "OSCE Mission to Skopje Head": a field operation's name, and "Head" behind it."""
    if body is None or body.span is None or not registries.bodies[body.value].presence:
        return None
    if not re.match(r"(?:[’']s)?\s+(?:[Hh]ead|[Cc]hief)\Z", text[body.span.end :]):
        return None
    return Reading("head-of-field-operation", Span(0, len(text)), "role-pattern", Basis.RESOLVED)


def _read_body(
    text: str,
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
        span = Span(*back.span())
        reading = Reading(context_body, span, BACK_REFERENCE, Basis.RESOLVED, Confidence.MEDIUM)
        return reading, Span(0, 0)
    inflected = None if _ENGLISH.search(text) else body_inflected(text, registries, on)
    if inflected and (name is None or general):
        start, end, found = inflected
        return Reading(found.key, Span(start, end), "role-body", Basis.RESOLVED), Span(start, end)
    if context_body and general and not _ENGLISH.search(text):
        presence = registries.bodies[context_body]
        if presence.presence and share_place(text, presence.alt_labels):
            span = Span(0, len(text))
            return Reading(context_body, span, BACK_REFERENCE, Basis.RESOLVED, Confidence.MEDIUM), Span(0, 0)
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
    return Reading(body.key, Span(start, end), "role-body", Basis.RESOLVED), covered


def _of_the_whole(text: str, start: int, end: int) -> bool:
    """Whether "OSCE" means the organization ("OSCE Chairperson"), and is no part of a body's name."""
    before, after = text[:start].strip().lower(), _WORD.match(text, min(end + 1, len(text)))
    if before in {"", "the"}:
        return after is None or after.group().lower() not in _PARTS
    return end == len(text) and bool(re.search(r"\bof(?: the)?\Z", before))


def _longest_name(
    text: str, words: list[tuple[int, int]], registries: Registries
) -> tuple[str, int, int, tuple[Body, ...]] | None:
    opening = [
        at for at, (start, end) in enumerate(words) if text[start].isupper() and registries.begins_body(text[start:end])
    ]
    for length in range(min(len(words), _MAX_NAME_WORDS), 0, -1) if opening else ():
        for first in opening:
            if first + length > len(words):
                break
            start = words[first][0]
            candidate = _POSSESSIVE.sub("", text[start : words[first + length - 1][1]])
            end = start + len(candidate)
            bodies = registries.bodies_named(candidate) if _written_as_name(candidate) else ()
            if bodies and not _part_of_another(text, start, end):
                return candidate, start, end, bodies
    return None


def _written_as_name(candidate: str) -> bool:
    """Whether the words are written as a name: "OSCE observer mission" names none."""
    words = candidate.split()
    return words[0][0].isupper() and all(not word[0].islower() or word in _SMALL for word in words)


def _part_of_another(text: str, start: int, end: int) -> bool:
    """Whether the words belong to a longer name, of a body of somebody else: "UN Mission in X", "Council of X"."""
    before = text[:start].split()
    if before and before[-1][0].isupper() and fold(before[-1]) not in _BEFORE_NAMES:
        return not before[-1].endswith((",", "'s", "’s"))
    return bool(re.match(r" (?:of|for) (?!the OSCE\b)", text[end:])) and not text[start:end].isupper()
