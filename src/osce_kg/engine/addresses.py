"""Where a store takes what: the standard names the operations, each store chooses their addresses."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where a store takes queries, graphs and updates. An address may be unknown: then it is not tried."""

    query: str
    data: str | None
    quads: str | None
    update: str | None


_OXIGRAPH = ("/store", "/query", "/update")
_VIRTUOSO = ("/sparql-graph-crud-auth", "/sparql-graph-crud", "/sparql-auth", "/sparql")


def addresses(url: str, server: str, query: str | None = None, update: str | None = None) -> Addresses:
    """Return the addresses of a store, known for Oxigraph and Virtuoso from one of them or from their root.

    Of any other store `url` is that of the Graph Store Protocol, which may also take N-Quads and queries.
    """
    if server.startswith("Oxigraph"):
        root = _root(url, _OXIGRAPH)
        return Addresses(query or f"{root}/query", f"{root}/store", f"{root}/store", update or f"{root}/update")
    if server.startswith("Virtuoso"):
        root = _root(url, _VIRTUOSO)
        data = f"{root}/sparql-graph-crud-auth"
        return Addresses(query or f"{root}/sparql", data, None, update or f"{root}/sparql-auth")
    return Addresses(query or url, url, url, update)


def _root(url: str, endings: tuple[str, ...]) -> str:
    bare = url.rstrip("/")
    return next((bare.removesuffix(ending) for ending in endings if bare.endswith(ending)), bare)


def graph_url(url: str, iri: str) -> str:
    """Return the address of a graph by indirect identification (Graph Store HTTP Protocol, section 4.2)."""
    return f"{url}{'&' if '?' in url else '?'}graph={quote(iri, safe='')}"
