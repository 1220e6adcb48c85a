"""The SPARQL endpoint: the router of rdflib-endpoint with its two handlers, page and description replaced.

The library registers its handlers under one name; there they are swapped, because they evaluate on the event
loop, decode parameters twice, and answer most failures with one status. If it ever registers them otherwise,
construction fails here and not in production.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import rdflib.plugins.sparql
from rdflib_endpoint import SparqlRouter
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from osce_kg.engine.guard import Form, Inspection, Limits, inspect
from osce_kg.engine.model import QueryAnswer, QueryRequest
from osce_kg.formats import (
    BOOLEANS,
    GRAPHS,
    HTML,
    RESULTS,
    RESULTS_CSV,
    RESULTS_JSON,
    TURTLE,
    Format,
    Representation,
    negotiate,
)
from osce_kg.server import lookups, problems
from osce_kg.server.caching import cache_headers, entity_tag, not_modified
from osce_kg.server.description import serialize, service_description
from osce_kg.server.problems import ProblemError
from osce_kg.server.protocol import ProtocolRequest, read_get, read_post
from osce_kg.server.site import Site

ENDPOINT_NAME = "SPARQL endpoint"
_SHOWN_BYTES = 8 * 1024 * 1024
_ATTACHMENT = 'attachment; filename="results.csv"'  # spreadsheets run what looks like a formula
_ALLOWED = "GET, HEAD, POST, OPTIONS"


class SparqlEndpoint(SparqlRouter):
    """Answers queries at `/sparql` and `/sparql/`."""

    def __init__(self, site: Site) -> None:
        rdflib.plugins.sparql.SPARQL_LOAD_GRAPHS = False  # as it comes, FROM <file:///…> reads local files
        self._site = site
        self._replaced: set[tuple[str, str]] = set()
        super().__init__(path="/sparql", title="osce-kg")
        expected = {(path, method) for path in ("/sparql", "/sparql/") for method in ("GET", "POST")}
        if self._replaced != expected:
            raise RuntimeError(f"rdflib-endpoint registered {sorted(self._replaced)}, expected {sorted(expected)}")

    def prepare_sd_graph(self) -> None:
        """Build nothing: the library's service description claims federation. Ours is in `description`."""

    def add_api_route(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        """Register a route; the library's two handlers are replaced by ours on the way."""
        if options.get("name") != ENDPOINT_NAME:
            super().add_api_route(path, endpoint, **options)
            return
        method = "".join(options.pop("methods"))
        handler = {"GET": self.answer_get, "POST": self.answer_post}[method]
        self._replaced.add((path, method))
        super().add_api_route(path, handler, methods=[method], **options)
        if method == "GET":
            options["include_in_schema"] = False
            super().add_api_route(path, self.answer_get, methods=["HEAD"], **options)
            super().add_api_route(path, self.answer_options, methods=["OPTIONS"], **options)

    async def answer_get(self, request: Request) -> Response:
        """Answer GET and HEAD; without a query, the service description."""
        protocol_request = read_get(request)
        if protocol_request is None:
            return await self._describe(request)
        return await self._answer(request, protocol_request)

    async def answer_post(self, request: Request) -> Response:
        """Answer a form or a query sent by POST."""
        limit = self._site.settings.max_query_bytes
        return await self._answer(request, await read_post(request, limit))

    async def answer_options(self, request: Request) -> Response:
        """Answer OPTIONS and CORS preflight; credentials are never allowed."""
        del request
        headers = {
            "Allow": _ALLOWED,
            "Access-Control-Allow-Methods": _ALLOWED,
            "Access-Control-Allow-Headers": "Accept, Content-Type, If-None-Match",
            "Access-Control-Max-Age": "86400",
        }
        return Response(status_code=204, headers=headers)

    async def _describe(self, request: Request) -> Response:
        site = self._site
        chosen = negotiate(request.headers.get("accept"), (*GRAPHS, HTML))
        if chosen is None:
            raise _not_acceptable((*GRAPHS, HTML))
        endpoint = f"{request.base_url}sparql"
        tag = entity_tag(site.data_digest, "description", endpoint, chosen.media_type)
        if unchanged := not_modified(request, tag):
            return unchanged
        if chosen.format is HTML:
            page = site.renderer.page("sparql.html", query="", table=None, text=None, cut=False, truth=None)
            return Response(page, headers=cache_headers(tag), media_type="text/html")
        triples = await lookups.count(site.engine, "?s ?p ?o")
        document = serialize(
            service_description(endpoint, site.settings.base, triples, union=site.union), chosen.format
        )
        return Response(document, headers=cache_headers(tag), media_type=chosen.content_type)

    async def _answer(self, request: Request, asked: ProtocolRequest) -> Response:
        site = self._site
        limits = Limits(max_bytes=site.settings.max_query_bytes)
        inspection = await asyncio.to_thread(inspect, asked.query, limits)
        chosen = _choose(request, asked, inspection)
        tag = None
        if not inspection.volatile:
            graphs = (*sorted(asked.dataset.default_graphs), "", *sorted(asked.dataset.named_graphs))
            tag = entity_tag(site.data_digest, asked.query, chosen.media_type, *graphs)
            if unchanged := not_modified(request, tag):
                return unchanged
        if chosen.format is HTML:
            return await self._page(asked, inspection, tag)
        answer = await site.engine.query(QueryRequest(asked.query, chosen.format, asked.dataset))
        headers = cache_headers(tag)
        if chosen.format is RESULTS_CSV:
            headers["Content-Disposition"] = _ATTACHMENT
        if request.method == "HEAD":
            await answer.aclose()
            return Response(headers=headers, media_type=chosen.content_type)
        return AnswerResponse(answer, headers, chosen.content_type)

    async def _page(self, asked: ProtocolRequest, inspection: Inspection, tag: str | None) -> Response:
        """Return the answer as a page: rows up to the setting, or Turtle, or a note that it is too long."""
        site = self._site
        is_graph = inspection.form in {Form.CONSTRUCT, Form.DESCRIBE}
        wanted = TURTLE if is_graph else RESULTS_JSON
        document, whole = await _read_some(
            await site.engine.query(QueryRequest(asked.query, wanted, asked.dataset)), _SHOWN_BYTES
        )
        table, text = None, None
        if is_graph:
            text = document.decode("utf-8", "ignore")
        elif whole:
            table = await asyncio.to_thread(lookups.parse_results, document)
        limit = site.settings.page_rows
        page = await asyncio.to_thread(
            site.renderer.page,
            "sparql.html",
            query=asked.query,
            table=table,
            rows=table.rows[:limit] if table else (),
            truth=table.truth if table else None,
            text=text,
            cut=not whole or bool(table and len(table.rows) > limit),
        )
        return Response(page, headers=cache_headers(tag), media_type="text/html")


class AnswerResponse(StreamingResponse):
    """Streams an answer and stops its evaluation however the stream ends."""

    def __init__(self, answer: QueryAnswer, headers: dict[str, str], media_type: str) -> None:
        super().__init__(answer.chunks, headers=headers, media_type=media_type)
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with self._answer:
            await super().__call__(scope, receive, send)


def _choose(request: Request, asked: ProtocolRequest, inspection: Inspection) -> Representation:
    """Return the representation for the form; a text without form gets one too, for the parser to refuse."""
    offered: tuple[Format, ...] = RESULTS
    if inspection.form in {Form.CONSTRUCT, Form.DESCRIBE}:
        offered = GRAPHS
    elif inspection.form is Form.ASK:
        offered = BOOLEANS
    if asked.format is not None:
        same = next((fmt for fmt in offered if fmt.extension == asked.format.extension), None)
        if same is None:
            raise ProblemError(problems.NOT_ACCEPTABLE, f"{inspection.form} has no form in {asked.format.name}")
        return Representation(same, same.media_type)
    chosen = negotiate(request.headers.get("accept"), (*offered, HTML))
    if chosen is None:
        raise _not_acceptable((*offered, HTML))
    return chosen


def _not_acceptable(offered: tuple[Format, ...]) -> ProblemError:
    available = [fmt.media_type for fmt in offered]
    return ProblemError(problems.NOT_ACCEPTABLE, f"available: {', '.join(available)}", available=available)


async def _read_some(answer: QueryAnswer, limit: int) -> tuple[bytes, bool]:
    """Return the first bytes of an answer, and whether these are all."""
    chunks: list[bytes] = []
    size = 0
    async with answer:
        async for chunk in answer.chunks:
            chunks.append(chunk)
            size += len(chunk)
            if size > limit:
                return b"".join(chunks), False
    return b"".join(chunks), True
