"""Requests of the SPARQL 1.1 Protocol, section 2.1: decoded once, refused where ambiguous."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from pyoxigraph import NamedNode
from starlette.requests import ClientDisconnect, Request

from osce_kg.engine.model import Dataset
from osce_kg.formats import by_name
from osce_kg.rdf import is_valid_iri
from osce_kg.server import problems
from osce_kg.server.answers import ClientGone
from osce_kg.server.exchange import exchange_of
from osce_kg.server.problems import ProblemError

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
_BAD_PERCENT = re.compile(rb"%(?![0-9A-Fa-f]{2})")
_CHARSET = re.compile(r'charset\s*=\s*"?([A-Za-z0-9._-]+)"?', re.IGNORECASE)
_DATASET = frozenset({"default-graph-uri", "named-graph-uri"})
_UPDATE_DATASET = frozenset({"using-graph-uri", "using-named-graph-uri"})
_ASKING = frozenset({"query", "update"}) | _DATASET | _UPDATE_DATASET
_SECONDS = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,6})?\Z")
_MAX_FIELDS = 200
_DRAINED_BYTES = 64 * 1024 * 1024
_BODY_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class ProtocolRequest:
    """A query with its dataset. `formats`, `timeout` and `release` are this server's own parameters: for links that
    cannot set Accept, for queries that need more or less than the usual seconds, and for links that mean one release.

    `formats` are names of one format: some clients send its name and its media types.
    """

    query: str
    dataset: Dataset
    formats: tuple[str, ...] = ()
    timeout: float | None = None
    release: str | None = None


def read_get(request: Request) -> ProtocolRequest | None:
    """Return the request in the URL, or None if it has no query (the service description is meant)."""
    fields = _url_fields(request)
    if not any(name in _ASKING for name, _ in fields):
        return None
    return _read(fields)


async def read_post(request: Request, max_query_bytes: int) -> ProtocolRequest:
    """Return the request in the body: a form, or the query itself with the dataset in the URL.

    Parameters in the URL of a form count as its own: section 2.1.2 puts all of them into the body, but the W3C's
    tests of it, and clients, leave the dataset in the URL.
    """
    declared = request.headers.get("content-type", "")
    media_type = declared.partition(";")[0].strip().lower()
    limit = max_query_bytes if media_type == QUERY else 3 * max_query_bytes + 16_384
    body = await _body(request, limit)
    _refuse_ambiguous(request)
    if media_type == UPDATE:
        raise ProblemError(problems.UPDATE, "a SPARQL update was sent; this endpoint answers queries only")
    if media_type not in {FORM, QUERY}:
        found = media_type or "no Content-Type"
        raise _unread(f"found {found}, expected {QUERY} or {FORM}")
    charset = _CHARSET.search(declared.partition(";")[2])
    if charset and charset[1].lower() not in {"utf-8", "utf8", "us-ascii"}:
        raise _unread(f"the body is declared as {charset[1]}, UTF-8 is read")
    if media_type == FORM:
        return _read([*_url_fields(request), *_fields(body, "the body")])
    return _read([*_url_fields(request), ("query", _text(body, "the body"))])


def read_fields(request: Request) -> list[tuple[str, str]]:
    """Return the parameters in the URL, in their order.

    Raises:
        ProblemError: they are no UTF-8, or wrongly encoded, or too many.
    """
    return _url_fields(request)


async def read_form(request: Request, max_bytes: int) -> list[tuple[str, str]]:
    """Return the fields of a form and the parameters in the URL.

    Raises:
        ProblemError: it is too long, no form, or not read as `read_fields` has it.
    """
    declared = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = await _body(request, max_bytes)
    _refuse_ambiguous(request)
    if declared != FORM:
        found = declared or "no Content-Type"
        raise ProblemError(problems.MEDIA_TYPE, f"found {found}, expected {FORM}", {"Accept-Post": FORM})
    return [*_url_fields(request), *_fields(body, "the body")]


def _refuse_ambiguous(request: Request) -> None:
    """Refuse Content-Types that differ, and any Content-Encoding: a body may unpack to a thousand times its size."""
    if len(set(request.headers.getlist("content-type"))) > 1:
        raise ProblemError(problems.BAD_REQUEST, "several Content-Type headers that differ")
    encodings = ",".join(request.headers.getlist("content-encoding")).lower().split(",")
    packed = [name.strip() for name in encodings if name.strip() not in {"", "identity"}]
    if packed:
        detail = f"the body is encoded as {', '.join(packed)}, only plain ones are read"
        raise ProblemError(problems.MEDIA_TYPE, detail, {"Accept-Encoding": "identity"})


def _unread(detail: str) -> ProblemError:
    return ProblemError(problems.MEDIA_TYPE, detail, {"Accept-Post": f"{QUERY}, {FORM}"})


def _url_fields(request: Request) -> list[tuple[str, str]]:
    return _fields(request.scope["query_string"], "the query of the URL")


def _text(encoded: bytes, place: str) -> str:
    try:
        return encoded.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ProblemError(problems.BAD_REQUEST, f"{place} is not UTF-8 at byte {error.start}") from error


def _fields(encoded: bytes, place: str) -> list[tuple[str, str]]:
    """Return the decoded fields of a form or a query string in order (URL Standard, section 5.1)."""
    if bad := _BAD_PERCENT.search(encoded):
        snippet = encoded[bad.start() : bad.start() + 3].decode("latin-1")
        raise ProblemError(problems.BAD_REQUEST, f"bad percent-encoding {snippet!r} at byte {bad.start()} of {place}")
    if encoded.count(b"&") >= _MAX_FIELDS:
        raise ProblemError(problems.BAD_REQUEST, f"more than {_MAX_FIELDS} parameters")
    _text(encoded, place)
    pairs = (piece.partition(b"=") for piece in encoded.split(b"&") if piece)
    try:
        return [(_unescaped(name), _unescaped(value)) for name, _, value in pairs]
    except UnicodeDecodeError as error:
        raise ProblemError(problems.BAD_REQUEST, "the percent-encoded bytes are not UTF-8") from error


def _unescaped(encoded: bytes) -> str:
    return unquote_to_bytes(encoded.replace(b"+", b" ")).decode("utf-8")


def _read(fields: list[tuple[str, str]]) -> ProtocolRequest:
    """Return the request that the fields make. Parameters of other names are left to whoever reads them.

    Raises:
        ProblemError: an update, no or several queries, a graph that is no IRI, a format that is unknown.
    """
    names = [name for name, _ in fields]
    if names == ["query"]:
        return ProtocolRequest(fields[0][1], Dataset())
    if "update" in names:
        raise ProblemError(problems.UPDATE, "the parameter update was sent; this endpoint answers queries only")
    if misplaced := _UPDATE_DATASET & set(names):
        raise ProblemError(problems.BAD_REQUEST, f"{min(misplaced)} belongs to updates; queries have default-graph-uri")
    for name, found in ((name, names.count(name)) for name in ("query", "timeout", "release")):
        if found > 1:
            raise ProblemError(problems.BAD_REQUEST, f"expected one {name}, found {found}, counting URL and body")
    values = dict(fields)
    if "query" not in values:
        raise ProblemError(problems.BAD_REQUEST, "the parameter query is missing")
    return ProtocolRequest(
        values["query"],
        _dataset(fields),
        _formats([value for name, value in fields if name == "format"]),
        _timeout(values["timeout"]) if "timeout" in values else None,
        values.get("release") or None,
    )


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
        if name in _DATASET and not _is_iri(value):
            raise ProblemError(problems.BAD_REQUEST, f"{name} is not an absolute IRI: {value!r}")
    return Dataset(
        tuple(value for name, value in fields if name == "default-graph-uri"),
        tuple(value for name, value in fields if name == "named-graph-uri"),
    )


def _formats(values: Sequence[str]) -> tuple[str, ...]:
    """Return the names of formats in the parameters `format`, each of which may be a list with commas."""
    names = tuple(dict.fromkeys(name for value in values for part in value.split(",") if (name := part.strip())))
    if values and not any(map(by_name, names)):
        raise ProblemError(problems.BAD_REQUEST, f"unknown format {', '.join(names)[:80]!r}")
    return names


async def _body(request: Request, limit: int) -> bytes:
    """Return the body. A longer one is refused, but read first, because a client that still writes reads nothing;
    not so if it waits to be asked for it (RFC 9110, section 10.1.1), or never ends.
    """
    declared = request.headers.get("content-length", "")
    waits = request.headers.get("expect", "").lower() == "100-continue"
    if waits and re.fullmatch("[0-9]{1,18}", declared) and int(declared) > limit:
        raise _too_long(limit)
    chunks: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(_BODY_SECONDS):
            async for chunk in _stream(request):
                size += len(chunk)
                if size <= limit:
                    chunks.append(chunk)
                if size > _DRAINED_BYTES:
                    break
    except TimeoutError as error:
        detail = f"the body was not there after {_BODY_SECONDS:g} seconds"
        raise ProblemError(problems.SLOW_REQUEST, detail, {"Connection": "close"}) from error
    if size > limit:
        raise _too_long(limit)
    return b"".join(chunks)


async def _stream(request: Request) -> AsyncIterator[bytes]:
    try:
        async for chunk in request.stream():
            yield chunk
    except ClientDisconnect as error:
        exchange_of(request.scope).outcome = "client-gone"
        raise ClientGone from error


def _too_long(limit: int) -> ProblemError:
    return ProblemError(problems.TOO_LONG, f"the body has more than {limit:,} bytes")
