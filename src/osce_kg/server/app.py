"""The application: routes, and what becomes of errors."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from osce_kg.engine.model import Engine
from osce_kg.errors import OsceKgError
from osce_kg.server import problems
from osce_kg.server.documents import ontology_terms, read_triples
from osce_kg.server.files import ReleaseFiles, plain_files
from osce_kg.server.middleware import Envelope
from osce_kg.server.pages import page_router
from osce_kg.server.render import Renderer
from osce_kg.server.resource import resource_router
from osce_kg.server.site import Site
from osce_kg.server.sparql import SparqlEndpoint
from osce_kg.settings import Settings


def create_app(
    engine: Engine,
    settings: Settings,
    release: ReleaseFiles | None = None,
    *,
    live: bool = False,
    union: bool = True,
) -> FastAPI:
    """Return the application over an engine. Without a release there are no dumps and no report.

    `live` and `union` tell of a remote store that it may change, and what its default graph is; see `Site`.

    Raises:
        ReleaseError: the ontology of the release does not parse.
    """
    files = release or plain_files([])
    triples = read_triples([files.ontology]) if files.ontology.is_file() else []
    labels = {term.iri: term.label for term in ontology_terms(triples)}
    site = Site(engine, settings, files, Renderer(settings.base), labels, live, union)
    app = FastAPI(
        title="osce-kg",
        description="SPARQL and linked data over a graph of osce.org's press releases (unofficial)",
        docs_url=None,  # these pages load scripts from elsewhere
        redoc_url=None,
        redirect_slashes=False,
    )
    app.include_router(SparqlEndpoint(site))
    app.include_router(resource_router(site))
    app.include_router(page_router(site))
    app.add_middleware(Envelope, base=settings.base)
    _handle_errors(app, site)
    return app


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
        return respond(request, problems.from_status(error.status_code, str(error.detail), error.headers))

    async def on_invalid(request: Request, error: Exception) -> Response:
        return respond(request, problems.ProblemError(problems.BAD_REQUEST, str(error)))

    app.add_exception_handler(problems.ProblemError, on_problem)
    app.add_exception_handler(OsceKgError, on_error)
    app.add_exception_handler(HTTPException, on_status)
    app.add_exception_handler(RequestValidationError, on_invalid)
