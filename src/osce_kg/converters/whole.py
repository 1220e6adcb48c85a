"""Everything that was read → every quad of a release, and the way back from a subject to its document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from osce_kg.converters.document import DocumentOptions, convert_document
from osce_kg.converters.entities import Entities
from osce_kg.converters.merge import Merged, MergedDocument
from osce_kg.converters.people import convert_decisions
from osce_kg.converters.provenance import convert_capture, convert_extractor, convert_graph, convert_rules
from osce_kg.converters.reference import convert_reference
from osce_kg.converters.retired import convert_retired
from osce_kg.converters.taxonomy import convert_menu
from osce_kg.iris import Iris
from osce_kg.rdf import Literal, Quad
from osce_kg.records import CaptureInfo, Document
from osce_kg.reference import Registries
from osce_kg.reference.people import People
from osce_kg.reference.tables import Tables
from osce_kg.vocab import OSCE

_SHARED_GRAPHS = ("entities", "evidence", "text")


@dataclass(frozen=True)
class Curated:
    """What is curated and not captured: registries for look-up, tables to convert, definitions of rules, decisions."""

    registries: Registries
    tables: Tables
    rules: Mapping[str, str]
    people: People


@dataclass(frozen=True)
class WholeGraph:
    """Every quad of a release to be, distinct; `sources` leads from a document key to the capture it is from."""

    quads: tuple[Quad, ...]
    iris: Iris
    sources: Mapping[str, CaptureInfo]

    @cached_property
    def owners(self) -> Mapping[str, str]:
        """Document key by subject, for every subject that one document alone states, its evidence included."""
        owners: dict[str, str] = {}
        prefix = self.iris.graph("document/x")[:-1]
        for subject, _, _, graph in self.quads:
            if graph.startswith(prefix):
                owners.setdefault(subject, graph[len(prefix) :])
        evidence = self.iris.graph("evidence")
        for subject, predicate, value, graph in self.quads:
            if graph == evidence and predicate == OSCE.onSubject and str(value) in owners:
                owners.setdefault(subject, owners[str(value)])
        return owners

    @cached_property
    def starts(self) -> Mapping[tuple[str, str], tuple[str, int]]:
        """Capture digest and offset of the evidence for a subject and property; the headline's for a subject alone."""
        about: dict[str, dict[str, str]] = {}
        evidence = self.iris.graph("evidence")
        wanted = {OSCE.onSubject, OSCE.onProperty, OSCE.inCapture, OSCE.start}
        for named, predicate, value, graph in self.quads:
            if graph == evidence and predicate in wanted:
                text = value.value if isinstance(value, Literal) else str(value)
                about.setdefault(named, {})[predicate] = text
        starts: dict[tuple[str, str], tuple[str, int]] = {}
        for parts in about.values():
            if OSCE.start in parts:
                subject, sha256 = parts[OSCE.onSubject], parts[OSCE.inCapture].rsplit("/", 1)[1]
                where = sha256, int(parts[OSCE.start])
                starts.setdefault((subject, parts[OSCE.onProperty]), where)
                starts.setdefault((subject, ""), where)
        return starts


def convert_all(
    merged: Merged,
    curated: Curated,
    iris: Iris,
    options: DocumentOptions,
    version: str,
    without: frozenset[str] = frozenset(),
    texts: Mapping[str, str] | None = None,
) -> WholeGraph:
    """Return every quad of a release; documents whose key is in `without` are left out.

    `texts` are page texts by capture digest, needed for full evidence only.
    """
    kept = [item for item in merged.documents if item.document.key not in without]
    places = {key for item in kept for key in _places(item.document)}
    quads = dict.fromkeys(convert_reference(curated.tables, curated.registries, iris, places))
    confirmed = frozenset(parts[1] for quad in quads if (parts := iris.split(quad.subject)) and parts[0] == "person")
    entities, rules = Entities(curated.registries), set[str]()
    for item in kept:
        converted = convert_document(item.document, item.capture, iris, options, texts)
        quads |= dict.fromkeys(converted.quads)
        quads |= dict.fromkeys(_provenance(item, version, iris))
        entities.add(item.document)
        rules |= converted.rules
    quads |= dict.fromkeys(convert_retired((item.document for item in kept), iris))
    quads |= dict.fromkeys(entities.convert(iris, confirmed))
    quads |= dict.fromkeys(convert_decisions(curated.people, iris))
    quads |= dict.fromkeys(_captures(merged, version, iris))
    quads |= dict.fromkeys(convert_rules(rules, curated.rules, iris))
    sources = {item.document.key: item.capture for item in kept}
    return WholeGraph(tuple(quads), iris, sources)


def _places(document: Document) -> Iterator[str]:
    """Yield the keys of the places that a document points to."""
    yield from (reading.value for reading in document.places)
    yield from (mention.key for mention in document.mentions if mention.kind == "place")


def _provenance(item: MergedDocument, version: str, iris: Iris) -> Iterator[Quad]:
    key = item.document.key
    captures = [item.capture.sha256, *(other.sha256 for other in item.others)]
    return convert_graph(iris.graph(f"document/{key}"), f"Facts of document {key}", captures, version, iris)


def _captures(merged: Merged, version: str, iris: Iris) -> Iterable[Quad]:
    for menu in merged.menus:
        sha = menu.capture.sha256
        yield from convert_menu(menu.menu, menu.capture, menu.owner, iris)
        graph = iris.graph(f"capture/{sha}")
        yield from convert_graph(graph, f"What capture {sha[:16]} shows", [sha], version, iris)
    for capture in merged.captures:
        yield from convert_capture(capture, iris)
    for name in _SHARED_GRAPHS:
        yield from convert_graph(iris.graph(name), f"Graph {name}", (), version, iris)
    yield from convert_extractor(version, iris)
