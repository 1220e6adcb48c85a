"""All pages → which document is which: one pass over the state, whose memory does not grow with the pages.

A document without node id joins the one document that shows the same title on the same day under a node id; else the
pages of one key are one document. What a single page shows was converted when it was read; only documents that several
pages show are merged here, from their records.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import cast

from osce_kg.build.state import State
from osce_kg.converters.additions import Shown
from osce_kg.converters.merge import Page, merge_capture, merge_document, rank
from osce_kg.records import CaptureInfo, Finding

Report = Callable[[Finding], None]

_TABLES = """
DROP TABLE IF EXISTS chosen; DROP TABLE IF EXISTS captures; DROP TABLE IF EXISTS shown; DROP TABLE IF EXISTS groups;
CREATE TABLE captures (
  sha256 TEXT NOT NULL, number INTEGER NOT NULL, media_type TEXT NOT NULL, url TEXT, captured_at TEXT, text_sha256 TEXT,
  source TEXT, page INTEGER NOT NULL, menu TEXT, PRIMARY KEY (sha256, number)
) WITHOUT ROWID;
CREATE TABLE chosen (page INTEGER PRIMARY KEY, source TEXT);
CREATE TABLE shown (document INTEGER PRIMARY KEY, page INTEGER NOT NULL, source TEXT, key TEXT NOT NULL);
CREATE TABLE groups (
  number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, fingerprint TEXT NOT NULL, node_id TEXT,
  document INTEGER NOT NULL, sha256 TEXT NOT NULL, source TEXT, others TEXT NOT NULL, members TEXT NOT NULL,
  kept INTEGER NOT NULL DEFAULT 1
);
"""
_SHOWN = """
INSERT INTO shown
WITH nodes AS (
  SELECT fingerprint, min(key) AS key, count(DISTINCT key) AS keys
  FROM documents JOIN chosen USING (page) WHERE node_id IS NOT NULL GROUP BY fingerprint
)
SELECT d.id, d.page, c.source, CASE WHEN d.node_id IS NULL AND d.dated AND n.keys = 1 THEN n.key ELSE d.key END
FROM documents d JOIN chosen c USING (page) LEFT JOIN nodes n USING (fingerprint)
"""


@dataclass(frozen=True, slots=True)
class Joined:
    """How many captures, documents and menus there are once everything is joined."""

    captures: int
    documents: int
    menus: int


def join(state: State, report: Report) -> Joined:
    """Decide which pages are one capture and which documents are one, and report what joining found."""
    state.db.executescript(_TABLES)
    for sha256, pages in groupby(_pages(state), key=lambda page: page.capture.sha256):
        merged = merge_capture(list(pages))
        for finding in merged.findings:
            report(finding)
        first = merged.telling[0] if merged.telling else None
        for number, info in enumerate(merged.captures):
            values = (sha256, number, info.media_type, info.url, info.captured_at, info.text_sha256, info.source)
            page = first.number if first else 0
            state.db.execute("INSERT INTO captures VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL)", (*values, page))
        for told in merged.telling:
            state.db.execute("INSERT OR IGNORE INTO chosen VALUES (?, ?)", (told.number, told.capture.source))
    state.db.execute(
        "UPDATE captures SET menu = (SELECT p.menu FROM pages p WHERE p.id = captures.page) WHERE number = 0"
    )
    state.db.execute("CREATE INDEX captures_of_menu ON captures (menu, sha256) WHERE menu IS NOT NULL")
    state.db.execute(_SHOWN)
    _group(state, report)
    state.db.commit()
    counts = [
        cast("int", state.db.execute(query).fetchone()[0])
        for query in (
            "SELECT count(*) FROM captures WHERE number = 0",
            "SELECT count(*) FROM groups",
            "SELECT count(DISTINCT menu) FROM captures",
        )
    ]
    return Joined(*counts)


def _pages(state: State) -> Iterator[Page]:
    query = """SELECT p.sha256, p.media_type, p.url, p.captured_at, s.source, p.text_sha256, p.id, p.documents
               FROM seen s JOIN pages p ON p.id = s.page ORDER BY p.sha256"""
    for row in state.rows(query):
        *info, number, documents = row
        yield Page(CaptureInfo(*cast("list[str]", info)), cast("int", number), cast("int", documents))


def _group(state: State, report: Report) -> None:
    """Write the groups in the order of their keys, each with the document that gives its facts."""
    query = """SELECT s.key, d.fingerprint, d.node_id, s.document, p.sha256, s.source
               FROM shown s JOIN documents d ON d.id = s.document JOIN pages p ON p.id = s.page
               ORDER BY s.key, s.document"""
    rows = cast("Iterator[tuple[str, str, str | None, int, str, str | None]]", state.rows(query))
    for number, (_, members) in enumerate(groupby(rows, key=lambda row: row[0])):
        first, *others = members
        values = (number, *first, "", "") if not others else (number, *_merged(state, [first, *others], report))
        state.db.execute("INSERT INTO groups VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1)", values)


def _merged(
    state: State, members: list[tuple[str, str, str | None, int, str, str | None]], report: Report
) -> tuple[object, ...]:
    """Return the row of a document that several pages show; its first number is that of the page with its facts."""
    numbers = [member[3] for member in members]
    shown = shown_of(state, numbers)
    merged, findings = merge_document(shown)
    for finding in findings:
        report(finding)
    document, capture = merged.document, merged.capture
    best = min(zip(shown, numbers, strict=True), key=lambda pair: rank(pair[0]))[1]
    others = " ".join(info.sha256 for info in merged.others)
    own = (document.key, document.fingerprint, document.node_id, best, capture.sha256, capture.source)
    return (*own, others, " ".join(map(str, numbers)))


def shown_of(state: State, documents: list[int]) -> list[Shown]:
    """Return documents as their pages show them."""
    return [Shown(state.record(document), _capture_of(state, document)) for document in documents]


def _capture_of(state: State, document: int) -> CaptureInfo:
    row = state.db.execute(
        """SELECT p.sha256, p.media_type, p.url, p.captured_at, s.source, p.text_sha256
           FROM shown s JOIN pages p ON p.id = s.page WHERE s.document = ?""",
        (document,),
    ).fetchone()
    return CaptureInfo(*row)
