"""Fills a remote store with a release, and then counts there what arrived.

Three ways, tried in this order: N-Quads posted to the store as a whole; one graph after the other (SPARQL 1.1
Graph Store HTTP Protocol, sections 5.3 and 5.5); INSERT DATA in batches (SPARQL 1.1 Update, section 3.1.1).
Every graph of the release is replaced, others are left alone. There are no blank nodes in a release, so each
request may be repeated and divided without harm.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol
from urllib.parse import urlencode

from pyoxigraph import QuerySolution

from osce_kg.dump import read_lines
from osce_kg.engine.addresses import Addresses, graph_url
from osce_kg.engine.model import QueryBusy, UpstreamDown, UpstreamError
from osce_kg.engine.remote import RemoteEngine, failure
from osce_kg.engine.survey import integer, select
from osce_kg.engine.upstream import Upstream
from osce_kg.errors import LoadFailed, QueryError, QueryLimit

_CHUNK_BYTES = 4 * 1024 * 1024
_HELD_BYTES = 128 * 1024 * 1024
_BATCH_QUADS = 500
_BATCH_BYTES = 256 * 1024
_COUNTED_GRAPHS = 200
_ATTEMPTS = 4
_REPEATED = frozenset({408, 429, 502, 503, 504})
_NOT_TAKEN = frozenset({400, 404, 405, 406, 411, 413, 415, 501})


class Way(StrEnum):
    """How quads travel."""

    QUADS = "quads"
    GRAPHS = "graphs"
    UPDATE = "update"


class WayRefused(LoadFailed):
    """The store does not take this way at all; nothing was written by it."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did: the way, quads per graph of the release, and triples of the store beside them."""

    way: Way
    graphs: Mapping[str, int]
    others: int | None


def graph_of(line: bytes) -> str:
    """Return the graph of a line of canonical N-Quads: its last term, an IRI in every quad of a release."""
    return line[line.rindex(b" <") + 2 : line.rindex(b">")].decode()


def triple_of(line: bytes) -> bytes:
    """Return the line without its graph, which is a line of N-Triples."""
    return line[: line.rindex(b" <")] + b" .\n"


def count_graphs(dumps: Iterable[Path]) -> Counter[str]:
    """Return the number of quads per graph in canonical N-Quads files."""
    return Counter(graph_of(line) for line in _lines(dumps))


def _lines(dumps: Iterable[Path]) -> Iterator[bytes]:
    for dump in dumps:
        yield from read_lines(dump)


class Progress(Protocol):
    """Called with a stage and how much of it is done."""

    def __call__(self, stage: str, done: int) -> None: ...


