"""Single faults, put by a seeded generator into the quads of a release: both validators find the same."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Callable, Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest

from osce_kg.build import BuildOptions, build
from osce_kg.dump import read_lines
from osce_kg.errors import ValidatorError
from osce_kg.rdf import RDF_TYPE, XSD
from osce_kg.validation.model import SH, Report, Result
from osce_kg.validation.reference import validate_pyshacl
from osce_kg.validation.rust import validate_rust
from osce_kg.validation.shapes import ShapesGraph, load_shapes
from osce_kg.validation.union import union_triples
from osce_kg.vocab import OSCE

BATCHES = 5
FAULTS = 80
GOLDEN = ("f1/several_sources", "f2/spot_report", "f3/captions", "f4/kyrgyz", "f2/russian")
"""Pages beside the sample: quotations, several bodies, scripts."""

COMPARED = frozenset({OSCE.start, OSCE.end, OSCE.fromEarliest, OSCE.fromLatest, OSCE.untilEarliest, OSCE.untilLatest})
"""Properties under sh:lessThanOrEquals, which pySHACL does not apply as it should; see the last tests."""

_DATATYPES = tuple(f"{XSD}{name}" for name in ("string", "date", "integer", "anyURI", "gYear", "dateTime"))
_FORMS = ("", " ", "x", "2007-6-30", "2007-02-30", "0", "-1", "1e400", "http://a b", "\u0000")
_LANGUAGES = ("en", "de-x-odd", "mul", "xx")


@dataclasses.dataclass(frozen=True, slots=True)
class Fault:
    """A kind of fault, the subject that has it, what is taken away and what is put in its place."""

    kind: str
    subject: str
    taken: ox.Triple | None
    given: ox.Triple | None


class Faults:
    """Makes faults; the same seed makes the same."""

    def __init__(self, triples: Iterable[ox.Triple], seed: int) -> None:
        self.triples = sorted(triples, key=str)
        self._random = random.Random(seed)
        iris = {value for t in self.triples for value in (t.subject, t.object) if isinstance(value, ox.NamedNode)}
        self._iris = sorted(iris, key=str)
        classes = {t.object for t in self.triples if t.predicate.value == RDF_TYPE}
        self._classes = sorted((kind for kind in classes if isinstance(kind, ox.NamedNode)), key=str)
        self._kinds: dict[str, Callable[[ox.Triple], ox.NamedNode | ox.Literal | None]] = {
            "dropped": lambda _: None,
            "doubled": self._changed,
            "retyped": lambda _: self._random.choice(self._classes),
            "datatype": lambda t: ox.Literal(_text(t), datatype=ox.NamedNode(self._random.choice(_DATATYPES))),
            "form": lambda t: ox.Literal(self._random.choice(_FORMS), datatype=_datatype(t)),
            "language": lambda t: ox.Literal(_text(t), language=self._random.choice(_LANGUAGES)),
            "class": lambda _: ox.NamedNode(self._random.choice(self._iris).value),
            "dangling": lambda t: ox.NamedNode(f"{_iri(t)}-gone"),
            "literal-for-iri": lambda t: ox.Literal(_iri(t)),
            "iri-for-literal": lambda t: ox.NamedNode(f"urn:x:{len(_text(t))}"),
        }

    def make(self, number: int) -> list[Fault]:
        """Return so many faults, each in a subject of its own, all kinds in turn."""
        made: dict[str, Fault] = {}
        kinds = list(self._kinds)
        while len(made) < number:
            kind = kinds[len(made) % len(kinds)]
            triple = self._random.choice(self.triples)
            if kind != "dropped" and triple.predicate.value in COMPARED:
                continue
            if _fits(kind, triple) and str(triple.subject) not in made:
                value = self._kinds[kind](triple)
                given = None if value is None else ox.Triple(triple.subject, triple.predicate, value)
                taken = None if kind == "doubled" else triple
                made[str(triple.subject)] = Fault(kind, str(triple.subject), taken, given)
        return list(made.values())

    def _changed(self, triple: ox.Triple) -> ox.NamedNode | ox.Literal:
        if isinstance(triple.object, ox.Literal):
            text = _text(triple)
            changed = f"{int(text) + 1}" if text.isdigit() else f"{text[:-1]}{'1' if text[-1:] != '1' else '2'}"
            if triple.object.language:
                return ox.Literal(changed, language=triple.object.language)
            return ox.Literal(changed, datatype=triple.object.datatype)
        return ox.NamedNode(self._random.choice(self._iris).value)


def _text(triple: ox.Triple) -> str:
    assert isinstance(triple.object, ox.Literal)
    return triple.object.value


def _iri(triple: ox.Triple) -> str:
    assert isinstance(triple.object, ox.NamedNode)
    return triple.object.value


def _datatype(triple: ox.Triple) -> ox.NamedNode | None:
    assert isinstance(triple.object, ox.Literal)
    return None if triple.object.language else triple.object.datatype


def _fits(kind: str, triple: ox.Triple) -> bool:
    literal, typed = isinstance(triple.object, ox.Literal), triple.predicate.value == RDF_TYPE
    if kind in {"datatype", "form", "language", "iri-for-literal"}:
        return literal
    if kind == "retyped":
        return typed
    return not literal and not typed if kind in {"class", "dangling", "literal-for-iri"} else not typed


@pytest.fixture(scope="module")
def shapes() -> ShapesGraph:
    return load_shapes()


@pytest.fixture(scope="module")
def triples(sample: Path, root: Path, tmp_path_factory: pytest.TempPathFactory) -> frozenset[ox.Triple]:
    pages = [str(root / "tests" / "captures" / f"{name}.txt") for name in GOLDEN]
    release = build(BuildOptions((str(sample), *pages), tmp_path_factory.mktemp("releases"))).release
    lines = (line.decode() for path in (release.dump, release.text) for line in read_lines(path))
    parsed = ox.parse("\n".join(union_triples(lines)), format=ox.RdfFormat.N_TRIPLES)
    return frozenset(quad.triple for quad in parsed)


@pytest.mark.parametrize("seed", [0, *(pytest.param(n, marks=pytest.mark.slow) for n in range(1, BATCHES))])
def test_both_validators_find_the_same_of_seeded_faults(
    seed: int, triples: frozenset[ox.Triple], shapes: ShapesGraph
) -> None:
    faults = Faults(triples, seed).make(FAULTS)
    faulty = set(triples) - {fault.taken for fault in faults if fault.taken}
    faulty |= {fault.given for fault in faults if fault.given}
    lines = sorted(f"{triple} ." for triple in faulty)
    found, expected = validate_rust(shapes, lines), validate_pyshacl(shapes, lines)
    assert _told(found) == _told(expected)
    assert found.conforms is expected.conforms is False
    spoken_of = {result.focus_node for result in found.results} | {result.value for result in found.results}
    noticed = {fault.kind for fault in faults if fault.subject[1:-1] in spoken_of}
    assert noticed >= {fault.kind for fault in faults} - {"datatype", "form", "language", "dropped"}


def _told(report: Report) -> set[Result]:
    """Return results without their messages, which are the validator's own where a shape has none."""
    return {dataclasses.replace(result, message="") for result in report.results}


