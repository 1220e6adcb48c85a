"""Suggestions while somebody types: things, types and properties; and the small previews of them."""

from __future__ import annotations

from collections.abc import Mapping

from osce_kg.server.reconciliation.graph import Graph
from osce_kg.server.reconciliation.kinds import TYPES
from osce_kg.server.reconciliation.matching import described
from osce_kg.server.site import Site

COUNT = 20
"""Suggestions of one answer."""
FURTHEST = 1_000
"""Most suggestions that may be skipped."""


async def things(site: Site, graph: Graph, prefix: str, skipped: int) -> list[dict[str, object]]:
    """Return things whose name begins so, or whose identifier it is."""
    text = prefix.strip()
    if not text:
        return []
    if site.searches is None:
        found = await graph.labelled(text, list(TYPES))
    else:
        wanted = skipped + COUNT
        named = await site.searches.run(lambda finder: finder.suggestions(text, wanted))
        found = [iri for _, iri in named]
    itself = graph.iri(text)
    iris = list(dict.fromkeys([*([itself] if itself else []), *found]))[skipped : skipped + COUNT]
    known = await graph.known(iris)
    places = await graph.places(known)
    return [
        {
            "id": graph.identifier(iri),
            "name": known[iri].label or known[iri].names[0],
            "description": described(known[iri].types, places.get(iri, ())),
            "notable": [{"id": one, "name": TYPES[one].name} for one in known[iri].types if one in TYPES],
        }
        for iri in iris
        if iri in known
    ]


def types(prefix: str, skipped: int) -> list[dict[str, object]]:
    """Return types with this text in their name or IRI."""
    named = {one.iri: one.name for one in TYPES.values()}
    return _with_text(named, prefix, skipped)


def properties(names: Mapping[str, str], prefix: str, skipped: int) -> list[dict[str, object]]:
    """Return properties with this text in their name or IRI."""
    return _with_text(names, prefix, skipped)


def _with_text(names: Mapping[str, str], prefix: str, skipped: int) -> list[dict[str, object]]:
    wanted = prefix.strip().lower()
    found = [(iri, name) for iri, name in names.items() if wanted in name.lower() or wanted in iri.lower()]
    found.sort(key=lambda one: (not one[1].lower().startswith(wanted), one[1].lower(), one[0]))
    return [{"id": iri, "name": name, "description": iri} for iri, name in found[skipped : skipped + COUNT]]
