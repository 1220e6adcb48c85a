"""The reduce stage: a range of joined documents → validated, sorted frames of the dump. Runs in any process here.

A shard is cut by document keys alone, so the same documents make the same shards whatever read them. It is validated
beside everything its documents point to: the reference facts, the people, places and rules they name, their captures.
No shape looks from one document into another, so what conforms in its shard conforms in the whole.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import cast

from osce_kg.build.findings import Owned, validation_entry
from osce_kg.build.join import shown_of
from osce_kg.build.reading import Setup
from osce_kg.build.state import State, StateDamaged, pack, unpack, unpack_bytes
from osce_kg.converters.document import convert_document
from osce_kg.converters.entities import Entities
from osce_kg.converters.merge import merge_document
from osce_kg.converters.people import curate
from osce_kg.converters.provenance import convert_capture, convert_graph
from osce_kg.converters.shared import Curated, Gathered, convert_curated, convert_gathered, people_of
from osce_kg.converters.summary import Summary, summarize
from osce_kg.dump import Frame, first_line, last_line, write_frame
from osce_kg.iris import Iris
from osce_kg.rdf import RDF_TYPE, Quad, nquad, term
from osce_kg.records import CaptureInfo, Severity
from osce_kg.reference import load_registries
from osce_kg.reference.people import load_people
from osce_kg.reference.rules import load_rules
from osce_kg.reference.tables import load_tables
from osce_kg.report import ValidationEntry
from osce_kg.validation.rust import validate_written
from osce_kg.validation.shapes import ShapesGraph, load_shapes
from osce_kg.vocab import OA, OSCE

DOCUMENTS = 1000
"""Documents of one shard: 70 MB of lines, and as much again while they are validated."""

_TYPED = re.compile(rb" <http://www\.w3\.org/1999/02/22-rdf-syntax-ns#type> <([^>]*)>")
_KINDS = ("document", "evidence", "graph", "quotation")


@dataclass(frozen=True, slots=True)
class Task:
    """A range of groups of the state, `first` to before `last`, and the folder for its frames."""

    state: Path
    folder: Path
    first: int
    last: int
    setup: Setup


@dataclass(frozen=True, slots=True)
class Rejected:
    """A document that violates a shape: its group, key, the first reason, and the container it is from."""

    group: int
    key: str
    reason: str
    source: str | None


@dataclass(frozen=True, slots=True)
class Shard:
    """What a shard became: frames of the dump and of the text, what was left out, results, and what was counted.

    `sound` are the documents, by number, about which validation had nothing to say; `summaries` are packed.
    """

    frames: tuple[Frame, ...]
    text: tuple[Frame, ...]
    rejected: tuple[Rejected, ...]
    results: tuple[ValidationEntry, ...]
    graphs: Counter[str]
    classes: Counter[str]
    origins: Counter[str]
    sound: tuple[int, ...]
    summaries: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class _Member:
    """One document of the shard with its lines."""

    group: int
    number: int
    key: str
    capture: str
    source: str | None
    others: tuple[str, ...]
    alone: bool
    checked: bool
    summary: bytes
    dump: bytes
    text: bytes
    origin: bytes
    bounds: tuple[int, int]


def build_shard(task: Task) -> Shard:
    """Return a shard, with its frames written."""
    state = State.reader(task.state)
    try:
        background = reference_of(task.setup)
        members = list(_members(state, task))
        if len(members) != task.last - task.first:
            raise StateDamaged(f"{task.state.name} lacks documents; build with --no-resume")
        results = _validate(state, members, background)
        rejected = list(_rejected(members, results))
        out = {item.group for item in rejected}
        kept = [member for member in members if member.group not in out]
        spoken_of = {result.document for result in results}
        frames, text = _frames(kept, task.folder / f"{task.first:09}")
        return Shard(
            frames=frames,
            text=text,
            rejected=tuple(rejected),
            results=tuple(results),
            graphs=_graphs(kept, background.iris),
            classes=_classes(kept),
            origins=_origins(kept),
            sound=tuple(member.number for member in kept if member.alone and member.key not in spoken_of),
            summaries=tuple(member.summary for member in kept),
        )
    finally:
        state.close()


# --- what every shard stands beside -------------------------------------------------------------------------


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

    def gathered(self, summaries: Iterable[Summary]) -> Iterator[Quad]:
        """Yield the quads of what some documents point to."""
        gathered = Gathered(Entities(self.curated.registries))
        for summary in summaries:
            gathered.add(summary)
        return convert_gathered(self.curated, gathered, self.people, self.iris)


@lru_cache(maxsize=2)
def reference_of(setup: Setup) -> Reference:
    """Return the curated facts of a setup, made once per process."""
    curated = Curated(
        load_registries(setup.reference),
        load_tables(setup.reference),
        load_rules(setup.reference),
        load_people(setup.reference),
    )
    iris = Iris(setup.base)
    quads = tuple(dict.fromkeys(convert_curated(curated, setup.version, iris)))
    return Reference(setup, iris, curated, quads, triples_of(quads), people_of(quads, iris), load_shapes())


def triples_of(quads: Iterable[Quad]) -> bytes:
    """Return quads as N-Triples lines."""
    return "".join(f"<{quad.subject}> <{quad.predicate}> {term(quad.object)} .\n" for quad in quads).encode()


def lines_of(quads: Iterable[Quad]) -> bytes:
    """Return quads as sorted N-Quads lines, each once."""
    return "".join(sorted({f"{nquad(quad)}\n" for quad in quads})).encode()


# --- documents ----------------------------------------------------------------------------------------------


def _members(state: State, task: Task) -> Iterator[_Member]:
    query = """SELECT g.number, g.key, g.document, g.sha256, g.source, g.others, g.members, d.sound, c.summary, c.dump,
                      c.text
               FROM groups g JOIN documents d ON d.id = g.document JOIN contents c ON c.document = g.document
               WHERE g.number >= ? AND g.number < ? ORDER BY g.number"""
    for row in state.rows(query, (task.first, task.last)):
        group, key, number, sha256, source, others, members, sound, *packed = row
        summary, dump, text = cast("tuple[bytes, bytes, bytes | None]", packed)
        also = tuple(cast("str", others).split())
        lines = unpack_bytes(dump)
        own = _Member(
            group=cast("int", group),
            number=cast("int", number),
            key=cast("str", key),
            capture=cast("str", sha256),
            source=cast("str | None", source),
            others=also,
            alone=not members,
            checked=bool(sound),
            summary=summary,
            dump=lines,
            text=unpack_bytes(text) if text else b"",
            origin=_origin(cast("str", key), (cast("str", sha256), *also), task.setup),
            bounds=_bounds(lines, task.setup),
        )
        yield own if not members else _merged(state, own, [int(n) for n in cast("str", members).split()], task.setup)


def _bounds(lines: bytes, setup: Setup) -> tuple[int, int]:
    """Return where evidence begins and where it ends in a document's lines, which are in the order of subjects."""
    ids = f"\n<{Iris(setup.base).ids}".encode()
    quotation = lines.find(ids + b"quotation/") + 1 or len(lines)
    return lines.find(ids + b"evidence/", 0, quotation) + 1 or quotation, quotation


