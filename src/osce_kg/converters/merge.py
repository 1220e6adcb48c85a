"""Pages → documents, once each: copies, mirrors and listings join the document they show.

The result depends on the set of pages only, not on their order. The page that gives the facts is an original
before a mirror, a full page before a listing item, a dated one before one without a date, HTML before text, the later
capture, then the smaller digest. The others add what it lacks. A capture is its bytes: equal bytes from several URLs
or moments are one capture with all of them, and show the document of each URL.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from osce_kg.converters.additions import Shown, completed
from osce_kg.converters.taxonomy import menu_key
from osce_kg.records import CaptureInfo, Document, Finding, NavigationMenu, PageRecords, Severity


@dataclass(frozen=True, slots=True)
class MergedDocument:
    """One document, the capture its facts come from, and the other captures that show it, by digest."""

    document: Document
    capture: CaptureInfo
    others: tuple[CaptureInfo, ...] = ()


@dataclass(frozen=True, slots=True)
class CapturedMenu:
    """A capture's menu; `owner` is the one capture whose graph carries the entries of an equal menu."""

    capture: CaptureInfo
    menu: NavigationMenu
    owner: bool


@dataclass(frozen=True, slots=True)
class Merged:
    """All pages together: documents by key, menus by capture, findings of joining.

    `captures` has every capture once per URL and moment: those of one digest are one capture.
    """

    documents: tuple[MergedDocument, ...]
    menus: tuple[CapturedMenu, ...]
    captures: tuple[CaptureInfo, ...]
    findings: tuple[Finding, ...]


def merge_pages(pages: Iterable[PageRecords]) -> Merged:
    """Return the pages' documents joined. Captures of equal bytes are one and are reported."""
    captures: dict[tuple[str, str | None, str | None], CaptureInfo] = {}
    menus: list[tuple[CaptureInfo, NavigationMenu]] = []
    shown: list[Shown] = []
    findings: list[Finding] = []
    for same in _by_digest(pages):
        first, *repeated = same
        findings += [_same_bytes(first.capture, other.capture) for other in repeated]
        if first.menu:
            menus.append((first.capture, first.menu))
        for page in same:
            if page.capture.media_type == first.capture.media_type:
                capture = page.capture
                captures.setdefault((capture.sha256, capture.url, capture.captured_at), capture)
        shown += [Shown(document, page.capture) for page in _telling(same) for document in page.documents]
    merged = []
    for group in _groups(shown):
        best, *rest = sorted(group, key=_rank)
        others = {other.capture.sha256: other.capture for other in rest}
        others.pop(best.capture.sha256, None)
        document, added, conflicts = completed(best, rest)
        merged.append(MergedDocument(document, best.capture, tuple(others[sha] for sha in sorted(others))))
        findings += [_same_document(best, other, added) for other in rest if other.capture != best.capture]
        findings += conflicts
    merged.sort(key=lambda item: item.document.key)
    return Merged(tuple(merged), tuple(_owned(menus)), tuple(captures.values()), tuple(findings))


def _by_digest(pages: Iterable[PageRecords]) -> Iterator[list[PageRecords]]:
    """Yield the pages of each digest, in an order of their own."""
    by_sha: defaultdict[str, list[PageRecords]] = defaultdict(list)
    for page in pages:
        by_sha[page.capture.sha256].append(page)
    for sha in sorted(by_sha):
        yield sorted(by_sha[sha], key=lambda page: _capture_order(page.capture))


def _telling(same: Sequence[PageRecords]) -> list[PageRecords]:
    """Return one page per URL of those with equal bytes. One without URL says nothing that the others do not."""
    by_url: dict[str | None, PageRecords] = {}
    for page in same:
        # Offsets count in one text: bytes that were read as HTML and as plain text have two.
        if page.capture.media_type == same[0].capture.media_type:
            by_url.setdefault(page.capture.url, page)
    if len(by_url) > 1 and any(page.documents for url, page in by_url.items() if url):
        by_url.pop(None, None)
    return list(by_url.values())


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


def _capture_order(capture: CaptureInfo) -> tuple[str, str, str]:
    return (capture.url or "~", capture.captured_at or "~", capture.source or "")


def _groups(shown: Sequence[Shown]) -> list[list[Shown]]:
    """Return what shows the same document: the same key, or the same fingerprint as one node id."""
    nodes: defaultdict[str, set[str]] = defaultdict(set)
    for item in shown:
        if item.document.node_id:
            nodes[item.document.fingerprint].add(item.document.key)
    groups: defaultdict[str, list[Shown]] = defaultdict(list)
    for item in shown:
        known = nodes[item.document.fingerprint]
        joins = item.document.node_id is None and item.document.issued is not None and len(known) == 1
        groups[next(iter(known)) if joins else item.document.key].append(item)
    return [groups[key] for key in sorted(groups)]


def _rank(item: Shown) -> tuple[bool, bool, bool, bool, bool, tuple[int, ...], str, str]:
    document, capture = item.document, item.capture
    newest = tuple(-ord(character) for character in capture.captured_at or "")
    return (
        document.node_id is None,
        document.mirror,
        document.listed,
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


def _owned(menus: Sequence[tuple[CaptureInfo, NavigationMenu]]) -> list[CapturedMenu]:
    seen: set[str] = set()
    owned = []
    for capture, menu in sorted(menus, key=lambda item: item[0].sha256):
        key = menu_key(menu)
        owned.append(CapturedMenu(capture, menu, key not in seen))
        seen.add(key)
    return owned
