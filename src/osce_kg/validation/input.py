"""Any RDF file → N-Quads lines, with guards against files that would exhaust or mislead a parser."""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import IO

import pyoxigraph as ox

from osce_kg.dump import rdf_extension, read_lines
from osce_kg.errors import InputError
from osce_kg.validation.model import Location

SIZE_LIMIT = 2 * 1024**3
DEPTH_LIMIT = 256
_CHUNK = 1 << 20
_BOM = b"\xef\xbb\xbf"

FORMATS = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "nq": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "n3": ox.RdfFormat.N3,
    "rdf": ox.RdfFormat.RDF_XML,
    "xml": ox.RdfFormat.RDF_XML,
    "owl": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
    "json": ox.RdfFormat.JSON_LD,
}
"""Extension without dot → format; the same names are what a user gives for a format."""

_STRING_OR_BRACKET = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]', re.DOTALL)
_XML_PROLOG = re.compile(rb"(?:\s+|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)


def read_rdf(path: Path, format_name: str | None = None, limit: int = SIZE_LIMIT) -> Iterator[str]:
    """Yield the file's statements as N-Quads lines without newline, literals as written, in file order.

    Blank nodes get fresh names, so that those of two files stay apart. Relative IRIs are resolved against the
    file's own `file:` IRI.

    Raises:
        InputError: unknown format, too large, or not valid; the message has the file and the line.
    """
    kind = _format(path.suffix, format_name, str(path))
    try:
        size = path.stat().st_size
        if size > limit:
            raise InputError(_too_large(str(path), limit))
        with path.open("rb") as file:
            yield from _statements(file, kind, str(path), path.resolve().as_uri())
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror or error}") from error


def read_rdf_stream(stream: IO[bytes], name: str, format_name: str | None, limit: int = SIZE_LIMIT) -> Iterator[str]:
    """Yield the statements of a stream, such as standard input, as `read_rdf` does; it has no base IRI.

    Raises:
        InputError: no format given, too large, or not valid.
    """
    kind = _format("", format_name, name)
    content = bytearray()
    while chunk := stream.read(_CHUNK):
        content += chunk
        if len(content) > limit:
            raise InputError(_too_large(name, limit))
    yield from _statements(io.BytesIO(content), kind, name, None)


def read_dump(path: Path) -> Iterator[str]:
    """Yield the lines of a release's dump as written, without newline; it is canonical N-Quads already."""
    yield from (line.decode().removesuffix("\n") for line in read_lines(path))


def locate(paths: Sequence[Path], focus_nodes: Collection[str]) -> dict[str, Location]:
    """Return where the focus nodes stand: file and line of their first statement in N-Triples and N-Quads.

    In other syntaxes the parser tells no line; there the file is given if it is the only one.
    """
    found: dict[str, Location] = {}
    for path in paths if focus_nodes else ():
        if rdf_extension(path) not in {"nt", "nq"}:
            continue
        with closing(read_lines(path)) as lines:
            for number, raw in enumerate(lines, 1):
                line = raw.decode("utf-8-sig" if number == 1 else "utf-8", "replace")
                subject = line.split(maxsplit=1)[0].strip("<>") if line.strip() else ""
                if subject in focus_nodes:
                    found.setdefault(subject, Location(str(path), number))
    if len(paths) == 1:
        found |= {node: Location(str(paths[0])) for node in focus_nodes if node not in found}
    return found


def _format(suffix: str, format_name: str | None, name: str) -> ox.RdfFormat:
    key = (format_name or suffix.removeprefix(".")).lower()
    if key in FORMATS:
        return FORMATS[key]
    found = f"found {key!r}" if key else "found none"
    raise InputError(f"{name}: expected a format out of {', '.join(FORMATS)}, {found}; give --input-format")


def _too_large(name: str, limit: int) -> str:
    return f"{name}: larger than {limit:,} bytes; split it, or validate a release instead"


def _statements(file: IO[bytes], kind: ox.RdfFormat, name: str, base: str | None) -> Iterator[str]:
    start = len(_BOM) if file.read(len(_BOM)) == _BOM else 0
    file.seek(start)
    if kind == ox.RdfFormat.RDF_XML:
        _refuse_doctype(file, name)
    elif kind == ox.RdfFormat.JSON_LD:
        _refuse_nesting(file, name)
    file.seek(start)
    try:
        for quad in ox.parse(file, format=kind, base_iri=base, rename_blank_nodes=True):
            graph = "" if isinstance(quad.graph_name, ox.DefaultGraph) else f" {quad.graph_name}"
            yield f"{quad.subject} {quad.predicate} {quad.object}{graph} ."
    except SyntaxError as error:
        where = name if error.lineno is None else f"{name}:{error.lineno}"
        raise InputError(f"{where}: not valid {kind.name}: {error.msg}") from error
    except (ValueError, OSError) as error:
        raise InputError(f"{name}: not valid {kind.name}: {error}") from error


def _refuse_doctype(file: IO[bytes], name: str) -> None:
    """Raise if an XML document has a DOCTYPE: its entities can expand without end or name local files."""
    content = file.read()
    prolog = _XML_PROLOG.match(content)
    end = prolog.end() if prolog else 0
    if content[end : end + 9].upper() == b"<!DOCTYPE":
        line = content.count(b"\n", 0, end) + 1
        raise InputError(f"{name}:{line}: DOCTYPE is refused in RDF/XML; expand its entities and remove it")
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        raise InputError(f"{name}:1: expected UTF-8, found UTF-16; convert the file")


def _refuse_nesting(file: IO[bytes], name: str) -> None:
    """Raise if brackets nest deeper than any real JSON-LD does: recursive parsers crash on them."""
    content, depth = file.read(), 0
    for match in _STRING_OR_BRACKET.finditer(content):
        mark = match.group()[:1]
        if mark in b"[{":
            depth += 1
        elif mark in b"]}":
            depth -= 1
        if depth > DEPTH_LIMIT:
            line = content.count(b"\n", 0, match.start()) + 1
            message = f"{name}:{line}: nested deeper than {DEPTH_LIMIT} levels; flatten the JSON-LD"
            raise InputError(message)
