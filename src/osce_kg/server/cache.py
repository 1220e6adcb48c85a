"""Small answers kept in memory, by entity tag: release and normalised request, so that nothing is ever stale.

A tag is found by the request as it was sent, too: an equal GET needs no parsing at all.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from starlette.responses import Response

from osce_kg.server.middleware import RAW_HEADERS

_OVERHEAD_BYTES = 1_024  # of Python objects and dictionary slots, roughly


@dataclass(frozen=True, slots=True)
class Entry:
    """An answer of status 200: its tag, its headers, its body, and what the log says of it."""

    tag: str
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes
    query: str | None
    rows: int | None

    def response(self) -> Response:
        """Return it as a response, whose headers are those kept, less what every answer gets on its way."""
        response = Response(self.body)
        response.raw_headers = [header for header in self.headers if header not in RAW_HEADERS]
        return response


Sent = tuple[str, str, bytes, bytes]
"""A GET as it was sent: release digest, path, query string, Accept header."""


class AnswerCache:
    """The answers used last, up to a number of bytes. Used on the event loop only."""

    def __init__(self, max_bytes: int, max_entry_bytes: int) -> None:
        self.hits = 0
        self.misses = 0
        self.size = 0
        self._max_bytes = max_bytes
        self._max_entry_bytes = min(max_entry_bytes, max_bytes)
        self._entries: OrderedDict[str, tuple[Entry, list[Sent]]] = OrderedDict()
        self._sent: dict[Sent, str] = {}

    def __len__(self) -> int:
        return len(self._entries)

    def by_request(self, sent: Sent) -> Entry | None:
        """Return the answer to a request as it was sent."""
        tag = self._sent.get(sent)
        return self.by_tag(tag) if tag is not None else None

    def by_tag(self, tag: str) -> Entry | None:
        """Return the answer with this tag."""
        found = self._entries.get(tag)
        if found is None:
            return None
        self.hits += 1
        self._entries.move_to_end(tag)
        return found[0]

    def fits(self, size: int) -> bool:
        """Whether a body of this many bytes would be kept."""
        return size <= self._max_entry_bytes and self._max_bytes > 0

    def keep(self, entry: Entry) -> None:
        """Keep an answer that was not here; those unused for longest make room."""
        self.misses += 1
        if not self.fits(len(entry.body)) or entry.tag in self._entries:
            return
        self._entries[entry.tag] = entry, []
        self.size += _size(entry)
        self._shrink()

    def link(self, sent: Sent, tag: str) -> None:
        """Let a request as it was sent find the answer with this tag, if that is kept."""
        found = self._entries.get(tag)
        if found is None or sent in self._sent:
            return
        found[1].append(sent)
        self._sent[sent] = tag
        self.size += _length(sent)
        self._shrink()

    def _shrink(self) -> None:
        while self.size > self._max_bytes and self._entries:
            _, (entry, requests) = self._entries.popitem(last=False)
            self.size -= _size(entry) + sum(map(_length, requests))
            for sent in requests:
                del self._sent[sent]


def _size(entry: Entry) -> int:
    return len(entry.body) + sum(len(name) + len(value) for name, value in entry.headers) + _OVERHEAD_BYTES


def _length(sent: Sent) -> int:
    return sum(map(len, sent)) + _OVERHEAD_BYTES
