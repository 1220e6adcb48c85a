"""What all documents share: reference facts, concepts, projects. It is small, so it is kept at hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from osce_kg.iris import Iris
from osce_kg.outputs.quads import Thing, read_release, things
from osce_kg.vocab import OSCE, RDFS

PER_PAGE = ("capture", "document", "evidence", "graph", "menu", "menu-entry", "person", "quotation")
"""Kinds of things that grow with the number of pages; everything else is shared."""


@dataclass(frozen=True, slots=True)
class Codes:
    """How a State or area is told elsewhere: ISO 3166-1 alpha-2 and alpha-3, UN M49. None where it has no such code."""

    key: str
    alpha2: str | None = None
    alpha3: str | None = None
    m49: str | None = None


@dataclass(frozen=True)
class Shared:
    """Shared things by IRI, and how to name and number them."""

    iris: Iris
    things: Mapping[str, Thing]

    def key(self, iri: str) -> str:
        """Return the key of an IRI: what follows its kind; the whole IRI if it is not under the base."""
        return iri[len(self._ids) :].partition("/")[2] if iri.startswith(self._ids) else iri

    def kind(self, iri: str) -> str:
        """Return the kind of an IRI, empty if it is not under the base."""
        return iri[len(self._ids) :].partition("/")[0] if iri.startswith(self._ids) else ""

    def label(self, iri: str) -> str | None:
        """Return the English label of a shared thing, else any; None if it has none."""
        thing = self.things.get(iri)
        return thing.text(RDFS.label) if thing else None

    def values(self, iri: str, predicate: str) -> Sequence[str]:
        """Return the objects that a shared thing has for a predicate."""
        thing = self.things.get(iri)
        return thing.values(predicate) if thing else ()

    def codes(self, country: str) -> Codes:
        """Return the codes of a State or area."""
        return self._codes.get(country) or Codes(self.key(country))

    @cached_property
    def _ids(self) -> str:
        return self.iris.ids

    @cached_property
    def _codes(self) -> Mapping[str, Codes]:
        return {
            state.iri: Codes(
                self.key(state.iri), state.one(OSCE.isoAlpha2), state.one(OSCE.isoAlpha3), state.one(OSCE.m49)
            )
            for state in self.of_kind("country")
        }

    def of_kind(self, kind: str) -> list[Thing]:
        """Return the shared things of a kind, sorted by IRI."""
        prefix = f"{self.iris.ids}{kind}/"
        return [self.things[iri] for iri in sorted(self.things) if iri.startswith(prefix)]

    @cached_property
    def mandates(self) -> Mapping[str, Sequence[Thing]]:
        """Bodies by the field presence whose mandates they are."""
        return self._grouped("organization", OSCE.phaseOf)

    @cached_property
    def names(self) -> Mapping[str, Sequence[Thing]]:
        """Name periods by the body they name."""
        return self._grouped("name-period", OSCE.nameOf)

    def _grouped(self, kind: str, predicate: str) -> Mapping[str, Sequence[Thing]]:
        groups: dict[str, list[Thing]] = {}
        for thing in self.of_kind(kind):
            for value in thing.values(predicate):
                groups.setdefault(value, []).append(thing)
        return groups


def shared_things(lines: Iterable[str], iris: Iris) -> Shared:
    """Return the shared things of sorted lines; lines of other things may be among them."""
    unwanted = per_page_prefixes(iris)
    wanted = (line for line in lines if not line.startswith(unwanted))
    return Shared(iris, {thing.iri: thing for thing in things(wanted)})


def read_shared(dumps: Sequence[Path], iris: Iris) -> Shared:
    """Return the shared things of a release's dumps."""
    return shared_things(read_release(dumps, per_page_prefixes(iris)), iris)


def per_page_prefixes(iris: Iris, kinds: Iterable[str] = PER_PAGE) -> tuple[str, ...]:
    """Return how lines about things of these kinds begin."""
    return tuple(f"<{iris.ids}{kind}/" for kind in kinds)
