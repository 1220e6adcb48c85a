"""Changes → text for people, JSON for programs, RDF Patch for stores. Each is written as the changes come.

The JSON's schema is that of the models here, so that both cannot differ.
RDF Patch: https://afs.github.io/rdf-delta/rdf-patch.html. `H id` names the state that a patch leads to and `H prev` the
one it starts from, by digest (RFC 6920), so that patches form a chain.
"""

from __future__ import annotations

import base64
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from osce_kg import rdf
from osce_kg.iris import KINDS
from osce_kg.outputs.changes import Change, PropertyChange, State
from osce_kg.outputs.quads import Statement, Thing
from osce_kg.vocab import RDFS, short

BOOKKEEPING = frozenset({"capture", "evidence", "graph", "menu", "menu-entry"})
"""Kinds of things that say where facts come from: counted, and listed when all is asked for."""

_MINTED = re.compile(r"(.+?/id/)([a-z-]+)/(.+)\Z")
_SHOWN = 100
_CONTEXT = 30
_SIGNS = {State.ADDED: "+", State.REMOVED: "-", State.CHANGED: "~"}


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two that are compared: what the user called it, and its digest (SHA-256, hexadecimal)."""

    name: str
    digest: str


@dataclass(slots=True)
class Tally:
    """How many things of a kind were added, removed, changed. Kind is empty for IRIs of another scheme."""

    counts: Counter[tuple[str, State]] = field(default_factory=Counter)
    statements: Counter[str] = field(default_factory=Counter)

    def add(self, kind: str, change: Change) -> None:
        self.counts[kind, change.state] += 1
        self.statements["removed"] += len(change.removed)
        self.statements["added"] += len(change.added)

    def of(self, kind: str) -> dict[str, int]:
        return {state.value: self.counts[kind, state] for state in State}

    @property
    def kinds(self) -> list[str]:
        return sorted({kind for kind, _ in self.counts})


def kind_of(iri: str) -> tuple[str, str]:
    """Return the prefix `{base}id/` and the kind of an IRI that this product mints; both empty for any other."""
    match = _MINTED.match(iri)
    return (match[1], match[2]) if match and match[2] in KINDS else ("", "")


# --- text ----------------------------------------------------------------------------------------------------


def text_lines(changes: Iterable[Change], before: Side, after: Side, *, everything: bool) -> Iterator[str]:
    """Yield the changes as text; at the end the counts. Long values are cut."""
    yield f"{before.name} ({before.digest[:12]}) → {after.name} ({after.digest[:12]})"
    tally = Tally()
    for change in changes:
        ids, kind = kind_of(change.iri)
        tally.add(kind, change)
        if everything or kind not in BOOKKEEPING:
            yield from _text_of(change, ids)
    yield from _summary(tally, everything)


def _text_of(change: Change, ids: str) -> Iterator[str]:
    label = change.thing.text(RDFS.label)
    yield f"{_SIGNS[change.state]} {short(change.iri, ids)}" + (
        f"  {_cut(rdf.term(rdf.Literal(label)))}" if label else ""
    )
    if change.state is not State.CHANGED:
        return
    for item in change.properties():
        name = short(item.predicate)
        if len(item.removed) == len(item.added) == 1:
            gone, come = item.removed[0], item.added[0]
            start = _first_difference(gone.value, come.value)
            moved = f" (graph {short(come.graph or '', ids)})" if gone[:3] == come[:3] else ""
            yield f"    {name}  {_shown(gone, ids, start)} → {_shown(come, ids, start)}{moved}"
            continue
        yield from (f"    {name}  - {_shown(statement, ids)}" for statement in item.removed)
        yield from (f"    {name}  + {_shown(statement, ids)}" for statement in item.added)


def _first_difference(one: str, other: str) -> int:
    """Return where to begin to show two long texts so that their difference is seen; 0 for short ones."""
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
    return max(0, shared - _CONTEXT) if max(len(one), len(other)) > _SHOWN - 2 else 0


def _shown(statement: Statement, ids: str, start: int = 0) -> str:
    if statement.qualifier is None:
        return short(statement.value, ids)
    qualifier = statement.qualifier
    if qualifier.startswith("^^"):
        qualifier = f"^^{short(qualifier[2:])}"
    begins = "…" if start else ""
    return _cut(rdf.term(rdf.Literal(begins + statement.value[start:]))) + qualifier


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else f'{text[: _SHOWN - 2]}…"'


def _summary(tally: Tally, everything: bool) -> Iterator[str]:
    if not tally.counts:
        yield "no difference"
        return
    yield f"{tally.statements['removed']:,} statements removed, {tally.statements['added']:,} added"
    for kind in tally.kinds:
        counts = ", ".join(f"{number:,} {state}" for state, number in tally.of(kind).items() if number)
        hidden = " (listed with --all)" if kind in BOOKKEEPING and not everything else ""
        yield f"  {kind or 'other'}: {counts}{hidden}"


# --- JSON ----------------------------------------------------------------------------------------------------


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Term(_Strict):
    """An object: an IRI, or a literal with its language tag or datatype."""

    value: str = Field(description="IRI, or lexical form")
    type: Annotated[str, Field(pattern="^(iri|bnode|literal)$")]
    language: str | None = Field(default=None, description="BCP 47, of a literal with language")
    datatype: str | None = Field(default=None, description="IRI, of a literal without language other than xsd:string")
    graph: str | None = Field(default=None, description="Named graph of the statement; none is the default graph")


class ChangedProperty(_Strict):
    """What a thing no longer has, and what it has now, of one property."""

    property: str = Field(description="IRI of the property")
    removed: tuple[Term, ...]
    added: tuple[Term, ...]


class ChangedThing(_Strict):
    """One thing that was added, removed or changed."""

    iri: str
    kind: str | None = Field(description="Kind of the thing, as in its IRI; none for an IRI of another scheme")
    label: str | None = Field(description="English label, else any")
    state: State
    properties: tuple[ChangedProperty, ...] = Field(description="Sorted by IRI of the property")


class Counted(_Strict):
    """How many things were added, removed, changed."""

    added: int
    removed: int
    changed: int


class Named(_Strict):
    """One of the two that were compared."""

    name: str
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class Summary(_Strict):
    """Counts by kind of thing, those not listed included; `other` are IRIs of another scheme."""

    statements_removed: int
    statements_added: int
    things: dict[str, Counted]


class Feed(_Strict):
    """What changed between two releases. Things are sorted by IRI, as in a dump."""

    before: Named
    after: Named
    all: bool = Field(description="Whether evidence, captures, graphs and menus are listed too, not only counted")
    things: tuple[ChangedThing, ...]
    summary: Summary


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of the JSON feed."""
    schema = Feed.model_json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def json_pieces(changes: Iterable[Change], before: Side, after: Side, *, everything: bool) -> Iterator[str]:
    """Yield a `Feed` as JSON in pieces, one thing on each line."""
    named = [Named(name=side.name, sha256=side.digest).model_dump_json() for side in (before, after)]
    yield f'{{"before":{named[0]},"after":{named[1]},"all":{json.dumps(everything)},"things":['
    tally, separator = Tally(), "\n"
    for change in changes:
        _, kind = kind_of(change.iri)
        tally.add(kind, change)
        if everything or kind not in BOOKKEEPING:
            yield separator + _json_of(change, kind).model_dump_json(exclude_none=False)
            separator = ",\n"
    summary = Summary(
        statements_removed=tally.statements["removed"],
        statements_added=tally.statements["added"],
        things={kind or "other": Counted(**tally.of(kind)) for kind in tally.kinds},
    )
    yield f'\n],"summary":{summary.model_dump_json()}}}\n'


