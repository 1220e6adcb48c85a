"""What every engine takes and gives. A query goes in, its kind and a stream of bytes come out."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from enum import StrEnum
from types import TracebackType
from typing import Protocol

from osce_kg.engine.guard import Inspection
from osce_kg.errors import QueryError, QueryLimit
from osce_kg.formats import RESULTS_JSON, Format


class QueryBusy(QueryLimit):
    """No turn became free in time. The query was not evaluated."""


class ClientBusy(QueryLimit):
    """This client has too many queries waiting, or its queries keep ending workers. Others are answered."""


class QueryTimeout(QueryLimit):
    """The deadline passed."""


class AnswerTooLong(QueryLimit):
    """The answer has more rows or bytes than are given out."""


class QueryMemory(QueryLimit):
    """The evaluation needed more memory than a query may have."""


class QueryCrash(QueryLimit):
    """The evaluation ended its process."""


class QueryQuarantined(QueryLimit):
    """The same query ended its process several times; it is not tried again for a while."""


class UpstreamError(QueryError):
    """A remote endpoint failed, or answered what cannot be passed on as an answer."""


class UpstreamDown(UpstreamError):
    """A remote endpoint cannot be reached."""


class Kind(StrEnum):
    """What a query yields."""

    SOLUTIONS = "solutions"
    BOOLEAN = "boolean"
    GRAPH = "graph"


@dataclass(frozen=True, slots=True)
class Dataset:
    """The RDF dataset that the protocol request names; it replaces FROM and FROM NAMED (Protocol, 2.1.4)."""

    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.default_graphs or self.named_graphs)


@dataclass(frozen=True, slots=True)
class QueryRequest:
    """A query and the format its answer shall have. The format must fit the kind that the query yields.

    `key` is its short name in logs and memory, if somebody has reckoned it before.
    Relative IRIs of a query without BASE are resolved against `base`; without that, they do not parse.
    `timeout` in seconds replaces the engine's own; `client` names who asks, for fairness; `inspection` is what
    the guard said of this text, for engines that need not ask it again.
    """

    text: str
    format: Format = RESULTS_JSON
    dataset: Dataset = field(default_factory=Dataset)
    timeout: float | None = None
    client: str = ""
    inspection: Inspection | None = None
    key: str | None = None
    base: str | None = None


@dataclass(slots=True)
class Tally:
    """What is known of an answer once it has ended. `rows` stays None where nobody counts them."""

    rows: int | None = None


@dataclass(frozen=True, slots=True)
class QueryAnswer:
    """The answer: its kind, known before its first byte, and its bytes.

    An error after the first byte is raised by the iterator, so a cut-off answer never looks complete. Whoever
    stops early leaves the `async with` block, which stops the evaluation at its next chunk. A small answer may
    be there in whole already: then `document` holds what `chunks` would yield.
    """

    kind: Kind
    chunks: AsyncIterator[bytes]
    document: bytes | None = None
    tally: Tally = field(default_factory=Tally)

    async def read(self) -> bytes:
        """Return all bytes."""
        if self.document is not None:
            return self.document
        async with self:
            return b"".join([chunk async for chunk in self.chunks])

    async def aclose(self) -> None:
        """Stop the evaluation if it still runs."""
        close = getattr(self.chunks, "aclose", None)
        if close is not None:
            await close()

    async def __aenter__(self) -> QueryAnswer:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()


class Engine(Protocol):
    """Answers queries. Implementations never block the event loop."""

    async def query(self, request: QueryRequest) -> QueryAnswer:
        """Return the answer as soon as its first bytes are there.

        Raises:
            QuerySyntaxError: the query does not parse.
            QueryRefused: an update, SERVICE, or a query too long or too deep to be evaluated safely.
            QueryLimit: the deadline, the memory or the number of concurrent queries.
        """

    async def close(self) -> None:
        """Release what the engine holds. Queries that run are given up."""


def query_key(text: str) -> str:
    """Return a short name for a query in logs and memory: the first 16 hex digits of its SHA-256."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
