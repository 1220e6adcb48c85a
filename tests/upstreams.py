"""A small HTTP server that misbehaves as endpoints do: each path is one way to fail."""

from __future__ import annotations

import contextlib
import gzip
import socket
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

JSON = "application/sparql-results+json"
ROWS = b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"literal","value":"%s"}}]}}'
ONE_ROW = ROWS % b"one"
MANY_ROWS = ROWS % b'"}},{"x":{"type":"literal","value":"'.join(b"row %06d" % n for n in range(40_000))
TRIPLES = b"".join(b'<http://example.org/s> <http://example.org/p> "%d" .\n' % n for n in range(20))


@dataclass
class Upstream:
    """A running server: its address and the requests that it got, as head and body."""

    url: str
    requests: list[tuple[str, bytes]] = field(default_factory=list)
    closed: threading.Event = field(default_factory=threading.Event)


Behaviour = Callable[[socket.socket, Upstream], None]


def head(media_type: str = JSON, *, status: str = "200 OK", length: int | None = None, **headers: str) -> bytes:
    """Return the head of an answer; without a length, it ends with its connection."""
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {media_type}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    lines.append("Connection: close" if length is None else f"Content-Length: {length}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def answer(body: bytes, media_type: str = JSON, *, status: str = "200 OK", **headers: str) -> Behaviour:
    """Return the behaviour of answering a whole body."""
    return lambda connection, _: connection.sendall(head(media_type, status=status, length=len(body), **headers) + body)


def broken(head_bytes: bytes, body: bytes) -> Behaviour:
    """Return the behaviour of sending these bytes and hanging up."""
    return lambda connection, _: connection.sendall(head_bytes + body)


def chunked(*chunks: bytes, ended: bool) -> Behaviour:
    """Return the behaviour of a chunked answer, with or without the chunk that ends it."""
    body = b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks) + (b"0\r\n\r\n" if ended else b"")
    start = f"HTTP/1.1 200 OK\r\nContent-Type: {JSON}\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
    return broken(start, body)


def endless(start: bytes, piece: bytes, pause: float = 0.0, media_type: str = JSON) -> Behaviour:
    """Return the behaviour of a body without end, until the client hangs up."""

    def behave(connection: socket.socket, upstream: Upstream) -> None:
        with contextlib.suppress(OSError):
            connection.sendall(head(media_type) + start)
            while True:
                connection.sendall(piece)
                time.sleep(pause)
        upstream.closed.set()

    return behave


def silent(connection: socket.socket, upstream: Upstream) -> None:
    """Answer nothing until the client hangs up."""
    with contextlib.suppress(OSError):
        connection.settimeout(60)
        connection.recv(1)
    upstream.closed.set()


def hung_up(connection: socket.socket, upstream: Upstream) -> None:
    """Close without an answer."""
    del connection, upstream


