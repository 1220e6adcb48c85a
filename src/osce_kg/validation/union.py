"""N-Quads as written → the N-Triples of their union, each triple once: the graph that SHACL sees.

Lines are cut, never rewritten: a store would turn `"01"^^xsd:integer` into `1` before anybody could complain.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator

from osce_kg.errors import InputError

_NODE = r"(?:<[^<>\s]*>|_:[^\s<>\"]+)"
_LITERAL = r'"[^"\\]*(?:\\.[^"\\]*)*"(?:@[A-Za-z0-9-]+|\^\^<[^<>\s]*>)?'
_STATEMENT = re.compile(
    rf"[ \t]*(?P<triple>{_NODE}[ \t]+<[^<>\s]*>[ \t]+(?:{_NODE}|{_LITERAL}))"
    rf"[ \t]*(?:{_NODE})?[ \t]*\.[ \t]*(?:\#.*)?"
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
