"""Errors as `application/problem+json` (RFC 9457), or as a page where HTML is asked for.

Every type of problem has an address under `/problem/`, which says what to do about it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from osce_kg.engine import guard
from osce_kg.engine.model import (
    AnswerTooLong,
    ClientBusy,
    QueryBusy,
    QueryCrash,
    QueryMemory,
    QueryQuarantined,
    QueryTimeout,
    UpstreamDown,
    UpstreamError,
)
from osce_kg.engine.vendor import ExtensionRefused
from osce_kg.errors import OsceKgError, QueryError, QueryLimit, QueryRefused, QuerySyntaxError
from osce_kg.formats import HTML, PROBLEM, Format
from osce_kg.server.exchange import exchange_of
from osce_kg.server.negotiation import choose
from osce_kg.server.render import Renderer


@dataclass(frozen=True, slots=True)
class ProblemType:
    """One kind of problem: its status, its title, and what to do about it."""

    slug: str
    status: int
    title: str
    advice: str


SYNTAX = ProblemType("syntax", 400, "The query does not parse", "Correct it at the line and column given.")
BAD_REQUEST = ProblemType("bad-request", 400, "The request is malformed", "Read the detail and correct it.")
EVALUATION = ProblemType("evaluation", 400, "The query cannot be evaluated", "Read the detail and correct the query.")
COMPLEX = ProblemType("too-complex", 400, "The query nests or chains too much", "Split it into several queries.")
UPDATE = ProblemType("update", 403, "Updates are not answered here", "The graph is read-only; take the dump.")
SERVICE = ProblemType("service", 403, "SERVICE is refused", "Ask the other endpoint yourself and join the results.")
EXTENSION = ProblemType("extension", 403, "Only SPARQL 1.1 is passed on", "Write the query in standard SPARQL.")
NOT_FOUND = ProblemType("not-found", 404, "Nothing is known of this", "Check the address, or start at the first page.")
GONE = ProblemType(
    "gone", 410, "This was withdrawn", "It will not come back; see the policy on people in data/README.md."
)
OTHER_RELEASE = ProblemType(
    "other-release", 409, "Another release is served here",
    "Leave out the parameter release to ask the release that is served; its answers may differ.",
)  # fmt: skip
METHOD = ProblemType("method", 405, "This address does not answer that method", "See the Allow header.")
NOT_ACCEPTABLE = ProblemType("not-acceptable", 406, "No format fits the Accept header", "Ask for one of those named.")
ADDRESS = ProblemType("address-too-long", 414, "The address is too long", "Send the query by POST.")
RANGE = ProblemType("range", 416, "There is no such part of the file", "See the Content-Range header for its length.")
TOO_LONG = ProblemType("too-long", 413, "The request is too long", "Shorten the query.")
MEDIA_TYPE = ProblemType(
    "media-type", 415, "The body's media type is not read here",
    "Send application/sparql-query or application/x-www-form-urlencoded, in UTF-8.",
)  # fmt: skip
ANSWER_TOO_LONG = ProblemType(
    "answer-too-long", 422, "The answer is longer than is given out", "Ask for less, in pages, or take the dump."
)
TOO_MANY = ProblemType("too-many", 429, "You ask too much at once", "Wait for your other queries, then try again.")
HEADERS = ProblemType("headers", 431, "A header is too long", "Shorten it.")
INTERNAL = ProblemType("internal", 500, "The server failed", "Report it with the address and the time.")
UPSTREAM = ProblemType(
    "upstream", 502, "The store behind this server failed", "Try again; if it persists, tell the operator."
)
UPSTREAM_DOWN = ProblemType(
    "upstream-down", 503, "The store behind this server cannot be reached", "Try again in a few seconds."
)
LIMIT = ProblemType("limit", 503, "The query met a limit", "Ask for less, or take the dump.")
BUSY = ProblemType("busy", 503, "The server is busy", "Try again in a few seconds.")
MEMORY = ProblemType("memory", 503, "The query needs too much memory", "Ask for less, or take the dump.")
CRASH = ProblemType("crash", 503, "The evaluation of the query crashed", "Simplify the query.")
QUARANTINED = ProblemType(
    "quarantined", 503, "The query crashed several times", "Simplify it; this one is tried again in a minute."
)
SLOW_REQUEST = ProblemType("slow-request", 408, "The request did not arrive in time", "Send it faster.")
DAMAGED = ProblemType(
    "damaged", 503, "A published file is damaged", "Tell the operator; queries are answered from what was loaded."
)
NOT_READY = ProblemType("not-ready", 503, "The graph is not there", "Wait, or look at the server's log.")
TIMEOUT = ProblemType("timeout", 504, "The query took too long", "Ask for less, or take the dump.")
OTHER = ProblemType("other", 500, "The request could not be answered", "Read the detail.")

TYPES: tuple[ProblemType, ...] = (
    SYNTAX, BAD_REQUEST, EVALUATION, COMPLEX, UPDATE, SERVICE, EXTENSION, NOT_FOUND, GONE, METHOD, NOT_ACCEPTABLE,
    SLOW_REQUEST, TOO_LONG, ADDRESS, MEDIA_TYPE, RANGE, ANSWER_TOO_LONG, TOO_MANY, HEADERS, INTERNAL, UPSTREAM,
    UPSTREAM_DOWN, LIMIT, BUSY, MEMORY, CRASH, QUARANTINED, DAMAGED, NOT_READY, TIMEOUT, OTHER, OTHER_RELEASE,
)  # fmt: skip

_BY_STATUS = {
    400: BAD_REQUEST,
    404: NOT_FOUND,
    410: GONE,
    405: METHOD,
    406: NOT_ACCEPTABLE,
    413: TOO_LONG,
    415: MEDIA_TYPE,
}
RETRY_AFTER = {BUSY.slug: "5", LIMIT.slug: "5", TOO_MANY.slug: "5", UPSTREAM_DOWN.slug: "5", QUARANTINED.slug: "60"}
_BY_ERROR: tuple[tuple[type[OsceKgError], ProblemType], ...] = (
    (QuerySyntaxError, SYNTAX),
    (guard.UpdateRefused, UPDATE),
    (guard.ServiceRefused, SERVICE),
    (ExtensionRefused, EXTENSION),
    (guard.QueryTooLong, TOO_LONG),
    (guard.QueryTooComplex, COMPLEX),
    (QueryRefused, BAD_REQUEST),
    (QueryBusy, BUSY),
    (QueryTimeout, TIMEOUT),
    (ClientBusy, TOO_MANY),
    (AnswerTooLong, ANSWER_TOO_LONG),
    (QueryMemory, MEMORY),
    (QueryCrash, CRASH),
    (QueryQuarantined, QUARANTINED),
    (QueryLimit, LIMIT),
    (UpstreamDown, UPSTREAM_DOWN),
    (UpstreamError, UPSTREAM),
    (QueryError, EVALUATION),
)


class ProblemError(Exception):
    """Raised by a handler to answer with a problem."""

    def __init__(
        self, kind: ProblemType, detail: str = "", headers: Mapping[str, str] | None = None, **extra: object
    ) -> None:
        super().__init__(detail or kind.title)
        self.kind = kind
        self.detail = detail
        self.headers = dict(headers or {})
        self.extra = extra


def from_status(status: int, detail: str, headers: Mapping[str, str] | None = None) -> ProblemError:
    """Return the problem for a status that the framework raised."""
    kind = _BY_STATUS.get(status)
    if kind is None:
        kind = ProblemType("other", status, OTHER.title, OTHER.advice)
    return ProblemError(kind, detail, headers)


def not_acceptable(offered: Sequence[Format]) -> ProblemError:
    """Return the problem of a request that accepts none of these formats."""
    available = [fmt.media_type for fmt in offered]
    return ProblemError(NOT_ACCEPTABLE, f"available: {', '.join(available)}", available=available)


def from_error(error: OsceKgError) -> ProblemError:
    """Return the problem for an error of this package. What is no query error says nothing of its inside."""
    kind = next((kind for cls, kind in _BY_ERROR if isinstance(error, cls)), None)
    if kind is None:
        return ProblemError(INTERNAL)
    extra: dict[str, object] = {}
    if isinstance(error, QuerySyntaxError) and error.line is not None:
        extra = {"line": error.line, "column": error.column}
    headers = {"Retry-After": RETRY_AFTER[kind.slug]} if kind.slug in RETRY_AFTER else None
    return ProblemError(kind, str(error), headers, **extra)


def respond(request: Request, problem: ProblemError, renderer: Renderer, base: str) -> Response:
    """Return the problem as HTML if that is what the client likes best, else as problem+json."""
    kind = problem.kind
    exchange_of(request.scope).outcome = kind.slug
    chosen = choose(request, (PROBLEM, HTML))
    headers = {"Vary": "Accept", "Cache-Control": "no-store"} | problem.headers
    if chosen and chosen.format is HTML:
        page = renderer.page("problem.html", problem=problem, kind=kind)
        return Response(page, kind.status, headers, media_type="text/html")
    return Response(body(problem, base), kind.status, headers, media_type=PROBLEM.media_type)


def body(problem: ProblemError, base: str) -> bytes:
    """Return the JSON document of a problem."""
    kind = problem.kind
    document: dict[str, object] = {
        "type": f"{base}problem/{kind.slug}",
        "title": kind.title,
        "status": kind.status,
        "detail": problem.detail or kind.advice,
    }
    return json.dumps(document | problem.extra, ensure_ascii=False).encode()
