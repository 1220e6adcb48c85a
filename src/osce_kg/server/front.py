"""What every request meets first: the release it will be answered from, kept answers, the log, the metrics.

A request belongs to the release that was current when it came, to its last byte.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from osce_kg import __version__
from osce_kg.engine.model import Engine
from osce_kg.server.access_log import AccessLog
from osce_kg.server.cache import AnswerCache, Entry, Sent
from osce_kg.server.caching import held_tags
from osce_kg.server.clients import Network, client_of
from osce_kg.server.compression import compressed
from osce_kg.server.exchange import KEY, Exchange
from osce_kg.server.gauges import engine_samples
from osce_kg.server.metrics import CONTENT_TYPE, Metrics, Sample
from osce_kg.server.middleware import RAW_HEADERS, absurd

_NOT_MODIFIED_HEADERS = frozenset({b"etag", b"vary", b"cache-control", b"content-security-policy"})


@dataclass(eq=False, slots=True)
class Edition:
    """One release as it is served: its application and engine, and how many requests are being answered."""

    digest: str
    app: ASGIApp
    engine: Engine
    requests: int = 0
    idle: asyncio.Event = field(default_factory=asyncio.Event)

    def enter(self) -> None:
        self.requests += 1
        self.idle.clear()

    def leave(self) -> None:
        self.requests -= 1
        if not self.requests:
            self.idle.set()


class Front:
    """The outermost application of a server."""

    def __init__(
        self,
        edition: Edition,
        cache: AnswerCache,
        trusted: tuple[Network, ...] = (),
        log: AccessLog | None = None,
        metrics: Metrics | None = None,
    ) -> None:
        self.current = edition
        self.swaps = 0
        self.refused = 0
        self._cache = cache
        self._trusted = trusted
        self._log = log
        self._metrics = metrics

    def switch(self, edition: Edition) -> Edition:
        """Answer from another edition from now on. Return the one before, which still has its requests."""
        before, self.current = self.current, edition
        self.swaps += 1
        return before

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        edition = self.current
        exchange = scope[KEY] = Exchange(client_of(scope, self._trusted), edition.digest)
        send = compressed(scope, send)
        edition.enter()
        try:
            await self._answer(edition, exchange, scope, receive, send)
        finally:
            edition.leave()
            seconds = time.perf_counter() - exchange.started
            if self._metrics is not None:
                self._metrics.observe(scope["path"], exchange.status, exchange.outcome, seconds, exchange.sent)
            if self._log is not None:
                self._log.note(scope["method"], scope["path"], exchange, seconds)

    async def _answer(self, edition: Edition, exchange: Exchange, scope: Scope, receive: Receive, send: Send) -> None:
        path, method = scope["path"], scope["method"]
        sent: Sent | None = None
        if method == "GET":
            if path == "/metrics" and self._metrics is not None:
                await self._report(self._metrics, exchange, send)
                return
            accept, held = b"", b""
            for name, value in scope["headers"]:
                if name == b"accept":
                    accept = accept or value
                elif name == b"if-none-match":
                    held = value
            sent = edition.digest, path, scope["query_string"], accept
            entry = self._cache.by_request(sent)
            if entry is not None and absurd(scope) is None:
                await _send_entry(entry, held, exchange, send)
                return
        recorder = _Recorder(self._cache, exchange, send)
        await edition.app(scope, receive, recorder.send)
        if recorder.entry is not None and method in {"GET", "POST"}:
            self._cache.keep(recorder.entry)
            # Without a query the endpoint describes itself, under the name by which it was called.
            if sent is not None and (path[:7] != "/sparql" or scope["query_string"]):
                self._cache.link(sent, recorder.entry.tag)

    async def _report(self, metrics: Metrics, exchange: Exchange, send: Send) -> None:
        body = metrics.render([*self._samples(), *engine_samples(self.current.engine)]).encode()
        headers = [
            (b"content-type", CONTENT_TYPE.encode()),
            (b"content-length", str(len(body)).encode()),
            (b"cache-control", b"no-store"),
            *RAW_HEADERS,
        ]
        exchange.status, exchange.sent = 200, len(body)
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    def _samples(self) -> list[Sample]:
        cache = self._cache
        release = (("digest", self.current.digest), ("version", __version__))
        return [
            ("osce_kg_release_info", "gauge", "The release that is served.", {release: 1}),
            ("osce_kg_release_switches_total", "counter", "Releases switched to while running.", {(): self.swaps}),
            ("osce_kg_release_refused_total", "counter", "Releases refused while running.", {(): self.refused}),
            ("osce_kg_cache_hits_total", "counter", "Answers from the cache.", {(): cache.hits}),
            ("osce_kg_cache_misses_total", "counter", "Answers that were made anew.", {(): cache.misses}),
            ("osce_kg_cache_bytes", "gauge", "Bytes kept in the cache.", {(): cache.size}),
            ("osce_kg_log_dropped_total", "counter", "Access log lines dropped.",
             {(): self._log.dropped if self._log else 0}),
        ]  # fmt: skip


class _Recorder:
    """Notes status and size of an answer as it passes, and the answer itself if it can be kept."""

    def __init__(self, cache: AnswerCache, exchange: Exchange, send: Send) -> None:
        self.entry: Entry | None = None
        self._cache = cache
        self._exchange = exchange
        self._send = send
        self._headers: tuple[tuple[bytes, bytes], ...] | None = None
        self._tag = ""
        self._parts: list[bytes] = []
        self._size = 0

    async def send(self, message: Message) -> None:
        exchange = self._exchange
        if message["type"] == "http.response.start":
            exchange.status = message["status"]
            if exchange.status == 200 and not exchange.cached:
                self._read(tuple(message["headers"]))
        else:
            body = message.get("body", b"")
            exchange.sent += len(body)
            if self._headers is not None:
                self._take(body, last=not message.get("more_body"))
        await self._send(message)

    def _read(self, headers: tuple[tuple[bytes, bytes], ...]) -> None:
        tag, length = None, 0
        for name, value in headers:
            if name == b"etag":
                tag = value.decode("latin-1")
            elif name == b"content-length":
                length = int(value)
        if tag is not None and self._cache.fits(length):
            self._headers, self._tag = headers, tag

    def _take(self, body: bytes, *, last: bool) -> None:
        """Collect a part of the body; a stream that grows too long to be kept is let go."""
        assert self._headers is not None
        self._parts.append(body)
        self._size += len(body)
        if not self._cache.fits(self._size):
            self._headers = None
            self._parts.clear()
        elif last:
            headers = tuple(pair for pair in self._headers if pair[0] != b"content-length")
            headers += ((b"content-length", str(self._size).encode()),)
            self.entry = Entry(self._tag, headers, b"".join(self._parts), self._exchange.query, self._exchange.rows)
            self._headers = None


async def _send_entry(entry: Entry, held: bytes, exchange: Exchange, send: Send) -> None:
    """Send a kept answer, or 304 to those who hold it."""
    exchange.cached, exchange.query, exchange.rows = True, entry.query, entry.rows
    if held and entry.tag in held_tags(held.decode("latin-1")):
        headers = [pair for pair in entry.headers if pair[0] in _NOT_MODIFIED_HEADERS or pair in RAW_HEADERS]
        exchange.status = 304
        await send({"type": "http.response.start", "status": 304, "headers": headers})
        await send({"type": "http.response.body", "body": b""})
        return
    exchange.status, exchange.sent = 200, len(entry.body)
    await send({"type": "http.response.start", "status": 200, "headers": entry.headers})
    await send({"type": "http.response.body", "body": entry.body})
