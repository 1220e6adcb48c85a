"""How many documents there are per year and office, or per year and language, and what a zero means.

The meaning is that of the table `coverage` (`outputs/coverage.py`), asked in SPARQL. An office is a field presence
across its mandates, or a body that is no mandate of one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from osce_kg.outputs.coverage import Status
from osce_kg.outputs.periods import Held, Period, held_in_year, period_of
from osce_kg.outputs.quads import Statement, Thing
from osce_kg.server.browse import counts
from osce_kg.server.browse.asking import Asker, integer, value
from osce_kg.server.browse.selection import Selection
from osce_kg.server.charts import Cell, Heading, Scale, grid
from osce_kg.vocab import OSCE

_DATES = ("fromEarliest", "fromLatest", "untilEarliest", "untilLatest", "statusAsOf", "endState")
_SAID = {
    Status.NOT_EXISTING: "the office did not exist",
    Status.NO_CAPTURE_SEEN: "nothing captured: nothing can be concluded",
    Status.CAPTURED_NONE: "others of this office and year were captured, none in this language",
}


@dataclass(frozen=True, slots=True)
class Office:
    """A presence or a body, with the periods of its mandates or its own."""

    iri: str
    label: str
    periods: tuple[Period | None, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """Documents by year (0 for undated), office (None where no issuer is known) and language."""

    documents: Counter[tuple[int, str | None, str]]
    offices: tuple[Office, ...]

    @property
    def years(self) -> range:
        """The years from the first with a document to the last."""
        years = {year for year, _, _ in self.documents if year}
        return range(min(years), max(years) + 1) if years else range(0)

    def languages(self) -> dict[str, int]:
        """Return documents by language, most first; one of two offices counts for both."""
        found: Counter[str] = Counter()
        for (_, _, language), number in self.documents.items():
            found[language] += number
        return dict(found.most_common())

    def by_office(self, language: str | None) -> Counter[tuple[int, str | None]]:
        """Return documents by year and office, in one language or in all."""
        found: Counter[tuple[int, str | None]] = Counter()
        for (year, office, spoken), number in self.documents.items():
            if language in (None, spoken):
                found[year, office] += number
        return found


async def load(asker: Asker) -> Coverage:
    """Return the coverage of the graph."""

    async def make() -> Coverage:
        rows = await asker.rows(
            f"SELECT ?year ?office ?lang (COUNT(DISTINCT ?d) AS ?n) {{ {counts.DOCUMENT} "
            "OPTIONAL { ?d osce:year ?year } OPTIONAL { ?d schema:inLanguage ?lang } "
            "OPTIONAL { ?d osce:issuedBy ?body OPTIONAL { ?body osce:phaseOf ?presence } "
            "BIND(COALESCE(?presence, ?body) AS ?office) } } GROUP BY ?year ?office ?lang"
        )
        documents: Counter[tuple[int, str | None, str]] = Counter()
        for row in rows:
            documents[int(value(row, "year") or 0), value(row, "office"), value(row, "lang") or "und"] += integer(row)
        return Coverage(documents, tuple(await _offices(asker, documents)))

    return await asker.kept("coverage", make)


async def _offices(asker: Asker, documents: Iterable[tuple[int, str | None, str]]) -> list[Office]:
    bodies = await counts.offices(asker)
    presences = await counts.names(asker, "osce:FieldPresence")
    periods = await periods_of(asker, "org:Organization")
    found = []
    for iri, label in presences.items():
        mandates = [body.iri for body in bodies.values() if body.presence == iri]
        found.append(Office(iri, label, tuple(periods.get(mandate) for mandate in mandates)))
    for body in bodies.values():
        if body.presence is None:
            found.append(Office(body.iri, body.label, (periods.get(body.iri),)))
    known = {office.iri for office in found}
    found += [Office(iri, asker.key(iri), ()) for iri in sorted({o for _, o, _ in documents if o} - known)]
    return found


async def periods_of(asker: Asker, cls: str) -> dict[str, Period]:
    """Return the periods of the things of a class that have a beginning, by IRI."""
    optional = " ".join(f"OPTIONAL {{ ?s osce:{name} ?{name} }}" for name in _DATES)
    rows = await asker.rows(
        f"SELECT ?s {' '.join('?' + name for name in _DATES)} {{ ?s a {cls} {optional} }} LIMIT 20000"
    )
    found = {}
    for row in rows:
        said = [Statement(getattr(OSCE, name), row[name].value, "", None) for name in _DATES if name in row]
        period = period_of(Thing(row["s"].value, said))
        if period:
            found[row["s"].value] = period
    return found


def office_grid(coverage: Coverage, language: str | None, base: str) -> Markup:
    """Return years across and offices down, those with documents or a chance of some. Cells lead to their releases."""
    found = coverage.by_office(language)
    scale = Scale.of(max(found.values(), default=0))
    years = coverage.years
    of_all = coverage.by_office(None)
    undated = any(year == 0 and number for (year, _), number in found.items())
    columns = [*([0] if undated else []), *years]
    rows: list[Office | None] = [
        office
        for office in coverage.offices
        if any(found[year, office.iri] for year in columns) or _existed(office, years)
    ]
    if any(found[year, None] for year in columns):
        rows.append(None)

    def cell(y: int, x: int) -> Cell:
        office, year = rows[y], columns[x]
        number = found[year, office.iri if office else None]
        when = str(year) if year else "without a date"
        name = office.label if office else "no known issuer"
        if number:
            href = _releases(office, year, language, base)
            return Cell(f"{number:,}", scale.level(number), title=f"{name}, {when}: {number:,}", href=href)
        status = _status(office, year, bool(of_all[year, office.iri if office else None]))
        return Cell("", kind=status.value if status else "blank", title=status and f"{name}, {when}: {_SAID[status]}")

    return grid(
        [Heading(office.label, _page(office.iri, base)) if office else Heading("No known issuer") for office in rows],
        [Heading(str(year), f"/browse/releases?year={year}") if year else Heading("no date") for year in columns],
        cell,
        title=f"Documents by office and year{f', in {language}' if language else ''}",
    )  # fmt: skip


def language_grid(coverage: Coverage) -> Markup:
    """Return years across and languages down."""
    found: Counter[tuple[int, str]] = Counter()
    for (year, _, language), number in coverage.documents.items():
        found[year, language] += number
    scale = Scale.of(max(found.values(), default=0))
    languages, years = list(coverage.languages()), coverage.years

    def cell(y: int, x: int) -> Cell:
        language, year = languages[y], years[x]
        number = found[year, language]
        said = f"{language}, {year}: {number:,}"
        href = Selection((("year", str(year)), ("lang", language))).address()
        return Cell(f"{number:,}", scale.level(number), title=said, href=href) if number else Cell("", kind="blank")

    return grid(
        [Heading(language, f"/browse/coverage?lang={language}") for language in languages],
        [Heading(str(year)) for year in years], cell, title="Documents by language and year",
    )  # fmt: skip


def legend(coverage: Coverage, language: str | None) -> list[tuple[int, str]]:
    """Return the steps of the shades of `office_grid`."""
    return Scale.of(max(coverage.by_office(language).values(), default=0)).ranges()[1:]


def _existed(office: Office, years: Iterable[int]) -> bool:
    return any(held_in_year(office.periods, year) in (Held.YES, Held.POSSIBLY) for year in years)


def _status(office: Office | None, year: int, captured: bool) -> Status | None:
    if office is None or not year:
        return None
    if held_in_year(office.periods, year) is Held.NO:
        return Status.NOT_EXISTING
    return Status.CAPTURED_NONE if captured else Status.NO_CAPTURE_SEEN


def _releases(office: Office | None, year: int, language: str | None, base: str) -> str | None:
    if office is None or not year:
        return None
    kind, _, key = office.iri.removeprefix(f"{base}id/").partition("/")
    name = {"field-presence": "presence", "organization": "body"}.get(kind)
    values: Mapping[str, str | None] = {"year": str(year), "lang": language}
    return Selection(tuple((n, v) for n, v in values.items() if v)).address(**{name: key}) if name else None


def _page(iri: str, base: str) -> str | None:
    return "/" + iri.removeprefix(base) if iri.startswith(base) else None