class Loader:
    """Loads one release into one store."""

    def __init__(
        self,
        store: Upstream,
        engine: RemoteEngine,
        places: Addresses,
        progress: Progress,
        *,
        pause: float = 0.5,
        timeout: float = 300.0,
    ) -> None:
        self._store = store
        self._engine = engine
        self._places = places
        self._progress = progress
        self._pause = pause
        self._timeout = timeout
        self._done = 0

    async def load(self, dumps: tuple[Path, ...], way: Way | None = None) -> Loaded:
        """Fill the store with the dumps of a release, by one way or the first that it takes, and count.

        Raises:
            LoadFailed: the store refused, or holds something else afterwards; the message says which graphs.
            UpstreamError: it cannot be reached or queried.
        """
        expected = await asyncio.to_thread(count_graphs, dumps)
        before = await self._counts(expected)
        taken = await self._fill(dumps, expected, before, (way,) if way else tuple(Way))
        after = await self._counts(expected)
        wrong = [(iri, n, after.get(iri, 0)) for iri, n in sorted(expected.items()) if after.get(iri, 0) != n]
        if wrong:
            shown = "; ".join(f"{iri} has {found:,} triples, expected {n:,}" for iri, n, found in wrong[:5])
            more = f" and {len(wrong) - 5:,} more graphs" if len(wrong) > 5 else ""
            raise LoadFailed(f"loaded by {taken}, but the store does not hold the release: {shown}{more}; load again")
        return Loaded(taken, expected, await self._others(sum(expected.values())))

    async def _fill(
        self, dumps: tuple[Path, ...], expected: Counter[str], before: Mapping[str, int], ways: tuple[Way, ...]
    ) -> Way:
        refusals = []
        for way in ways:
            self._done = 0
            try:
                if way is Way.QUADS:
                    await self._by_quads(dumps, before)
                elif way is Way.GRAPHS:
                    await self._by_graphs(dumps, expected)
                else:
                    await self._by_update(dumps, before)
            except WayRefused as error:
                refusals.append(f"{way}: {error}")
            else:
                return way
        raise LoadFailed(f"{self._store.name} takes none of these ways ({'; '.join(refusals)})")

    async def _by_quads(self, dumps: tuple[Path, ...], before: Mapping[str, int]) -> None:
        url = self._places.quads
        if url is None:
            raise WayRefused("this store has no address for N-Quads")
        headers = {"Content-Type": "application/n-quads"}
        emptied = not any(before.values())
        for chunk in _chunks(_lines(dumps), _CHUNK_BYTES):
            # The first chunk shows whether the store takes N-Quads; then what it would be mixed with goes.
            await self._send("POST", url, headers, b"".join(chunk), probing=self._done == 0)
            if not emptied:
                for iri in (iri for iri, count in before.items() if count):
                    await self._send("DELETE", graph_url(url, iri), {}, b"", missing_is_fine=True)
                await self._send("POST", url, headers, b"".join(chunk))
                emptied = True
            self._advance(len(chunk))

    async def _by_graphs(self, dumps: tuple[Path, ...], expected: Counter[str]) -> None:
        """Send each graph once all its lines were read: the first part of it by PUT, the rest by POST."""
        if self._places.data is None:
            raise WayRefused("this store has no address for the Graph Store Protocol")
        held: dict[str, list[bytes]] = {}
        left = expected.copy()
        begun: set[str] = set()
        size = 0
        for line in _lines(dumps):
            iri, triple = graph_of(line), triple_of(line)
            held.setdefault(iri, []).append(triple)
            left[iri] -= 1
            size += len(triple)
            for full in [iri] if not left[iri] else list(held) if size > _HELD_BYTES else []:
                triples = held.pop(full)
                size -= sum(map(len, triples))
                await self._put(full, triples, begun)

    async def _put(self, iri: str, triples: list[bytes], begun: set[str]) -> None:
        assert self._places.data is not None
        url = graph_url(self._places.data, iri)
        for chunk in _chunks(triples, _CHUNK_BYTES):
            method = "POST" if iri in begun else "PUT"
            headers = {"Content-Type": "application/n-triples"}
            await self._send(method, url, headers, b"".join(chunk), probing=not begun)
            begun.add(iri)
            self._advance(len(chunk))

    async def _by_update(self, dumps: tuple[Path, ...], before: Mapping[str, int]) -> None:
        if self._places.update is None:
            raise WayRefused("no address for updates is known; name it with --update-url")
        for iri in (iri for iri, count in before.items() if count):
            await self._update(f"DROP SILENT GRAPH <{iri}>")
        for chunk in _chunks(_lines(dumps), _BATCH_BYTES, _BATCH_QUADS):
            by_graph: dict[str, list[bytes]] = {}
            for line in chunk:
                by_graph.setdefault(graph_of(line), []).append(triple_of(line))
            data = "".join(f"GRAPH <{iri}> {{\n{b''.join(lines).decode()}}}\n" for iri, lines in by_graph.items())
            await self._update(f"INSERT DATA {{ {data} }}")
            self._advance(len(chunk))

    async def _update(self, text: str) -> None:
        assert self._places.update is not None
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        body = urlencode({"update": text}).encode()
        await self._send("POST", self._places.update, headers, body, probing=self._done == 0)

    async def _send(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes,
        *,
        probing: bool = False,
        missing_is_fine: bool = False,
    ) -> None:
        """Send a request until it is taken, at most four times.

        Raises:
            WayRefused: while probing, the store says that it does not take such requests.
            LoadFailed: any other refusal.
        """
        for attempt in range(1, _ATTEMPTS + 1):
            last = attempt == _ATTEMPTS
            try:
                deadline = asyncio.get_running_loop().time() + self._timeout
                reply = await self._store.send(method, headers, body, url=url, deadline=deadline)
            except (UpstreamError, QueryLimit) as error:
                if last:
                    raise LoadFailed(f"given up after {self._done:,} quads: {error}") from error
            else:
                try:
                    if 200 <= reply.status < 300 or (reply.status == 404 and missing_is_fine):
                        return
                    message = await reply.message()
                finally:
                    await reply.aclose()
                if probing and reply.status in _NOT_TAKEN:
                    raise WayRefused(f"{reply.status} {message}".strip())
                if last or reply.status not in _REPEATED:
                    raise LoadFailed(self._refusal(reply.status, message))
            await asyncio.sleep(self._pause * 2 ** (attempt - 1))

    def _refusal(self, status: int, message: str) -> str:
        said = failure(self._store.name, status, message)
        if status in {401, 403}:
            return f"{said}; name a user who may write with --user, the password in OSCE_KG_ENDPOINT_PASSWORD"
        return f"stopped after {self._done:,} quads: {said}"

    def _advance(self, quads: int) -> None:
        self._done += quads
        self._progress("load", self._done)

    async def _counts(self, graphs: Iterable[str]) -> dict[str, int]:
        """Return the number of triples that the store holds in each of these graphs."""
        found: dict[str, int] = {}
        names = sorted(graphs)
        for start in range(0, len(names), _COUNTED_GRAPHS):
            values = " ".join(f"<{iri}>" for iri in names[start : start + _COUNTED_GRAPHS])
            query = f"SELECT ?g (COUNT(*) AS ?n) {{ VALUES ?g {{ {values} }} GRAPH ?g {{ ?s ?p ?o }} }} GROUP BY ?g"
            for row in await self._retried(query):
                found[row["g"].value] = integer(row, "n")
            self._progress("count", min(start + _COUNTED_GRAPHS, len(names)))
        return found

    async def _others(self, expected: int) -> int | None:
        try:
            rows = await self._retried("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }")
        except QueryError:  # counting everything may take longer than the store allows
            return None
        return max(0, integer(rows[0], "n") - expected)

    async def _retried(self, query: str) -> list[QuerySolution]:
        for attempt in range(1, _ATTEMPTS):
            try:
                return await select(self._engine, query)
            except (UpstreamDown, QueryBusy):
                await asyncio.sleep(self._pause * 2 ** (attempt - 1))
        return await select(self._engine, query)


def _chunks(lines: Iterable[bytes], max_bytes: int, max_lines: int | None = None) -> Iterator[list[bytes]]:
    """Yield the lines in lists of bounded size."""
    chunk: list[bytes] = []
    size = 0
    for line in lines:
        if chunk and (size + len(line) > max_bytes or len(chunk) == max_lines):
            yield chunk
            chunk, size = [], 0
        chunk.append(line)
        size += len(line)
    if chunk:
        yield chunk
