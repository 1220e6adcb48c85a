"""SHACL results → the document, capture and line that they are about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from osce_kg.iris import Iris
from osce_kg.rdf import IRI
from osce_kg.records import Span
from osce_kg.report import ValidationEntry
from osce_kg.validation.model import Result
from osce_kg.vocab import OSCE


class Owned:
    """Documents by key, each with its capture, its container and its lines; finds whose a subject is."""

    def __init__(self, documents: Mapping[str, tuple[str, str | None, bytes]], iris: Iris) -> None:
        self._documents = documents
        self._iris = iris

    def document_of(self, subject: str) -> str | None:
        """Return the key of the document that alone states a subject, or None if none of these does."""
        parts = self._iris.split(IRI(subject))
        if parts is None:
            return None
        kind, key = parts
        if kind == "graph":
            key = key.removeprefix("document/")
        while key not in self._documents:
            if kind not in {"quotation", "evidence"} or "-" not in key:
                return None
            key = key.rpartition("-")[0]
        return key if kind in {"document", "graph", "quotation", "evidence"} else None

    def source_of(self, key: str) -> tuple[str, str | None]:
        """Return the capture's digest and the container of a document."""
        capture, source, _ = self._documents[key]
        return capture, source

    def span_of(self, key: str, subject: str, path: str | None) -> tuple[str, Span] | None:
        """Return capture and span of the evidence for a subject's property, else of any of its properties."""
        about = [
            proof
            for proof in self._evidence(key)
            if proof.get(OSCE.onSubject) == subject and OSCE.start in proof and OSCE.inCapture in proof
        ]
        exact = [proof for proof in about if proof.get(OSCE.onProperty) == path]
        for proof in exact or about:
            start = int(proof[OSCE.start])
            return proof[OSCE.inCapture], Span(start, int(proof.get(OSCE.end, start)))
        return None

    def _evidence(self, key: str) -> list[dict[str, str]]:
        proofs: dict[str, dict[str, str]] = {}
        start = f"<{self._iris.ids}evidence/"
        wanted = {OSCE.onSubject, OSCE.onProperty, OSCE.start, OSCE.end, OSCE.inCapture}
        # Not `splitlines`: a literal may hold what Python takes for the end of a line, such as U+2028.
        for line in self._documents[key][2].decode().split("\n"):
            if line.startswith(start):
                subject, predicate, rest = line.split(" ", 2)
                if (name := predicate[1:-1]) in wanted:
                    value = rest.split('"')[1] if rest.startswith('"') else rest[1 : rest.index(">")]
                    proofs.setdefault(subject, {})[name] = value
        return list(proofs.values())


def validation_entry(result: Result, owned: Owned, page_text: Callable[[str], str]) -> ValidationEntry | None:
    """Return a result about one of the documents with its place, or None if it is about none of them."""
    key = owned.document_of(result.focus_node)
    if key is None:
        return None
    capture, source = owned.source_of(key)
    found = owned.span_of(key, result.focus_node, result.path)
    sha256, span = (found[0].rpartition("/")[2], found[1]) if found else (None, None)
    if span is None or sha256 != capture:
        return entry_of(result, key, capture, source)
    return entry_of(result, key, capture, source, place_of(page_text(capture), span))


@dataclass(frozen=True, slots=True)
class TextPlace:
    """Where something stands in a page text: 1-based line and column of its first character, and its span."""

    line: int
    column: int
    span: Span


def place_of(text: str, span: Span) -> TextPlace:
    """Return where a span of a page text begins."""
    line_start = text.rfind("\n", 0, span.start) + 1
    return TextPlace(text.count("\n", 0, span.start) + 1, span.start - line_start + 1, span)


def entry_of(
    result: Result,
    document: str | None = None,
    capture: str | None = None,
    source: str | None = None,
    place: TextPlace | None = None,
) -> ValidationEntry:
    """Return a result as the report shows it."""
    return ValidationEntry(
        focus_node=result.focus_node,
        shape=result.shape or result.component,
        path=result.path,
        value=result.value,
        severity=result.severity.value,
        message=result.message,
        document=document,
        capture=capture,
        source=source,
        line=place.line if place else None,
        column=place.column if place else None,
        start=place.span.start if place else None,
        end=place.span.end if place else None,
        component=result.component,
    )
