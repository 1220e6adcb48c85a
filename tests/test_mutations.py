"""Mutated pages through page → records: nothing raises, and every quotation still points at its words.

`OSCE_KG_MUTATIONS` sets how many pages are tried; the default keeps `make test` short.
"""

from __future__ import annotations

import hashlib
import os
import random

from golden import goldens
from osce_kg.build import read_capture
from osce_kg.captures.model import Capture
from osce_kg.layouts.read import Reader
from osce_kg.records import CaptureInfo

_COUNT = int(os.environ.get("OSCE_KG_MUTATIONS", "1500"))
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


def test_mutated_pages_never_raise_and_offsets_hold(reader: Reader) -> None:
    rng = random.Random(_SEED)
    pages = [(golden.page.read_text(encoding="utf-8", errors="ignore"), golden.page.suffix) for golden in goldens()]
    read = 0
    for number in range(_COUNT):
        text, suffix = pages[rng.randrange(len(pages))]
        content = _mutated(text, rng.choice(pages)[0], rng).encode()
        media = "text/html" if suffix == ".html" else "text/plain"
        info = CaptureInfo(hashlib.sha256(content).hexdigest(), media, source=f"mutation {number}")
        page = read_capture(Capture(info, content), reader)
        for document in page.records.documents:
            read += 1
            for quotation in document.quotations:
                span = quotation.text.span
                assert span is not None
                assert page.text[span.start : span.end] == quotation.text.value, number
    assert read > _COUNT / 4, "most mutations leave something to read"
