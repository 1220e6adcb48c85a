"""Pages → documents, once each: copies, mirrors and listings join the document they show.

The result depends on the set of pages only, not on their order. The page that gives the facts is an original
before a mirror, a full page before a listing item, a dated one before one without a date, HTML before text, the later
capture, then the smaller digest. The others add what it lacks. A capture is its bytes: equal bytes from several URLs
or moments are one capture with all of them, and show the document of each URL.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from osce_kg.converters.additions import Shown, completed
from osce_kg.records import CaptureInfo, Document, Finding, Severity


@dataclass(frozen=True, slots=True)
class MergedDocument:
    """One document, the capture its facts come from, and the other captures that show it, by digest."""

    document: Document
    capture: CaptureInfo
    others: tuple[CaptureInfo, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A page that was read: the capture, its number where the pages are kept, and how many documents it shows."""

    capture: CaptureInfo
    number: int
    documents: int


@dataclass(frozen=True, slots=True)
class MergedCapture:
    """Pages of equal bytes are one capture.

    `captures` has it once per URL and moment, the first in order first; `telling` are the pages whose documents count.
    """

    captures: tuple[CaptureInfo, ...]
    telling: tuple[Page, ...]
    findings: tuple[Finding, ...]


def merge_capture(pages: Sequence[Page]) -> MergedCapture:
    """Return pages of equal bytes joined; repeated ones are reported.

    Bytes that came as HTML and as text are read as what shows documents, else as HTML: what a file is called never
    decides.
    """
    read_as = min((not page.documents, page.capture.media_type) for page in pages)[1]
    ordered = sorted(pages, key=lambda page: (page.capture.media_type != read_as, _capture_order(page.capture)))
    first = ordered[0].capture
    captures: dict[tuple[str | None, str | None], CaptureInfo] = {}
    for page in ordered:
        # Offsets count in one text: bytes that were read as HTML and as plain text have two.
        if page.capture.media_type == first.media_type:
            captures.setdefault((page.capture.url, page.capture.captured_at), page.capture)
    findings = tuple(_same_bytes(first, other.capture) for other in ordered[1:])
    return MergedCapture(tuple(captures.values()), _telling(ordered), findings)


def merge_document(shown: Sequence[Shown]) -> tuple[MergedDocument, tuple[Finding, ...]]:
    """Return the document that the given pages show, and what joining them found."""
    best, *rest = sorted(shown, key=rank)
    others = {other.capture.sha256: other.capture for other in rest}
    others.pop(best.capture.sha256, None)
    document, added, conflicts = completed(best, rest)
    named = next((other.document for other in rest if other.document.node_id), None)
    if document.node_id is None and named is not None:
        document = _named(document, named)
    findings = [_same_document(best, other, added) for other in rest if other.capture != best.capture]
    merged = MergedDocument(document, best.capture, tuple(others[sha] for sha in sorted(others)))
    return merged, (*findings, *conflicts)


def _named(document: Document, by: Document) -> Document:
    """Return a document under the node id that another page tells of it; keys made of its own key change with it."""
    start = f"{document.key}-"

    def key(old: str) -> str:
        return f"{by.key}-{old.removeprefix(start)}" if old.startswith(start) else old

    quotations = [
        replace(quotation, person=quotation.person._replace(value=key(quotation.person.value)))
        if quotation.person
        else quotation
        for quotation in document.quotations
    ]
    return replace(
        document,
        key=by.key,
        node_id=by.node_id,
        quotations=tuple(quotations),
        people=tuple(replace(person, key=key(person.key)) for person in document.people),
    )


def _telling(same: Sequence[Page]) -> tuple[Page, ...]:
    """Return one page per URL of those with equal bytes. One without URL says nothing that the others do not."""
    by_url: dict[str | None, Page] = {}
    for page in same:
        if page.capture.media_type == same[0].capture.media_type:
            by_url.setdefault(page.capture.url, page)
    if len(by_url) > 1 and any(page.documents for url, page in by_url.items() if url):
        by_url.pop(None, None)
    return tuple(by_url.values())


def _same_bytes(first: CaptureInfo, other: CaptureInfo) -> Finding:
    """Report a repeated digest: recorded with its URL and moment if these are others, else counted once."""
    code, said = "duplicate-capture", "counted once"
    if other.media_type != first.media_type:
        said = f"read as {first.media_type} only"
    elif (other.url, other.captured_at) != (first.url, first.captured_at):
        code, said = (
            "same-bytes",
            f"one capture, of {other.url or 'no URL'} at {other.captured_at or 'no known time'} too",
        )
    message = f"the same bytes as {first.source}; {said}"
    return Finding(code, Severity.INFO, message, capture=first.sha256, source=other.source)


def _capture_order(capture: CaptureInfo) -> tuple[str, str, str, str]:
    return (capture.url or "~", capture.captured_at or "~", capture.text_sha256 or "~", capture.source or "")


def rank(item: Shown) -> tuple[bool, bool, bool, bool, bool, tuple[int, ...], str, str]:
    """Return a sort key: of the pages that show one document, the first gives its facts."""
    document, capture = item.document, item.capture
    newest = tuple(-ord(character) for character in capture.captured_at or "")
    return (
        document.mirror,
        document.listed,
        document.node_id is None,
        document.issued is None,
        capture.text_sha256 is None,
        newest,
        capture.sha256,
        capture.url or "~",
    )


def _same_document(best: Shown, other: Shown, added: Mapping[str, Sequence[str]]) -> Finding:
    how = "a mirror of" if other.document.mirror else "an item for" if other.document.listed else "also shows"
    message = f"{how} {best.document.key}, whose facts are taken from {best.capture.source}"
    if other.capture.sha256 in added:
        message += f"; adds {', '.join(added[other.capture.sha256])}"
    return Finding(
        "same-document",
        Severity.INFO,
        message,
        capture=other.capture.sha256,
        source=other.capture.source,
        document=best.document.key,
        span=other.document.headline.span,
    )
