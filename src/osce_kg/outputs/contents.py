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
    return contents(manifest.base, manifest.graphs, manifest.families)


def contents(base: str, graphs: Mapping[str, int], families: Mapping[str, int]) -> Contents:
    """Return the graphs of a release by triples per kind, and by number of graphs for the kinds that have many."""
    iris = Iris(base)
    many = tuple(
        Family(kind, number, graphs[kind], f"{iris.graph(kind)}/") for kind, number in sorted(families.items())
    )
    named = {str(iris.graph(name)): number for name, number in graphs.items() if name not in families}
    return Contents(sum(graphs.values()), named, many)
