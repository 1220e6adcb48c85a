"""Any RDF file → N-Quads lines, with guards against files that would exhaust or mislead a parser."""

from __future__ import annotations

import importlib
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TypeAlias

import pyoxigraph as ox

from osce_kg.captures.model import Limits
from osce_kg.captures.streams import GZIP_MAGIC, ZSTD_MAGIC, decompressed
from osce_kg.dump import read_lines
from osce_kg.errors import ContainerError, InputError

SIZE_LIMIT = 2 * 1024**3
DEPTH_LIMIT = 256
_IN_MEMORY = 64 * 2**20
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

BY_RDFLIB = {"trix": "TriX", "hext": "HexTuples"}
"""Formats that rdflib alone reads, by extension."""

NAMES = (*FORMATS, *BY_RDFLIB)

Kind: TypeAlias = "ox.RdfFormat | str"
"""A format of pyoxigraph, or the extension of one that rdflib reads."""

_COMPRESSED = {".gz": "gzip", ".zst": "zstd"}
_STRING_OR_BRACKET = re.compile(rb'"(?:[^"\\]++|\\.)*+"|[\[{]|[\]}]', re.DOTALL)
_XML_PROLOG = re.compile(rb"(?:\s++|<\?.*?\?>|<!--.*?-->)*+", re.DOTALL)


def read_rdf(path: Path, format_name: str | None = None, limit: int = SIZE_LIMIT) -> Iterator[str]:
    """Yield the file's statements as N-Quads lines without newline, literals as written, in file order.

    Blank nodes get fresh names, so that those of two files stay apart. Relative IRIs are resolved against the
    file's own `file:` IRI.

    Raises:
        InputError: unknown format, too large, or not valid; the message has the file and the line.
    """
    name = str(path)
    kind = _format(rdf_format_name(path), format_name, name, path)
    try:
        if path.stat().st_size > limit:
            raise InputError(_too_large(name, limit))
        with path.open("rb") as file, _uncompressed(file, name, limit) as content:
            yield from _statements(content, kind, name, path.resolve().as_uri())
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror or error}") from error


def rdf_format_name(path: Path) -> str | None:
    """Return the extension that names a format, `ttl` of `data.ttl.gz` too, or None if none does."""
    inner = Path(path.stem) if path.suffix.lower() in _COMPRESSED else path
    extension = inner.suffix.removeprefix(".").lower()
    return extension if extension in NAMES else None


def _uncompressed(file: IO[bytes], name: str, limit: int) -> IO[bytes]:
    """Return the content of a gzip or Zstandard file, of any other the file itself."""
    head = file.read(4)
    file.seek(0)
    kind = "gzip" if head.startswith(GZIP_MAGIC) else "zstd" if head.startswith(ZSTD_MAGIC) else None
    if kind is None:
        return file
    content: IO[bytes] = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115
    try:
        _copy(decompressed(file, kind, Limits()), content, name, limit)
    except ContainerError as error:
        content.close()
        raise InputError(f"{name}: {error}") from error
    except BaseException:
        content.close()
        raise
    content.seek(0)
    return content


def _copy(source: IO[bytes], target: IO[bytes], name: str, limit: int) -> None:
    size = 0
    while chunk := source.read(_CHUNK):
        size += len(chunk)
        if size > limit:
            raise InputError(_too_large(name, limit))
        target.write(chunk)


def read_rdf_stream(stream: IO[bytes], name: str, format_name: str | None, limit: int = SIZE_LIMIT) -> Iterator[str]:
    """Yield the statements of a stream, such as standard input, as `read_rdf` does; it has no base IRI.

    Raises:
        InputError: no format given, too large, or not valid.
    """
    kind = _format(None, format_name, name)
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as content:
        _copy(stream, content, name, limit)
        content.seek(0)
        with _uncompressed(content, name, limit) as plain:
            yield from _statements(plain, kind, name, None)


def read_dump(path: Path) -> Iterator[str]:
    """Yield the lines of a release's dump as written, without newline; it is canonical N-Quads already."""
    yield from (line.decode().removesuffix("\n") for line in read_lines(path))


def _format(extension: str | None, format_name: str | None, name: str, path: Path | None = None) -> Kind:
    key = (format_name or extension or "").lower()
    if key in FORMATS:
        return FORMATS[key]
    if key in BY_RDFLIB:
        return key
    shown = key or (path.suffix.removeprefix(".").lower() if path else "")
    found = f"found {shown!r}" if shown else "found none"
    raise InputError(f"{name}: expected a format out of {', '.join(NAMES)}, {found}; give --input-format")


def _too_large(name: str, limit: int) -> str:
    return f"{name}: larger than {limit:,} bytes; split it, or validate a release instead"


def _statements(file: IO[bytes], kind: Kind, name: str, base: str | None) -> Iterator[str]:
    if isinstance(kind, str):
        start = guard(file, kind, name)
        file.seek(start)
        reading = importlib.import_module("osce_kg.validation.rdflib_input")
        yield from reading.statements(file.read(), kind, name)
        return
    for quad in parse_guarded(file, kind, name, base):
        graph = "" if isinstance(quad.graph_name, ox.DefaultGraph) else f" {quad.graph_name}"
        yield f"{quad.subject} {quad.predicate} {quad.object}{graph} ."


def parse_guarded(file: IO[bytes], kind: ox.RdfFormat, name: str, base: str | None) -> Iterator[ox.Quad]:
    """Yield the statements of a file, after a look at what would exhaust or mislead the parser.

    Raises:
        InputError: it is not valid, or refused; the message has the name and, where one is known, the line.
    """
    file.seek(guard(file, kind, name))
    try:
        yield from ox.parse(file, format=kind, base_iri=base, rename_blank_nodes=True)
    except SyntaxError as error:
        where = name if error.lineno is None else f"{name}:{error.lineno}"
        raise InputError(f"{where}: not valid {kind.name}: {error.msg}") from error
    except (ValueError, OSError) as error:
        raise InputError(f"{name}: not valid {kind.name}: {error}") from error


def guard(file: IO[bytes], kind: Kind, name: str) -> int:
    """Return where the content begins, behind a byte order mark.

    Raises:
        InputError: a DOCTYPE in XML, another encoding than UTF-8, or brackets nested too deep in JSON.
    """
    file.seek(0)
    start = len(_BOM) if file.read(len(_BOM)) == _BOM else 0
    file.seek(start)
    if kind in {ox.RdfFormat.RDF_XML, "trix"}:
        _refuse_doctype(file, name)
    elif kind in {ox.RdfFormat.JSON_LD, "hext"}:
        _refuse_nesting(file, name)
    return start


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
