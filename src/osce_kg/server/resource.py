"""Linked data: every IRI under the base leads to a page for people and to data for programs.

`/id/…` redirects with 303 by Accept (Cool URIs for the Semantic Web, section 4.2) to `/page/…` or `/data/…`.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import APIRouter
from pyoxigraph import Quad, Triple
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from osce_kg.formats import GRAPHS, HTML, JSON_LD, N_QUADS, TRIG, Format, by_extension
from osce_kg.server import lookups, problems
from osce_kg.server.addresses import (
    data_links,
    data_of,
    iri_of,
    key_of,
    page_links,
    page_of,
    root_of,
    thing_of,
    unknown,
)
from osce_kg.server.browse.asking import Asker
from osce_kg.server.caching import cache_headers, entity_tag, not_modified
from osce_kg.server.incoming import WRITTEN, Document, Links
from osce_kg.server.negotiation import choose
from osce_kg.server.problems import ProblemError
from osce_kg.server.representation import represent
from osce_kg.server.serializing import serialize
from osce_kg.server.site import Site
from osce_kg.server.suggestions import suggestions, withdrawn
from osce_kg.server.things import Moved, Things
from osce_kg.server.vocabulary import Vocabulary

OFFERED: tuple[Format, ...] = (HTML, *GRAPHS)
_WITH_GRAPHS = (TRIG, N_QUADS)
_METHODS = ["GET", "HEAD"]
_REDIRECT = {"Vary": "Accept", "Cache-Control": "no-cache"}
_MOST_PAGES = 9  # digits of a page's number


def resource_router(site: Site, asker: Asker, vocabulary: Vocabulary, things: Things, links: Links) -> APIRouter:
    """Return the routes `/id/…`, `/page/…` and `/data/…`."""
    handlers = _Resources(site, asker, vocabulary, things, links)
    router = APIRouter()
    for path, handler in {
        "/id/{key:path}": handlers.redirect,
        "/page/{key:path}": handlers.page,
        "/data/{key:path}": handlers.data,
    }.items():
        router.add_api_route(path, handler, methods=_METHODS, include_in_schema=False)
    return router


@dataclass(frozen=True, slots=True)
class _Asked:
    """A request for data. `number` is the page of what points to the thing; `given` whether the path names a format."""

    key: str
    iri: str
    format: Format
    number: int
    given: bool


class _Resources:
    def __init__(self, site: Site, asker: Asker, vocabulary: Vocabulary, things: Things, links: Links) -> None:
        self._site = site
        self._asker = asker
        self._vocabulary = vocabulary
        self._things = things
        self._links = links

    async def redirect(self, request: Request) -> Response:
        """Lead to the page or the data of a thing, and from a retired one to that which stands for it."""
        key = key_of(request, "/id/")
        chosen = choose(request, OFFERED)
        if chosen is None:
            raise problems.not_acceptable(OFFERED)
        iri = iri_of(self._site, key)
        if not await lookups.exists(self._site.engine, iri):
            raise await self._absent(key)
        current = self._local(await lookups.replacement(self._site.engine, iri), iri)
        if current is not None:
            return RedirectResponse(thing_of(current), 301, _REDIRECT)
        target = page_of(key) if chosen.format is HTML else data_of(key, chosen.format)
        return RedirectResponse(target, 303, _REDIRECT | {"Link": page_links(key, iri)})

    async def page(self, request: Request) -> Response:
        """Answer the page of a thing."""
        key = key_of(request, "/page/")
        if key == "dataset":
            return RedirectResponse("/dataset", 301, _REDIRECT)
        iri = iri_of(self._site, key)
        tag = entity_tag(self._site.data_digest, "page", iri, self._things.variant(request, iri))
        if unchanged := not_modified(request, tag):
            return unchanged
        links = [(fmt, data_of(key, fmt)) for fmt in GRAPHS]
        made = await self._things.page_for(request, iri, links)
        if made is None:
            raise await self._absent(key)
        if isinstance(made, Moved) and (current := self._local(made.iri, iri)) is not None:
            return RedirectResponse(_with_query(page_of(current), request), 301, _REDIRECT)
        assert isinstance(made, str)
        headers = cache_headers(tag) | {"Link": page_links(key, iri)}
        return Response(made, headers=headers, media_type="text/html")

    async def data(self, request: Request) -> Response:
        """Answer what the graph says of a thing, in the format that the address names or the client accepts."""
        site, name = self._site, key_of(request, "/data/")
        if name.partition(".")[0] == "dataset":
            return RedirectResponse(f"/{name}", 301, _REDIRECT)
        asked = self._asked(request, name)
        root = root_of(site, request)
        tag = entity_tag(site.data_digest, "data", root, asked.iri, asked.format.name, str(asked.number))
        if unchanged := not_modified(request, tag):
            return unchanged
        incoming = await self._links.of(asked.iri)
        if asked.number > incoming.pages:
            raise ProblemError(problems.NOT_FOUND, f"there are {incoming.pages:,} pages of data of {asked.key!r}")
        with_graphs = asked.format in _WITH_GRAPHS
        found = await represent(site, self._asker, asked.iri, incoming, asked.number, provenance=with_graphs)
        if not found.quads and not found.notes:
            raise await self._absent(asked.key)
        if (current := self._local(found.moved, asked.iri)) is not None:
            moved_to = data_of(current, asked.format if asked.given else None)
            return RedirectResponse(_with_query(moved_to, request), 301, _REDIRECT)
        document = Document(root + data_of(asked.key), asked.iri, f"{site.settings.base}dataset", incoming,
                            asked.number, tuple(found.notes))  # fmt: skip
        body = await asyncio.to_thread(self._write, found.quads | document.quads(), asked, root)
        address = data_of(asked.key, asked.format if asked.given else None)
        paging = [(name, address if page == 1 else f"{address}?page={page}") for name, page in document.neighbours]
        headers = cache_headers(tag) | {"Link": data_links(asked.key, asked.iri, asked.format, paging)}
        if not asked.given:
            headers["Content-Location"] = data_of(asked.key, asked.format) + (
                f"?page={asked.number}" if asked.number > 1 else ""
            )
        return Response(body, headers=headers, media_type=asked.format.content_type)

    def _asked(self, request: Request, name: str) -> _Asked:
        """Return what a request for data asks for.

        Raises:
            ProblemError: it accepts no format, names no page, or no IRI.
        """
        key, dot, extension = name.rpartition(".")
        fmt = by_extension(extension, GRAPHS) if dot else None
        given = fmt is not None
        if fmt is None:
            key = name
            chosen = choose(request, GRAPHS)
            if chosen is None:
                raise problems.not_acceptable(GRAPHS)
            fmt = chosen.format
        return _Asked(key, iri_of(self._site, key), fmt, _number(request), given)

    def _write(self, quads: set[Quad], asked: _Asked, root: str) -> bytes:
        """Return quads in a format, the thing first; formats without named graphs have each triple once."""
        if asked.format in _WITH_GRAPHS:
            ordered = sorted(
                quads, key=lambda quad: (str(quad.graph_name), _name_of(quad.triple) != asked.iri, str(quad))
            )
            return serialize(ordered, asked.format, WRITTEN)
        triples = sorted({quad.triple for quad in quads}, key=lambda item: (_name_of(item) != asked.iri, str(item)))
        if asked.format is JSON_LD:
            return self._vocabulary.document(f"{root}/context.jsonld", triples, asked.iri)
        return serialize(triples, asked.format, WRITTEN)

    def _local(self, current: str | None, iri: str) -> str | None:
        """Return the key of what stands for a retired thing, None if nothing here does."""
        ids = f"{self._site.settings.base}id/"
        return current.removeprefix(ids) if current and current.startswith(ids) and current != iri else None

    async def _absent(self, key: str) -> ProblemError:
        """Return the problem of something that is not there: withdrawn, or never known."""
        if await withdrawn(self._site, key):
            return ProblemError(problems.GONE, "the person is no longer named here")
        problem = unknown(key)
        known = await suggestions(self._site, self._asker, key)
        if known:
            problem.extra["suggestions"] = [{"iri": thing.iri, "label": thing.label} for thing in known]
        return problem


def _name_of(triple: Triple) -> str:
    subject = triple.subject
    return "" if isinstance(subject, Triple) else subject.value


def _number(request: Request) -> int:
    """Return the page that is asked for.

    Raises:
        ProblemError: it is given twice, or is no number from 1.
    """
    values = request.query_params.getlist("page")
    if not values:
        return 1
    text = values[0]
    if len(values) > 1 or not text.isascii() or not text.isdecimal() or len(text) > _MOST_PAGES or int(text) < 1:
        raise ProblemError(problems.BAD_REQUEST, f"page={text!r} is no number of a page")
    return int(text)


def _with_query(address: str, request: Request) -> str:
    """Return an address with the parameters of the request."""
    given = urlencode(request.query_params.multi_items())
    return f"{address}?{given}" if given else address
