"""What a release has beside its dumps: the reference graph to read, an index to search it, tables and changes if asked
for, the dataset's description.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from osce_kg.errors import ReleaseError
from osce_kg.iris import Iris
from osce_kg.outputs.change_file import write_changes
from osce_kg.outputs.contents import Contents
from osce_kg.outputs.dataset import Described, description, told
from osce_kg.outputs.quads import read_release
from osce_kg.outputs.serializations import reference_serializations
from osce_kg.outputs.shared import per_page_prefixes, read_shared
from osce_kg.outputs.statistics import Statistics
from osce_kg.outputs.tables import UNUSED, write_tables
from osce_kg.release import CHANGES, DATASET, DUMP, SEARCH, TABLES, TEXT, FileEntry, Release, file_entry, open_release
from osce_kg.search.entries import read_entries
from osce_kg.search.index import write_index


@dataclass(frozen=True, slots=True)
class Products:
    """What to write. `shared` are the sorted lines of what all documents share; `previous` is the current release."""

    iris: Iris
    version: str
    note: str
    shared: bytes
    contents: Contents
    statistics: Statistics
    previous: str | None
    tables: bool
    search: bool
    changes: bool

    def write(self, folder: Path, files: Mapping[str, FileEntry], digest: str) -> dict[str, FileEntry]:
        """Write into a release's folder, whose dumps are there already, and return the new files by name."""
        made: dict[str, FileEntry] = {}
        for name, content in reference_serializations(self.shared.decode().split("\n")[:-1], self.iris).items():
            made[name] = _written(folder, name, content)
        if self.tables:
            dumps = (folder / DUMP, folder / TEXT)
            lines = read_release(dumps, per_page_prefixes(self.iris, UNUSED))
            for path in write_tables(lines, read_shared(dumps, self.iris), folder / TABLES).files:
                made[f"{TABLES}/{path.name}"] = file_entry(path)
        if self.search:
            for path in write_index(read_entries((folder / DUMP, folder / TEXT), self.iris), folder / SEARCH):
                _sync(path)
                made[f"{SEARCH}/{path.name}"] = file_entry(path)
        if self.changes and (before := self._before(folder, digest)):
            write_changes(before, (folder / DUMP, folder / TEXT), digest, folder / CHANGES)
            made[CHANGES] = file_entry(folder / CHANGES)
        described = Described(
            base=self.iris.base,
            digest=digest,
            version=self.version,
            note=self.note,
            contents=self.contents,
            statistics=self.statistics,
            files=told({**files, **made}),
            previous=None if self.previous == digest else self.previous,
        )
        made[DATASET] = _written(folder, DATASET, description(described))
        return made

    def _before(self, folder: Path, digest: str) -> Release | None:
        """Return the release that was current until now, None if there is none that is whole, or it is the same."""
        if self.previous is None or self.previous == digest:
            return None
        try:
            return open_release(folder.parent / self.previous)
        except ReleaseError:
            return None


def _written(folder: Path, name: str, content: bytes) -> FileEntry:
    path = folder / name
    path.write_bytes(content)
    _sync(path)
    return file_entry(path)


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