def _merged(state: State, own: _Member, numbers: list[int], setup: Setup) -> _Member:
    """Return the document that several pages show, converted from what they show together."""
    merged, _ = merge_document(shown_of(state, numbers))
    document = curate(merged.document, reference_of(setup).curated.people)
    texts = {info.sha256: state.page_text(info.sha256) for info in (merged.capture, *merged.others)}
    converted = convert_document(document, merged.capture, Iris(setup.base), setup.documents, texts)
    dump = converted.dump.encode()
    return replace(
        own,
        checked=False,
        summary=pack(summarize(document, converted)),
        dump=dump,
        text=converted.text.encode(),
        bounds=_bounds(dump, setup),
    )


def _origin(key: str, captures: Sequence[str], setup: Setup) -> bytes:
    """Return the lines that say where a document's graph is from."""
    iris = Iris(setup.base)
    quads = convert_graph(iris.graph(f"document/{key}"), f"Facts of document {key}", captures, setup.version, iris)
    return lines_of(quads)


# --- validation ---------------------------------------------------------------------------------------------


def _validate(state: State, members: Sequence[_Member], background: Reference) -> list[ValidationEntry]:
    """Return the results about documents that were not found sound before."""
    todo = [member for member in members if not member.checked]
    if not todo:
        return []
    report = validate_written(background.shapes, _triples(todo, background))
    owned = Owned({member.key: (member.capture, member.source, member.dump) for member in todo}, background.iris)
    entries = (validation_entry(result, owned, state.page_text) for result in report.results)
    return [entry for entry in entries if entry is not None]


