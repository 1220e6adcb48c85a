"""The application: routes, and what becomes of errors."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match
from starlette.types import ASGIApp, Receive, Scope, Send

from osce_kg.engine.model import Engine
from osce_kg.errors import OsceKgError
from osce_kg.search.finder import Finder
from osce_kg.server import problems
from osce_kg.server.browse.asking import Asker
from osce_kg.server.browse.router import browse_router
from osce_kg.server.cache import AnswerCache
from osce_kg.server.clients import trusted_networks
from osce_kg.server.crawling import crawling_router
from osce_kg.server.dataset import dataset_router
from osce_kg.server.documents import ontology_terms, read_triples
from osce_kg.server.files import ReleaseFiles, plain_files
from osce_kg.server.incoming import Links
from osce_kg.server.landing import landing_router
from osce_kg.server.middleware import Envelope
from osce_kg.server.ontology import ontology_router
from osce_kg.server.pages import page_router
from osce_kg.server.preparing import prepare
from osce_kg.server.reconciliation.router import reconciliation_router
from osce_kg.server.render import Renderer
from osce_kg.server.resource import resource_router
from osce_kg.server.search import search_router
from osce_kg.server.searches import Searches
from osce_kg.server.shortcut import Shortcut
from osce_kg.server.site import ServerState, Site
from osce_kg.server.sparql import SparqlEndpoint
from osce_kg.server.static import static_router
from osce_kg.server.things import Things
from osce_kg.server.things.reporting import reporting_router
from osce_kg.server.vocabulary import Vocabulary
from osce_kg.server.workbench import workbench_router
from osce_kg.settings import Settings

_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


class Application(FastAPI):
    """A FastAPI application with parts of ours around it, not within: the framework's own cost more than a query."""

    outer: ASGIApp
    prepare: Callable[[], Coroutine[None, None, None]]
    """Makes what pages tell of the whole release before they are asked for; see `preparing`."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.outer(scope, receive, send)

    async def route(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the framework does."""
        await super().__call__(scope, receive, send)


def create_app(
    engine: Engine,
    settings: Settings,
    release: ReleaseFiles | None = None,
    cache: AnswerCache | None = None,
    state: ServerState | None = None,
    *,
    live: bool = False,
    union: bool = True,
) -> Application:
    """Return the application over an engine. Without a release there are no dumps and no report.

    `cache` and `state` are shared by the applications of one server, old release and new. `live` and `union` tell
    of a remote store that it may change, and what its default graph is; see `Site`.

    Raises:
        ReleaseError: the ontology of the release does not parse.
    """
    files = release or plain_files([])
    triples = read_triples(files.ontology)
    labels = {term.iri: term.label for term in ontology_terms(triples)}
    kept = AnswerCache(settings.cache_bytes, settings.cache_entry_bytes) if cache is None else cache
    site = Site(
        engine,
        settings,
        files,
        Renderer(settings.base, settings.notice, indexing=settings.indexing),
        labels,
        kept,
        trusted_networks(settings.trusted_proxies),
        state or ServerState(),
        live,
        union,
        Searches(Finder(files.search)) if files.search else None,
    )
    app = Application(
        title="osce-kg",
        description="SPARQL and linked data over a graph of osce.org's press releases (unofficial)",
        docs_url=None,  # these pages load scripts from elsewhere
        redoc_url=None,
        redirect_slashes=False,
    )
    endpoint = SparqlEndpoint(site)
    app.include_router(endpoint)
    things, links = Things(site), Links(site)
    asker = Asker(site)
    vocabulary = Vocabulary(triples)
    app.include_router(resource_router(site, asker, vocabulary, things, links))
    app.include_router(page_router(site))
    app.include_router(ontology_router(site, asker, vocabulary))
    app.include_router(dataset_router(site, asker))
    app.include_router(crawling_router(site, asker))
    app.include_router(search_router(site, asker))
    app.include_router(landing_router(site, asker))
    app.include_router(browse_router(site, asker))
    app.include_router(reporting_router(site))
    app.include_router(reconciliation_router(site))
    app.include_router(static_router())
    app.include_router(workbench_router(site))
    app.add_middleware(Envelope, base=settings.base)
    app.outer = Shortcut(app.route, endpoint, site)
    app.prepare = partial(prepare, app.route, [*things.counts(), links.prepare])
    _handle_errors(app, site)
    return app


def _allowed(app: FastAPI, request: Request) -> list[str]:
    """Return the methods that the address answers; the framework names those of one route only."""
    return [
        method
        for method in _METHODS
        if any(route.matches({**request.scope, "method": method})[0] is Match.FULL for route in app.routes)
    ]


def _handle_errors(app: FastAPI, site: Site) -> None:
    """Answer every error as a problem."""

    def respond(request: Request, problem: problems.ProblemError) -> Response:
        return problems.respond(request, problem, site.renderer, site.settings.base)

    async def on_problem(request: Request, error: Exception) -> Response:
        assert isinstance(error, problems.ProblemError)
        return respond(request, error)

    async def on_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, OsceKgError)
        return respond(request, problems.from_error(error))

    async def on_status(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        headers = error.headers
        if error.status_code == 405:
            headers = {"Allow": ", ".join(_allowed(app, request))}
        return respond(request, problems.from_status(error.status_code, str(error.detail), headers))

    async def on_invalid(request: Request, error: Exception) -> Response:
        return respond(request, problems.ProblemError(problems.BAD_REQUEST, str(error)))

    app.add_exception_handler(problems.ProblemError, on_problem)
    app.add_exception_handler(OsceKgError, on_error)
    app.add_exception_handler(HTTPException, on_status)
    app.add_exception_handler(RequestValidationError, on_invalid)
