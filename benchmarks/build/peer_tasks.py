"""One way to make quads of records, in a process of its own: `python -m benchmarks.build.peer_tasks WAY FOLDER`.

Prints one line of JSON: CPU seconds of the work alone, children included, and how many triples it made or looked at.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
from rdflib import Dataset, Graph, URIRef
from rdflib import Literal as RdflibLiteral

from osce_kg import __version__
from osce_kg.build.background import lines_of, reference_of, triples_of
from osce_kg.build.extractor import extractor_digest
from osce_kg.build.frames import Lines, write_documents
from osce_kg.build.packed import pack, unpack
from osce_kg.build.setup import Setup
from osce_kg.converters.document import ConvertedDocument, DocumentOptions, convert_document
from osce_kg.converters.provenance import convert_capture, convert_graph
from osce_kg.converters.shared import Gathered
from osce_kg.converters.summary import summarize
from osce_kg.dump import DumpWriter, Frame, merge_sorted
from osce_kg.iris import DEFAULT_BASE, Iris
from osce_kg.records import CaptureInfo, Document
from osce_kg.validation.reference import validate_pyshacl
from osce_kg.validation.rust import validate_written
from osce_kg.validation.shapes import load_shapes

RANGE = 1000
"""Documents that are converted, sorted and validated at once, as in a build."""

SETUP = Setup(
    DEFAULT_BASE, DocumentOptions(), None, __version__, extractor_digest(None, DEFAULT_BASE, DocumentOptions())
)


@dataclass(frozen=True, slots=True)
class Given:
    """One document as it was read, and its capture."""

    document: Document
    capture: CaptureInfo


def write_records(given: list[Given], folder: Path) -> None:
    """Write records, one file for each range."""
    for start in range(0, len(given), RANGE):
        (folder / f"{start:09}.records").write_bytes(pack(given[start : start + RANGE]))


def _ranges(folder: Path) -> Iterator[list[Given]]:
    for path in sorted(folder.glob("*.records")):
        yield unpack(path.read_bytes(), list[Given])


def _converted(given: list[Given], iris: Iris) -> list[ConvertedDocument]:
    return [convert_document(one.document, one.capture, iris, SETUP.documents) for one in given]


def _frames(folder: Path, number: int, converted: list[ConvertedDocument], iris: Iris) -> list[Frame]:
    lines = (Lines(one.dump, one.text, b"") for one in converted)
    dump, text = write_documents(lines, folder / f"{number:09}", iris)
    return [*dump, *text]


def ours(folder: Path) -> int:
    """Convert, sort and compress; merge the frames to one dump."""
    iris = Iris(SETUP.base)
    frames: list[Frame] = []
    for number, given in enumerate(_ranges(folder)):
        frames += _frames(folder, number, _converted(given, iris), iris)
    return _dump(folder, frames)


def _dump(folder: Path, frames: list[Frame]) -> int:
    with DumpWriter(folder / "ours.nq.zst") as writer:
        for part in merge_sorted(frames):
            writer.add(part)
        return writer.written.lines


def validated(folder: Path) -> int:
    """As `ours`, and validate each range beside what its documents name."""
    background = reference_of(SETUP)
    frames: list[Frame] = []
    for number, given in enumerate(_ranges(folder)):
        converted = _converted(given, background.iris)
        report = validate_written(background.shapes, _beside(given, converted))
        if report.results:
            raise RuntimeError(f"expected records that conform, found {report.results[0]}")
        frames += _frames(folder, number, converted, background.iris)
    return _dump(folder, frames)


def _beside(given: list[Given], converted: list[ConvertedDocument]) -> Iterator[bytes]:
    """Yield the triples of documents and of all that they point to."""
    background = reference_of(SETUP)
    iris = background.iris
    summaries = (summarize(one.document, made) for one, made in zip(given, converted, strict=True))
    yield background.triples
    gathered = Gathered()
    for summary in summaries:
        gathered.add(summary, background.curated.registries)
    yield triples_of(background.convert(gathered))
    yield triples_of({quad for one in given for quad in convert_capture(one.capture, iris)})
    for one, made in zip(given, converted, strict=True):
        key = one.document.key
        graph = iris.graph(f"document/{key}")
        lines = lines_of(convert_graph(graph, f"Facts of document {key}", [one.capture.sha256], __version__, iris))
        for block in (made.dump, made.text, lines):
            for name in (graph, iris.graph("evidence"), iris.graph("text"), iris.graph("dataset")):
                block = block.replace(f" <{name}> .\n".encode(), b" .\n")
            yield block


def write_beside(folder: Path) -> None:
    """Write the triples that `validated` looks at, for `by_pyshacl`."""
    iris = Iris(SETUP.base)
    with (folder / "beside.nt").open("wb") as file:
        for given in _ranges(folder):
            file.writelines(_beside(given, _converted(given, iris)))


def by_rdflib(folder: Path) -> Callable[[], int]:
    """Fill a dataset and serialize it. Values are at hand: making them of records is not counted."""
    quads = [
        (quad.subject.value, quad.predicate.value, quad.object, quad.graph_name.value)
        for quad in ox.parse(path=str(folder / "ours.nq"), format=ox.RdfFormat.N_QUADS)
        if not isinstance(quad.subject, ox.Triple) and not isinstance(quad.graph_name, ox.DefaultGraph)
    ]

    def work() -> int:
        dataset = Dataset()
        for subject, predicate, value, graph in quads:
            dataset.add((URIRef(subject), URIRef(predicate), _rdflib(value), Graph(identifier=URIRef(graph))))
        dataset.serialize(folder / "rdflib.nq", format="nquads", encoding="utf-8")
        return len(quads)

    return work


def _rdflib(value: object) -> URIRef | RdflibLiteral:
    if isinstance(value, ox.NamedNode):
        return URIRef(value.value)
    if not isinstance(value, ox.Literal):
        raise TypeError(f"expected an IRI or a literal, found {value}")
    if value.language:
        return RdflibLiteral(value.value, lang=value.language)
    return RdflibLiteral(value.value, datatype=URIRef(value.datatype.value), normalize=False)


def by_pyshacl(folder: Path) -> Callable[[], int]:
    """Validate the triples that `validated` looks at; filling the graph is counted, as it is there."""
    shapes = load_shapes()
    lines = (folder / "beside.nt").read_text(encoding="utf-8").splitlines()

    def work() -> int:
        report = validate_pyshacl(shapes, lines)
        if report.results:
            raise RuntimeError(f"expected records that conform, found {report.results[0]}")
        return len(set(lines))

    return work


def by_shacl(folder: Path) -> Callable[[], int]:
    """Validate the same triples by `shacl`."""
    shapes = load_shapes()
    lines = (folder / "beside.nt").read_bytes()

    def work() -> int:
        report = validate_written(shapes, [lines])
        if report.results:
            raise RuntimeError(f"expected records that conform, found {report.results[0]}")
        return len(set(lines.splitlines()))

    return work


def _ours(folder: Path) -> Callable[[], int]:
    return lambda: ours(folder)


def _validated(folder: Path) -> Callable[[], int]:
    reference_of(SETUP)
    return lambda: validated(folder)


WAYS: dict[str, Callable[[Path], Callable[[], int]]] = {
    "ours": _ours,
    "validated": _validated,
    "rdflib": by_rdflib,
    "shacl": by_shacl,
    "pyshacl": by_pyshacl,
}


def main(way: str, folder: str) -> None:
    """Prepare, then work and print what it took."""
    logging.getLogger("rdflib.term").disabled = True
    work = WAYS[way](Path(folder))
    before = sum(os.times()[:4])
    triples = work()
    print(json.dumps({"cpu": sum(os.times()[:4]) - before, "triples": triples}))


if __name__ == "__main__":
    main(*sys.argv[1:])
