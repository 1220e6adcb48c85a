"""Requests of the SPARQL 1.1 Protocol, section 2.1: decoded once, refused where ambiguous."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from urllib.parse import parse_qsl

from pyoxigraph import NamedNode
from starlette.requests import Request

from osce_kg.engine.model import Dataset
from osce_kg.formats import Format, by_name
from osce_kg.rdf import is_valid_iri
from osce_kg.server import problems
from osce_kg.server.problems import ProblemError

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
_BAD_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_CHARSET = re.compile(r'charset\s*=\s*"?([A-Za-z0-9._-]+)"?', re.IGNORECASE)
_SECONDS = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,6})?\Z")
_MAX_FIELDS = 200
_BODY_SECONDS = 30.0
_DRAINED_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class ProtocolRequest:
    """A query with its dataset. `format` and `timeout` are this server's own parameters: for links that cannot
    set Accept, and for queries that need more or less than the usual seconds.
    """

    query: str
    dataset: Dataset
    format: Format | None = None
    timeout: float | None = None


def read_get(request: Request) -> ProtocolRequest | None:
    """Return the request in the URL, or None if it has no query (the service description is meant)."""
    raw = request.scope["query_string"].decode("latin-1")
    return _read(_fields(raw), required=False)


async def read_post(request: Request, max_query_bytes: int) -> ProtocolRequest:
    """Return the request in the body: a form, or the query itself with the dataset in the URL."""
    declared = request.headers.get("content-type", "")
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    media_type = declared.partition(";")[0].strip().lower()
    limit = max_query_bytes if media_type == QUERY else 3 * max_query_bytes + 16_384
    body = await _body(request, limit)
    if encoding not in {"", "identity"}:
        raise ProblemError(problems.MEDIA_TYPE, f"the body is encoded as {encoding[:40]}; send it as it is")
    charset = _CHARSET.search(declared.partition(";")[2])
    if charset and charset[1].lower() not in {"utf-8", "utf8", "us-ascii"}:
        raise ProblemError(problems.MEDIA_TYPE, f"the body is declared as {charset[1]}, UTF-8 is read")
    if media_type == UPDATE:
        raise ProblemError(problems.UPDATE)
    if media_type not in {FORM, QUERY}:
        found = media_type or "no Content-Type"
        raise ProblemError(problems.MEDIA_TYPE, f"found {found}, expected {QUERY} or {FORM}")
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ProblemError(problems.BAD_REQUEST, f"the body is not UTF-8 at byte {error.start}") from error
    if media_type == QUERY:
        fields = _fields(request.scope["query_string"].decode("latin-1"))
        if any(name in {"query", "update"} for name, _ in fields):
            raise ProblemError(problems.BAD_REQUEST, "a query in the body and another in the URL")
        fields.append(("query", text))
    else:
        fields = _fields(text)
    found_request = _read(fields, required=True)
    assert found_request is not None
    return found_request


def _fields(encoded: str) -> list[tuple[str, str]]:
    """Return the decoded fields of a form or a query string in order."""
    bad = _BAD_PERCENT.search(encoded)
    if bad:
        snippet = encoded[bad.start() : bad.start() + 3]
        raise ProblemError(problems.BAD_REQUEST, f"bad percent-encoding {snippet!r} at character {bad.start()}")
    try:
        return parse_qsl(encoded, keep_blank_values=True, errors="strict", max_num_fields=_MAX_FIELDS)
    except UnicodeDecodeError as error:
        raise ProblemError(problems.BAD_REQUEST, "the percent-encoded bytes are not UTF-8") from error
    except ValueError as error:
        raise ProblemError(problems.BAD_REQUEST, f"more than {_MAX_FIELDS} parameters") from error


def _read(fields: list[tuple[str, str]], *, required: bool) -> ProtocolRequest | None:
    """Return the request that the fields make.

    Raises:
        ProblemError: an update, no or several queries, a graph that is no IRI, a format that is unknown.
    """
    queries = [value for name, value in fields if name == "query"]
    if any(name == "update" for name, _ in fields):
        raise ProblemError(problems.UPDATE)
    if len(queries) > 1:
        raise ProblemError(problems.BAD_REQUEST, f"expected one query, found {len(queries)}")
    if not queries:
        if required:
            raise ProblemError(problems.BAD_REQUEST, "the parameter query is missing")
        return None
    chosen, seconds = _single(fields, "format"), _single(fields, "timeout")
    return ProtocolRequest(
        queries[0],
        _dataset(fields),
        None if chosen is None else _format(chosen),
        None if seconds is None else _timeout(seconds),
    )


def _single(fields: list[tuple[str, str]], name: str) -> str | None:
    """Return the value of a parameter that may be given once, None if it is not given."""
    values = {value for given, value in fields if given == name}
    if len(values) > 1:
        raise ProblemError(problems.BAD_REQUEST, f"expected one {name}, found {len(values)} different ones")
    return values.pop() if values else None


def _timeout(value: str) -> float:
    if not _SECONDS.match(value) or float(value) <= 0:
        raise ProblemError(problems.BAD_REQUEST, f"timeout is a number of seconds above 0, found {value[:40]!r}")
    return float(value)


def _is_iri(value: str) -> bool:
    """Whether the engine takes it as an IRI; stricter than N-Quads on code points (RFC 3987, section 2.2)."""
    try:
        return is_valid_iri(value) and bool(NamedNode(value))
    except ValueError:
        return False


def _dataset(fields: list[tuple[str, str]]) -> Dataset:
    for name, value in fields:
        if name in {"default-graph-uri", "named-graph-uri"} and not _is_iri(value):
            raise ProblemError(problems.BAD_REQUEST, f"{name} is not an absolute IRI: {value!r}")
    return Dataset(
        tuple(value for name, value in fields if name == "default-graph-uri"),
        tuple(value for name, value in fields if name == "named-graph-uri"),
    )


def _format(name: str) -> Format:
    chosen = by_name(name)
    if chosen is None:
        raise ProblemError(problems.BAD_REQUEST, f"unknown format {name!r}")
    return chosen


async def _body(request: Request, limit: int) -> bytes:
    """Return the body. A longer one is read to its end, so that the client reads the refusal, and refused."""
    chunks: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(_BODY_SECONDS):
            async for chunk in request.stream():
                size += len(chunk)
                if size <= limit:
                    chunks.append(chunk)
                if size > _DRAINED_BYTES:
                    break
    except TimeoutError as error:
        detail = f"the body was not there after {_BODY_SECONDS:g} seconds"
        raise ProblemError(problems.SLOW_REQUEST, detail, {"Connection": "close"}) from error
    if size > limit:
        raise ProblemError(problems.TOO_LONG, f"the body has more than {limit:,} bytes")
    return b"".join(chunks)
