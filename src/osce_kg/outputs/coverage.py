"""How many documents there are per year, office and language, and what it means if there are none.

An office is a field presence across its mandates, or a body that is no mandate of one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from osce_kg.outputs.columns import Column, Table, Type, Value, countries
from osce_kg.outputs.periods import Held, Period, held_in_year, period_of
from osce_kg.outputs.quads import Thing
from osce_kg.outputs.shared import Shared
from osce_kg.vocab import OSCE, SCHEMA

_UNDATED = 0


class Status(StrEnum):
    """What a cell's number means."""

    DOCUMENTS = "documents"
    CAPTURED_NONE = "captured-none"
    NO_CAPTURE_SEEN = "no-capture-seen"
    NOT_EXISTING = "office-not-existing"


@dataclass(frozen=True, slots=True)
class Cell:
    """One year, office and language. No office stands for documents without known issuer, year 0 for undated ones."""

    year: int
    office: str | None
    language: str
    documents: int
    existed: Held
    status: Status


@dataclass(slots=True)
class Coverage:
    """Counts documents as they pass by; what is kept grows with years, offices and languages only."""

    counts: Counter[tuple[int, str | None, str]] = field(default_factory=Counter)

    def add(self, document: Thing, shared: Shared) -> None:
        """Count a document, once for each office that issued it."""
        year = int(document.one(OSCE.year) or _UNDATED)
        language = document.one(SCHEMA.inLanguage) or "und"
        offices: set[str | None] = set()
        for body in document.values(OSCE.issuedBy):
            offices |= set(shared.values(body, OSCE.phaseOf)) or {body}
        for office in offices or {None}:
            self.counts[year, office, language] += 1

    def cells(self, shared: Shared) -> Iterator[Cell]:
        """Yield every cell from the first year with a document to the last, by year, office and language.

        Documents without year or office come first, and only where there are some.
        """
        languages = sorted({language for _, _, language in self.counts})
        years = {year for year, _, _ in self.counts if year != _UNDATED}
        offices = _offices(shared)
        for _, office, _ in self.counts:
            if office is not None:
                offices.setdefault(office, [])
        for year in (_UNDATED, *range(min(years), max(years) + 1)) if years else (_UNDATED,):
            yield from self._without_office(year, languages)
            for office in sorted(offices):
                yield from self._of_office(year, office, offices[office], languages)

    def _without_office(self, year: int, languages: list[str]) -> Iterator[Cell]:
        for language in languages:
            if found := self.counts[year, None, language]:
                yield Cell(year, None, language, found, Held.UNKNOWN, Status.DOCUMENTS)

    def _of_office(self, year: int, office: str, periods: list[Period | None], languages: list[str]) -> Iterator[Cell]:
        existed = held_in_year(periods, year)
        found = {language: self.counts[year, office, language] for language in languages}
        for language, documents in found.items():
            if documents:
                status = Status.DOCUMENTS
            elif year == _UNDATED:
                continue
            elif existed is Held.NO:
                status = Status.NOT_EXISTING
            else:
                status = Status.CAPTURED_NONE if any(found.values()) else Status.NO_CAPTURE_SEEN
            yield Cell(year, office, language, documents, existed, status)


def _offices(shared: Shared) -> dict[str, list[Period | None]]:
    """Return the periods of every office that is known, by IRI."""
    offices: dict[str, list[Period | None]] = {}
    for presence in shared.of_kind("field-presence"):
        offices[presence.iri] = [period_of(body) for body in shared.mandates.get(presence.iri, ())]
    for body in shared.of_kind("organization"):
        if not body.values(OSCE.phaseOf):
            offices[body.iri] = [period_of(body)]
    return offices


def _office_key(cell: Cell, shared: Shared) -> Value:
    return shared.key(cell.office) if cell.office else None


def _office_label(cell: Cell, shared: Shared) -> Value:
    return shared.label(cell.office) if cell.office else None


def _office_kind(cell: Cell, shared: Shared) -> Value:
    if not cell.office:
        return None
    return "presence" if shared.kind(cell.office) == "field-presence" else "body"


_NO_OFFICE = "no issuer is known of these documents"

COVERAGE = Table(
    "coverage",
    "How many documents there are per year, office and language. Read a zero by its status: only `office-not-existing` "
    "says that there was nothing to capture.",
    "one year, office and language, from the first year that has a document to the last; a document of two offices "
    "counts for both",
    ("year", "office_kind", "office", "language"),
    (
        Column("year", Type.INTEGER, "Year of issue", lambda cell, _shared: cell.year or None,
               "these documents show no date", unit="year, Gregorian calendar"),
        Column("office_kind", Type.KEY, "presence (a field presence across its mandates) or body (any other body)",
               _office_kind, _NO_OFFICE),
        Column("office", Type.KEY, "Key of the office: in `presences` or in `bodies`, see office_kind", _office_key,
               _NO_OFFICE),
        Column("office_label", Type.TEXT, "English name of the office", _office_label, _NO_OFFICE),
        *countries("host_countries", "Countries it worked in, as they are today",
                   lambda cell, shared: shared.values(cell.office, OSCE.hostCountry) if cell.office else (),
                   "it is no field presence"),
        Column("language", Type.LANGUAGE, "Language of the documents (BCP 47)", lambda cell, _shared: cell.language),
        Column("documents", Type.INTEGER, "Number of documents in this release",
               lambda cell, _shared: cell.documents, unit="documents"),
        Column("office_existed", Type.KEY, "Whether the office existed on some day of the year, by its mandates: yes, "
               "possibly (dates are not precise enough), no, unknown (no source gives its beginning)",
               lambda cell, _shared: cell.existed.value),
        Column("status", Type.KEY, "What the number means. documents: there are some. captured-none: others of this "
               "office and year were captured, none in this language. no-capture-seen: nothing of this office and year "
               "was captured, so nothing can be concluded. office-not-existing: the office did not exist that year",
               lambda cell, _shared: cell.status.value),
    ),
)  # fmt: skip
