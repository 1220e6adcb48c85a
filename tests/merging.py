"""Pages joined as a build joins them, through a state file, for tests that look at what joining decides."""

from __future__ import annotations

import dataclasses
import hashlib
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from osce_kg.build.join import join, shown_of
from osce_kg.build.packed import pack
from osce_kg.build.state import DocumentRow, PageRow, State
from osce_kg.converters.merge import MergedDocument, merge_document
from osce_kg.records import CaptureInfo, Finding, PageRecords
from osce_kg.report import read_of


@dataclass(frozen=True, slots=True)
class Merged:
    """Documents in the order of their keys, captures in the order of their digests, findings of joining."""

    documents: tuple[MergedDocument, ...]
    captures: tuple[CaptureInfo, ...]
    findings: tuple[Finding, ...]


def merge_pages(pages: Iterable[PageRecords]) -> Merged:
    """Return pages joined. A page that is given twice is one that two containers have."""
    findings: list[Finding] = []
    sources: set[str | None] = set()
    with tempfile.TemporaryDirectory() as folder:
        state = State.open(Path(folder), "tests")
        try:
            for page in pages:
                capture = page.capture
                while capture.source in sources:
                    capture = dataclasses.replace(capture, source=f"{capture.source} again")
                sources.add(capture.source)
                state.add([_row(dataclasses.replace(page, capture=capture))], [])
            join(state, findings.append)
            groups = state.rows("SELECT document, members FROM groups ORDER BY key")
            documents = []
            for document, members in list(groups):
                numbers = [int(number) for number in str(members).split()] or [int(str(document))]
                documents.append(merge_document(shown_of(state, numbers))[0])
            query = (
                "SELECT sha256, media_type, url, captured_at, source, text_sha256 FROM captures ORDER BY sha256, number"
            )
            captures = [CaptureInfo(*row) for row in state.db.execute(query)]
        finally:
            state.close()
    return Merged(tuple(documents), tuple(captures), tuple(findings))


def _row(page: PageRecords) -> PageRow:
    info = page.capture
    known_by = f"{info.sha256} {info.url} {info.captured_at} {info.media_type}"
    documents = tuple(
        DocumentRow(
            key=document.key,
            fingerprint=document.fingerprint,
            node_id=document.node_id,
            dated=document.issued is not None,
            summary=b"",
            record=pack(document),
            dump=b"",
            text=None,
        )
        for document in page.documents
    )
    return PageRow(hashlib.sha256(known_by.encode()).digest(), info, None, pack(read_of(page)), None, documents)
