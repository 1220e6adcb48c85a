"""Takes requests to the endpoint past the framework's routing, which would cost more than a small query.

The routes stay registered: what is not a plain GET, HEAD or POST to the endpoint goes through them.
"""

from __future__ import annotations

import contextlib

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from osce_kg.errors import OsceKgError
from osce_kg.server import problems
from osce_kg.server.answers import Broken, ClientGone
from osce_kg.server.middleware import Envelope
from osce_kg.server.site import Site
from osce_kg.server.sparql import PATHS, SparqlEndpoint


class Shortcut:
    """Answers at the endpoint's paths with the endpoint's own handlers, errors as problems."""

    def __init__(self, app: ASGIApp, endpoint: SparqlEndpoint, site: Site) -> None:
        self._app = app
        self._site = site
        self._handlers = {"GET": endpoint.answer_get, "HEAD": endpoint.answer_get, "POST": endpoint.answer_post}

        self._direct = Envelope(self._answer, site.settings.base)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_ours = scope["type"] == "http" and scope["path"] in PATHS and scope["method"] in self._handlers
        await (self._direct if is_ours else self._app)(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive, send)
        try:
            response: Response = await self._handlers[scope["method"]](request)
        except ClientGone:
            return
        except problems.ProblemError as problem:
            response = self._problem(request, problem)
        except OsceKgError as error:
            response = self._problem(request, problems.from_error(error))
        with contextlib.suppress(ClientGone, Broken):  # returning early makes the server close the connection
            await response(scope, receive, send)

    def _problem(self, request: Request, problem: problems.ProblemError) -> Response:
        return problems.respond(request, problem, self._site.renderer, self._site.settings.base)
