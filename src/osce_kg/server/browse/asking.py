"""Questions that browse pages ask, in SPARQL, and the answers kept in memory as long as the data is the same."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable, Iterable
from typing import Any, TypeVar, cast

from osce_kg.server.lookups import Row, best_labels, select
from osce_kg.server.site import Site
from osce_kg.vocab import PREFIXES

T = TypeVar("T")

_KEPT = 512
_LIVE_SECONDS = 60.0
_PREFIXES = "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in ("osce", "rdfs", "schema", "skos", "org", "dct"))


class Asker:
    """Asks the engine of a site. Where the data may change, as in a remote store, answers are kept for a minute."""

    def __init__(self, site: Site) -> None:
        self.base = site.settings.base
        self.each = "*" if site.files.manifest and site.data_digest else "DISTINCT ?d"
        """What counts documents `?d` where each occurs once in a group. No triple is twice in a release, which makes
        that half the work; other graphs may hold one twice.
        """
        self._engine = site.engine
        self._seconds = _LIVE_SECONDS if site.data_digest is None else None
        self._kept: OrderedDict[Hashable, tuple[float, asyncio.Task[Any]]] = OrderedDict()

    async def rows(self, query: str) -> tuple[Row, ...]:
        """Return the rows of a SELECT query with the usual prefixes, IRIs relative to `{base}id/`."""
        return (await select(self._engine, f"BASE <{self.base}id/>\n{_PREFIXES}{query}")).rows

    async def kept(self, key: Hashable, make: Callable[[], Awaitable[T]]) -> T:
        """Return what `make` returns, made once for all who ask; what fails is not kept, what is old is forgotten."""
        made, task = self._kept.get(key, (0.0, None))
        if task is None or (self._seconds is not None and time.monotonic() - made > self._seconds):
            task = asyncio.ensure_future(cast("Any", make()))
            self._kept[key] = time.monotonic(), task
            task.add_done_callback(lambda done: self._settle(key, done))
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        return cast("T", await asyncio.shield(task))

    def key(self, iri: str) -> str:
        """Return the last part of an IRI under `{base}id/{kind}/`; another IRI as it is."""
        return iri.removeprefix(f"{self.base}id/").partition("/")[2] if iri.startswith(f"{self.base}id/") else iri

    def _settle(self, key: Hashable, task: asyncio.Task[Any]) -> None:
        if (task.cancelled() or task.exception()) and self._kept.get(key, (0.0, None))[1] is task:
            del self._kept[key]


def labels(rows: Iterable[Row], thing: str = "s", label: str = "label") -> dict[str, str]:
    """Return one label for each thing of rows that have one in each language, in the order of the rows."""
    return best_labels((row[thing].value, row[label]) for row in rows if label in row)


def value(row: Row, name: str) -> str | None:
    """Return a value as text, None where it is not bound."""
    return row[name].value if name in row else None


def integer(row: Row, name: str = "n") -> int:
    """Return a count."""
    return int(row[name].value)