# --- differences that are known, each with its reason -------------------------------------------------------

_SPAN = f"""@prefix sh: <{SH}> . @prefix x: <urn:x:> . @prefix xsd: <{XSD}> .
x:Span a sh:NodeShape ; sh:targetClass x:Span ; sh:property x:from, x:length .
x:from a sh:PropertyShape ; sh:path x:from ; sh:datatype xsd:date ; sh:lessThanOrEquals x:to .
x:length a sh:PropertyShape ; sh:path x:length ; sh:minInclusive 0 .
"""


def _span(tmp_path: Path, *statements: str) -> tuple[ShapesGraph, list[str]]:
    file = tmp_path / "shapes.ttl"
    file.write_text(_SPAN, encoding="utf-8")
    typed = f"<urn:x:b> <{RDF_TYPE}> <urn:x:Span> ."
    return load_shapes([file], ()), [typed, *(f"<urn:x:b> {statement} ." for statement in statements)]


@pytest.mark.parametrize(
    ("start", "end", "datatypes"),
    [
        (f'"2007-06-30"^^<{XSD}date>', f'"2007-06-31"^^<{XSD}date>', 0),
        (f'"2007-06-30"^^<{XSD}date>', f'"2008-06-30T00:00:00"^^<{XSD}dateTime>', 0),
        (f'"2008"^^<{XSD}gYear>', f'"2008"^^<{XSD}gYear>', 1),
    ],
)
def test_values_that_cannot_be_compared_are_a_result_of_shacl_alone(
    start: str, end: str, datatypes: int, tmp_path: Path
) -> None:
    """SHACL 4.5.4 has a result where two values cannot be compared; pySHACL takes rdflib's order of all terms."""
    shapes, lines = _span(tmp_path, f"<urn:x:from> {start}", f"<urn:x:to> {end}")
    found, expected = validate_rust(shapes, lines), validate_pyshacl(shapes, lines)
    assert [result.component_name for result in expected.results] == ["DatatypeConstraintComponent"] * datatypes
    alone = _told(found) - _told(expected)
    assert [result.component_name for result in alone] == ["LessThanOrEqualsConstraintComponent"]
    assert _told(expected) <= _told(found)


def test_pyshacl_says_which_values_it_fails_on(tmp_path: Path) -> None:
    """Where rdflib has no order either, pySHACL ends in a TypeError."""
    one, other = f'"2007-06-31"^^<{XSD}date>', f'"2007-06-30"^^<{XSD}date>'
    shapes, lines = _span(tmp_path, f"<urn:x:from> {one}", f"<urn:x:to> {other}")
    assert not validate_rust(shapes, lines).conforms
    with pytest.raises(ValidatorError, match=r"not of its datatype; use --validator shacl"):
        validate_pyshacl(shapes, lines)
