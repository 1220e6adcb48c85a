"""Requests that no honest client sends: each gets a documented status, and the next one is answered."""

from __future__ import annotations

import contextlib
import gzip
import re
import socket
import time
from collections.abc import Iterator
from urllib.parse import quote

import httpx
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from starlette.types import Receive, Scope, Send

from osce_kg.server import connection
from osce_kg.settings import Settings
from serving import Served, make_app, running, small_files

DOCUMENTED = frozenset({200, 204, 304, 400, 403, 405, 406, 413, 415, 431, 503, 504})
CONTROL = b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
MEGABYTES = 20 * 1024 * 1024
SLOW = settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with running(make_app(small_files(tmp_path_factory.mktemp("site")), Settings(query_timeout=5))) as found:
        yield found


def status_of(answer: bytes) -> int:
    match = re.match(rb"HTTP/1\.1 ([1-5][0-9][0-9]) ", answer)
    assert match, answer[:200]
    return int(match[1])


def still_answers(served: Served) -> None:
    answer = served.raw(CONTROL)
    assert status_of(answer) == 200
    assert b'"boolean":true' in answer


# Generated requests. They are framed truthfully, or else the server would rightly wait for more.

QUERIES = st.sampled_from(
    [
        "", "ASK {}", "SELECT * { ?s ?p ?o } LIMIT 3", "CONSTRUCT WHERE { ?s ?p ?o }", "DESCRIBE <x:a>", "SELECT",
        "CLEAR ALL", "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "SELECT (<x:f>(1) AS ?x) {}",
        "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }", "BASE <x:> SELECT (IRI('\ud7ff') AS ?x) {}", "\ufeffASK {}",
        "SELECT (REGEX('aaaaaaaaaaaaaaaaaaaaaaaa!', '(a+)+$') AS ?x) {}", "ASK { \\u0000 }", "ASK { ?s ?p '\x00' }",
        "SELECT (1/0 AS ?x) (STRLANG('a','!!') AS ?y) {}", "SELECT * { VALUES ?x { 1e999 -INF 'NaN'^^<x:y> } }",
    ]
) | st.text(max_size=60)  # fmt: skip
NAMES = st.sampled_from(
    ["query", "update", "default-graph-uri", "named-graph-uri", "using-graph-uri", "format", "timeout", "", "QUERY"]
)
VALUES = QUERIES | st.sampled_from(["x:a", "file:///etc/passwd", "json", "csv", "turtle", "../..", "a" * 3_000])
RAW = st.sampled_from(
    [b"%", b"%zz", b"%ff%fe", b"%00", b"%C0%80", b"%ED%A0%80", b"&&&", b"=", b";", b"+", b"%25%32%35", b"query", b"#"]
) | st.builds(lambda text: quote(text.encode("utf-8", "surrogatepass")).encode(), st.text(max_size=20))


def _encoded(name: str, value: str) -> bytes:
    return f"{quote(name)}={quote(value.encode('utf-8', 'surrogatepass'))}".encode()


FIELDS = st.lists(st.builds(_encoded, NAMES, VALUES) | RAW, max_size=4).map(b"&".join)
BODIES = st.one_of(
    FIELDS, st.binary(max_size=200), QUERIES.map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.builds(gzip.compress, FIELDS),
)  # fmt: skip
CONTENT_TYPES = st.sampled_from(
    [
        b"application/sparql-query", b"application/x-www-form-urlencoded", b"application/sparql-update", b"text/plain",
        b"application/sparql-query; charset=utf-16", b"application/sparql-query; charset", b"multipart/form-data",
        b"application/x-www-form-urlencoded; charset=\"utf-8\"", b"/", b"", b";;;", b"application/sparql-query\xff",
    ]
)  # fmt: skip
HEADER_NAMES = st.sampled_from(
    [b"Accept", b"Content-Encoding", b"If-None-Match", b"Origin", b"Range", b"Expect", b"X-Forwarded-For", b"Cookie",
     b"Content-Type", b"Accept-Encoding", b"X-HTTP-Method-Override", b"Upgrade", b"Forwarded", b"Accept-Charset"]
)  # fmt: skip
HEADER_VALUES = st.sampled_from(
    [
        b"*/*", b"text/csv", b"text/html", b"text/turtle;q=2", b"q=;q=;,,,", b"*", b"gzip", b"identity", b"bytes=0-1",
        b"100-continue", b'"' * 300, b"W/" * 300, b"a" * 17_000, b"\xff\xfe", b"1, " * 500, b"websocket", b"PUT",
        b"application/n-quads, */*;q=0", b'text/html;x="' + b"\\" * 100,
    ]
) | st.binary(max_size=30).map(lambda raw: re.sub(rb"[\x00-\x08\x0a-\x1f\x7f]", b"", raw).strip())  # fmt: skip
METHODS = st.sampled_from([b"GET", b"POST", b"HEAD", b"OPTIONS", b"PUT", b"DELETE", b"TRACE", b"QUERY", b"get"])


