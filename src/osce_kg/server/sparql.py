"""The SPARQL endpoint: the router of rdflib-endpoint with its two handlers, page and description replaced.

The library registers its handlers under one name; there they are swapped, because they evaluate on the event
loop, decode parameters twice, and answer most failures with one status. If it ever registers them otherwise,
construction fails here and not in production.
"""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable
from typing import Any

import rdflib.plugins.sparql
from rdflib_endpoint import SparqlRouter
from starlette.requests import Request
from starlette.responses import Response

from osce_kg.engine.guard import INLINE_BYTES, Form, Inspection, Limits, inspect
from osce_kg.engine.model import QueryRequest, query_key
from osce_kg.errors import OsceKgError
from osce_kg.formats import (
    GRAPHS,
    HTML,
    PROBLEM,
    RESULTS,
    RESULTS_CSV,
    RESULTS_JSON,
    TURTLE,
    Format,
    Representation,
    by_name,
    negotiate,
)
from osce_kg.server import contract, problems
from osce_kg.server.answers import AnswerResponse, ClientWatch, WholeResponse
from osce_kg.server.caching import cache_headers, entity_tag, not_modified
from osce_kg.server.clients import client_of, scheme_of
from osce_kg.server.description import USED, Catalogue, service_description
from osce_kg.server.exchange import exchange_of
from osce_kg.server.negotiation import accept, choose
from osce_kg.server.problems import ProblemError
from osce_kg.server.protocol import ProtocolRequest, read_get, read_post
from osce_kg.server.serializing import serialize
from osce_kg.server.site import Site
from osce_kg.server.sparql_page import SparqlPage
from osce_kg.server.workbench import POLICY, is_same_release

ENDPOINT_NAME = "SPARQL endpoint"
PATHS = frozenset({"/sparql", "/sparql/"})
_USUAL_ACCEPT = 200
_KNOWN_TEXTS, _KNOWN_LENGTH = 1_024, 2_000  # queries that were asked lately need not be inspected again
_GRAPH_FORMS = frozenset({Form.CONSTRUCT, Form.DESCRIBE})
_ATTACHMENT = 'attachment; filename="results.csv"'  # spreadsheets run what looks like a formula
_DUMPS = '</dumps>; rel="http://www.w3.org/ns/dcat#distribution"; title="dumps of the whole graph"'
_ALLOWED = "GET, HEAD, POST, OPTIONS"


