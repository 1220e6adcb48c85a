"""Charts that several kinds of page have."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from markupsafe import Markup

from osce_kg.server.charts import Bar, bar_chart
from osce_kg.server.maps import AreaMark, outline_map
from osce_kg.server.things.asking import Visit
from osce_kg.server.things.model import Drawing


async def by_year(visit: Visit, pattern: str) -> list[tuple[int, int]]:
    """Return the number of documents `?x` of a pattern in each year from the first to the last that has any."""
    rows = await visit.ask.counted(
        f"SELECT ?y (COUNT(DISTINCT ?x) AS ?n) {{ {pattern} . ?x osce:year ?y }} GROUP BY ?y ORDER BY ?y"
    )
    found = {int(row["y"].value): int(row["n"].value) for row in rows if "y" in row}
    return _from_first_to_last(found)


def years_of(prop: str) -> str:
    """Return the question how many documents of each year have each thing as a value of a property."""
    return f"SELECT ?of ?y (COUNT(DISTINCT ?x) AS ?n) {{ ?x <{prop}> ?of ; osce:year ?y }} GROUP BY ?of ?y"


async def year_counts(visit: Visit, prop: str) -> list[tuple[int, int]]:
    """Return the number of documents in each year that have the thing as a value of a property, as `by_year` does."""
    rows = await visit.ask.share(years_of(prop), visit.iri)
    return _from_first_to_last({int(row["y"].value): int(row["n"].value) for row in rows if "y" in row})


def _from_first_to_last(found: dict[int, int]) -> list[tuple[int, int]]:
    return [(year, found.get(year, 0)) for year in range(min(found), max(found) + 1)] if found else []


def years_chart(years: Sequence[tuple[int, int]], title: str) -> tuple[Drawing, ...]:
    """Return a chart of documents by year, none if there are no years."""
    bars = [Bar(str(year), number) for year, number in years]
    return (Drawing(bar_chart(bars, title=title, unit="documents")),) if bars else ()


@lru_cache(maxsize=128)
def area_map(code: str, label: str) -> Markup:
    """Return a map of one area. Drawing a large one takes longer than all else on its page, so maps are kept."""
    return outline_map(title=f"{label} on the map", areas={code: AreaMark(label, 4)}, fit=(code,))
