"""What every answer carries, whatever made it: security headers, and CORS without credentials.

Pure ASGI, so that streams stay streams.
"""

from __future__ import annotations

import ipaddress
import logging
import re
from collections.abc import Iterable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from osce_kg.server import problems
from osce_kg.server.exchange import exchange_of

_LOG = logging.getLogger("osce_kg.server")
_HOST = re.compile(rb"[A-Za-z0-9.\-_]+(:[0-9]{1,5})?\Z|\[(?P<address>[0-9A-Fa-f:.]+)\](:[0-9]{1,5})?\Z")
_MAX_HEADER_BYTES = 16 * 1024
_MAX_HEADERS = 100

SECURITY_HEADERS: tuple[tuple[str, str], ...] = (
    (
        "Content-Security-Policy",
        "default-src 'none'; script-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'",
    ),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Access-Control-Allow-Origin", "*"),
    (
        "Access-Control-Expose-Headers",
        "ETag, Link, Retry-After, Content-Disposition, Content-Location, Repr-Digest, X-Row-Limit",
    ),
)
_POLICY_NAME = b"content-security-policy"
RAW_HEADERS = tuple((name.lower().encode(), value.encode()) for name, value in SECURITY_HEADERS)
"""The same as ASGI takes them."""


def with_security(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Return the headers with those of every answer. A page may bring a policy of its own, as the workbench does."""
    own = list(headers)
    has_policy = any(name == _POLICY_NAME for name, _ in own)
    return own + [pair for pair in RAW_HEADERS if not (has_policy and pair[0] == _POLICY_NAME)]


class Envelope:
    """Wraps the application: refuses absurd headers, adds headers to answers, answers 500 for a crash.

    A crash after the first byte is raised on: the connection breaks, and the answer does not look whole.
    """

    def __init__(self, app: ASGIApp, base: str) -> None:
        self._app = app
        self._base = base

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                message["headers"] = with_security(message.get("headers", ()))
            await send(message)

        refusal = absurd(scope)
        if refusal:
            await self._problem(refusal, scope, send_with_headers)
            return
        try:
            await self._app(scope, receive, send_with_headers)
        except Exception:
            if started:
                raise
            _LOG.exception("no answer to %s %s", scope["method"], scope["path"])
            await self._problem(problems.ProblemError(problems.INTERNAL), scope, send_with_headers)

    async def _problem(self, problem: problems.ProblemError, scope: Scope, send: Send) -> None:
        exchange_of(scope).outcome = problem.kind.slug
        body = problems.body(problem, self._base)
        headers = [
            (b"content-type", b"application/problem+json"),
            (b"content-length", str(len(body)).encode()),
            (b"cache-control", b"no-store"),
            (b"connection", b"close"),
        ]
        await send({"type": "http.response.start", "status": problem.kind.status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})


def absurd(scope: Scope) -> problems.ProblemError | None:
    """Return the refusal of a request whose headers no honest client sends, or None."""
    headers = scope["headers"]
    if len(headers) > _MAX_HEADERS:
        return problems.ProblemError(problems.HEADERS, f"more than {_MAX_HEADERS} headers")
    for name, value in headers:
        if len(value) > _MAX_HEADER_BYTES:
            return problems.ProblemError(problems.HEADERS, f"{name.decode('latin-1')} is over 16 KiB")
    hosts = [value for name, value in headers if name == b"host"]
    if not hosts and scope["http_version"] == "1.1":  # RFC 9112, section 3.2
        return problems.ProblemError(problems.BAD_REQUEST, "the Host header is missing")
    if len(hosts) > 1 or not all(map(_is_host, hosts)):
        return problems.ProblemError(problems.BAD_REQUEST, "the Host header is not a host name")
    return None


def _is_host(value: bytes) -> bool:
    """Whether it is a host name or address, with or without a port: it becomes part of IRIs that are served."""
    match = _HOST.match(value)
    if match is None:
        return False
    try:
        return match["address"] is None or bool(ipaddress.IPv6Address(match["address"].decode()))
    except ValueError:
        return False
