"""The HTTP/1.1 connection: uvicorn's, with bounds on what it holds before a request has begun."""

from __future__ import annotations

import asyncio
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from osce_kg.server import problems
from osce_kg.server.middleware import RAW_HEADERS

_HEAD_BYTES = 8_192
_ADDRESS_BYTES = 65_535  # what the parser of addresses can count to
STALLED_SECONDS = 60.0
"""After so many seconds in which a client takes nothing of its answer the connection is cut."""


class _Corked:
    """A transport that holds the head of an answer back for its first body: one system call, one packet."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._head = b""
        self.is_closing = transport.is_closing
        self.get_extra_info = transport.get_extra_info
        self.pause_reading = transport.pause_reading
        self.resume_reading = transport.resume_reading

    def write(self, data: bytes) -> None:
        if self._head:
            data, self._head = self._head + data, b""
        elif data.startswith(b"HTTP/1.1 2") and len(data) < _HEAD_BYTES:
            self._head = data
            asyncio.get_running_loop().call_soon(self._flush)
            return
        if data:
            self._transport.write(data)

    def close(self) -> None:
        """Close once everything is sent, or the client has taken too long for it."""
        self._flush()
        self._transport.close()
        if self._transport.get_write_buffer_size():
            asyncio.get_running_loop().call_later(STALLED_SECONDS, self._transport.abort)

    def abort(self) -> None:
        self._transport.abort()

    def _flush(self) -> None:
        if self._head:
            data, self._head = self._head, b""
            self._transport.write(data)


class BoundedProtocol(HttpToolsProtocol):
    """Closes connections whose request heads are too long or take too long, and those above a number."""

    max_head_bytes = 262_144
    head_seconds = 10.0
    max_connections = 1_000
    base = ""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._head_bytes = 0
        self._in_head = True
        self._is_deaf = False
        self._head_timer: asyncio.TimerHandle | None = None
        self._stall_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(cast(asyncio.Transport, _Corked(transport)))
        if len(self.connections) > self.max_connections:
            self._refuse(problems.BUSY, f"{self.max_connections:,} connections are open")
            return
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_timer()
        self._stop_stall_timer()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        self._stall_timer = self.loop.call_later(STALLED_SECONDS, self.transport.abort)
        super().pause_writing()

    def resume_writing(self) -> None:
        self._stop_stall_timer()
        super().resume_writing()

    def data_received(self, data: bytes) -> None:
        if self._is_deaf or self.transport.is_closing():
            return
        if self._in_head:
            self._head_bytes += len(data)
        super().data_received(data)
        if self._is_deaf or not self._in_head or self.transport.is_closing():
            return
        if self._head_bytes > self.max_head_bytes:
            self._refuse(problems.HEADERS, f"the head of the request has more than {self.max_head_bytes:,} bytes")
        elif self._head_timer is None:
            self._await_head()

    def on_message_begin(self) -> None:
        self._in_head = True
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        super().on_url(url)
        if len(self.url) > _ADDRESS_BYTES:
            self._refuse(problems.ADDRESS, f"the address has more than {_ADDRESS_BYTES:,} bytes")
            raise ValueError("the address is too long")  # ends the parser's work

    def on_headers_complete(self) -> None:
        self._in_head = False
        self._head_bytes = 0
        self._stop_timer()
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP as a problem, too, then close."""
        self._refuse(problems.BAD_REQUEST, msg)

    def _has_answers_to_give(self) -> bool:
        """Return whether requests that came in whole are being answered."""
        return self.cycle is not None and not self.cycle.response_complete and not self.cycle.more_body

    def _gives_up_body(self) -> bool:
        """Return whether a request waited for its body, which will not come: its handler is told so."""
        cycle = self.cycle
        if cycle is None or cycle.response_started or not cycle.more_body or self.pipeline:
            return False
        cycle.disconnected = True
        cycle.message_event.set()
        return True

    def _await_head(self) -> None:
        self._head_timer = self.loop.call_later(self.head_seconds, self._too_slow)

    def _stop_timer(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _stop_stall_timer(self) -> None:
        if self._stall_timer is not None:
            self._stall_timer.cancel()
            self._stall_timer = None

    def _too_slow(self) -> None:
        self._head_timer = None
        if self._head_bytes:
            self._refuse(problems.SLOW_REQUEST, f"no whole request after {self.head_seconds:g} seconds")
        else:
            self.transport.close()

    def _refuse(self, kind: problems.ProblemType, detail: str) -> None:
        """Answer a problem and close. Where answers to earlier requests are on their way, close after these instead."""
        self._stop_timer()
        if self.transport.is_closing():
            return
        if self._has_answers_to_give():
            self._is_deaf = True
            self.cycle.keep_alive = False
            return
        if self._gives_up_body() or self.cycle is None or self.cycle.response_complete:
            body = problems.body(problems.ProblemError(kind, detail), self.base)
            headers = [
                (b"content-type", b"application/problem+json"),
                (b"content-length", str(len(body)).encode()),
                (b"cache-control", b"no-store"),
                (b"connection", b"close"),
                *((b"retry-after", value.encode()) for value in [problems.RETRY_AFTER.get(kind.slug)] if value),
                *RAW_HEADERS,
            ]
            head = [b"HTTP/1.1 %d %s\r\n" % (kind.status, kind.title.encode())]
            head += [b"%s: %s\r\n" % pair for pair in headers]
            self.transport.write(b"".join((*head, b"\r\n", body)))
        self.transport.close()


def bounded(max_head_bytes: int, max_connections: int, base: str) -> type[BoundedProtocol]:
    """Return the connection class with these bounds."""
    bounds = {"max_head_bytes": max_head_bytes, "max_connections": max_connections, "base": base}
    return type("Connection", (BoundedProtocol,), bounds)