def _json_of(change: Change, kind: str) -> ChangedThing:
    thing: Thing = change.thing
    return ChangedThing(
        iri=change.iri,
        kind=kind or None,
        label=thing.text(RDFS.label),
        state=change.state,
        properties=tuple(_property(item) for item in change.properties()),
    )


def _property(item: PropertyChange) -> ChangedProperty:
    return ChangedProperty(
        property=item.predicate,
        removed=tuple(_term(statement) for statement in item.removed),
        added=tuple(_term(statement) for statement in item.added),
    )


def _term(statement: Statement) -> Term:
    qualifier = statement.qualifier
    if qualifier is None:
        kind = "bnode" if statement.value.startswith("_:") else "iri"
        return Term(value=statement.value, type=kind, graph=statement.graph)
    return Term(
        value=statement.value,
        type="literal",
        language=qualifier[1:] if qualifier.startswith("@") else None,
        datatype=qualifier[2:] if qualifier.startswith("^^") else None,
        graph=statement.graph,
    )


# --- RDF Patch -----------------------------------------------------------------------------------------------


def patch_lines(changes: Iterable[Change], before: Side, after: Side) -> Iterator[str]:
    """Yield the changes as RDF Patch: applied to the quads before, it gives those after. Nothing is left out."""
    yield f"H id <{named_information(after.digest)}> ."
    yield f"H prev <{named_information(before.digest)}> ."
    yield "TX ."
    for change in changes:
        yield from (f"D {line}" for line in change.removed)
        yield from (f"A {line}" for line in change.added)
    yield "TC ."


def named_information(digest: str) -> str:
    """Return the `ni` URI of a hexadecimal SHA-256 (RFC 6920, section 3)."""
    return "ni:///sha-256;" + base64.urlsafe_b64encode(bytes.fromhex(digest)).decode().rstrip("=")
