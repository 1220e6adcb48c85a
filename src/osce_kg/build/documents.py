"""Joined documents as the state holds them: their lines, and what they point to."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast

from osce_kg.build.background import Reference, lines_of, reference_of, triples_of
from osce_kg.build.frames import Lines
from osce_kg.build.join import shown_of
from osce_kg.build.packed import pack, pack_bytes, unpack, unpack_bytes
from osce_kg.build.setup import Setup
from osce_kg.build.state import MergedRow, State
from osce_kg.converters.document import convert_document
from osce_kg.converters.merge import merge_document
from osce_kg.converters.people import curate
from osce_kg.converters.provenance import convert_capture, convert_graph
from osce_kg.converters.shared import Gathered
from osce_kg.converters.summary import Summary, summarize
from osce_kg.iris import Iris
from osce_kg.rdf import Quad
from osce_kg.records import CaptureInfo


@dataclass(frozen=True, slots=True)
class Member:
    """One document: its group, its captures, its lines. `made` is for the state if it was merged just now."""

    group: int
    key: str
    capture: str
    source: str | None
    others: tuple[str, ...]
    summary: Summary
    lines: Lines
    made: MergedRow | None = None


def members_between(state: State, first: int, last: int, setup: Setup) -> Iterator[Member]:
    """Yield the documents that are kept, of the groups from `first` to before `last`."""
    return _members(state, "g.number >= ? AND g.number < ? AND g.kept", (first, last), setup)


def members_numbered(state: State, groups: Sequence[int], setup: Setup) -> Iterator[Member]:
    """Yield the documents of some groups, in the order of their numbers."""
    return _members(state, "g.number IN (SELECT value FROM json_each(?))", (json.dumps(groups),), setup)


def _members(state: State, which: str, values: Sequence[object], setup: Setup) -> Iterator[Member]:
    query = f"""SELECT g.number, g.key, g.sha256, g.source, g.others, g.members,
                       coalesce(m.summary, c.summary), coalesce(m.dump, c.dump),
                       CASE WHEN m.members IS NULL THEN c.text ELSE m.text END, m.members IS NULL
                FROM groups g JOIN contents c ON c.document = g.document LEFT JOIN merged m ON m.members = g.members
                WHERE {which} ORDER BY g.number"""
    for row in state.rows(query, values):
        group, key, sha256, source, others, members, *packed = row
        summary, dump, text, unmerged = cast("tuple[bytes, bytes, bytes | None, int]", packed)
        also = tuple(cast("str", others).split())
        origin = _origin(cast("str", key), (cast("str", sha256), *also), setup)
        made = _merged(state, cast("str", members), setup) if members and unmerged else None
        if made:
            summary, dump, text = made.summary, made.dump, made.text
        yield Member(
            group=cast("int", group),
            key=cast("str", key),
            capture=cast("str", sha256),
            source=cast("str | None", source),
            others=also,
            summary=unpack(summary, Summary),
            lines=Lines(unpack_bytes(dump), unpack_bytes(text) if text else b"", origin),
            made=made,
        )


def _merged(state: State, members: str, setup: Setup) -> MergedRow:
    """Return the document that several pages show, converted from what they show together."""
    merged, _ = merge_document(shown_of(state, [int(number) for number in members.split()]))
    document = curate(merged.document, reference_of(setup).curated.people)
    texts = {info.sha256: state.page_text(info.sha256) for info in (merged.capture, *merged.others)}
    converted = convert_document(document, merged.capture, Iris(setup.base), setup.documents, texts)
    text = pack_bytes(converted.text) if converted.text else None
    return MergedRow(members, pack(summarize(document, converted)), pack_bytes(converted.dump), text)


def _origin(key: str, captures: Sequence[str], setup: Setup) -> bytes:
    """Return the lines that say where a document's graph is from."""
    iris = Iris(setup.base)
    quads = convert_graph(iris.graph(f"document/{key}"), f"Facts of document {key}", captures, setup.version, iris)
    return lines_of(quads)


def triples_beside(members: Sequence[Member], background: Reference) -> Iterator[bytes]:
    """Yield the triples of some documents, of all that they point to, and the reference facts."""
    iris = background.iris
    yield background.triples
    gathered = Gathered()
    for member in members:
        gathered.add(member.summary, background.curated.registries)
    yield triples_of(background.convert(gathered))
    captures: set[Quad] = set()
    for member in members:
        for sha256 in (member.capture, *member.others):
            captures.update(convert_capture(CaptureInfo(sha256, "text/plain"), iris))
    yield triples_of(captures)
    evidence, text, dataset = (f" <{iris.graph(name)}> .\n".encode() for name in ("evidence", "text", "dataset"))
    for member in members:
        own = f" <{iris.graph(f'document/{member.key}')}> .\n".encode()
        yield member.lines.dump.replace(evidence, b" .\n").replace(own, b" .\n")
        yield member.lines.text.replace(text, b" .\n")
        yield member.lines.origin.replace(dataset, b" .\n")