@SLOW
@given(
    METHODS,
    st.sampled_from([b"/sparql", b"/sparql/"]),
    FIELDS,
    st.none() | CONTENT_TYPES,
    st.lists(st.tuples(HEADER_NAMES, HEADER_VALUES), max_size=4),
    BODIES,
)
@example(b"POST", b"/sparql", b"", b"application/x-www-form-urlencoded", [], b"query=\xff")
@example(b"POST", b"/sparql", b"query=ASK{}", b"application/x-www-form-urlencoded", [], b"query=ASK{}")
@example(b"GET", b"/sparql", b"query=ASK%7B%7D&default-graph-uri=x:%00", None, [], b"")
def test_every_request_gets_a_documented_status(
    served: Served,
    method: bytes,
    path: bytes,
    fields: bytes,
    content_type: bytes | None,
    headers: list[tuple[bytes, bytes]],
    body: bytes,
) -> None:
    lines = [method + b" " + path + b"?" + fields + b" HTTP/1.1", b"Host: a", b"Connection: close"]
    if content_type is not None:
        lines.append(b"Content-Type: " + content_type)
    lines += [name + b": " + value for name, value in headers]
    lines.append(b"Content-Length: %d" % len(body))
    answer = served.raw(b"\r\n".join(lines) + b"\r\n\r\n" + body)
    while answer.startswith(b"HTTP/1.1 100 "):
        answer = answer.partition(b"\r\n\r\n")[2]
    assert status_of(answer) in DOCUMENTED, answer[:500]
    assert b"Traceback" not in answer
    assert b"/problem/internal" not in answer


