"""Links: IRIs of the graph that nothing describes, links that are no web addresses, terms that nobody declared."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Set

from osce_kg.checking.graph import CheckedGraph, Survey, addresses_in, iris_in
from osce_kg.checking.hints import compact
from osce_kg.checking.model import Finding
from osce_kg.errors import InputError
from osce_kg.outputs.quads import Statement, parse
from osce_kg.rdf import RDF_TYPE
from osce_kg.records import Severity
from osce_kg.validation.checks import declared_terms
from osce_kg.vocab import OSCE, SCHEMA

MOST = 1000
"""How many findings of this check are told; more of them have one cause."""

_MAY_DANGLE = frozenset({str(SCHEMA.translationOfWork)})
"""The original of a translation need not have been captured; its shape asks for its IRI alone."""

_ANY_URI = "^^http://www.w3.org/2001/XMLSchema#anyURI"
_WEB = re.compile(r"https?://[^/\s]", re.IGNORECASE)
_BUILT_IN = ("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "http://www.w3.org/2001/XMLSchema#")


def check_links(graph: CheckedGraph, found: Survey) -> Iterator[Finding]:
    """Yield findings about links and terms, at most a thousand.

    Raises:
        InputError: a file cannot be read, or is cut off.
    """
    declared = declared_terms()
    ids, graphs = graph.iris.ids.encode(), f"{graph.iris.ids}graph/".encode()
    ours = (iri for iri in found.mentioned | found.proven if iri.startswith(ids) and not iri.startswith(graphs))
    missing = {iri for iri in ours if _bare(iri) not in found.subjects}
    elsewhere = {iri for iri in found.mentioned if not iri.lower().startswith((b"http://", b"https://"))}
    addresses = {address for address in found.addresses if not _WEB.match(address.decode("utf-8", "replace"))}
    terms = {iri for iri in found.mentioned if iri.startswith(OSCE.NS.encode())} | found.predicates
    terms |= {kind.encode() for kind in found.classes}
    unknown = {term for term in terms if not _is_declared(term.decode(), declared)}
    if not missing | elsewhere | addresses | unknown:
        return
    told = 0
    in_evidence = bool(missing & found.proven or unknown)
    for subject, statement in _statements_with(graph, missing | elsewhere | addresses | unknown, in_evidence):
        for finding in _judged(subject, statement, missing, elsewhere, unknown, declared):
            yield finding
            told += 1
            if told == MOST:
                return


def _bare(iri: bytes) -> bytes:
    """Return an IRI without its fragment: a span of a capture is described with the capture."""
    return iri.partition(b"#")[0]


def _is_declared(term: str, declared: Set[str]) -> bool:
    return term in declared or term.startswith(_BUILT_IN) or term.rstrip("#/") == OSCE.NS.rstrip("#")


def _statements_with(graph: CheckedGraph, suspects: Set[bytes], in_evidence: bool) -> Iterator[tuple[str, Statement]]:
    """Yield subject and statement of every line in which one of the suspects stands; in evidence if asked for."""
    for block in graph.blocks():
        if (not in_evidence and graph.is_evidence(block)) or not _terms_in(block) & suspects:
            continue
        for line in block.split(b"\n"):
            if line and _terms_in(line) & suspects:
                text = line.decode("utf-8", "replace")
                try:
                    yield text.split(" ", 1)[0].removeprefix("<").removesuffix(">"), parse(text)
                except (InputError, IndexError):
                    continue  # SHACL has refused it by now, or it is a quoted triple


def _terms_in(block: bytes) -> set[bytes]:
    return {*iris_in(block), *addresses_in(block)}


def _judged(
    subject: str,
    statement: Statement,
    missing: Set[bytes],
    elsewhere: Set[bytes],
    unknown: Set[bytes],
    declared: Set[str],
) -> Iterator[Finding]:
    path, value = statement.predicate, statement.value.encode()
    if path.encode() in unknown:
        yield _unknown(subject, None, path, declared)
    if statement.qualifier == _ANY_URI:
        if not _WEB.match(statement.value):
            message = f"{compact(path)} is no web address: {statement.value[:200]}"
            yield _finding(
                Severity.WARNING, "not-a-web-address", subject, path, f'"{statement.value}"', message, _WEB_HINT
            )
        return
    if statement.qualifier is not None or statement.value.startswith("_:"):
        return
    if value in unknown and (path == RDF_TYPE or statement.value.startswith(OSCE.NS)):
        yield _unknown(subject, path, statement.value, declared)
    elif value in missing and path not in _MAY_DANGLE:
        message = f"{compact(path)} points to {statement.value}, of which the graph says nothing"
        yield _finding(Severity.WARNING, "dangling-iri", subject, path, f"<{statement.value}>", message, _DANGLING_HINT)
    elif value in elsewhere:
        message = f"{compact(path)} is no web address: {statement.value[:200]}"
        yield _finding(Severity.WARNING, "not-a-web-address", subject, path, f"<{statement.value}>", message, _WEB_HINT)


_WEB_HINT = "Write an absolute http or https IRI, or leave the statement out."
_DANGLING_HINT = "Describe the thing in the same graph (type and label), or correct the IRI."
_TERM_HINT = "Correct the spelling, or declare the term in the ontology."


def _unknown(subject: str, path: str | None, term: str, declared: Set[str]) -> Finding:
    own = term.startswith(OSCE.NS)
    close = difflib.get_close_matches(term, declared, 1, 0.8)
    message = f"{compact(term)} is not declared" + (f"; did you mean {compact(close[0])}?" if close else "")
    severity = Severity.VIOLATION if own else Severity.INFO
    return _finding(severity, "unknown-term", subject, path, f"<{term}>", message, _TERM_HINT)


def _finding(
    severity: Severity, rule: str, focus: str, path: str | None, value: str, message: str, hint: str
) -> Finding:
    return Finding(severity, "links", rule, message, hint, focus=focus, path=path, value=value)