ZIPPED = gzip.compress(ONE_ROW)
BEHAVIOURS: dict[str, Behaviour] = {
    "/one": answer(ONE_ROW),
    "/one-chunked": chunked(ONE_ROW[:10], ONE_ROW[10:], ended=True),
    "/one-until-close": broken(head(), ONE_ROW),
    "/gzip": answer(ZIPPED, Content_Encoding="gzip"),
    "/gzip-members": answer(gzip.compress(ONE_ROW[:9]) + gzip.compress(ONE_ROW[9:]), Content_Encoding="gzip"),
    "/gzip-cut": answer(ZIPPED[:-12], Content_Encoding="gzip"),
    "/gzip-garbage": answer(b"no gzip at all", Content_Encoding="gzip"),
    "/gzip-bomb": answer(gzip.compress(b" " * 50_000_000), Content_Encoding="gzip"),
    "/brotli": answer(ONE_ROW, Content_Encoding="br"),
    "/cut-length": broken(head(length=len(ONE_ROW) + 1), ONE_ROW),
    "/cut-chunks": chunked(ONE_ROW, ended=False),
    "/cut-document": answer(ONE_ROW[:-3]),
    "/cut-document-by-message": answer(ONE_ROW[:-3] + b"The SPARQL operation has been cancelled"),
    "/cut-document-until-close": broken(head(), ONE_ROW[:-3]),
    "/cut-late": chunked(MANY_ROWS[:-1], ended=True),
    "/more-than-one": answer(ONE_ROW + ONE_ROW),
    "/empty": answer(b""),
    "/endless": endless(MANY_ROWS[:-3], b',{"x":{"type":"literal","value":"more"}}' * 1000),
    "/endless-space": endless(b"", b" ", 0.01),
    "/endless-string": endless(ROWS[:60], b"a" * 65_536),
    "/silent": silent,
    "/hung-up": hung_up,
    "/html": answer(b"<html><body>Welcome</body></html>", "text/html"),
    "/no-type": broken(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n", b"{}"),
    "/no-http": broken(b"SSH-2.0-OpenSSH_9\r\n", b""),
    "/text-as-json": answer(b"Virtuoso 42000 Error", JSON),
    "/created": answer(ONE_ROW, status="201 Created"),
    "/part": answer(ONE_ROW, status="206 Partial Content"),
    "/wrong": answer(b"error at 1:23: expected DISTINCT", "text/plain", status="400 Bad Request"),
    "/wrong-long": answer(b"\x1b[31m" + b"no " * 5000, "text/plain", status="400 Bad Request"),
    "/wrong-problem": answer(
        b'{"detail":"line 2, column 5: oops","line":2,"column":5}', "application/problem+json", status="400 Bad Request"
    ),
    "/forbidden": answer(b"no", "text/plain", status="403 Forbidden"),
    "/failed": answer(b"java.lang.NullPointerException\n\tat x", "text/plain", status="500 Oops"),
    "/failed-endless": endless(b"", b"x" * 1000, media_type="text/plain"),
    "/busy": answer(b"later", "text/plain", status="503 Busy"),
    "/gave-up": answer(b"Virtuoso S1T00 Error SR171: Transaction timed out", "text/plain", status="500 Failed"),
    "/redirect": answer(b"", status="307 Temporary Redirect", Location="/one"),
    "/redirect-circle": answer(b"", status="307 Temporary Redirect", Location="/redirect-circle"),
    "/redirect-elsewhere": answer(b"", status="307 Temporary Redirect", Location="http://127.0.0.2:1/one"),
    "/redirect-file": answer(b"", status="302 Found", Location="file:///etc/hostname"),
    "/redirect-get": answer(b"", status="303 See Other", Location="/one"),
    "/max-rows": answer(ONE_ROW, X_SPARQL_MaxRows="1"),
    "/anytime": answer(ONE_ROW, X_SQL_State="S1TAT"),
    "/boolean": answer(b'{"head":{},"boolean":true}'),
    "/boolean-cut": answer(b'{"head":{},"boolean":true'),
    "/boolean-table": answer(
        b'{"head":{"vars":["__ASK_RETVAL"]},"results":{"bindings":[{"__ASK_RETVAL":{"type":"typed-literal",'
        b'"datatype":"http://www.w3.org/2001/XMLSchema#integer","value":"1"}}]}}'
    ),
    "/boolean-empty-table": answer(b'{"head":{"vars":["__ASK_RETVAL"]},"results":{"bindings":[]}}'),
    "/node-id": answer(
        b'{ "head": { "vars": ["x"] }, "results": { "bindings": [ { "x": { "type": "bnode", "value": "nodeID://b1" }},'
        b'{ "x": { "type": "literal", "value": "\\"bnode\\", \\"value\\": \\"nodeID://b1" }} ] } }'
    ),
    "/triples": answer(TRIPLES, "application/n-triples"),
    "/triples-until-close": broken(head("application/n-triples"), TRIPLES),
    "/triples-by-message": answer(TRIPLES + b"The SPARQL operation has been cancelled", "application/n-triples"),
    "/triples-cut": answer(TRIPLES[:-9], "application/n-triples"),
}  # fmt: skip


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        server = self.server
        assert isinstance(server, _Server)
        lines = []
        while (line := self.rfile.readline(65_536)) not in {b"\r\n", b""}:
            lines.append(line.decode("latin-1"))
        if not lines:
            return
        length = next((int(line[15:]) for line in lines if line.lower().startswith("content-length:")), 0)
        body = self.rfile.read(length)
        server.upstream.requests.append(("".join(lines), body))
        path = lines[0].split(" ")[1].partition("?")[0]
        BEHAVIOURS[path](self.connection, server.upstream)


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    block_on_close = False
    upstream: Upstream


@contextlib.contextmanager
def misbehaving() -> Iterator[Upstream]:
    """Run the server until the block ends."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        upstream = Upstream(f"http://127.0.0.1:{server.server_address[1]}")
        server.upstream = upstream
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield upstream
        server.shutdown()
        thread.join()
