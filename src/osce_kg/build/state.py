"""What a build has read so far, on disk: bounded memory, resumed after a kill, unchanged captures not read again.

One SQLite file beside the releases. A page is known by the digest of its bytes and what its container says of it; the
whole file is for one extractor (see `extractor`), and begins anew for another. Values that only the program reads are
MessagePack of the records' types, compressed; nothing in the file is ever executed.

    pages      one captured page: where it is from, its text, what its reading found (`PageReading`)
    menus      distinct navigation menus
    documents  one document as one page shows it: what joining needs
    contents   its record, its summary and its lines as they will be written
    merged     summary and lines of a document that several pages show, by the numbers of what they show
    seen       which pages this run was given, and from which container
    seen_before   the same of earlier runs, until one comes to its end
    captures, chosen, shown, groups, redirects   what joining decides; see `join`
    people, appearances   how documents spell people, and who speaks when; see `people`
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from osce_kg.build.packed import FILE, StateDamaged, unpack, unpack_bytes
from osce_kg.captures.model import Capture
from osce_kg.errors import ReleaseError
from osce_kg.records import CaptureInfo, Document, NavigationMenu
from osce_kg.report import PageReading

_SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE pages (
  id INTEGER PRIMARY KEY, identity BLOB NOT NULL UNIQUE, sha256 TEXT NOT NULL, media_type TEXT NOT NULL, url TEXT,
  captured_at TEXT, text_sha256 TEXT, menu TEXT, documents INTEGER NOT NULL, reading BLOB NOT NULL, text BLOB
);
CREATE INDEX pages_of_digest ON pages (sha256);
CREATE TABLE menus (key TEXT PRIMARY KEY, record BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE documents (
  id INTEGER PRIMARY KEY, page INTEGER NOT NULL, key TEXT NOT NULL, fingerprint TEXT NOT NULL, node_id TEXT,
  dated INTEGER NOT NULL, sound INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX documents_of_page ON documents (page);
CREATE TABLE contents (
  document INTEGER PRIMARY KEY, summary BLOB NOT NULL, record BLOB NOT NULL, dump BLOB NOT NULL, text BLOB
);
CREATE TABLE merged (
  members TEXT PRIMARY KEY, summary BLOB NOT NULL, dump BLOB NOT NULL, text BLOB, sound INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE TABLE seen (page INTEGER NOT NULL, source TEXT, PRIMARY KEY (page, source));
CREATE TABLE seen_before (source TEXT, page INTEGER NOT NULL, PRIMARY KEY (source, page)) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document as a worker hands it over: packed values beside what joining needs."""

    key: str
    fingerprint: str
    node_id: str | None
    dated: bool
    summary: bytes
    record: bytes
    dump: bytes
    text: bytes | None


@dataclass(frozen=True, slots=True)
class PageRow:
    """A page as a worker hands it over. `menu` is the key of the menu it shows, `text` is packed page text."""

    identity: bytes
    capture: CaptureInfo
    menu: str | None
    reading: bytes
    text: bytes | None
    documents: tuple[DocumentRow, ...]


@dataclass(frozen=True, slots=True)
class MergedRow:
    """A document that several pages show, packed; `members` are the numbers of what they show, with spaces between."""

    members: str
    summary: bytes
    dump: bytes
    text: bytes | None


def identity(capture: Capture) -> bytes:
    """Return the 16 bytes by which a capture is known again: its bytes and what its container says of them."""
    info = capture.info
    told = [finding.code for finding in capture.findings]
    parts = (info.sha256, info.media_type, info.url, info.captured_at, capture.charset, told)
    return hashlib.blake2b(json.dumps(parts).encode(), digest_size=16).digest()


