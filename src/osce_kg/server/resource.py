"""Linked data: every IRI under the base leads to a page for people and to data for programs.

`/id/…` redirects with 303 by Accept (Cool URIs for the Semantic Web, section 4.2) to `/page/…` or `/data/…`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from urllib.parse import quote

import pyoxigraph
from fastapi import APIRouter
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from osce_kg.formats import (
    GRAPHS,
    HTML,
    JSON_LD,
    N_QUADS,
    N_TRIPLES,
    RDF_XML,
    TRIG,
    TURTLE,
    Format,
    by_extension,
)
from osce_kg.rdf import is_valid_iri
from osce_kg.server import lookups, problems
from osce_kg.server.caching import cache_headers, entity_tag, not_modified
from osce_kg.server.lookups import Row, Term
from osce_kg.server.negotiation import choose
from osce_kg.server.problems import ProblemError
from osce_kg.server.site import Site
from osce_kg.server.things import Things
from osce_kg.vocab import PREFIXES

OFFERED: tuple[Format, ...] = (HTML, TURTLE, JSON_LD, N_TRIPLES, RDF_XML, TRIG, N_QUADS)
_METHODS = ["GET", "HEAD"]
_SAFE = "/:=,;@&%~.!$'()*+-_"


def resource_router(site: Site, things: Things) -> APIRouter:
    """Return the routes `/id/…`, `/page/…`, `/data/…` and those of the dataset's own IRI."""
    router = APIRouter()

    async def redirect(request: Request) -> Response:
        key = request.path_params["key"]
        return await _redirect(site, request, f"id/{key}", key)

    async def redirect_dataset(request: Request) -> Response:
        if await lookups.exists(site.engine, f"{site.settings.base}dataset"):
            return await _redirect(site, request, "dataset", "dataset")
        return RedirectResponse("/id/graph/dataset", 303)  # that graph describes the dataset

    async def page(request: Request) -> Response:
        return await _page(site, things, request, request.path_params["key"])

    async def data(request: Request) -> Response:
        return await _data(site, request, request.path_params["key"])

    async def well_known(request: Request) -> Response:
        del request
        return RedirectResponse("/dataset", 303)

    router.add_api_route("/id/{key:path}", redirect, methods=_METHODS, include_in_schema=False)
    router.add_api_route("/dataset", redirect_dataset, methods=_METHODS, include_in_schema=False)
    router.add_api_route("/.well-known/void", well_known, methods=_METHODS, include_in_schema=False)
    router.add_api_route("/page/{key:path}", page, methods=_METHODS, include_in_schema=False)
    router.add_api_route("/data/{key:path}", data, methods=_METHODS, include_in_schema=False)
    return router


def _iri(site: Site, key: str) -> str:
    """Return the IRI for the key of a page.

    Raises:
        ProblemError: the key has characters that no IRI has.
    """
    iri = site.settings.base + ("dataset" if key == "dataset" else f"id/{key}")
    if not key or not is_valid_iri(iri):
        raise _unknown(key)
    try:
        return NamedNode(iri).value  # stricter than N-Quads: some code points are in no IRI (RFC 3987)
    except ValueError as error:
        raise _unknown(key) from error


def _unknown(key: str) -> ProblemError:
    return ProblemError(problems.NOT_FOUND, f"the graph says nothing of {key!r}")


async def _absent(site: Site, path: str, key: str) -> ProblemError:
    """Return the problem of something that is not there: withdrawn, or never known."""
    kind, _, name = key.partition("/")
    if kind == "person" and await lookups.withdrawn(site.engine, name):
        return ProblemError(problems.GONE, "the person is no longer named here")
    return _unknown(path)


