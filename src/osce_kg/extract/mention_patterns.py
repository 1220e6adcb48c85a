"""The names that mentions are looked for: one lower-case pattern per name, with what it may stand for.

Built once per registries. Patterns and texts are lower-cased letter by letter, so that offsets stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from osce_kg.extract.inflection import body_forms, forms, stem, suffixes
from osce_kg.extract.mention_phrases import DECISION_CUES, EVENT_HEADS, QUOTED_HEADS, RESOLUTION_CUES
from osce_kg.reference.model import Body, Label, Registries
from osce_kg.reference.places import PlaceTable

# Names that are ordinary words, or names of something else, at least in one of the languages of the texts.
_TOO_COMMON = frozenset(
    {
        "island", "malte", "chair", "mc", "uk", "us", "secretariat", "summit", "mısır", "fas",
    }
)  # fmt: skip
_PLAIN = (
    ("’", "'"), ("‘", "'"), ("ʻ", "'"), ("ʼ", "'"), ("‐", "-"), ("‑", "-"), ("–", "-"),
    ("\u00a0", " "), ("`", "'"), ("\n", " "), ("\t", " "),
)  # fmt: skip
_SHORTEST = 4
# "Special Monitoring Mission" and " to Ukraine".
_PLACED = re.compile(r"(.+?)( (?:to|in) .+)\Z")


@dataclass(frozen=True, slots=True)
class Pattern:
    """What a name may stand for.

    `kind` is a kind of IRI, or `name-head`, `decision-cue`, `resolution-cue`. `keys` has several
    where a name is ambiguous. `exact` is set where capitals decide; `bare` marks a body's name without
    "OSCE"; `suffixed` is the language whose suffixes may follow the name.
    """

    kind: str
    keys: tuple[str, ...]
    exact: str | None = None
    bare: bool = False
    suffixed: str | None = None


def lowered(text: str) -> str:
    """Return the text in lower case with plain quotes, hyphens and spaces, of the same length."""
    plain = text
    for odd, usual in _PLAIN if not text.isascii() else _PLAIN[-3:]:
        plain = plain.replace(odd, usual)
    low = plain.lower()
    if len(low) == len(text):
        return low
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in plain)


def is_abbreviation(name: str) -> bool:
    """Whether the name is one word of capitals, or mostly so: ODIHR, RFoM, OSCE/ODIHR, U.S."""
    capitals = sum(letter.isupper() for letter in name)
    return " " not in name and capitals >= 2 and capitals * 2 >= sum(letter.isalpha() for letter in name)


def patterns_of(registries: Registries) -> dict[str, tuple[Pattern, ...]]:
    """Return lower-case name → what it may stand for; not the OSCE itself: every release is the OSCE's.

    Case forms of a name are names too, unless they are a name of something else.
    """
    found: dict[str, dict[Pattern, None]] = {}
    for name, pattern in _named(registries):
        if len(name) > 1:
            found.setdefault(lowered(name), {})[pattern] = None
    for kind, inflected in (("country", _area_forms(registries)), ("organization", inflected_bodies(registries))):
        known = set(found)
        for name, pattern in inflected:
            low = lowered(name)
            # What may take suffixes is a name already, but it has to be this thing's.
            own = pattern.suffixed and all(other.keys == pattern.keys for other in found.get(low, ()))
            if (own or low not in known) and low not in _TOO_COMMON and len(low) >= _SHORTEST:
                found.setdefault(low, {})[pattern] = None
        # A form that two things share says nothing, unless they share the name itself.
        for name in set(found) - known:
            if kind == "country" and len({pattern.keys for pattern in found[name]}) > 1:
                del found[name]
    return {name: tuple(patterns) for name, patterns in found.items()}


def _named(registries: Registries) -> Iterator[tuple[str, Pattern]]:
    for body in registries.bodies.values():
        if body.key != "osce":
            yield from _body(body, registries)
    towns = _towns(registries)
    for area in registries.areas.values():
        for label in (*area.labels, *area.alt_labels):
            if is_abbreviation(label.text):
                yield label.text, Pattern("country", (area.code,), exact=label.text)
            elif label.lang != "en" and lowered(label.text) in towns:
                # Tunisia is "Tunis" in Serbian; everywhere else that is the city.
                continue
            elif label.text.casefold() not in _TOO_COMMON:
                yield label.text, Pattern("country", (area.code,))
    for project in registries.projects.values():
        for name in (project.label, *project.names):
            yield name, Pattern(project.kind, (project.key,))
    for series in registries.meeting_series.values():
        for name in (series.label, *(label.text for label in series.alt_labels)):
            if _is_title(name):
                yield name, Pattern("meeting-series", (series.key,), exact=name)
    for treaty in registries.treaties.values():
        for name in (treaty.label, *treaty.names):
            yield name, Pattern("treaty", (treaty.key,))
    yield from _cues()


def _towns(registries: Registries) -> frozenset[str]:
    """Return the English names of towns that need no country, those of areas left out."""
    table = registries.places
    keys = table.curated if isinstance(table, PlaceTable) else table
    towns = {lowered(table[key].label) for key in keys if table[key].default}
    areas = {lowered(label.text) for area in registries.areas.values() for label in area.labels if label.lang == "en"}
    return frozenset(towns - areas)


def _area_forms(registries: Registries) -> Iterator[tuple[str, Pattern]]:
    towns = _towns(registries)
    for area in registries.areas.values():
        for label in (*area.labels, *area.alt_labels):
            if label.lang is None or is_abbreviation(label.text) or lowered(label.text) in towns:
                continue
            pattern = Pattern("country", (area.code,))
            yield from ((form, pattern) for form in forms(label.text, label.lang))
            if suffixes(label.lang):
                yield _stem(label), Pattern("country", (area.code,), suffixed=label.lang)


def inflected_bodies(registries: Registries) -> Iterator[tuple[str, Pattern]]:
    """Yield the case forms of the bodies' localised names, without the names themselves unless suffixes follow them."""
    marks = _marks(registries)
    for body in registries.bodies.values():
        for label in body.alt_labels if body.key != "osce" else ():
            if label.lang is None or is_abbreviation(label.text) or " " not in label.text:
                continue
            keys = tuple(other.key for other in registries.bodies_named(label.text)) or (body.key,)
            pattern = Pattern("organization", keys, bare=not any(mark in label.text for mark in marks))
            yield from ((form, pattern) for form in body_forms(label.text, label.lang))
            if suffixes(label.lang):
                yield _stem(label), Pattern("organization", keys, suffixed=label.lang)


