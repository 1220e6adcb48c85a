"""Values that stayed open in a build, counted in a private file: an archive has more of them than fit in memory."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from osce_kg.records import Finding

_TABLE = """
CREATE TABLE open_values (
  code TEXT NOT NULL, value TEXT NOT NULL, number INTEGER NOT NULL,
  source TEXT NOT NULL, capture TEXT NOT NULL, line INTEGER NOT NULL, PRIMARY KEY (code, value)
) WITHOUT ROWID
"""


class Place(NamedTuple):
    """Where a finding is, in the order of places; what is not known is empty or 0."""

    source: str
    capture: str
    line: int

    @classmethod
    def of(cls, finding: Finding) -> Place:
        return cls(finding.source or "", finding.capture or "", finding.line or 0)


class OpenValues:
    """How often each value is met by finding code, and the first place of each.

    The file is temporary, has no name, and is written only once the values outgrow SQLite's cache of 2 MB.
    """

    def __init__(self) -> None:
        self._db = sqlite3.connect("")
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.execute("PRAGMA synchronous = OFF")
        self._db.execute(_TABLE)

    def add(self, code: str, value: str, place: Place) -> None:
        """Count a value once more."""
        self._db.execute(
            """INSERT INTO open_values VALUES (?, ?, 1, ?, ?, ?)
               ON CONFLICT (code, value) DO UPDATE SET number = number + 1""",
            (code, value, *place),
        )
        self._db.execute(
            """UPDATE open_values SET source = ?, capture = ?, line = ?
               WHERE code = ? AND value = ? AND (?, ?, ?) < (source, capture, line)""",
            (*place, code, value, *place),
        )

    def most_frequent(self, limit: int) -> dict[str, list[dict[str, object]]]:
        """Return so many values of each code, the most frequent first, with count and the first place."""
        codes = [code for (code,) in self._db.execute("SELECT DISTINCT code FROM open_values ORDER BY code")]
        query = """SELECT value, number, nullif(source, ''), nullif(line, 0) FROM open_values
                   WHERE code = ? ORDER BY number DESC, value LIMIT ?"""
        return {
            code: [
                {"value": value, "count": number, "source": source, "line": line}
                for value, number, source, line in self._db.execute(query, (code, limit))
            ]
            for code in codes
        }
