"""The W3C's SPARQL 1.1 test suite, read in place from `../shared`, and the list of tests known to fail."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import pytest

SUITE = Path(__file__).resolve().parents[2] / "shared" / "conformance" / "sparql11"
BASE = "http://www.w3.org/2009/sparql/docs/tests/data-sparql11/"
EXPECTED_FAILURES = Path(__file__).parent / "data" / "w3c_expected_failures.toml"

needs_suite = pytest.mark.skipif(
    not SUITE.is_dir(), reason=f"{SUITE} is not here: the W3C suite lies beside the repository"
)

_MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
_QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


class Manifest:
    """One manifest file as a graph: values of a property, and lists."""

    def __init__(self, file: Path) -> None:
        self.base = iri_of(file)
        self._values: dict[tuple[str, str], list[Term]] = {}
        for quad in ox.parse(path=file, format=ox.RdfFormat.TURTLE, base_iri=self.base):
            self._values.setdefault((str(quad.subject), quad.predicate.value), []).append(quad.object)

    def values(self, subject: Term, prop: str) -> list[Term]:
        """Return the objects in the order of the file."""
        return self._values.get((str(subject), prop), [])

    def value(self, subject: Term, prop: str) -> Term | None:
        return next(iter(self.values(subject, prop)), None)

    def text(self, subject: Term, prop: str) -> str | None:
        """Return the lexical form or IRI of the object, or None."""
        found = self.value(subject, prop)
        return None if found is None or isinstance(found, ox.BlankNode | ox.Triple) else found.value

    def members(self, head: Term | None) -> Iterator[Term]:
        """Yield the members of a list."""
        while head is not None and head != ox.NamedNode(_RDF + "nil"):
            first = self.value(head, _RDF + "first")
            assert first is not None
            yield first
            head = self.value(head, _RDF + "rest")

    def entries(self) -> list[Term]:
        return list(self.members(self.value(ox.NamedNode(self.base), _MF + "entries")))

    def included(self) -> list[str]:
        head = self.value(ox.NamedNode(self.base), _MF + "include")
        return [member.value for member in self.members(head) if isinstance(member, ox.NamedNode)]


@dataclass(frozen=True, slots=True)
class QueryTest:
    """One test of queries. `kind` is the local name of its type; `base` the IRI of the query's file."""

    iri: str
    kind: str
    query: Path
    base: str
    data: tuple[str, ...] = ()
    graph_data: tuple[str, ...] = ()
    result: Path | None = None

    @property
    def text(self) -> str:
        """The query as it is in its file, line ends included."""
        return self.query.read_bytes().decode()


def iri_of(file: Path) -> str:
    """Return the IRI under which a file of the suite is published."""
    return BASE + file.relative_to(SUITE).as_posix()


def file_of(iri: str) -> Path:
    """Return the file of the suite that has this IRI."""
    return SUITE / iri.removeprefix(BASE)


def short(iri: str) -> str:
    """Return a test's IRI without what all have in common."""
    return iri.removeprefix(BASE).replace("/manifest#", "/")


def query_tests(*manifests: str) -> list[QueryTest]:
    """Return the tests of the manifests that these manifests include; none where the suite is absent."""
    if not SUITE.is_dir():
        return []
    included = [iri for name in manifests for iri in Manifest(SUITE / name).included()]
    return [test for iri in included for test in _tests_of(Manifest(file_of(iri)))]


def _tests_of(manifest: Manifest) -> Iterator[QueryTest]:
    for entry in manifest.entries():
        assert isinstance(entry, ox.NamedNode)
        kind = (manifest.text(entry, _RDF + "type") or "").removeprefix(_MF)
        action = manifest.value(entry, _MF + "action")
        assert action is not None
        result = manifest.text(entry, _MF + "result")
        query = action.value if isinstance(action, ox.NamedNode) else manifest.text(action, _QT + "query")
        assert query is not None
        yield QueryTest(
            entry.value,
            kind,
            file_of(query),
            query,
            tuple(term.value for term in manifest.values(action, _QT + "data") if isinstance(term, ox.NamedNode)),
            tuple(term.value for term in manifest.values(action, _QT + "graphData") if isinstance(term, ox.NamedNode)),
            file_of(result) if result else None,
        )


def write_dump(iris: Sequence[str], target: Path) -> None:
    """Write files of the suite as N-Quads, each into the graph of its own IRI."""
    with target.open("wb") as file:
        for iri in iris:
            source = file_of(iri)
            rdf_format = ox.RdfFormat.from_extension(source.suffix.removeprefix("."))
            assert rdf_format is not None
            quads = ox.parse(path=source, format=rdf_format, base_iri=iri, rename_blank_nodes=True)
            graph = ox.NamedNode(iri)
            ox.serialize(
                (ox.Quad(quad.subject, quad.predicate, quad.object, graph) for quad in quads),
                file,
                format=ox.RdfFormat.N_QUADS,
            )


def expected_failures() -> dict[str, str]:
    """Return the reason for each test that is known to fail, by its IRI."""
    entries = tomllib.loads(EXPECTED_FAILURES.read_text(encoding="utf-8"))["failure"]
    reasons = {entry["test"]: entry["reason"] for entry in entries}
    assert len(reasons) == len(entries), "a test is listed twice"
    return reasons


def judged(iri: str, failure: str | None, reasons: dict[str, str]) -> None:
    """Fail on an unexpected failure and on an unexpected pass; xfail, with its reason, what is expected to fail."""
    reason = reasons.get(iri)
    if reason is None:
        assert failure is None, failure
        return
    assert failure is not None, f"{iri} passes: take it off {EXPECTED_FAILURES.name} ({reason})"
    pytest.xfail(reason)
