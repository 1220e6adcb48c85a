"""Counts of documents that several pages show. A document is what has a fingerprint."""

from __future__ import annotations

from dataclasses import dataclass

from osce_kg.server.browse.asking import Asker, integer, labels, value

DOCUMENT = "?d osce:fingerprint ?fingerprint ."
AREAS = ("osce:State", "osce:Area")
FIELD = "(osce:fieldOfWork|dct:subject)"
"""A reviewed field of work, or a subject as tagged that nobody has reviewed; no document has one both ways."""


@dataclass(frozen=True, slots=True)
class Office:
    """A body, the presence it is a mandate of, the body it belongs to, and its times as sourced."""

    iri: str
    label: str
    presence: str | None
    parent: str | None
    status: str | None
    kinds: frozenset[str]


async def by_year(asker: Asker) -> dict[int, int]:
    """Return documents per year from the first to the last; undated ones are left out."""

    async def make() -> dict[int, int]:
        rows = await asker.rows(
            f"SELECT ?year (COUNT({asker.each}) AS ?n) {{ {DOCUMENT} ?d osce:year ?year }} GROUP BY ?year"
        )
        found = {integer(row, "year"): integer(row) for row in rows}
        return {year: found.get(year, 0) for year in range(min(found), max(found) + 1)} if found else {}

    return await asker.kept("by year", make)


async def documents(asker: Asker) -> int:
    """Return the number of all documents."""

    async def make() -> int:
        return integer((await asker.rows(f"SELECT (COUNT({asker.each}) AS ?n) {{ {DOCUMENT} }}"))[0])

    return await asker.kept("documents", make)


async def by_object(asker: Asker, prop: str) -> dict[str, int]:
    """Return documents per value of a property, which is written as in a query, most frequent first."""

    async def make() -> dict[str, int]:
        rows = await asker.rows(
            f"SELECT ?o (COUNT({asker.each}) AS ?n) {{ {DOCUMENT} ?d {prop} ?o }} "
            "GROUP BY ?o ORDER BY DESC(?n) ?o LIMIT 5000"
        )
        return {row["o"].value: integer(row) for row in rows if "o" in row}

    return await asker.kept(("by object", prop), make)


async def instances(asker: Asker, cls: str) -> int:
    """Return the number of things of a class, which is written as in a query."""

    async def make() -> int:
        return integer((await asker.rows(f"SELECT (COUNT(DISTINCT ?s) AS ?n) {{ ?s a {cls} }}"))[0])

    return await asker.kept(("instances", cls), make)


async def names(asker: Asker, *classes: str) -> dict[str, str]:
    """Return one label for each thing of classes, which are written as in a query, sorted by label."""

    async def make() -> dict[str, str]:
        values = " ".join(classes)
        rows = await asker.rows(
            f"SELECT DISTINCT ?s ?label {{ VALUES ?class {{ {values} }} ?s a ?class ; rdfs:label ?label }} LIMIT 20000"
        )
        found = labels(rows)
        return dict(sorted(found.items(), key=lambda item: (item[1].casefold(), item[0])))

    return await asker.kept(("names", classes), make)


async def offices(asker: Asker) -> dict[str, Office]:
    """Return all bodies by IRI, sorted by label."""

    async def make() -> dict[str, Office]:
        rows = await asker.rows(
            "SELECT ?s ?presence ?parent ?status ?kind { ?s a org:Organization, ?kind "
            "OPTIONAL { ?s osce:phaseOf ?presence } OPTIONAL { ?s org:subOrganizationOf ?parent } "
            "OPTIONAL { ?s osce:status ?status } } LIMIT 20000"
        )
        named = await names(asker, "org:Organization")
        found = {}
        for iri, label in named.items():
            own = [row for row in rows if row["s"].value == iri]
            first = own[0] if own else {}
            kinds = frozenset(row["kind"].value for row in own)
            found[iri] = Office(
                iri, label, value(first, "presence"), value(first, "parent"), value(first, "status"), kinds
            )
        return found

    return await asker.kept("offices", make)
