"""A capture's navigation menu → `graph/capture/{sha}`: evidence of what the site showed, not reference facts.

Thousands of captures carry the same menu. Its entries are written once, in the graph of the capture with the
smallest digest among those that have it; the others' graphs point to the same menu.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from osce_kg.iris import Iris
from osce_kg.rdf import IRI, RDF_TYPE, Literal, Object, Quad, boolean, integer
from osce_kg.records import CaptureInfo, MenuEntry, NavigationMenu
from osce_kg.vocab import OSCE, RDFS, SCHEMA

_KIND_OF_THING = {
    "field-of-work": "field-of-work",
    "meeting-series": "meeting-series",
    "country": "country",
    "organization": "organization",
    "post": "post",
    "scheme": "scheme",
}


def menu_key(menu: NavigationMenu) -> str:
    """Return 16 hex of SHA-256 over each entry's kind, label and span, one per line."""
    lines = (f"{entry.kind}\t{entry.key}\t{entry.label.text}\t{entry.label.span.start}" for entry in menu.entries)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def convert_menu(menu: NavigationMenu, capture: CaptureInfo, owner: bool, iris: Iris) -> Iterator[Quad]:
    """Yield the capture's menu; its entries only if this capture is the owner of their statements."""
    key, graph = menu_key(menu), iris.graph(f"capture/{capture.sha256}")
    subject = iris.thing("menu", key)
    yield Quad(iris.capture(capture.sha256), OSCE.showsMenu, subject, graph)
    if not owner:
        return
    yield Quad(subject, RDF_TYPE, OSCE.NavigationMenu, graph)
    yield Quad(subject, RDFS.label, Literal(f"Navigation menu {key}", "en"), graph)
    yield Quad(subject, OSCE.complete, boolean(menu.complete), graph)
    for entry in menu.entries:
        yield from _entry(entry, key, menu, iris, graph)


def _entry(entry: MenuEntry, key: str, menu: NavigationMenu, iris: Iris, graph: IRI) -> Iterator[Quad]:
    subject = iris.thing("menu-entry", f"{key}-{entry.position}")
    statements: list[tuple[IRI, Object]] = [
        (RDF_TYPE, OSCE.MenuEntry),
        (RDFS.label, Literal(entry.label.text, "und")),
        (SCHEMA.isPartOf, iris.thing("menu", key)),
        (SCHEMA.position, integer(entry.position)),
        (OSCE.entryKind, Literal(entry.kind)),
        (OSCE.start, integer(entry.label.span.start)),
        (OSCE.end, integer(entry.label.span.end)),
    ]
    kind = _KIND_OF_THING.get(entry.kind)
    if kind and entry.key:
        statements.append((OSCE.entryFor, iris.thing(kind, entry.key)))
    for chair in menu.chairs:
        if chair.span.start >= entry.label.span.start and chair.span.end <= entry.label.span.end:
            statements.append((OSCE.showsChairpersonship, iris.thing("chairpersonship", str(chair.year))))
    for predicate, value in statements:
        yield Quad(subject, predicate, value, graph)