def _triples(members: Sequence[_Member], background: Reference) -> Iterator[bytes]:
    iris = background.iris
    yield background.triples
    yield triples_of(background.gathered(unpack(member.summary, Summary) for member in members))
    seen: set[Quad] = set()
    for member in members:
        for sha256 in (member.capture, *member.others):
            seen.update(convert_capture(CaptureInfo(sha256, "text/plain"), iris))
    yield triples_of(seen)
    evidence, text, dataset = (f" <{iris.graph(name)}> .\n".encode() for name in ("evidence", "text", "dataset"))
    for member in members:
        own = f" <{iris.graph(f'document/{member.key}')}> .\n".encode()
        yield member.dump.replace(evidence, b" .\n").replace(own, b" .\n")
        yield member.text.replace(text, b" .\n")
        yield member.origin.replace(dataset, b" .\n")


def _rejected(members: Sequence[_Member], results: Iterable[ValidationEntry]) -> Iterator[Rejected]:
    first: dict[str | None, ValidationEntry] = {}
    for result in results:
        if result.severity == Severity.VIOLATION.value:
            first.setdefault(result.document, result)
    for member in members:
        if member.key in first:
            found = first[member.key]
            name = found.shape.rpartition("#")[2].rpartition("/")[2]
            yield Rejected(member.group, member.key, f"{name}: {found.message}", member.source)


# --- frames -------------------------------------------------------------------------------------------------


def _frames(members: Sequence[_Member], stem: Path) -> tuple[tuple[Frame, ...], tuple[Frame, ...]]:
    """Write the lines of the documents by kind of subject, sorted, and return the frames of dump and text."""
    blocks: dict[str, list[bytes]] = {kind: [] for kind in _KINDS}
    for member in members:
        start, end = member.bounds
        blocks["document"].append(member.dump[:start])
        blocks["evidence"].append(member.dump[start:end])
        blocks["quotation"].append(member.dump[end:])
        blocks["graph"].append(member.origin)
    frames = [write_frame(stem.with_suffix(f".{kind}"), lines) for kind in _KINDS if (lines := in_order(blocks[kind]))]
    text = in_order([member.text for member in members])
    return tuple(frames), (write_frame(stem.with_suffix(".text"), text),) if text else ()


def in_order(blocks: Iterable[bytes]) -> bytes:
    """Return the lines of blocks, each sorted in itself, in the order of all.

    Blocks are documents; they reach into each other only where one key begins another, as `n12` does `n12-ru`.
    """
    ordered = sorted(block for block in blocks if block)
    joined = b"".join(ordered)
    if all(last_line(one) < first_line(other) for one, other in pairwise(ordered)):
        return joined
    return b"".join(sorted(joined.splitlines(keepends=True)))


def _classes(members: Iterable[_Member]) -> Counter[str]:
    """Return the number of things per class; each has one class."""
    counts: Counter[str] = Counter()
    for member in members:
        start, end = member.bounds
        things = member.dump[:start] + member.dump[end:] + member.origin
        counts.update(name.decode() for name in _TYPED.findall(things))
        proofs = member.dump[start:end]
        for kind in (OSCE.Evidence, OA.TextQuoteSelector):
            counts[kind] += proofs.count(f" <{RDF_TYPE}> <{kind}>".encode())
    return +counts


def _origins(members: Iterable[_Member]) -> Counter[str]:
    """Return the number of statements by property that say where the documents' graphs are from."""
    origins = b"".join(member.origin for member in members).decode()
    return Counter(line.split(" ", 2)[1][1:-1] for line in origins.split("\n")[:-1])


def _graphs(members: Iterable[_Member], iris: Iris) -> Counter[str]:
    """Return the number of quads per kind of graph."""
    counts: Counter[str] = Counter()
    evidence = f" <{iris.graph('evidence')}> .\n".encode()
    for member in members:
        proofs = member.dump.count(evidence)
        counts["evidence"] += proofs
        counts["document"] += member.dump.count(b"\n") - proofs
        counts["text"] += member.text.count(b"\n")
        counts["dataset"] += member.origin.count(b"\n")
    return counts
