"""Captures with their menus, people, redirects of retired IRIs → validated, sorted frames. Runs in any process here.

Like shards of documents these are ranges in the order of the dump; what they state is a few lines each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import cast

from osce_kg.build.background import Reference, lines_of, reference_of, triples_of
from osce_kg.build.findings import entry_of
from osce_kg.build.people import spellings_of
from osce_kg.build.setup import Setup
from osce_kg.build.state import State
from osce_kg.converters.entities import convert_person
from osce_kg.converters.provenance import convert_capture, convert_graph
from osce_kg.converters.retired import convert_retired
from osce_kg.converters.taxonomy import convert_menu
from osce_kg.dump import Frame, write_frame
from osce_kg.errors import BuildFailed
from osce_kg.iris import Iris
from osce_kg.rdf import RDF_TYPE, Literal, Quad
from osce_kg.records import CaptureInfo, NavigationMenu
from osce_kg.report import ValidationEntry
from osce_kg.validation.checks import check_quads
from osce_kg.validation.model import Result
from osce_kg.validation.rust import validate_written
from osce_kg.vocab import OSCE, RDFS

THINGS = 5000
"""Captures, people or redirects of one strand."""


@dataclass(frozen=True, slots=True)
class Strand:
    """The `number`th range of captures, people or redirects, from key `first` to `last`, and the folder for frames."""

    state: Path
    folder: Path
    what: str
    number: int
    first: str
    last: str
    setup: Setup


@dataclass(frozen=True, slots=True)
class Spun:
    """What a strand became: frames, results that belong to no document, and what was counted.

    `subjects` are the things it states something of, `menus` the captures among them that show a menu.
    """

    frames: tuple[Frame, ...]
    results: tuple[ValidationEntry, ...]
    graphs: Counter[str]
    classes: Counter[str]
    properties: Counter[str]
    subjects: int
    menus: int


def spin(task: Strand) -> Spun:
    """Return a strand, with its frames written."""
    state = State.reader(task.state)
    try:
        background = reference_of(task.setup)
        iris = background.iris
        made, given = _MAKE[task.what](state, task, background)
        quads = tuple(dict.fromkeys(made))
        own = {quad.subject for quad in quads}
        results: tuple[Result, ...] = ()
        if task.setup.validates:
            beside = [background.triples, triples_of(given), triples_of(quads)]
            results = validate_written(background.shapes, beside).results
        return Spun(
            frames=tuple(_frames(quads, task, iris)),
            results=tuple(entry_of(result) for result in results if result.focus_node in own),
            graphs=_graphs(quads, iris),
            classes=Counter(str(kind) for _, kind in {(q.subject, q.object) for q in quads if q.predicate == RDF_TYPE}),
            properties=Counter(str(quad.predicate) for quad in quads),
            subjects=len(own),
            menus=len({quad.graph for quad in quads if quad.predicate == OSCE.showsMenu}),
        )
    finally:
        state.close()


def _captures(state: State, task: Strand, background: Reference) -> tuple[list[Quad], list[Quad]]:
    """Return the quads of captures, and the menus that they show but another strand writes."""
    query = """SELECT c.sha256, c.media_type, c.url, c.captured_at, c.text_sha256, c.source, c.number, c.menu,
                      c.menu IS NOT NULL AND
                      c.sha256 = (SELECT min(o.sha256) FROM captures o WHERE o.menu = c.menu) AS owner
               FROM captures c WHERE c.sha256 >= ? AND c.sha256 <= ? ORDER BY c.sha256, c.number"""
    iris = background.iris
    quads: list[Quad] = []
    menus: dict[str, NavigationMenu] = {}
    given: dict[str, CaptureInfo] = {}
    rows = state.rows(query, (task.first, task.last))
    for sha256, same in groupby(rows, key=lambda row: cast("str", row[0])):
        for _, media_type, url, captured_at, text_sha256, source, number, menu, owner in same:
            names = cast("list[str]", [sha256, media_type, url, captured_at, source, text_sha256])
            capture = CaptureInfo(*names)
            quads += convert_capture(capture, iris)
            if number or not menu:
                continue
            key = cast("str", menu)
            if key not in menus:
                menus[key] = state.menu(key)
            quads += convert_menu(menus[key], capture, bool(owner), iris)
            graph = iris.graph(f"capture/{sha256}")
            quads += convert_graph(graph, f"What capture {sha256[:16]} shows", [sha256], task.setup.version, iris)
            if not owner:
                given.setdefault(key, capture)
    stated = (quad for key, capture in given.items() for quad in convert_menu(menus[key], capture, True, iris))
    return quads, [quad for quad in stated if quad.subject.startswith(iris.thing("menu", "x")[:-1])]


def _people(state: State, task: Strand, background: Reference) -> tuple[list[Quad], list[Quad]]:
    """Return the quads of people whom the reference facts do not describe.

    Raises:
        BuildFailed: they break a promise of the graph.
    """
    quads: list[Quad] = []
    for key, spellings in spellings_of(state, task.first, task.last):
        if key not in background.people:
            quads += convert_person(key, spellings, background.iris)
    failed = check_quads(quads, background.iris)
    if failed:
        raise BuildFailed(f"build check failed for a person: {failed[0].message}")
    return quads, []


def _redirects(state: State, task: Strand, background: Reference) -> tuple[list[Quad], list[Quad]]:
    """Return the quads of redirects, and of each document a label in place of the one that its shard validated."""
    query = "SELECT fingerprint, key FROM redirects WHERE fingerprint >= ? AND fingerprint <= ? ORDER BY fingerprint"
    iris = background.iris
    quads: list[Quad] = []
    given: list[Quad] = []
    for row in state.rows(query, (task.first, task.last)):
        fingerprint, key = cast("tuple[str, str]", row)
        quads += convert_retired(fingerprint, key, iris)
        given.append(Quad(iris.document(key), RDFS.label, Literal(key, "und"), iris.graph(f"document/{key}")))
    return quads, given


_MAKE = {"captures": _captures, "people": _people, "redirects": _redirects}
"""What makes the quads of a strand, and those that they are only validated beside."""


def _frames(quads: Iterable[Quad], task: Strand, iris: Iris) -> Iterator[Frame]:
    """Write one frame per kind of subject, so that none reaches over the kinds that sort between."""
    by_kind: dict[str, list[Quad]] = {}
    for quad in quads:
        parts = iris.split(quad.subject)
        by_kind.setdefault(parts[0] if parts else "", []).append(quad)
    stem = task.folder / f"{task.what}-{task.number:06}"
    for kind, found in sorted(by_kind.items()):
        yield write_frame(stem.with_suffix(f".{kind}"), [lines_of(found)])


def _graphs(quads: Iterable[Quad], iris: Iris) -> Counter[str]:
    start = len(iris.graph("x")) - 1
    return Counter(quad.graph[start:].split("/")[0] for quad in quads)
