"""A list of releases by filters, with exact counts, and what they can be narrowed to."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from osce_kg.server.browse import counts
from osce_kg.server.browse.asking import Asker, integer, labels, value
from osce_kg.server.browse.selection import FACETS, PRESENCE, Facet, Selection
from osce_kg.vocab import OSCE

PAGE = 50
_CHOICES = 400
_CLASSES = {
    "field-of-work": ("skos:Concept",),
    "organization": ("org:Organization",),
    "country": counts.AREAS,
    "field-presence": ("osce:FieldPresence",),
}
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet: as the address has it, for people, and how many of the selected documents have it."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Listed:
    """One document of a list."""

    iri: str
    label: str
    issued: str | None
    language: str | None
    kind: str | None
    body: str | None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list: its documents, how many there are in all, and the facets of all."""

    total: int
    number: int
    documents: tuple[Listed, ...]
    facets: tuple[tuple[Facet, tuple[Choice, ...]], ...]
    months: tuple[tuple[int, int], ...]

    @property
    def pages(self) -> int:
        """How many pages there are; one at least."""
        return max(1, -(-self.total // PAGE))


async def load(asker: Asker, selection: Selection, number: int, oldest: bool) -> Page:
    """Return a page of the selected documents, counted from 1, by date; those without a date come last."""
    total, facets, months, documents = await asyncio.gather(
        _total(asker, selection),
        asyncio.gather(*(_facet(asker, selection, facet) for facet in FACETS)),
        _months(asker, selection),
        _documents(asker, selection, number, oldest),
    )
    return Page(total, number, documents, tuple(zip(FACETS, facets, strict=True)), months)


async def _total(asker: Asker, selection: Selection) -> int:
    async def make() -> int:
        return integer(
            (await asker.rows(f"SELECT (COUNT({_each(asker, selection)}) AS ?n) {{ {selection.pattern()} }}"))[0]
        )

    return await asker.kept(("total", selection), make)


async def _facet(asker: Asker, selection: Selection, facet: Facet) -> tuple[Choice, ...]:
    """Return the values of a facet that has none chosen; of the others nothing is left to choose."""
    if selection.get(facet.name) is not None:
        return ()

    async def make() -> tuple[Choice, ...]:
        order = "DESC(?o)" if facet.kind == "integer" else "DESC(?n) ?o"
        rows = await asker.rows(
            f"SELECT ?o (COUNT({_each(asker, selection)}) AS ?n) {{ {selection.pattern()} ?d {facet.path} ?o }} "
            f"GROUP BY ?o ORDER BY {order} LIMIT {_CHOICES}"
        )
        named = await name_of(asker, facet)
        found = []
        for row in rows:
            written = written_as(asker, facet, row["o"].value)
            if written is not None:
                found.append(Choice(written, named.get(row["o"].value, written), integer(row)))
        return tuple(found)

    return await asker.kept(("facet", facet.name, selection), make)


def _each(asker: Asker, selection: Selection) -> str:
    """Return what counts each document once; two mandates of one presence may have issued the same."""
    return "DISTINCT ?d" if selection.get(PRESENCE.name) else asker.each


async def _months(asker: Asker, selection: Selection) -> tuple[tuple[int, int], ...]:
    """Return the months of a selected year with their counts."""
    if selection.get("year") is None:
        return ()

    async def make() -> tuple[tuple[int, int], ...]:
        whole = Selection(tuple(pair for pair in selection.values if pair[0] != "month"))
        rows = await asker.rows(
            f"SELECT ?month (COUNT(DISTINCT ?d) AS ?n) {{ {whole.pattern()} ?d dct:issued ?date "
            "BIND(SUBSTR(STR(?date), 6, 2) AS ?month) } GROUP BY ?month ORDER BY ?month"
        )
        return tuple((integer(row, "month"), integer(row)) for row in rows if (value(row, "month") or "").isdecimal())

    return await asker.kept(("months", selection), make)


async def _documents(asker: Asker, selection: Selection, number: int, oldest: bool) -> tuple[Listed, ...]:
    async def make() -> tuple[Listed, ...]:
        order = "ASC(!BOUND(?date)) ASC(?date)" if oldest else "DESC(?date)"
        rows = await asker.rows(
            "SELECT ?d ?date ?label ?lang ?kind ?body { "
            f"{{ SELECT DISTINCT ?d ?date {{ {selection.pattern()} OPTIONAL {{ ?d dct:issued ?date }} }} "
            f"ORDER BY {order} ?d LIMIT {PAGE} OFFSET {(number - 1) * PAGE} }} "
            "OPTIONAL { ?d rdfs:label ?label } OPTIONAL { ?d schema:inLanguage ?lang } OPTIONAL { ?d a ?kind } "
            f"OPTIONAL {{ ?d osce:issuedBy ?body }} }} ORDER BY {order} ?d ?kind ?body"
        )
        named = labels(rows, "d")
        found: dict[str, Listed] = {}
        for row in rows:
            iri = row["d"].value
            if iri not in found or not (found[iri].kind or "").startswith(OSCE.NS):
                found[iri] = Listed(
                    iri, named.get(iri, asker.key(iri)), value(row, "date"), value(row, "lang"), value(row, "kind"),
                    value(row, "body"),
                )  # fmt: skip
        return tuple(found.values())

    return await asker.kept(("documents", selection, number, oldest), make)


async def name_of(asker: Asker, facet: Facet) -> Mapping[str, str]:
    """Return the names of the values of a facet by IRI; none where the value says it all."""
    classes = _CLASSES.get(facet.kind)
    return await counts.names(asker, *classes) if classes else {}


def written_as(asker: Asker, facet: Facet, found: str) -> str | None:
    """Return a value as the address has it, None for one that no filter can have."""
    if facet.kind in ("integer", "text"):
        return found
    if facet.kind == "class":
        return found.removeprefix(OSCE.NS) if found.startswith(OSCE.NS) else None
    start = f"{asker.base}id/{facet.kind}/"
    return found.removeprefix(start) if found.startswith(start) else None


async def said(asker: Asker, selection: Selection, terms: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Return the filters that are set: name, what it is called, and the value for people."""
    found = []
    for facet in (*FACETS, PRESENCE):
        chosen = selection.get(facet.name)
        if chosen is None:
            continue
        named = await name_of(asker, facet)
        label = named.get(f"{asker.base}id/{facet.kind}/{chosen}") or terms.get(OSCE.NS + chosen) or chosen
        found.append((facet.name, facet.label, label))
    month = selection.get("month")
    if month:
        found.append(("month", "Month", MONTHS[int(month) - 1]))
    return found
