"""SHACL results → the document, capture and line that they are about."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from osce_kg.iris import Iris
from osce_kg.rdf import IRI
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

    def start_of(self, key: str, subject: str, path: str | None) -> tuple[str, int] | None:
        """Return capture and offset of the evidence for a subject's property, else of any of its properties."""
        about = self._evidence(key)
        for proof in about:
            if proof.get(OSCE.onSubject) == subject and proof.get(OSCE.onProperty) == path and OSCE.start in proof:
                return proof[OSCE.inCapture], int(proof[OSCE.start])
        for proof in about:
            if proof.get(OSCE.onSubject) == subject and OSCE.start in proof:
                return proof[OSCE.inCapture], int(proof[OSCE.start])
        return None

    def _evidence(self, key: str) -> list[dict[str, str]]:
        proofs: dict[str, dict[str, str]] = {}
        start = f"<{self._iris.ids}evidence/"
        wanted = {OSCE.onSubject, OSCE.onProperty, OSCE.start, OSCE.inCapture}
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
    found = owned.start_of(key, result.focus_node, result.path)
    line = None
    if found is not None:
        sha256, start = found[0].rpartition("/")[2], found[1]
        line = page_text(sha256).count("\n", 0, start) + 1 if sha256 == capture else None
    return entry_of(result, key, capture, source, line)


def entry_of(
    result: Result,
    document: str | None = None,
    capture: str | None = None,
    source: str | None = None,
    line: int | None = None,
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
        line=line,
    )
