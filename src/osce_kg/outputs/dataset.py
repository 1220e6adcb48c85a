"""A release's description: VoID with counts per class, property and graph, DCAT 3 with its files and their checksums.

https://www.w3.org/TR/void/, https://www.w3.org/TR/vocab-dcat-3/, https://spdx.org/rdf/terms/. No blank nodes: parts
have fragments of the dataset's IRI for names. Nothing here depends on when or where it is written.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import quote

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode, Triple

from osce_kg.formats import GRAPHS, N_QUADS, TRIG
from osce_kg.outputs.contents import Contents, contents_of
from osce_kg.outputs.quads import read_release
from osce_kg.outputs.statistics import Statistics, count_statements
from osce_kg.rdf import XSD
from osce_kg.release import FileEntry, Release
from osce_kg.vocab import OSCE, PREFIXES, short

_SPDX = "http://spdx.org/rdf/terms#"
_IANA = "https://www.iana.org/assignments/media-types/"
_LICENCE = "https://creativecommons.org/licenses/by/4.0/"
_RIGHTS = "Headlines, quotations and texts are the OSCE's; facts and reference data are under CC BY 4.0."
_TEXT_RIGHTS = "These texts are the OSCE's; they are under no licence of this project."
_ZSTD = ".zst"
_MEDIA = {
    **{f".{fmt.extension}": fmt.media_type for fmt in GRAPHS},
    ".csv": "text/csv",
    ".parquet": "application/vnd.apache.parquet",
}
_PATCH, _PATCHED = ".rdfp", "https://afs.github.io/rdf-delta/rdf-patch.html"
_DUMPS = frozenset({N_QUADS.extension, TRIG.extension})
_TOLD = re.compile(r"(dump|text)\.nq(\.zst)?\Z|reference\.(ttl|jsonld)\Z|tables/[^/]+\.(csv|parquet)\Z|changes\.rdfp")
_TEXTS = re.compile(r"text\.nq|tables/texts\.")


@dataclass(frozen=True, slots=True)
class Described:
    """What the description of a release says, or of a graph that is none. `files` are those to download, with the dumps
    among them; of a release others are left out. Without `digest` it may change at any time, without `version` nobody
    knows what built it, without `statistics` nothing was counted. `previous` is the digest of the release before, if
    there is one; `note` is said before what it is, for people.
    """

    base: str
    digest: str | None
    version: str | None
    contents: Contents
    statistics: Statistics | None
    files: Mapping[str, FileEntry]
    previous: str | None = None
    note: str = ""


def describe_release(release: Release, previous: str | None = None) -> bytes:
    """Return the description of a written release in Turtle, from one pass over its dumps."""
    manifest = release.manifest
    statistics = count_statements(read_release(release.dumps))
    return description(
        Described(
            manifest.base,
            manifest.digest,
            manifest.version,
            contents_of(manifest),
            statistics,
            told(manifest.files),
            previous,
        )
    )


def description(described: Described) -> bytes:
    """Return the description in Turtle; the same values give the same bytes."""
    triples = [*_dataset(described), *_partitions(described), *_graphs(described), *_distributions(described)]
    subjects = {subject: place for place, subject in enumerate(dict.fromkeys(item.subject for item in triples))}
    names = ("rdf", "rdfs", "xsd", "dct", "void", "dcat")
    prefixes = {name: PREFIXES[name] for name in names} | {"spdx": _SPDX}
    document = ox.serialize(
        sorted(triples, key=lambda item: subjects[item.subject]), format=ox.RdfFormat.TURTLE, prefixes=prefixes
    )
    assert document is not None
    lines = document.splitlines(keepends=True)  # the serializer puts its prefixes in an order of chance
    return b"".join((*sorted(lines[: len(prefixes)]), *lines[len(prefixes) :]))


def told(files: Mapping[str, FileEntry]) -> dict[str, FileEntry]:
    """Return those files of a release that are described: dumps, the reference graph, tables."""
    return {name: entry for name, entry in files.items() if _TOLD.match(name)}


def _dataset(described: Described) -> Iterator[Triple]:
    dataset = _dataset_iri(described)
    statistics = described.statistics
    yield from _typed(dataset, "void:Dataset", "dcat:Dataset")
    if described.version is None:
        yield _text(dataset, "dct:title", "A graph that is served without a release")
        yield _text(dataset, "dct:description", "Nothing says here who made it and under which terms.")
    else:
        yield from _written_by_a_build(described, dataset)
    if described.digest is not None:
        yield Triple(dataset, _term("dct:identifier"), Literal(described.digest))
        if described.version is not None:
            yield Triple(dataset, _term("dcat:version"), Literal(f"{described.version}+{described.digest[:12]}"))
    if described.previous is not None:
        before = NamedNode(f"{dataset.value}#release-{described.previous}")
        yield Triple(dataset, _term("dcat:previousVersion"), before)
        yield from _typed(before, "dcat:Dataset")
        yield Triple(before, _term("dct:identifier"), Literal(described.previous))
    yield Triple(dataset, _term("void:uriSpace"), Literal(f"{described.base}id/"))
    yield Triple(dataset, _term("void:sparqlEndpoint"), NamedNode(f"{described.base}sparql"))
    yield Triple(dataset, _term("void:openSearchDescription"), NamedNode(f"{described.base}opensearch.xml"))
    yield Triple(dataset, _term("dcat:landingPage"), dataset)
    yield Triple(dataset, _term("dct:conformsTo"), NamedNode(OSCE.NS.rstrip("#")))
    yield from _service(described, dataset)
    if statistics is None:
        return
    yield from (Triple(dataset, _term("void:vocabulary"), NamedNode(space)) for space in _vocabularies(statistics))
    counts = (
        ("void:triples", statistics.statements),
        ("void:distinctSubjects", statistics.subjects),
        ("void:classes", len(statistics.classes)),
        ("void:properties", len(statistics.properties)),
    )
    yield from (Triple(dataset, _term(name), Literal(number)) for name, number in counts)


def _written_by_a_build(described: Described, dataset: NamedNode) -> Iterator[Triple]:
    yield _text(dataset, "dct:title", "Press releases of the OSCE as a knowledge graph")
    if described.note:
        yield _text(dataset, "dct:description", described.note)
    yield _text(
        dataset,
        "dct:description",
        "Documents, quotations, people and places read from captures of osce.org, each fact with its evidence, and "
        "reference facts on States, bodies and meetings with their sources. Not an OSCE product.",
    )
    yield Triple(dataset, _term("dct:publisher"), NamedNode(described.base))
    yield Triple(dataset, _term("dct:license"), NamedNode(_LICENCE))
    yield from _rights_statement(dataset, dataset, _RIGHTS)


def _service(described: Described, dataset: NamedNode) -> Iterator[Triple]:
    """The SPARQL endpoint as a service in front of the dataset (DCAT 3, section 6.10)."""
    service, endpoint = NamedNode(f"{dataset.value}#sparql"), NamedNode(f"{described.base}sparql")
    yield from _typed(service, "dcat:DataService")
    yield _text(service, "dct:title", "SPARQL endpoint")
    yield Triple(service, _term("dcat:servesDataset"), dataset)
    yield Triple(service, _term("dcat:endpointURL"), endpoint)
    yield Triple(service, _term("dcat:endpointDescription"), endpoint)
    yield Triple(service, _term("dct:conformsTo"), NamedNode("https://www.w3.org/TR/sparql11-protocol/"))


def _vocabularies(statistics: Statistics) -> list[str]:
    used = [*statistics.classes, *statistics.properties]
    return sorted(space for space in PREFIXES.values() if any(iri.startswith(space) for iri in used))


def _partitions(described: Described) -> Iterator[Triple]:
    dataset, statistics = _dataset_iri(described), described.statistics
    if statistics is None:
        return
    kinds = (
        ("class", "void:classPartition", "void:class", "void:entities", statistics.classes),
        ("property", "void:propertyPartition", "void:property", "void:triples", statistics.properties),
    )
    for kind, partition, of, counted, numbers in kinds:
        for iri, number in sorted(numbers.items()):
            part = NamedNode(f"{dataset.value}#{kind}-{_fragment(iri)}")
            yield Triple(dataset, _term(partition), part)
            yield Triple(part, _term(of), NamedNode(iri))
            yield Triple(part, _term(counted), Literal(number))


def _graphs(described: Described) -> Iterator[Triple]:
    """Named graphs are subsets, told by name; of one graph for each thing, the family is."""
    dataset = _dataset_iri(described)
    for iri, number in sorted(described.contents.named.items()):
        graph = NamedNode(iri)
        yield Triple(dataset, _term("void:subset"), graph)
        yield from _typed(graph, "void:Dataset")
        yield Triple(graph, _term("void:triples"), Literal(number))
    for family in described.contents.families:
        graphs = NamedNode(f"{dataset.value}#{family.kind}-graphs")
        yield Triple(dataset, _term("void:subset"), graphs)
        yield from _typed(graphs, "void:Dataset")
        yield _text(graphs, "rdfs:label", f"one named graph for each {family.kind}")
        yield Triple(graphs, _term("void:uriSpace"), Literal(family.prefix))
        yield Triple(graphs, _term("void:documents"), Literal(family.graphs))
        yield Triple(graphs, _term("void:triples"), Literal(family.triples))


def _distributions(described: Described) -> Iterator[Triple]:
    dataset = _dataset_iri(described)
    for name, entry in sorted(described.files.items()):
        path = PurePosixPath(name)
        if path.with_suffix("" if path.suffix == _ZSTD else path.suffix).suffix not in {*_MEDIA, _PATCH}:
            continue
        distribution = NamedNode(f"{dataset.value}#file-{quote(name.replace('/', '-'))}")
        checksum = NamedNode(f"{distribution.value}-sha256")
        download = NamedNode(f"{described.base}dumps/{quote(name)}")
        yield Triple(dataset, _term("dcat:distribution"), distribution)
        yield from _typed(distribution, "dcat:Distribution")
        yield Triple(distribution, _term("dct:title"), Literal(name))
        yield Triple(distribution, _term("dcat:accessURL"), dataset)
        yield Triple(distribution, _term("dcat:downloadURL"), download)
        if path.suffix == _ZSTD:
            yield Triple(distribution, _term("dcat:compressFormat"), NamedNode(f"{_IANA}application/zstd"))
            path = path.with_suffix("")
        if path.suffix[1:] in _DUMPS:
            yield Triple(dataset, _term("void:dataDump"), download)
        if path.suffix == _PATCH:
            yield Triple(distribution, _term("dct:conformsTo"), NamedNode(_PATCHED))
            yield _text(distribution, "dct:description", f"What changed since release {described.previous}")
        else:
            yield Triple(distribution, _term("dcat:mediaType"), NamedNode(_IANA + _MEDIA[path.suffix]))
        size = Literal(str(entry.size), datatype=NamedNode(f"{XSD}nonNegativeInteger"))
        yield Triple(distribution, _term("dcat:byteSize"), size)
        if _TEXTS.match(name):
            yield from _rights_statement(dataset, distribution, _TEXT_RIGHTS)
        elif path.suffix == _PATCH:
            yield Triple(distribution, _term("dct:rights"), NamedNode(f"{dataset.value}#rights"))
        elif described.version is not None:
            yield Triple(distribution, _term("dct:license"), NamedNode(_LICENCE))
        yield Triple(distribution, NamedNode(f"{_SPDX}checksum"), checksum)
        yield Triple(checksum, _term("rdf:type"), NamedNode(f"{_SPDX}Checksum"))
        yield Triple(checksum, NamedNode(f"{_SPDX}algorithm"), NamedNode(f"{_SPDX}checksumAlgorithm_sha256"))
        digest = Literal(entry.sha256, datatype=NamedNode(f"{XSD}hexBinary"))
        yield Triple(checksum, NamedNode(f"{_SPDX}checksumValue"), digest)


def _rights_statement(dataset: NamedNode, subject: NamedNode, text: str) -> Iterator[Triple]:
    statement = NamedNode(f"{dataset.value}#{'rights' if subject == dataset else 'text-rights'}")
    yield Triple(subject, _term("dct:rights"), statement)
    yield from _typed(statement, "dct:RightsStatement")
    yield _text(statement, "rdfs:label", text)


def _dataset_iri(described: Described) -> NamedNode:
    return NamedNode(f"{described.base}dataset")


def _fragment(iri: str) -> str:
    """Return a name for an IRI that a fragment can carry: `osce-State`, or 16 digits of SHA-256 over the IRI."""
    name = short(iri)
    return hashlib.sha256(iri.encode()).hexdigest()[:16] if name == iri else name.replace(":", "-")


def _term(name: str) -> NamedNode:
    prefix, _, local = name.partition(":")
    return NamedNode(PREFIXES[prefix] + local)


def _typed(subject: NamedNode, *classes: str) -> Iterator[Triple]:
    return (Triple(subject, _term("rdf:type"), _term(name)) for name in classes)


def _text(subject: NamedNode, predicate: str, text: str) -> Triple:
    return Triple(subject, _term(predicate), Literal(text, language="en"))