class SparqlEndpoint(SparqlRouter):
    """Answers queries at `/sparql` and `/sparql/`."""

    def __init__(self, site: Site) -> None:
        rdflib.plugins.sparql.SPARQL_LOAD_GRAPHS = False  # as it comes, FROM <file:///…> reads local files
        self._site = site
        self._catalogue = Catalogue()
        # Of the published address, not of the Host that was asked for: equal requests have equal answers.
        self._base = f"{site.settings.base}sparql"
        self._limits = Limits(max_bytes=site.settings.max_query_bytes)
        self._inspected = functools.lru_cache(maxsize=_KNOWN_TEXTS)(functools.partial(inspect, limits=self._limits))
        self._caps = {"X-Row-Limit": str(site.settings.max_rows)} | ({"Link": _DUMPS} if site.files.dumps else {})
        self._page = SparqlPage(site)
        self._replaced: set[tuple[str, str]] = set()
        super().__init__(path="/sparql", title="osce-kg")
        expected = {(path, method) for path in PATHS for method in ("GET", "POST")}
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
        self.responses = {}  # the library's own, which tell of formats that are not there
        options |= {"responses": contract.responses(method), "openapi_extra": contract.operation(method)}
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
        return await self._answer_or_tell(request, protocol_request)

    async def answer_post(self, request: Request) -> Response:
        """Answer a form or a query sent by POST."""
        limit = self._site.settings.max_query_bytes
        return await self._answer_or_tell(request, await read_post(request, limit))

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
        chosen = choose(request, (*GRAPHS, HTML))
        if chosen is None:
            raise problems.not_acceptable((*GRAPHS, HTML))
        scheme = scheme_of(request.scope, site.trusted)
        endpoint = str(request.url.replace(scheme=scheme) if scheme else request.url).partition("?")[0]
        tag = entity_tag(site.data_digest, "description", endpoint, chosen.media_type, self._page.version(chosen))
        own = POLICY if chosen.format is HTML else {}
        if unchanged := not_modified(request, tag):
            unchanged.headers.update(own)
            return unchanged
        if chosen.format is HTML:
            return Response(self._page.render(), headers=cache_headers(tag) | own, media_type="text/html")
        contents = await self._catalogue.contents(site.files.manifest, site.data_digest, site.engine)
        described = service_description(
            endpoint, site.settings.base, site.data_digest, contents, union=site.union, searchable=site.is_searchable
        )
        headers = cache_headers(tag if contents.triples is not None else None)
        return Response(serialize(described, chosen.format, USED), headers=headers, media_type=chosen.content_type)

    async def _answer(self, request: Request, asked: ProtocolRequest) -> Response:
        site = self._site
        inspection = await self._inspect(asked.query)
        chosen = _choose(request, asked, inspection)
        exchange = exchange_of(request.scope)
        exchange.query = query_key(asked.query)
        tag = None
        own = POLICY if chosen.format is HTML else {}
        if asked.release and not own and not is_same_release(asked.release, site.data_digest):
            raise _other_release(asked.release, site.data_digest)
        if not inspection.volatile:
            graphs = (*sorted(asked.dataset.default_graphs), "", *sorted(asked.dataset.named_graphs))
            shown = (self._page.version(chosen), asked.release or "") if own else ()
            tag = entity_tag(site.data_digest, asked.query, chosen.media_type, *graphs, *shown)
            if unchanged := not_modified(request, tag):
                unchanged.headers.update(own)
                return unchanged
            if tag is not None and (entry := site.cache.by_tag(tag)):
                exchange.cached, exchange.rows = True, entry.rows
                return entry.response()
        headers = cache_headers(tag) | own
        if inspection.form is Form.SELECT:
            headers |= self._caps
        if chosen.format is RESULTS_CSV:
            headers["Content-Disposition"] = _ATTACHMENT
        watch = ClientWatch(request.receive)
        try:
            if chosen.format is HTML:
                wanted = TURTLE if inspection.form in _GRAPH_FORMS else RESULTS_JSON
                found = await site.engine.query(self._request(request, asked, wanted, inspection))
                page = await self._page.show(found, asked.query, asked.release, is_graph=wanted is TURTLE)
                return Response(page, headers=headers, media_type="text/html")
            answer = await site.engine.query(self._request(request, asked, chosen.format, inspection))
        except asyncio.CancelledError:
            if gone := watch.translate(exchange):
                raise gone from None
            raise
        except BaseException:
            watch.stop()
            raise
        finally:
            if chosen.format is HTML:
                watch.stop()
        if answer.document is None and request.method != "HEAD":
            return AnswerResponse(answer, headers, chosen.content_type, watch)
        watch.stop()
        exchange.rows = answer.tally.rows
        if answer.document is None:
            await answer.aclose()
            return Response(headers=headers, media_type=chosen.content_type)
        return WholeResponse(answer.document, headers, chosen.content_type)

    def _request(self, request: Request, asked: ProtocolRequest, fmt: Format, inspection: Inspection) -> QueryRequest:
        client = client_of(request.scope, self._site.trusted)
        return QueryRequest(
            asked.query,
            fmt,
            asked.dataset,
            asked.timeout,
            client,
            inspection,
            exchange_of(request.scope).query,
            self._base,
        )

    async def _inspect(self, text: str) -> Inspection:
        if len(text) <= _KNOWN_LENGTH:
            return self._inspected(text)
        if len(text) <= INLINE_BYTES:
            return inspect(text, self._limits)
        return await asyncio.to_thread(inspect, text, self._limits)

    async def _answer_or_tell(self, request: Request, asked: ProtocolRequest) -> Response:
        """Answer; what is wrong with a query is told to a reader of pages beside that query, to be corrected."""
        try:
            return await self._answer(request, asked)
        except (problems.ProblemError, OsceKgError) as error:
            problem = error if isinstance(error, problems.ProblemError) else problems.from_error(error)
            chosen = choose(request, (PROBLEM, HTML))
            if asked.formats or chosen is None or chosen.format is not HTML:
                raise
            exchange_of(request.scope).outcome = problem.kind.slug
            page = await asyncio.to_thread(self._page.render, asked.query, asked.release, problem=problem)
            headers = {"Vary": "Accept", "Cache-Control": "no-store"} | POLICY | problem.headers
            return Response(page, problem.kind.status, headers, media_type="text/html")


def _other_release(asked: str, served: str | None) -> ProblemError:
    detail = f"release {asked[:64]} was asked for, {served} is served" if served else "nobody knows the release served"
    return ProblemError(problems.OTHER_RELEASE, detail, release=served)


def _choose(request: Request, asked: ProtocolRequest, inspection: Inspection) -> Representation:
    """Return the representation for the form; a text without form gets one too, for the parser to refuse."""
    offered = _offered(inspection.form)
    if asked.formats:
        same = {fmt.name: fmt for name in asked.formats if (fmt := by_name(name, offered))}
        if not same:
            raise ProblemError(problems.NOT_ACCEPTABLE, f"{inspection.form} has no form in {asked.formats[0]}")
        if len(same) > 1:
            raise ProblemError(problems.BAD_REQUEST, f"expected one format, found {' and '.join(same)}")
        fmt = next(iter(same.values()))
        return Representation(fmt, fmt.media_type)
    accepted = accept(request) or ""
    chosen = (_usual if len(accepted) < _USUAL_ACCEPT else _negotiate)(accepted, inspection.form)
    if chosen is None:
        raise problems.not_acceptable((*offered, HTML))
    return chosen


def _offered(form: Form | None) -> tuple[Format, ...]:
    """Return the formats for a form; a text without form gets those of SELECT, for the parser to refuse."""
    if form in _GRAPH_FORMS:
        return GRAPHS
    return RESULTS


def _negotiate(accept: str, form: Form | None) -> Representation | None:
    return negotiate(accept, (*_offered(form), HTML))


_usual = functools.lru_cache(maxsize=256)(_negotiate)  # the headers of the usual clients are few and short
