"""People who are quoted, by letter and by the body that they spoke for."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass

from osce_kg.server.browse.asking import Asker, integer, labels

PAGE = 100
OTHER = "other"
_MOST = 100_000


@dataclass(frozen=True, slots=True)
class Person:
    """A speaker, the letter under which the last word of the name is filed, and the number of quotations."""

    iri: str
    label: str
    letter: str
    quotations: int


async def load(asker: Asker, body: str | None = None) -> tuple[Person, ...]:
    """Return the speakers, of one body (an IRI) or of all, by the last word of their names."""

    async def make() -> tuple[Person, ...]:
        spoke_for = f"?q osce:speakerBody <{body}> ." if body else ""
        rows = await asker.rows(
            "SELECT ?s ?label ?n { { SELECT ?s (COUNT(DISTINCT ?q) AS ?n) "
            f"{{ ?q osce:speaker ?s . {spoke_for} }} GROUP BY ?s LIMIT {_MOST} }} ?s rdfs:label ?label }}"
        )
        numbers = {row["s"].value: integer(row) for row in rows}
        found = [Person(iri, label, letter(label), numbers[iri]) for iri, label in labels(rows).items()]
        return tuple(sorted(found, key=lambda person: (_order(person.label), person.iri)))

    return await asker.kept(("people", body), make)


async def spoke_for(asker: Asker, people: tuple[Person, ...]) -> dict[str, list[tuple[str, int]]]:
    """Return the bodies that these people spoke for with the number of quotations, most first."""
    if not people:
        return {}

    async def make() -> dict[str, list[tuple[str, int]]]:
        values = " ".join(f"<{person.iri}>" for person in people)
        rows = await asker.rows(
            f"SELECT ?s ?body (COUNT(DISTINCT ?q) AS ?n) {{ VALUES ?s {{ {values} }} "
            "?q osce:speaker ?s ; osce:speakerBody ?body } GROUP BY ?s ?body ORDER BY ?s DESC(?n) ?body"
        )
        found: dict[str, list[tuple[str, int]]] = {}
        for row in rows:
            found.setdefault(row["s"].value, []).append((row["body"].value, integer(row)))
        return found

    return await asker.kept(("spoke for", people[0].iri, people[-1].iri, len(people)), make)


async def bodies(asker: Asker) -> dict[str, int]:
    """Return the bodies that somebody spoke for, with the number of quotations, most first."""

    async def make() -> dict[str, int]:
        rows = await asker.rows(
            "SELECT ?o (COUNT(DISTINCT ?q) AS ?n) { ?q osce:speakerBody ?o } "
            "GROUP BY ?o ORDER BY DESC(?n) ?o LIMIT 5000"
        )
        return {row["o"].value: integer(row) for row in rows}

    return await asker.kept("speaker bodies", make)


def letters(people: tuple[Person, ...]) -> list[tuple[str, int]]:
    """Return the letters with how many people each has, in the order of the alphabet, others last."""
    found = Counter(person.letter for person in people)
    return sorted(found.items(), key=lambda item: (item[0] == OTHER, item[0]))


def letter(name: str) -> str:
    """Return the letter of the last word of a name without its diacritics, `other` if it is no letter from A to Z."""
    first = _order(name)[:1].upper()
    return first if "A" <= first <= "Z" else OTHER


def _order(name: str) -> str:
    words = name.split()
    key = " ".join((*words[-1:], *words[:-1]))
    bare = "".join(char for char in unicodedata.normalize("NFKD", key) if not unicodedata.combining(char))
    return bare.casefold().translate({0xF8: "o", 0x111: "d", 0x142: "l", 0x131: "i"})
