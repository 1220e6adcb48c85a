"""Data extension: values of properties for things that were matched, and properties worth asking for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from osce_kg.server.lookups import Term, select
from osce_kg.server.reconciliation.graph import Graph, Said, label_in
from osce_kg.server.reconciliation.kinds import TYPES, Type, expanded
from osce_kg.server.reconciliation.reading import Extension, Wish
from osce_kg.server.site import Site

SETTINGS = [
    {
        "name": "limit", "label": "Most values", "type": "number", "default": 0,
        "help_text": "How many values of the property at most; 0 for all.",
    },
    {
        "name": "lang", "label": "Language", "type": "text", "default": "",
        "help_text": "Language of names and texts, as in en or ru; empty for English.",
    },
]  # fmt: skip
_XSD = "http://www.w3.org/2001/XMLSchema#"
_WHOLE = frozenset(f"{_XSD}{name}" for name in ("integer", "int", "long", "nonNegativeInteger", "positiveInteger"))
_BROKEN = frozenset(f"{_XSD}{name}" for name in ("decimal", "double", "float"))
_SEEN = 300  # things of a type that are looked at to propose properties


async def extended(graph: Graph, asked: Extension, names: Mapping[str, str], service: str) -> dict[str, object]:
    """Return the data extension response. Every thing and property that was asked for has its row and cell."""
    iris = {identifier: graph.iri(identifier) for identifier in asked.ids}
    properties = {wish.id: expanded(wish.id) for wish in asked.properties}
    values = await graph.values([iri for iri in iris.values() if iri], sorted(set(properties.values())))
    rows = {
        identifier: {
            wish.id: _cells(graph, wish, values.get((iri or "", properties[wish.id]), [])) for wish in asked.properties
        }
        for identifier, iri in iris.items()
    }
    meta: list[dict[str, object]] = []
    for wish in asked.properties:
        told: dict[str, object] = {"id": wish.id, "name": names.get(properties[wish.id], wish.id)}
        cells = [cell for row in rows.values() for cell in row[wish.id]]
        if cells and all("id" in cell for cell in cells):
            told["service"] = service
            if only := _only_type(str(cell["id"]) for cell in cells):
                told["type"] = {"id": only.iri, "name": only.name}
        meta.append(told)
    return {"meta": meta, "rows": rows}


def _cells(graph: Graph, wish: Wish, values: Sequence[Said]) -> list[dict[str, object]]:
    said = [(term, labels) for term, labels in values if _is_wanted(term, wish, values)]
    return [_cell(graph, wish, term, labels) for term, labels in said[: wish.most]]


def _is_wanted(term: Term, wish: Wish, values: Sequence[Said]) -> bool:
    """Whether a text is in the language that was asked for; where none of the texts is, all are wanted."""
    if not wish.language or term.language is None:
        return True
    spoken = [other.language.lower() for other, _ in values if other.language]
    return wish.language not in spoken or term.language.lower() == wish.language


def _cell(graph: Graph, wish: Wish, term: Term, labels: Sequence[str]) -> dict[str, object]:
    if term.kind == "uri" and term.value.startswith(graph.ids):
        return {"id": graph.identifier(term.value), "name": label_in(labels, wish.language) or term.value}
    if term.kind == "uri":
        return {"str": label_in(labels, wish.language) or term.value}
    if term.datatype in _WHOLE and term.value.lstrip("+-").isdecimal():
        return {"int": int(term.value)}
    if term.datatype in _BROKEN:
        return {"float": float(term.value)}
    if term.datatype == f"{_XSD}date" and len(term.value) == len("2007-06-30"):
        return {"date": f"{term.value}T00:00:00"}
    if term.datatype == f"{_XSD}dateTime":
        return {"date": term.value}
    return {"str": term.value}


def _only_type(identifiers: Iterable[str]) -> Type | None:
    kinds = {identifier.partition("/")[0] for identifier in identifiers}
    found = [one for one in TYPES.values() if one.kind in kinds and one.broader is None]
    return found[0] if len(kinds) == 1 and found else None


async def proposed(site: Site, type_name: str, names: Mapping[str, str], limit: int) -> list[dict[str, str]]:
    """Return the properties that things of a type have, most frequent first; none for an unknown type."""
    one = TYPES.get(expanded(type_name))
    if one is None:
        return []
    table = await select(
        site.engine,
        f"SELECT ?p (COUNT(DISTINCT ?s) AS ?n) {{ {{ SELECT DISTINCT ?s {{ ?s a <{one.iri}> }} LIMIT {_SEEN} }} "
        "?s ?p ?o } GROUP BY ?p ORDER BY DESC(?n) ?p",
    )
    found = [row["p"].value for row in table.rows if "p" in row]
    return [{"id": iri, "name": names[iri]} for iri in found if iri in names][:limit]