async def _redirect(site: Site, request: Request, path: str, key: str) -> Response:
    chosen = choose(request, OFFERED)
    if chosen is None:
        raise problems.not_acceptable(OFFERED)
    iri = _iri(site, key)
    if not await lookups.exists(site.engine, iri):
        raise await _absent(site, path, key)
    place = quote(key, safe=_SAFE)
    current = await lookups.replacement(site.engine, iri)
    if current and current.startswith(f"{site.settings.base}id/"):
        return RedirectResponse("/" + quote(current.removeprefix(site.settings.base), safe=_SAFE), 301)
    target = f"/page/{place}" if chosen.format is HTML else f"/data/{place}.{chosen.format.extension}"
    return RedirectResponse(target, 303, headers={"Vary": "Accept"})


async def _page(site: Site, things: Things, request: Request, key: str) -> Response:
    iri = _iri(site, key)
    tag = entity_tag(site.data_digest, "page", iri, things.variant(request, iri))
    if unchanged := not_modified(request, tag):
        return unchanged
    place = quote(key, safe=_SAFE)
    links = [(fmt, f"/data/{place}.{fmt.extension}") for fmt in OFFERED if fmt.rdf]
    headers = cache_headers(tag) | {"Link": f'</data/{place}.ttl>; rel="alternate"; type="text/turtle"'}
    if own := await things.page_for(request, iri, key.partition("/")[0], links):
        return Response(own, headers=headers, media_type="text/html")
    description = await lookups.describe(site.engine, iri)
    if description is None:
        raise await _absent(site, key, key)
    page = await asyncio.to_thread(
        site.renderer.page,
        "resource.html",
        thing=description,
        terms=site.term_labels,
        links=links,
        incoming_limit=lookups.INCOMING,
        outgoing_limit=lookups.OUTGOING,
    )
    return Response(page, headers=headers, media_type="text/html")


async def _data(site: Site, request: Request, name: str) -> Response:
    key, dot, extension = name.rpartition(".")
    fmt = by_extension(extension, GRAPHS) if dot else None
    if fmt is None:
        raise ProblemError(problems.NOT_FOUND, f"{name!r} does not end in .ttl, .jsonld, .nt, .rdf, .trig or .nq")
    iri = _iri(site, key)
    tag = entity_tag(site.data_digest, "data", iri, fmt.name)
    if unchanged := not_modified(request, tag):
        return unchanged
    rows = await lookups.statements(site.engine, iri)
    if not rows:
        raise await _absent(site, key, key)
    document = await asyncio.to_thread(_serialize, rows, fmt)
    headers = cache_headers(tag) | {"Link": f'</page/{quote(key, safe=_SAFE)}>; rel="alternate"; type="text/html"'}
    return Response(document, headers=headers, media_type=fmt.content_type)


def _serialize(rows: Iterable[Row], fmt: Format) -> bytes:
    """Return the rows in an RDF format, sorted; formats without datasets get each triple once."""
    quads = {_quad(row) for row in rows if {"s", "p", "o"} <= row.keys()}
    if not fmt.dataset:
        quads = {Quad(quad.subject, quad.predicate, quad.object) for quad in quads}
    ordered = sorted(quads, key=lambda quad: (str(quad.graph_name), str(quad)))
    assert fmt.rdf is not None
    prefixes = PREFIXES if fmt.extension in {"ttl", "trig", "rdf", "jsonld"} else None
    document = pyoxigraph.serialize(ordered, format=fmt.rdf, prefixes=prefixes)
    assert document is not None
    return document


def _quad(row: Row) -> Quad:
    subject, predicate, graph = row["s"], row["p"], row.get("g")
    return Quad(
        NamedNode(subject.value) if subject.kind == "uri" else BlankNode(subject.value),
        NamedNode(predicate.value),
        _object(row["o"]),
        DefaultGraph() if graph is None else NamedNode(graph.value),
    )


def _object(term: Term) -> NamedNode | BlankNode | Literal:
    if term.kind == "uri":
        return NamedNode(term.value)
    if term.kind == "bnode":
        return BlankNode(term.value)
    if term.language:
        return Literal(term.value, language=term.language)
    return Literal(term.value, datatype=NamedNode(term.datatype)) if term.datatype else Literal(term.value)
