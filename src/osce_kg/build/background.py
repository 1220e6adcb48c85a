"""The reference facts that every range of a build stands beside, made once per process, and quads → lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from osce_kg.build.setup import Setup, curated_of
from osce_kg.converters.shared import Curated, Gathered, convert_curated, convert_gathered, people_of
from osce_kg.iris import Iris
from osce_kg.rdf import Quad, nquad, term
from osce_kg.validation.shapes import ShapesGraph, load_shapes


@dataclass(frozen=True)
class Reference:
    """The curated quads and their triples, and what it takes to write and validate more of them."""

    setup: Setup
    iris: Iris
    curated: Curated
    quads: tuple[Quad, ...]
    triples: bytes
    people: frozenset[str]
    shapes: ShapesGraph

    def convert(self, gathered: Gathered) -> Iterator[Quad]:
        """Yield the quads of what documents point to."""
        return convert_gathered(self.curated, gathered, self.people, self.iris)


@lru_cache(maxsize=2)
def reference_of(setup: Setup) -> Reference:
    """Return the curated facts of a setup, made once per process."""
    curated = curated_of(setup)
    iris = Iris(setup.base)
    quads = tuple(dict.fromkeys(convert_curated(curated, setup.version, iris)))
    return Reference(setup, iris, curated, quads, triples_of(quads), people_of(quads, iris), load_shapes())


def triples_of(quads: Iterable[Quad]) -> bytes:
    """Return quads as N-Triples lines."""
    return "".join([f"<{quad.subject}> <{quad.predicate}> {term(quad.object)} .\n" for quad in quads]).encode()


def lines_of(quads: Iterable[Quad]) -> bytes:
    """Return quads as sorted N-Quads lines, each once."""
    return "".join(sorted({f"{nquad(quad)}\n" for quad in quads})).encode()
