"""Focus nodes → where they stand in RDF files."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from contextlib import closing
from pathlib import Path

from osce_kg.dump import rdf_extension, read_lines
from osce_kg.validation.model import Location

_MOST_BYTES = 64 * 2**20
_LOCAL = re.compile(r"[^/#:]+\Z")
_LAST_TWO = re.compile(r"[^/#:]+/[^/#:]+\Z")


def locate(paths: Sequence[Path], focus_nodes: Collection[str]) -> dict[str, Location]:
    """Return where focus nodes stand: in N-Triples and N-Quads the file and line of their first statement.

    In other syntaxes the parser tells no line: there it is the first line that has the IRI, else the first that has its
    last part behind a prefix. A node of which no line is found is in the file, if there is only one.
    """
    found: dict[str, Location] = {}
    for path in paths if focus_nodes else ():
        wanted = {node for node in focus_nodes if node not in found}
        if rdf_extension(path) in {"nt", "nq"}:
            found |= _by_statement(path, wanted)
        else:
            found |= _by_words(path, wanted)
    if len(paths) == 1:
        found |= {node: Location(str(paths[0])) for node in focus_nodes if node not in found}
    return found


def _by_statement(path: Path, wanted: Collection[str]) -> dict[str, Location]:
    found: dict[str, Location] = {}
    with closing(read_lines(path)) as lines:
        for number, raw in enumerate(lines, 1):
            line = raw.decode("utf-8-sig" if number == 1 else "utf-8", "replace")
            subject = line.split(maxsplit=1)[0].strip("<>") if line.strip() else ""
            if subject in wanted:
                found.setdefault(subject, Location(str(path), number))
    return found


def _by_words(path: Path, wanted: Collection[str]) -> dict[str, Location]:
    if path.suffix.lower() in {".gz", ".zst"} or path.stat().st_size > _MOST_BYTES:
        return {}
    text = path.read_bytes().decode("utf-8", "replace")
    found: dict[str, Location] = {}
    for node in wanted:
        at = _offset(text, node)
        if at is not None:
            found[node] = Location(str(path), text.count("\n", 0, at) + 1)
    return found


def _offset(text: str, node: str) -> int | None:
    """Return where a text has an IRI: in full, relative with its last two parts, or with a prefix."""
    if node.startswith(("_:", '"')):
        return None
    patterns = [re.escape(node) + r"(?![\w-])"]
    if relative := _LAST_TWO.search(node):
        patterns.append(rf'[<"]{re.escape(relative[0])}[>"]')
    if local := _LOCAL.search(node):
        patterns.append(rf"(?<![\w-])[\w.-]*:{re.escape(local[0])}(?![\w-])")
    for pattern in patterns:
        match = re.search(pattern, text)
        if match:
            return match.start()
    return None
