"""What a release holds, by its manifest: named graphs one by one, and families of which there is one for each thing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from osce_kg.iris import Iris
from osce_kg.release import Manifest


@dataclass(frozen=True, slots=True)
class Family:
    """Named graphs of one kind, one for each thing: their number, their triples, how their IRIs begin."""

    kind: str
    graphs: int
    triples: int
    prefix: str


@dataclass(frozen=True, slots=True)
class Contents:
    """What is served. `triples` counts a statement once per graph that has it; None is not known now."""

    triples: int | None
    named: Mapping[str, int] = field(default_factory=dict)
    families: tuple[Family, ...] = ()


def contents_of(manifest: Manifest) -> Contents:
    """Return what the manifest of a release says of its graphs."""
    iris = Iris(manifest.base)
    families = tuple(
        Family(kind, number, manifest.graphs[kind], f"{iris.graph(kind)}/")
        for kind, number in sorted(manifest.families.items())
    )
    named = {str(iris.graph(kind)): count for kind, count in manifest.graphs.items() if kind not in manifest.families}
    return Contents(manifest.quads, named, families)
