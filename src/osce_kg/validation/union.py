"""N-Quads as written → the N-Triples of their union, each triple once: the graph that SHACL sees.

Lines are cut, never rewritten: a store would turn `"01"^^xsd:integer` into `1` before anybody could complain.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator

from osce_kg.errors import InputError
from osce_kg.rdf import Quad, nquad

_NODE = r"(?:<[^<>\s]*>|_:[^\s<>\"]+)"
_LITERAL = r'"[^"\\]*(?:\\.[^"\\]*)*"(?:@[A-Za-z0-9-]+|\^\^<[^<>\s]*>)?'
_STATEMENT = re.compile(
    rf"[ \t]*(?P<triple>(?P<subject>{_NODE})[ \t]+<[^<>\s]*>[ \t]+(?:{_NODE}|{_LITERAL}))"
    rf"[ \t]*(?P<graph>{_NODE})?[ \t]*\.[ \t]*(?:\#.*)?"
)


def union_triples(lines: Iterable[str]) -> Iterator[str]:
    """Yield N-Triples lines without newline: the given N-Quads or N-Triples without graphs and repeats.

    A triple counts as seen by 16 bytes of BLAKE2b over its text, about 100 bytes of memory each.

    Raises:
        InputError: a line is no N-Quads statement; the message has its number.
    """
    seen: set[bytes] = set()
    for number, line in enumerate(lines, 1):
        text = line.rstrip("\r\n")
        match = _STATEMENT.fullmatch(text)
        if match is None:
            if not text.strip() or text.lstrip().startswith("#"):
                continue
            raise InputError(f"line {number}: expected an N-Quads statement, found {text[:80]!r}")
        triple = match["triple"]
        digest = hashlib.blake2b(triple.encode(), digest_size=16).digest()
        if digest not in seen:
            seen.add(digest)
            yield f"{triple} ."


def quad_lines(quads: Iterable[Quad]) -> Iterator[str]:
    """Yield each quad as an N-Quads line, for validating what a build has not written yet."""
    return (nquad(quad) for quad in quads)


def graphs_of(lines: Iterable[str], focus_nodes: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Return, for each focus node that is a subject, the IRIs of the named graphs that speak of it, sorted.

    Reads N-Quads lines; results of SHACL name no graph, so this is how one is traced to a document's graph.
    """
    found: dict[str, set[str]] = {}
    for line in lines:
        match = _STATEMENT.fullmatch(line.rstrip("\r\n"))
        if match is None or match["graph"] is None:
            continue
        subject = match["subject"]
        name = subject[1:-1] if subject.startswith("<") else subject
        if name in focus_nodes:
            found.setdefault(name, set()).add(match["graph"].strip("<>"))
    return {name: tuple(sorted(found[name])) for name in sorted(found)}
