"""Pages compressed on their way out. Results of queries are not: they stream, and their readers are programs.

No page holds a secret, nor anything of the person who asks but the address that was asked for, so that the length of
a compressed page tells nobody anything.
"""

from __future__ import annotations

import gzip

from starlette.types import Message, Scope, Send

from osce_kg.server.exchange import exchange_of

_LEAST_BYTES = 1_024
_LEVEL = 4


def accepted_codings(header: str) -> frozenset[str]:
    """Return the content codings that an Accept-Encoding header names and does not refuse (RFC 9110, 12.5.3)."""
    found = set()
    for item in header.lower().split(","):
        name, _, parameter = item.partition(";")
        weight = parameter.strip().removeprefix("q=").strip()
        if weight not in {"0", "0.0", "0.00", "0.000"}:
            found.add(name.strip())
    return frozenset(found)


def compressed(scope: Scope, send: Send) -> Send:
    """Return what sends the answer: with pages as gzip, if a browser asks and takes that, else as it is."""
    accept, encoding = b"", b""
    for name, value in scope["headers"]:
        if name == b"accept":
            accept = value
        elif name == b"accept-encoding":
            encoding = value
    if b"text/html" not in accept or b"gzip" not in encoding or scope["method"] == "HEAD":
        return send
    return _Compressor(scope, send) if "gzip" in accepted_codings(encoding.decode("latin-1")) else send


class _Compressor:
    """Holds the start of an answer back until it is known whether its body is one piece of HTML."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self._scope = scope
        self._send = send
        self._start: Message | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            if _is_plain_page(message["headers"]):
                self._start = message
                return
        elif self._start is not None:
            start, self._start = self._start, None
            body = message.get("body", b"")
            if not message.get("more_body") and len(body) >= _LEAST_BYTES:
                body = gzip.compress(body, _LEVEL, mtime=0)
                start = {**start, "headers": _packed(start["headers"], len(body))}
                message = {**message, "body": body}
                exchange_of(self._scope).sent = len(body)
            await self._send(start)
        await self._send(message)


Headers = list[tuple[bytes, bytes]]


def _is_plain_page(headers: Headers) -> bool:
    known = {name.lower(): value for name, value in headers}
    return known.get(b"content-type", b"").startswith(b"text/html") and b"content-encoding" not in known


def _packed(headers: Headers, length: int) -> Headers:
    """Return the headers of the compressed page. Its tag is weak: the same page in other bytes (RFC 9110, 8.8.1)."""
    changed: Headers = [(b"content-encoding", b"gzip"), (b"content-length", b"%d" % length)]
    for name, value in headers:
        if name == b"content-length":
            continue
        if name == b"vary":
            value += b", Accept-Encoding"
        elif name == b"etag" and not value.startswith(b"W/"):
            value = b"W/" + value
        changed.append((name, value))
    if not any(name == b"vary" for name, _ in headers):
        changed.append((b"vary", b"Accept-Encoding"))
    return changed