class State:
    """An open state file. The build writes to it; workers of later stages read it with `State.reader`."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self.db = connection

    @classmethod
    def open(cls, folder: Path, extractor: str, resume: bool = True) -> State:
        """Return the state in a folder, emptied if it is another extractor's, damaged, or not to be resumed.

        Raises:
            ReleaseError: the file cannot be written.
        """
        path = folder / FILE
        try:
            if path.exists() and not (resume and _is_of(path, extractor)):
                for file in folder.glob(f"{FILE}*"):
                    file.unlink()
            connection = sqlite3.connect(path)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA cache_size = -65536")
            if not connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone():
                connection.executescript(f"BEGIN; {_SCHEMA} COMMIT;")
                connection.execute("INSERT INTO meta VALUES ('extractor', ?)", (extractor,))
            seen = "SELECT source, page FROM seen WHERE source IS NOT NULL"
            connection.execute(f"INSERT OR IGNORE INTO seen_before {seen}")
            connection.execute("DELETE FROM seen")
            connection.commit()
        except (sqlite3.Error, OSError) as error:
            raise ReleaseError(f"cannot use {path}: {error}; choose another -o folder or delete the file") from error
        return cls(path, connection)

    @classmethod
    def reader(cls, path: Path) -> State:
        """Return the state for reading, while the build that owns it goes on."""
        return cls(path, sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True))

    def close(self) -> None:
        """Close the file."""
        self.db.close()

    def page_of(self, known_by: bytes) -> int | None:
        """Return the number of a page that is there already."""
        row = self.db.execute("SELECT id FROM pages WHERE identity = ?", (known_by,)).fetchone()
        return int(row[0]) if row else None

    def see(self, page: int, source: str | None) -> None:
        """Note that this run was given a page, by the container that is named."""
        self.db.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", (page, source))

    def seen_before(self, container: str) -> frozenset[bytes]:
        """Return the identities of the pages that earlier runs were given from a container and that are there yet."""
        query = """SELECT p.identity FROM seen_before b JOIN pages p ON p.id = b.page
                   WHERE b.source >= ? AND b.source < ?"""
        rows = self.rows(query, (container, f"{container}\U0010ffff"))
        return frozenset(cast("bytes", row[0]) for row in rows)

    def add(self, rows: Iterable[PageRow], menus: Iterable[tuple[str, bytes]]) -> None:
        """Add pages that were read, all or none."""
        self.db.executemany("INSERT OR IGNORE INTO menus VALUES (?, ?)", menus)
        for row in rows:
            self._add(row)
        self.db.commit()

    def _add(self, row: PageRow) -> None:
        known = self.page_of(row.identity)
        if known is None:
            info = row.capture
            values = (
                row.identity, info.sha256, info.media_type, info.url, info.captured_at, info.text_sha256, row.menu,
                len(row.documents), row.reading, row.text,
            )  # fmt: skip
            known = self.db.execute(
                "INSERT INTO pages (identity, sha256, media_type, url, captured_at, text_sha256, menu, documents,"
                " reading, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                values,
            ).lastrowid
            for document in row.documents:
                number = self.db.execute(
                    "INSERT INTO documents (page, key, fingerprint, node_id, dated) VALUES (?, ?, ?, ?, ?)",
                    (known, document.key, document.fingerprint, document.node_id, document.dated),
                ).lastrowid
                self.db.execute(
                    "INSERT INTO contents VALUES (?, ?, ?, ?, ?)",
                    (number, document.summary, document.record, document.dump, document.text),
                )
        if known is not None:
            self.see(known, row.capture.source)

    def add_merged(self, rows: Iterable[MergedRow]) -> None:
        """Add documents that were merged."""
        values = ((row.members, row.summary, row.dump, row.text) for row in rows)
        self.db.executemany("INSERT OR REPLACE INTO merged (members, summary, dump, text) VALUES (?, ?, ?, ?)", values)

    def set_sound(self, groups: Sequence[int]) -> None:
        """Note that validation has nothing to say of the documents of these groups."""
        numbers = [(number,) for number in groups]
        alone = (
            "UPDATE documents SET sound = 1 WHERE id = (SELECT document FROM groups WHERE number = ? AND members = '')"
        )
        self.db.executemany(alone, numbers)
        merged = "UPDATE merged SET sound = 1 WHERE members = (SELECT members FROM groups WHERE number = ?)"
        self.db.executemany(merged, numbers)

    def forget_unseen(self) -> None:
        """Drop the pages that this run was not given: a folder that shrinks does not leave its past behind."""
        gone = "SELECT id FROM pages WHERE id NOT IN (SELECT page FROM seen)"
        self.db.execute(f"DELETE FROM contents WHERE document IN (SELECT id FROM documents WHERE page IN ({gone}))")
        self.db.execute(f"DELETE FROM documents WHERE page IN ({gone})")
        self.db.execute("DELETE FROM pages WHERE id NOT IN (SELECT page FROM seen)")
        self.db.execute("DELETE FROM merged WHERE members NOT IN (SELECT members FROM groups)")
        self.db.execute("DELETE FROM seen_before")
        self.db.execute("DELETE FROM menus WHERE key NOT IN (SELECT menu FROM pages WHERE menu IS NOT NULL)")
        self.db.commit()

    # --- reading --------------------------------------------------------------------------------------------

    def record(self, document: int) -> Document:
        """Return a document as its page shows it."""
        return unpack(self._blob("SELECT record FROM contents WHERE document = ?", document), Document)

    def menu(self, key: str) -> NavigationMenu:
        """Return a menu by its key."""
        return unpack(self._blob("SELECT record FROM menus WHERE key = ?", key), NavigationMenu)

    def reading(self, page: int) -> PageReading:
        """Return what reading a page found."""
        return unpack(self._blob("SELECT reading FROM pages WHERE id = ?", page), PageReading)

    def page_text(self, sha256: str) -> str:
        """Return the text of a joined capture's page by the capture's digest, or nothing if it could not be read."""
        row = self.db.execute(
            "SELECT p.text FROM captures c JOIN pages p ON p.id = c.page WHERE c.sha256 = ? AND c.number = 0", (sha256,)
        ).fetchone()
        return unpack_bytes(row[0]).decode() if row and row[0] is not None else ""

    def _blob(self, query: str, key: int | str) -> bytes:
        row = self.db.execute(query, (key,)).fetchone()
        if row is None:
            raise StateDamaged(f"{self.path.name} lacks {key}; build with --no-resume")
        return bytes(row[0])

    def rows(self, query: str, values: Sequence[object] = ()) -> Iterator[tuple[object, ...]]:
        """Yield the rows of a query, one after the other."""
        # Not `yield from`: that would close the cursor of a query that is given up, after the file perhaps.
        for row in self.db.execute(query, values):  # noqa: UP028
            yield row


def _is_of(path: Path, extractor: str) -> bool:
    """Whether a state file is whole enough to be asked and belongs to this extractor."""
    try:
        with closing(sqlite3.connect(path)) as db:
            row = db.execute("SELECT value FROM meta WHERE name = 'extractor'").fetchone()
            return row is not None and row[0] == extractor
    except sqlite3.Error:
        return False
