"""A sorted dump read back: blocks, lines, and the things they speak of, in memory that one thing bounds.

A dump is canonical N-Quads as `rdf.nquad` writes them (https://www.w3.org/TR/rdf-canon/#canonical-quads): one space
between terms, sorted by code point, distinct. So all lines of a subject follow one another, and so do all subjects of a
kind, whose IRIs begin alike. Splitting such a line costs less than parsing it, and blocks of a kind that is not wanted
(the evidence is four fifths of a dump) are dropped without looking for their lines: see docs/benchmarks.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import zstandard

from osce_kg.dump import open_lines
from osce_kg.errors import InputError

BLOCK = 1 << 16
"""Bytes that are read at once. With 1 MiB, reading took half as long again and 250 MB of memory instead of 40."""

_ESCAPE = re.compile(r'\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([tbnrf"\'\\]))')
_ESCAPED = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\"}


class Statement(NamedTuple):
    """Predicate, object and graph of a line. `value` is the IRI or the lexical form; `qualifier` is None for an IRI
    or a blank node, else the empty text, `@` and a language tag, or `^^` and a datatype IRI. `graph` is None for the
    default graph.
    """

    predicate: str
    value: str
    qualifier: str | None
    graph: str | None


class Thing:
    """One subject and everything a dump states of it, in the dump's order."""

    __slots__ = ("_by_predicate", "iri", "statements")

    def __init__(self, iri: str, statements: Sequence[Statement]) -> None:
        self.iri = iri
        self.statements = statements
        self._by_predicate: dict[str, list[Statement]] = {}
        for statement in statements:
            self._by_predicate.setdefault(statement.predicate, []).append(statement)

    def all(self, predicate: str) -> Sequence[Statement]:
        """Return the statements with this predicate, sorted by object."""
        return self._by_predicate.get(predicate, ())

    def values(self, predicate: str) -> list[str]:
        """Return the objects of this predicate as text, distinct, in the dump's order."""
        found = self._by_predicate.get(predicate)
        if found is None:
            return []
        if len(found) == 1:
            return [found[0].value]
        return list(dict.fromkeys([statement.value for statement in found]))

    def one(self, predicate: str) -> str | None:
        """Return the only object of this predicate as text, or None.

        Raises:
            InputError: there are several.
        """
        statements = self._by_predicate.get(predicate)
        if statements is None:
            return None
        if len(statements) > 1 and len(found := self.values(predicate)) > 1:
            raise InputError(f"<{self.iri}> has {len(found)} values of <{predicate}> where one is expected")
        return statements[0].value

    def text(self, predicate: str) -> str | None:
        """Return the English text of this predicate, else one without language, else the first."""
        found = self.all(predicate)
        for qualifier in ("@en", ""):
            for statement in found:
                if statement.qualifier == qualifier:
                    return statement.value
        return found[0].value if found else None


def blocks(path: Path, skip: Sequence[str] = (), size: int = BLOCK) -> Iterator[bytes]:
    """Yield a dump in blocks of whole lines, about `size` bytes each.

    A block that lies within one of the prefixes of `skip` is left out; single lines of them remain at the borders.

    Raises:
        InputError: the file cannot be read, or is cut off.
    """
    prefixes = [prefix.encode() for prefix in skip]
    rest = b""
    try:
        with open_lines(path) as file:
            while piece := file.read(size):
                end = piece.rfind(b"\n") + 1
                if not end:
                    rest += piece
                    continue
                block, rest = rest + piece[:end], piece[end:]
                last = block.rfind(b"\n", 0, len(block) - 1) + 1
                if not any(block.startswith(prefix) and block.startswith(prefix, last) for prefix in prefixes):
                    yield block
    except (OSError, zstandard.ZstdError) as error:
        raise InputError(f"cannot read {path}: {error}; is it a dump, and whole?") from error
    if rest:
        raise InputError(f"{path}: the last line has no end; the file is cut off")


def read_lines(path: Path, skip: Sequence[str] = (), size: int = BLOCK) -> Iterator[str]:
    """Yield the lines of a dump without their newlines, those that begin with one of `skip` left out.

    Raises:
        InputError: the file cannot be read, or is not UTF-8.
    """
    unwanted = tuple(skip)
    for block in blocks(path, skip, size):
        try:
            text = block.decode()
        except UnicodeDecodeError as error:
            raise InputError(f"{path} is not UTF-8: {error}") from error
        for line in text.split("\n")[:-1]:
            if not unwanted or not line.startswith(unwanted):
                yield line


def merge(first: Iterable[str], second: Iterable[str]) -> Iterator[str]:
    """Yield two sorted streams of lines as one. The second had better be the shorter."""
    rest = iter(second)
    head = next(rest, None)
    for line in first:
        while head is not None and head < line:
            yield head
            head = next(rest, None)
        yield line
    if head is not None:
        yield head
        yield from rest


def read_release(dumps: Sequence[Path], skip: Sequence[str] = ()) -> Iterator[str]:
    """Yield the lines of all dumps of a release in one order; see `read_lines`."""
    lines = read_lines(dumps[0], skip)
    for dump in dumps[1:]:
        lines = merge(lines, read_lines(dump, skip))
    return lines


def things(lines: Iterable[str]) -> Iterator[Thing]:
    """Yield the things of sorted lines, one after another.

    Raises:
        InputError: a line is not N-Quads, or the lines are not sorted.
    """
    subject, group = "", list[str]()
    for line in lines:
        if not subject or not line.startswith(subject):
            if group:
                yield _thing(subject, group)
                group = []
            following = line[: line.find(" ") + 1]
            if following <= subject:
                raise InputError(f"the dump is not sorted: {following}after {subject}; sort it with LC_ALL=C sort -u")
            subject = following
        group.append(line)
    if group:
        yield _thing(subject, group)


def _thing(subject: str, group: list[str]) -> Thing:
    return Thing(unbracketed(subject[:-1]), [parse(line) for line in group])


def parse(line: str) -> Statement:
    """Return what a canonical line of N-Quads or N-Triples states.

    Raises:
        InputError: it is no such line.
    """
    try:
        _, predicate, rest = line.split(" ", 2)
        if not rest.endswith(" ."):
            raise ValueError("it does not end with a space and a full stop")
        if rest[0] == '"':
            end = rest.rindex('"', 1)  # no tag, datatype or graph has a quotation mark
            qualifier, _, graph = rest[end + 1 : -2].partition(" ")
            value = unescaped(rest[1:end])
            if qualifier.startswith("^^"):
                qualifier = "^^" + qualifier[3:-1]
            return Statement(predicate[1:-1], value, qualifier, graph[1:-1] or None)
        term, _, graph = rest[:-2].partition(" ")
        return Statement(predicate[1:-1], unbracketed(term), None, graph[1:-1] or None)
    except ValueError as error:
        raise InputError(f"not a line of canonical N-Quads ({error}): {line[:200]}") from error


def unbracketed(term: str) -> str:
    """Return an IRI without its brackets; a blank node stays as it is."""
    return term[1:-1] if term.startswith("<") else term


def unescaped(text: str) -> str:
    r"""Return the text of a literal between its quotation marks: `\n` and the like resolved."""
    return _ESCAPE.sub(_resolve, text) if "\\" in text else text


def _resolve(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    return chr(int(code, 16)) if code else _ESCAPED[match[3]]
