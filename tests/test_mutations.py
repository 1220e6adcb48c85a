"""Mutated pages through page → records → lines: nothing raises, every quotation still points at its words, and the
lines are N-Quads in order.

`OSCE_KG_MUTATIONS` sets how many pages are tried; the default keeps `make test` short.
"""

from __future__ import annotations

import hashlib
import os
import random
from collections.abc import Iterator
from itertools import islice

import pyoxigraph as ox

from golden import goldens
from osce_kg.build import read_capture
from osce_kg.build.packed import unpack, unpack_bytes
from osce_kg.build.reading import worker
from osce_kg.build.setup import Setup
from osce_kg.captures.model import Capture
from osce_kg.converters.document import DocumentOptions
from osce_kg.converters.evidence import EvidenceLevel
from osce_kg.converters.summary import Summary
from osce_kg.iris import DEFAULT_BASE
from osce_kg.layouts.read import Reader
from osce_kg.records import CaptureInfo
from osce_kg.vocab import RDFS

_COUNT = int(os.environ.get("OSCE_KG_MUTATIONS", "1500"))
_EVERY = 3
"""Of so many mutated pages one is converted too: parsing what was written takes longer than writing it."""
_SEED = 20_070_630
_ODD = [
    "“",
    "”",
    '"',
    "«",
    "„",
    "\u0000",
    "\u200b",
    "\ufeff",
    "\r\n",
    "\n",
    "- ",
    "-\n",
    ",",
    "…",
    "\ud7ff",
    "\u2028",
    "\x85",
    "İ",
    "ﬁ",
    "0",
    "(",
]


def _mutated(text: str, other: str, rng: random.Random) -> str:
    for _ in range(rng.randint(1, 8)):
        if not text:
            break
        at = rng.randrange(len(text))
        length = rng.choice((1, 1, 5, 40, 400))
        kind = rng.randrange(6)
        if kind == 0:
            text = text[:at] + text[at + length :]
        elif kind == 1:
            text = text[:at] + rng.choice(_ODD) + text[at:]
        elif kind == 2:
            text = text[:at] + text[at : at + length] * 2 + text[at + length :]
        elif kind == 3:
            start = rng.randrange(len(other))
            text = text[:at] + other[start : start + length] + text[at:]
        elif kind == 4:
            lines = text.split("\n")
            rng.shuffle(lines)
            text = "\n".join(lines)
        else:
            text = text[:at] + text[at : at + length].upper() + text[at + length :]
    return text


def _mutations() -> Iterator[Capture]:
    rng = random.Random(_SEED)
    pages = [(golden.page.read_text(encoding="utf-8", errors="ignore"), golden.page.suffix) for golden in goldens()]
    for number in range(_COUNT):
        text, suffix = pages[rng.randrange(len(pages))]
        content = _mutated(text, rng.choice(pages)[0], rng).encode()
        media = "text/html" if suffix == ".html" else "text/plain"
        yield Capture(CaptureInfo(hashlib.sha256(content).hexdigest(), media, source=f"mutation {number}"), content)


def test_mutated_pages_never_raise_and_offsets_hold(reader: Reader) -> None:
    read = 0
    for capture in _mutations():
        page = read_capture(capture, reader)
        for document in page.records.documents:
            read += 1
            for quotation in document.quotations:
                span = quotation.text.span
                assert span is not None
                assert page.text[span.start : span.end] == quotation.text.value, capture.info.source
    assert read > _COUNT / 4, "most mutations leave something to read"


def test_mutated_pages_are_converted_to_lines_in_order() -> None:
    read = worker(Setup(DEFAULT_BASE, DocumentOptions(EvidenceLevel.FULL), None, "0", "mutations"))
    converted = 0
    for capture in islice(_mutations(), 0, None, _EVERY):
        for row in read.page(capture, {}).documents:
            converted += 1
            dump = unpack_bytes(row.dump)
            lines = dump.split(b"\n")[:-1]
            assert lines == sorted(set(lines)), capture.info.source
            assert sum(1 for _ in ox.parse(dump, format=ox.RdfFormat.N_QUADS)) == len(lines), capture.info.source
            assert unpack(row.summary, Summary).properties[RDFS.label] >= 1
    assert converted > _COUNT / (5 * _EVERY)