@SLOW
@given(st.binary(max_size=400))
@example(b"GET /sparql?query=\x00 HTTP/1.1\r\nHost: a\r\n\r\n")
@example(b"GET /sparql HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n")
@example(b"GET /sparql HTTP/1.1\r\nHost: [::::]\r\nConnection: close\r\n\r\n")
@example(b"GET /sparql HTTP/1.1\r\nHost: a\r\nA\x00: b\r\n\r\n")
@example(b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab")
@example(b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n")
@example(b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Length: " + b"9" * 5_000 + b"\r\n\r\n")
@example(b"POST /sparql HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nzz\r\n")
@example(b"POST /sparql HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\nConnection: close\r\n\r\n0\r\n\r\n")
@example(b"GET /sparql HTTP/9.9\r\nHost: a\r\n\r\n")
@example(b"GET http://other/sparql HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
@example(b"OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
@example(b"CONNECT a:80 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
def test_what_is_hardly_http_gets_400_or_nothing(served: Served, raw: bytes) -> None:
    """The writing side is closed after it: a request that is not complete then has no answer."""
    with socket.create_connection(("127.0.0.1", served.port), timeout=10) as connection:
        connection.sendall(raw)
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        try:
            while piece := connection.recv(65_536):
                answer += piece
        except ConnectionResetError:
            pass
    if answer:
        assert status_of(answer) in DOCUMENTED | {404}


def test_the_service_lives_after_all_this(served: Served) -> None:
    still_answers(served)


# Bodies of 20 MB


@pytest.mark.parametrize("content_type", ["application/sparql-query", "application/x-www-form-urlencoded", "a/b"])
@pytest.mark.parametrize("coding", ["identity", "gzip"])
@pytest.mark.parametrize("chunked", [False, True])
def test_20_megabytes_are_read_and_refused(served: Served, content_type: str, coding: str, chunked: bool) -> None:
    block = b"query=" + b"x" * (1 << 20)
    content = (block for _ in range(20)) if chunked else b"x" * MEGABYTES
    headers = {"Content-Type": content_type, "Content-Encoding": coding}
    with httpx.Client(timeout=60) as client:
        answer = client.post(f"{served.url}/sparql", content=content, headers=headers)
    assert answer.status_code == 413
    assert answer.json()["type"].endswith("/problem/too-long")
    still_answers(served)


def test_a_bomb_is_not_unpacked(served: Served) -> None:
    bomb = gzip.compress(b"query=" + b"x" * MEGABYTES)
    assert len(bomb) < 30_000
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Content-Encoding": "gzip"}
    answer = httpx.post(f"{served.url}/sparql", content=bomb, headers=headers, timeout=60)
    assert answer.status_code == 415


def test_a_get_with_a_body_is_answered_by_its_url(served: Served) -> None:
    answer = httpx.request("GET", f"{served.url}/sparql?query=ASK%7B%7D", content=b"query=CLEAR+ALL", timeout=20)
    assert answer.json()["boolean"] is True


CHUNKED = b"POST /sparql HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: %s\r\nContent-Type: application/sparql-query\r\n\r\n"


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nConnection: close\r\n\r\n", 400),  # RFC 9112, section 3.2
        (b"GET /sparql?query=ASK%7B%7D HTTP/1.0\r\n\r\n", 200),
        (CHUNKED % b"xchunked" + b"5\r\nASK{}\r\n0\r\n\r\n", 400),
        (CHUNKED % b"chunked" + b"-5\r\nASK{}\r\n0\r\n\r\n", 400),
        (CHUNKED % b"chunked" + b"FFFFFFFFFFFFFFFFF\r\nASK{}\r\n0\r\n\r\n", 400),
        (CHUNKED % b"chunked" + b"5\r\nASK{}\r\nzz\r\n", 400),
        (b"GET /sparql?query=ASK%%7B%%7D%%23%s HTTP/1.1\r\nHost: a\r\n\r\n" % (b"a" * 70_000), 414),
        (
            b"GET /sparql?query=ASK%%7B%%7D%%23%s HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n" % (b"a" * 60_000),
            200,
        ),
    ],
)
def test_what_breaks_off_or_lacks_something_is_told_so(served: Served, request_: bytes, status: int) -> None:
    answer = served.raw(request_)
    assert status_of(answer) == status
    assert status == 200 or b"application/problem+json" in answer
    still_answers(served)


@pytest.mark.parametrize(
    "behind", [b"GARBAGE\r\n\r\n", b"GET /%s HTTP/1.1\r\nHost: a\r\n\r\n" % (b"a" * 70_000), b"\xff" * 300_000]
)
@pytest.mark.parametrize("number", [1, 3])
def test_whole_requests_are_answered_whatever_comes_behind_them(served: Served, behind: bytes, number: int) -> None:
    whole = b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: a\r\n\r\n"
    answer = served.raw(whole * number + behind)
    assert answer.count(b"HTTP/1.1 200 ") == answer.count(b'"boolean":true') == number
    assert b"connection: close" in answer
    still_answers(served)


def test_a_body_that_never_comes_is_no_fault_of_the_server(served: Served, caplog: pytest.LogCaptureFixture) -> None:
    head = (
        b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Type: application/sparql-query\r\nContent-Length: 50\r\n\r\nASK"
    )
    with socket.create_connection(("127.0.0.1", served.port), timeout=10) as connection:
        connection.sendall(head)
        connection.shutdown(socket.SHUT_WR)
        assert connection.recv(65_536) == b""
    still_answers(served)
    assert not caplog.records


def test_who_takes_nothing_of_the_answer_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "STALLED_SECONDS", 1.0)

    async def endless(scope: Scope, receive: Receive, send: Send) -> None:
        del scope, receive
        await send({"type": "http.response.start", "status": 200, "headers": []})
        while True:
            await send({"type": "http.response.body", "body": b"x" * 65_536, "more_body": True})

    with running(endless) as stalled, socket.create_connection(("127.0.0.1", stalled.port), timeout=20) as idle:
        idle.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        time.sleep(3)
        assert ends(idle)


def ends(connection: socket.socket) -> bool:
    """Return whether the other side ends the connection before it has sent a hundred megabytes more."""
    left = 100_000_000
    with contextlib.suppress(ConnectionResetError):
        while left > 0 and (piece := connection.recv(1 << 20)):
            left -= len(piece)
    return left > 0


# Headers


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        (b"X: " + b"a" * 20_000, 431),
        (b"\r\n".join(b"X%d: a" % number for number in range(150)), 431),
        (b"Accept: " + b", ".join([b"text/turtle;q=0.1"] * 800), 406),
        (b"Accept: " + b"*/*;" * 3_000, 200),
        (b"Accept: " + b'text/csv;x="' + b"\\\\" * 5_000, 200),
        (b"If-None-Match: " + b'"a", ' * 2_000, 200),
        (b"Origin: null\r\nCookie: " + b"a=b; " * 1_000, 200),
    ],
)
def test_absurd_headers_are_answered_at_once(served: Served, lines: bytes, status: int) -> None:
    head = b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
    assert status_of(served.raw(head + lines + b"\r\n\r\n")) == status


def test_what_was_sent_never_becomes_a_header_or_markup(served: Served) -> None:
    text = "SELECT '\r\nX-Evil: 1\r\n\r\n<script>alert(1)</script>"
    for accept in ("*/*", "text/html"):
        answer = httpx.get(f"{served.url}/sparql", params={"query": text}, headers={"Accept": accept}, timeout=20)
        assert answer.status_code == 400
        assert "x-evil" not in answer.headers
        assert accept == "*/*" or "<script>" not in answer.text
    evil = {"query": "ASK {}", "format": "\r\nX-Evil: 1"}
    assert "x-evil" not in httpx.get(f"{served.url}/sparql", params=evil, timeout=20).headers
