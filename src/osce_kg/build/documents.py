"""A range of joined documents as the state holds them: their lines, what they point to, what is to be validated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import cast

from osce_kg.build.background import Reference, lines_of, reference_of, triples_of
from osce_kg.build.frames import Lines
from osce_kg.build.join import shown_of
from osce_kg.build.setup import Setup
from osce_kg.build.state import State, unpack, unpack_bytes
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
    """One document of a range: its group and number, its captures, whether one page alone shows it, its lines.

    `checked` says that validation had nothing to say of it before.
    """

    group: int
    number: int
    key: str
    capture: str
    source: str | None
    others: tuple[str, ...]
    alone: bool
    checked: bool
    summary: Summary
    lines: Lines


def members_of(state: State, first: int, last: int, setup: Setup) -> Iterator[Member]:
    """Yield the documents of the groups from `first` to before `last`."""
    query = """SELECT g.number, g.key, g.document, g.sha256, g.source, g.others, g.members, d.sound, c.summary, c.dump,
                      c.text
               FROM groups g JOIN documents d ON d.id = g.document JOIN contents c ON c.document = g.document
               WHERE g.number >= ? AND g.number < ? ORDER BY g.number"""
    for row in state.rows(query, (first, last)):
        group, key, number, sha256, source, others, members, sound, *packed = row
        summary, dump, text = cast("tuple[bytes, bytes, bytes | None]", packed)
        also = tuple(cast("str", others).split())
        own = Member(
            group=cast("int", group),
            number=cast("int", number),
            key=cast("str", key),
            capture=cast("str", sha256),
            source=cast("str | None", source),
            others=also,
            alone=not members,
            checked=bool(sound),
            summary=unpack(summary, Summary),
            lines=Lines(
                dump=unpack_bytes(dump),
                text=unpack_bytes(text) if text else b"",
                origin=_origin(cast("str", key), (cast("str", sha256), *also), setup),
            ),
        )
        yield own if not members else _merged(state, own, [int(n) for n in cast("str", members).split()], setup)


def _merged(state: State, own: Member, numbers: list[int], setup: Setup) -> Member:
    """Return the document that several pages show, converted from what they show together."""
    merged, _ = merge_document(shown_of(state, numbers))
    document = curate(merged.document, reference_of(setup).curated.people)
    texts = {info.sha256: state.page_text(info.sha256) for info in (merged.capture, *merged.others)}
    converted = convert_document(document, merged.capture, Iris(setup.base), setup.documents, texts)
    return replace(
        own,
        checked=False,
        summary=summarize(document, converted),
        lines=own.lines._replace(dump=converted.dump, text=converted.text),
    )


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