def _stem(label: Label) -> str:
    return stem(label.text, label.lang or "")


def _body(body: Body, registries: Registries) -> Iterator[tuple[str, Pattern]]:
    marks = _marks(registries)
    names = (body.label, *(period.name for period in body.names), *(label.text for label in body.alt_labels))
    for name in dict.fromkeys(names):
        if name.casefold() in _TOO_COMMON or name.startswith("the "):
            continue
        keys = tuple(other.key for other in registries.bodies_named(name)) or (body.key,)
        short = name.removeprefix("OSCE ")
        # A name with "OSCE" in front, in it or nowhere: only the first two cannot be somebody else's.
        bare = not any(mark in name for mark in marks)
        if is_abbreviation(name) or " " not in name:
            yield name, Pattern("organization", keys, exact=name, bare=bare and not is_abbreviation(name))
            continue
        exact = name if body.presence and not _is_placed(name) else None
        yield name, Pattern("organization", keys, exact=exact, bare=bare)
        if bare and name.isascii():
            yield f"OSCE {name}", Pattern("organization", keys)
        if short != name and " " in short and exact is None:
            yield short, Pattern("organization", keys, bare=True)
        for other in (*_respelled(name, registries), *_abbreviated(name, body)):
            yield other, Pattern("organization", keys, bare=bare)


def _marks(registries: Registries) -> tuple[str, ...]:
    return ("OSCE", "CSCE", *_own_abbreviations(registries))


def _is_placed(name: str) -> bool:
    """Whether a field operation's name says where it is: "the OSCE observer mission" is often another one."""
    return not name.isascii() or any(f" {word} " in name for word in ("in", "to", "at"))


def _respelled(name: str, registries: Registries) -> Iterator[str]:
    """Yield a body's English name with its town spelt otherwise: "OSCE Centre in Ashgabad"."""
    front, preposition, town = name.rpartition(" in ")
    table = registries.places
    if not preposition or not name.isascii() or not isinstance(table, PlaceTable):
        return
    for place in registries.places_named(town)[:1]:
        curated = table.curated.get(place.key)
        for other in (place.label, *(curated.names if curated else ())):
            if other.isascii() and lowered(other) != lowered(town):
                yield f"{front} in {other}"


def _abbreviated(name: str, body: Body) -> Iterator[str]:
    """Yield a field operation's name with its abbreviation inside: "Special Monitoring Mission (SMM) to Ukraine"."""
    split = _PLACED.match(name) if body.presence else None
    if split is None:
        return
    for label in body.alt_labels:
        if is_abbreviation(label.text) and label.text.isascii():
            yield f"{split[1]} ({label.text}){split[2]}"


def _own_abbreviations(registries: Registries) -> Iterator[str]:
    """Yield what the OSCE is called for short in other languages: ОБСЕ, OSBE, OEBS."""
    own = registries.bodies.get("osce")
    yield from (label.text for label in (own.alt_labels if own else ()) if is_abbreviation(label.text))


def _cues() -> Iterator[tuple[str, Pattern]]:
    yield from ((head, Pattern("name-head", (head,))) for head in (*QUOTED_HEADS, *EVENT_HEADS))
    yield from ((cue, Pattern("decision-cue", (cue,), exact=cue)) for cue in DECISION_CUES)
    yield from ((cue, Pattern("resolution-cue", (cue,))) for cue in RESOLUTION_CUES)


def _is_title(name: str) -> bool:
    """Whether a name is written in capitals, so that it can be told from the same words in a sentence."""
    return " " in name and all(word[0].isupper() or len(word) < 4 for word in name.split())


def ends_word(low: str, end: int) -> bool:
    """Whether no letter or digit continues the match, in any script."""
    return end == len(low) or low[end - 1] == "/" or not (low[end].isalnum() or low[end] == "_")


def end_of_suffixed(low: str, end: int, pattern: Pattern) -> int | None:
    """Return the end of the word if what follows the name is a suffix of its language, else None."""
    if pattern.suffixed is None:
        return None
    stop = end
    while stop < len(low) and low[stop].isalpha():
        stop += 1
    known = suffixes(pattern.suffixed)
    return stop if low[end:stop] in known and ends_word(low, stop) else None
