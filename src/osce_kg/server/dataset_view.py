"""The description of a dataset as its page shows it, read from its own triples."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from osce_kg.vocab import PREFIXES

_SPDX = "http://spdx.org/rdf/terms#"
_IANA = "https://www.iana.org/assignments/media-types/"


@dataclass(frozen=True, slots=True)
class Distribution:
    """One file to download. `media_type` may be words where there is none; `size` in bytes, `sha256` hexadecimal;
    `licence` an IRI, else `rights` a sentence.
    """

    name: str
    address: str
    media_type: str
    packed: bool
    size: int
    sha256: str
    licence: str
    rights: str


@dataclass(frozen=True, slots=True)
class Subset:
    """One named graph, or a family of graphs of which there is one for each thing."""

    iri: str
    label: str
    graphs: int
    triples: int


class DatasetView:
    """Reads VoID and DCAT of one dataset."""

    def __init__(self, triples: Iterable[Triple], base: str) -> None:
        self._said: dict[tuple[str, str], list[str]] = {}
        for triple in triples:
            if isinstance(triple.subject, NamedNode) and isinstance(triple.object, NamedNode | Literal):
                self._said.setdefault((triple.subject.value, triple.predicate.value), []).append(triple.object.value)
        self._base = base
        self.iri = f"{base}dataset"

    def all(self, name: str, subject: str | None = None) -> list[str]:
        """Return the values of a property such as `dct:title`, of the dataset if no other subject is named."""
        prefix, _, local = name.partition(":")
        return self._said.get((subject or self.iri, (PREFIXES | {"spdx": _SPDX})[prefix] + local), [])

    def one(self, name: str, subject: str | None = None) -> str:
        """Return the first value of a property, empty if there is none."""
        return next(iter(self.all(name, subject)), "")

    def number(self, name: str, subject: str | None = None) -> int:
        """Return a count, 0 if there is none."""
        text = self.one(name, subject)
        return int(text) if text.isdecimal() else 0

    @property
    def previous(self) -> str:
        """The digest of the release before."""
        before = self.one("dcat:previousVersion")
        return self.one("dct:identifier", before) if before else ""

    @property
    def rights(self) -> str:
        """What is said of rights beside the licence."""
        return self._labelled("dct:rights", self.iri)

    @property
    def classes(self) -> list[tuple[str, int]]:
        """Classes with the number of their instances, most frequent first."""
        return self._partitions("void:classPartition", "void:class", "void:entities")

    @property
    def properties(self) -> list[tuple[str, int]]:
        """Properties with the number of their statements, most frequent first."""
        return self._partitions("void:propertyPartition", "void:property", "void:triples")

    @property
    def distributions(self) -> list[Distribution]:
        """The files to download, by name."""
        found = []
        for iri in self.all("dcat:distribution"):
            checksum = self.one("spdx:checksum", iri)
            address = self.one("dcat:downloadURL", iri)
            found.append(
                Distribution(
                    self.one("dct:title", iri),
                    "/" + address.removeprefix(self._base) if address.startswith(self._base) else address,
                    self.one("dcat:mediaType", iri).removeprefix(_IANA) or self.one("dct:description", iri),
                    bool(self.one("dcat:compressFormat", iri)),
                    self.number("dcat:byteSize", iri),
                    self.one("spdx:checksumValue", checksum) if checksum else "",
                    self.one("dct:license", iri),
                    self._labelled("dct:rights", iri),
                )
            )
        return sorted(found, key=lambda file: file.name)

    @property
    def subsets(self) -> list[Subset]:
        """Named graphs and families of them, the largest first."""
        found = [
            Subset(
                iri,
                self.one("rdfs:label", iri),
                self.number("void:documents", iri),
                self.number("void:triples", iri),
            )
            for iri in self.all("void:subset")
        ]
        return sorted(found, key=lambda subset: (-subset.triples, subset.iri))

    def _partitions(self, partition: str, of: str, counted: str) -> list[tuple[str, int]]:
        parts = self.all(partition)
        found = [(self.one(of, part), self.number(counted, part)) for part in parts]
        return sorted((pair for pair in found if pair[0]), key=lambda pair: (-pair[1], pair[0]))

    def _labelled(self, name: str, subject: str) -> str:
        statement = self.one(name, subject)
        return self.one("rdfs:label", statement) if statement else ""
