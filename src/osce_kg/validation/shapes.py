"""Shapes files → one checked shapes graph.

A validator skips a misspelt constraint in silence, and an empty shape conforms to everything. So shapes are
checked before they are used (`shapes_of_shapes`), and a graph that would validate nothing is refused.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox

from osce_kg.errors import InputError, ShapesError
from osce_kg.resources import resource_files, resource_path
from osce_kg.validation.input import parse_guarded
from osce_kg.validation.model import SH
from osce_kg.validation.shapes_of_shapes import Triple, check_shapes

_SUBCLASS = "http://www.w3.org/2000/01/rdf-schema#subClassOf"
_FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".trig": ox.RdfFormat.TRIG,
    ".n3": ox.RdfFormat.N3,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".jsonld": ox.RdfFormat.JSON_LD,
}
_MOST_BYTES = 64 * 2**20


@dataclass(frozen=True, slots=True)
class ShapesGraph:
    """Checked shapes. `ntriples` is their graph; `digest` SHA-256 over the digests of their files, sorted.

    `hierarchy` holds the subclass axioms, as N-Triples lines, that are put beside the data: SHACL finds the
    instances of a class through `rdfs:subClassOf` in the data graph
    (https://www.w3.org/TR/shacl/#def-shacl-instance), and a dump does not repeat the ontology.
    """

    ntriples: str
    digest: str
    hierarchy: tuple[str, ...] = ()
    messages: Mapping[str, str] = field(default_factory=dict)

    def message(self, shape: str | None, component: str, reported: Sequence[str]) -> str:
        """Return what a result says: the shape's own message, else the validator's, else the constraint's name."""
        own = self.messages.get(shape) if shape else None
        name = component.rpartition("#")[2].removesuffix("ConstraintComponent")
        return own or "; ".join(sorted(reported)) or f"The constraint {name} does not hold."


def load_shapes(
    paths: Sequence[Path] | None = None, hierarchy: Sequence[str] | None = None, need_target: bool = True
) -> ShapesGraph:
    """Return the shapes of these files and folders, by default the packaged ones, checked.

    `hierarchy` is by default that of the packaged ontology.

    Raises:
        ShapesError: a file is missing or unreadable, or its shapes are malformed or would check nothing.
    """
    files = list(_files(paths)) if paths is not None else resource_files("shapes", "*.ttl")
    if not files:
        raise ShapesError(f"no shapes file found: expected at least one of {', '.join(_FORMATS)}; see --shapes")
    digests = []
    triples: list[Triple] = []
    for file in files:
        content, parsed = _read(file)
        digests.append(hashlib.sha256(content).hexdigest())
        triples += parsed
    triples = list(dict.fromkeys(triples))
    check_shapes(triples, ", ".join(str(file) for file in files) if paths else "packaged shapes", need_target)
    return ShapesGraph(
        ntriples="".join(f"{triple} .\n" for triple in triples),
        digest=hashlib.sha256("\n".join(sorted(digests)).encode()).hexdigest(),
        hierarchy=tuple(hierarchy if hierarchy is not None else load_hierarchy()),
        messages=_messages(triples),
    )


def load_hierarchy(ontology: Path | None = None) -> tuple[str, ...]:
    """Return the subclass axioms of an ontology file, by default the packaged one, as sorted N-Triples lines.

    Raises:
        ShapesError: the file does not parse.
    """
    path = ontology or resource_path("ontology/osce.ttl")
    return tuple(sorted(f"{triple} ." for triple in _read(path)[1] if triple.predicate.value == _SUBCLASS))


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(file for file in path.iterdir() if file.suffix in _FORMATS)
        else:
            yield path


def _read(path: Path) -> tuple[bytes, list[Triple]]:
    kind = _FORMATS.get(path.suffix.lower())
    if kind is None:
        raise ShapesError(f"{path}: expected a name ending in {', '.join(_FORMATS)}")
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise ShapesError(f"{path}: larger than {_MOST_BYTES:,} bytes; are these shapes?")
        content = path.read_bytes()
        parsed = list(parse_guarded(io.BytesIO(content), kind, str(path), path.resolve().as_uri()))
    except InputError as error:
        raise ShapesError(f"{error}; correct the shapes file") from error
    except OSError as error:
        raise ShapesError(f"{path}: cannot be read as shapes: {error.strerror or error}") from error
    return content, [quad.triple for quad in parsed]


def _messages(triples: Iterable[Triple]) -> dict[str, str]:
    """Return the message of every shape that has exactly one."""
    found: dict[str, list[str]] = {}
    for subject, predicate, value in triples:
        if predicate.value == f"{SH}message" and isinstance(subject, ox.NamedNode):
            found.setdefault(subject.value, []).append(value.value)
    return {shape: messages[0] for shape, messages in found.items() if len(messages) == 1}
