"""Golden captures: a page and, beside it, what must be read from it. Adding one needs no test code.

`tests/captures/{family}/{name}.txt` or `.html` is the page; `{name}.json` holds `url` (or null), `reject` (true
if nothing may be read) and `expect`. Only the keys that `expect` gives are compared, except that lists are
compared whole. `summary` is what they are compared with.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from osce_kg.build import ReadPage, read_capture
from osce_kg.captures.model import Capture
from osce_kg.layouts.read import Reader
from osce_kg.records import CaptureInfo, Document, PageRecords, Quotation, Reading

FOLDER = Path(__file__).parent / "captures"


@dataclass(frozen=True, slots=True)
class Golden:
    """One golden page; `family` is the folder's name in capitals ("F1" …, or "REJECT")."""

    page: Path
    expected: Path

    @property
    def family(self) -> str:
        return self.page.parent.name.upper()

    @property
    def id(self) -> str:
        return f"{self.page.parent.name}/{self.page.stem}"

    def load(self) -> dict[str, Any]:
        loaded: dict[str, Any] = json.loads(self.expected.read_text(encoding="utf-8"))
        return loaded

    def read(self, reader: Reader) -> ReadPage:
        content = self.page.read_bytes()
        media = "text/html" if self.page.suffix == ".html" else "text/plain"
        info = CaptureInfo(
            hashlib.sha256(content).hexdigest(), media, url=self.load().get("url"), source=self.page.name
        )
        return read_capture(Capture(info, content), reader)


def goldens(folder: Path = FOLDER, within: str = "*") -> Iterator[Golden]:
    """Yield every golden page, by folder and name; `within` is the name of one of the folders, or "*" for all.

    A page without expectation, or the reverse, is an error.
    """
    pages = sorted(path for path in folder.glob(f"{within}/*") if path.suffix in {".txt", ".html"})
    for page in pages:
        yield Golden(page, page.with_suffix(".json"))


def summary(records: PageRecords) -> dict[str, Any]:
    """Return what was read from a page, in the form of a golden file's `expect`."""
    menu = records.menu
    return {
        "family": records.family,
        "documents": [_document(document) for document in records.documents],
        "menu": None
        if menu is None
        else {
            "entries": len(menu.entries),
            "unknown": [entry.label.text for entry in menu.entries if entry.kind == "unknown"],
            "chairs": [[chair.country, chair.year] for chair in menu.chairs],
            "complete": menu.complete,
        },
        "findings": sorted({finding.code for finding in records.findings}),
    }


def _document(document: Document) -> dict[str, Any]:
    return {
        "type": document.type.value.value,
        "headline": document.headline.value,
        "language": document.language.value,
        "issued": document.issued.reading.value.isoformat() if document.issued else None,
        "issued_from": document.issued.origin.value if document.issued else None,
        "dates": sorted({date.reading.value.isoformat() for date in document.dates}),
        "dateline": document.dateline.value if document.dateline else None,
        "places": _distinct(document.places),
        "tagged_sources": _distinct(document.tagged_sources),
        "issuers": _distinct(document.issuers),
        "fields": _distinct(document.fields_of_work),
        "field_texts": _distinct(document.field_texts),
        "countries": _distinct(document.countries),
        "quotations": [_quotation(quotation) for quotation in document.quotations],
        "mentions": sorted({f"{mention.kind}/{mention.key}" for mention in document.mentions}),
        "projects": sorted({project.label for project in document.projects}),
        "body_starts": document.body[:40],
        "body_ends": document.body[-40:],
        "removed": [removed.reason for removed in document.removed],
        "mirror": document.mirror,
        "listed": document.listed,
        "node_id": document.node_id,
    }


def _quotation(quotation: Quotation) -> dict[str, Any]:
    return {
        "text": quotation.text.value,
        "attribution": quotation.attribution.value if quotation.attribution else None,
        "person": _value(quotation.person),
        "name": _value(quotation.speaker_name),
        "role": _value(quotation.speaker_role),
        "normalized_role": _value(quotation.role),
        "body": _value(quotation.speaker_body),
        "state": _value(quotation.speaker_state),
        "collective": _value(quotation.collective),
        "document": _value(quotation.quoted_document),
    }


def _value(reading: Reading[str] | None) -> str | None:
    return reading.value if reading else None


def _distinct(readings: tuple[Reading[str], ...]) -> list[str]:
    return list(dict.fromkeys(reading.value for reading in readings))


def compare(expected: Any, found: Any, where: str = "") -> list[str]:
    """Return where what was found differs from what is expected; keys that are not expected are not compared."""
    if isinstance(expected, dict) and isinstance(found, dict):
        return [
            line
            for key, value in expected.items()
            for line in compare(value, found.get(key, "(absent)"), f"{where}.{key}" if where else key)
        ]
    if isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        return [
            line
            for index, (one, other) in enumerate(zip(expected, found, strict=True))
            for line in compare(one, other, f"{where}[{index}]")
        ]
    return [] if expected == found else [f"{where}: expected {expected!r}, found {found!r}"]
