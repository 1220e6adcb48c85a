"""Pages → documents, once each: copies, mirrors and listings join the document they show.

The result depends on the set of pages only, not on their order. The page that gives the facts is an original
before a mirror, a full page before a listing item, HTML before text, the later capture, then the smaller digest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

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
    """All pages together: documents by key, menus by capture, every capture once, findings of joining."""

    documents: tuple[MergedDocument, ...]
    menus: tuple[CapturedMenu, ...]
    captures: tuple[CaptureInfo, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Shown:
    document: Document
    capture: CaptureInfo


def merge_pages(pages: Iterable[PageRecords]) -> Merged:
    """Return the pages' documents joined. Captures of equal bytes count once and are reported."""
    unique, findings = _distinct(pages)
    shown = [_Shown(document, page.capture) for page in unique for document in page.documents]
    merged = []
    for group in _groups(shown):
        best, *rest = sorted(group, key=_rank)
        others = {other.capture.sha256: other.capture for other in rest}
        others.pop(best.capture.sha256, None)
        merged.append(MergedDocument(best.document, best.capture, tuple(others[sha] for sha in sorted(others))))
        findings += [_same_document(best, other) for other in rest if other.capture != best.capture]
    menus = [(page.capture, page.menu) for page in unique if page.menu]
    captures = tuple(page.capture for page in unique)
    merged.sort(key=lambda item: item.document.key)
    return Merged(tuple(merged), tuple(_owned(menus)), captures, tuple(findings))


def _distinct(pages: Iterable[PageRecords]) -> tuple[list[PageRecords], list[Finding]]:
    """Return the pages by digest, each once, and a finding per repeated digest."""
    by_sha: defaultdict[str, list[PageRecords]] = defaultdict(list)
    for page in pages:
        by_sha[page.capture.sha256].append(page)
    unique, findings = [], []
    for sha in sorted(by_sha):
        same = sorted(by_sha[sha], key=lambda page: _capture_order(page.capture))
        unique.append(same[0])
        for other in same[1:]:
            message = f"the same bytes as {same[0].capture.source}; counted once"
            findings.append(
                Finding("duplicate-capture", Severity.INFO, message, capture=sha, source=other.capture.source)
            )
    return unique, findings


def _capture_order(capture: CaptureInfo) -> tuple[str, str, str]:
    return (capture.url or "~", capture.captured_at or "~", capture.source or "")


def _groups(shown: Sequence[_Shown]) -> list[list[_Shown]]:
    """Return what shows the same document: the same key, or the same fingerprint as one node id."""
    nodes: defaultdict[str, set[str]] = defaultdict(set)
    for item in shown:
        if item.document.node_id:
            nodes[item.document.fingerprint].add(item.document.key)
    groups: defaultdict[str, list[_Shown]] = defaultdict(list)
    for item in shown:
        known = nodes[item.document.fingerprint]
        joins = item.document.node_id is None and item.document.issued is not None and len(known) == 1
        groups[next(iter(known)) if joins else item.document.key].append(item)
    return [groups[key] for key in sorted(groups)]


def _rank(item: _Shown) -> tuple[bool, bool, bool, bool, tuple[int, ...], str]:
    document, capture = item.document, item.capture
    newest = tuple(-ord(character) for character in capture.captured_at or "")
    return (
        document.mirror,
        document.listed,
        document.node_id is None,
        capture.text_sha256 is None,
        newest,
        capture.sha256,
    )


def _same_document(best: _Shown, other: _Shown) -> Finding:
    how = "a mirror of" if other.document.mirror else "an item for" if other.document.listed else "also shows"
    message = f"{how} {best.document.key}, whose facts are taken from {best.capture.source}"
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
