"""People as all documents name them, on disk: an archive names more of them than fit in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import cast

from osce_kg.build.state import State
from osce_kg.converters.people import Appearance, far_apart, many_places
from osce_kg.records import Finding

_TABLES = """
DROP TABLE IF EXISTS people; DROP TABLE IF EXISTS appearances;
CREATE TABLE people (
  key TEXT NOT NULL, name TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (key, name)
) WITHOUT ROWID;
CREATE TABLE appearances (
  person TEXT NOT NULL, year INTEGER NOT NULL, place TEXT NOT NULL, PRIMARY KEY (person, year, place)
) WITHOUT ROWID;
"""


def begin(state: State) -> None:
    """Make the tables, empty."""
    state.db.executescript(_TABLES)


def add(state: State, spellings: Mapping[str, Mapping[str, int]], appearances: Iterable[Appearance]) -> None:
    """Count spellings of names by person, and note who speaks when."""
    state.db.executemany(
        "INSERT INTO people VALUES (?, ?, ?) ON CONFLICT (key, name) DO UPDATE SET number = number + excluded.number",
        ((key, name, number) for key, names in spellings.items() for name, number in names.items()),
    )
    state.db.executemany("INSERT OR IGNORE INTO appearances VALUES (?, ?, ?)", appearances)


def spellings_of(state: State, first: str, last: str) -> Iterator[tuple[str, Counter[str]]]:
    """Yield the people from one key to another with the number of times that each spelling is met."""
    query = "SELECT key, name, number FROM people WHERE key >= ? AND key <= ? ORDER BY key, name"
    rows = cast("Iterator[tuple[str, str, int]]", state.rows(query, (first, last)))
    for key, same in groupby(rows, key=lambda row: row[0]):
        yield key, Counter({name: number for _, name, number in same})


def suspicions(state: State) -> Iterator[Finding]:
    """Yield a finding for each person who may be two: appearances are far apart, or for several bodies in a year."""
    query = "SELECT person, min(year), max(year) FROM appearances GROUP BY person ORDER BY person"
    yield from far_apart(cast("Iterator[tuple[str, int, int]]", state.rows(query)))
    query = "SELECT person, year, place FROM appearances ORDER BY person, year, place"
    rows = cast("Iterator[tuple[str, int, str]]", state.rows(query))
    yield from many_places(Appearance(*row) for row in rows)
