"""The graph that is checked, as files of N-Quads, whatever it was made of; and what one pass over it tells."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from osce_kg.iris import Iris
from osce_kg.outputs.quads import blocks
from osce_kg.rdf import RDF_TYPE
from osce_kg.vocab import OSCE

_BLOCK = 1 << 20
_SUBJECT = re.compile(rb"^<([^>]*)>", re.MULTILINE)
_PREDICATE = re.compile(rb"^[^ ]+ <([^>]*)>", re.MULTILINE)
_TYPED = re.compile(rb"^([^ ]+) <" + re.escape(RDF_TYPE.encode()) + rb"> <([^>]*)>", re.MULTILINE)
_IRI = re.compile(rb"<([^<>\s]*)>")
_ADDRESS = b'"^^<http://www.w3.org/2001/XMLSchema#anyURI>'
_PROVEN = re.compile(rb"<" + re.escape(OSCE.onSubject.encode()) + rb"> <([^>]*)>")


@dataclass(frozen=True, slots=True)
class CheckedGraph:
    """Files of N-Quads lines, plain or compressed with Zstandard, of which each line ends with a newline.

    `whole` is whether it is meant to be all of a release, so that counts and earlier releases can be compared.
    `quality` is what a build counted by page family and field: documents, how many show it, of how many it was read.
    `files` are the RDF files it was read from, for places.
    """

    paths: tuple[Path, ...]
    iris: Iris
    whole: bool
    quality: Mapping[str, Mapping[str, Mapping[str, int]]] = field(default_factory=dict)
    files: tuple[Path, ...] = ()

    def blocks(self, skip: Sequence[str] = ()) -> Iterator[bytes]:
        """Yield blocks of whole lines, without those that lie within one of the prefixes of `skip`."""
        for path in self.paths:
            yield from blocks(path, skip, _BLOCK)

    def is_evidence(self, block: bytes) -> bool:
        """Whether a block lies within the evidence, of which a sorted dump has all in one place."""
        start = f"<{self.iris.ids}evidence/".encode()
        return block.startswith(start) and block.startswith(start, block.rfind(b"\n", 0, len(block) - 1) + 1)


def iris_in(block: bytes) -> list[bytes]:
    """Return whatever stands in angle brackets, without them."""
    return _IRI.findall(block)


def proven_in(block: bytes) -> list[bytes]:
    """Return the subjects that evidence in a block is about."""
    return _PROVEN.findall(block)


def addresses_in(block: bytes) -> list[bytes]:
    """Return the texts of xsd:anyURI in a block, from their last quotation mark on."""
    return [part[part.rfind(b'"') + 1 :] for part in block.split(_ADDRESS)[:-1]]


@dataclass(slots=True)
class Survey:
    """What a graph holds: subjects and mentioned IRIs but for evidence, predicates, things per class, addresses.

    `proven` are the subjects that evidence is about. `mentioned` may hold words of a text that look like an IRI, and of
    an address with a quotation mark `addresses` holds the end: both are lists of suspects. IRIs are bytes.
    """

    subjects: set[bytes] = field(default_factory=set)
    mentioned: set[bytes] = field(default_factory=set)
    proven: set[bytes] = field(default_factory=set)
    predicates: set[bytes] = field(default_factory=set)
    classes: Counter[str] = field(default_factory=Counter)
    addresses: set[bytes] = field(default_factory=set)

    def documents(self, iris: Iris) -> int:
        """Return how many documents there are, retired identifiers included."""
        start = f"{iris.ids}document/".encode()
        return sum(subject.startswith(start) for subject in self.subjects)


def survey(graph: CheckedGraph) -> Survey:
    """Return what is in a graph, in one pass. Of evidence, four fifths of a release, only what it is about is noted.

    Raises:
        InputError: a file cannot be read, or is cut off.
    """
    found = Survey()
    typed: set[tuple[bytes, bytes]] = set()
    for block in graph.blocks():
        found.predicates.update(_PREDICATE.findall(block))
        if graph.is_evidence(block):
            found.proven.update(proven_in(block))
            continue
        found.subjects.update(_SUBJECT.findall(block))
        found.mentioned.update(iris_in(block))
        found.addresses.update(addresses_in(block))
        typed.update(_TYPED.findall(block))
    found.classes = Counter(kind.decode() for _, kind in typed)
    return found


def classes_of(graph: CheckedGraph) -> tuple[set[bytes], Counter[str]]:
    """Return the subjects of a graph but for evidence, and how many of them each class has."""
    subjects: set[bytes] = set()
    typed: set[tuple[bytes, bytes]] = set()
    for block in graph.blocks((f"<{graph.iris.ids}evidence/",)):
        subjects.update(_SUBJECT.findall(block))
        typed.update(_TYPED.findall(block))
    return subjects, Counter(kind.decode() for _, kind in typed)
