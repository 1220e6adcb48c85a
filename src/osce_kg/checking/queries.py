"""Competency queries: each must parse, answer with its declared columns, and have the rows it declares."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pyoxigraph as ox

from osce_kg.checking.model import Finding
from osce_kg.records import Severity

_HEADER = re.compile(r"^# (title|columns|rows): *(.*?) *$", re.MULTILINE)
_ROWS = re.compile(r"(\d+)(?: from (\d+) documents)?\Z")


@dataclass(frozen=True, slots=True)
class Competency:
    """A query with what its header declares: columns, least rows, and from how many documents on these are expected."""

    path: Path
    text: str
    title: str
    columns: tuple[str, ...] | None
    rows: int
    documents: int


def read_query(path: Path) -> Competency | str:
    """Return a query file, or what is wrong with its header."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        return f"cannot be read: {error}"
    header = dict(_HEADER.findall(text))
    declared = _ROWS.match(header.get("rows", "0"))
    if declared is None:
        return f"# rows: expected N or N from M documents, found {header['rows']!r}"
    columns = tuple(header["columns"].split()) if "columns" in header else None
    return Competency(path, text, header.get("title", path.stem), columns, int(declared[1]), int(declared[2] or 0))


def check_queries(paths: Sequence[Path], store: ox.Store, documents: int, whole: bool) -> Iterator[Finding]:
    """Yield a violation for each query that fails. Rows are only counted in a graph that is `whole`."""
    for path in paths:
        query = read_query(path)
        if isinstance(query, str):
            yield _finding("query-header", path, query, "Correct the header of the query.")
            continue
        try:
            answer = store.query(query.text, use_default_graph_as_union=True)
        except (SyntaxError, ValueError, OSError) as error:
            yield _finding("query-failed", path, f"does not run: {error}", "Correct the query.")
            continue
        if not isinstance(answer, ox.QuerySolutions):
            yield _finding("query-failed", path, "expected a SELECT query", "Make it a SELECT query.")
            continue
        columns = tuple(variable.value for variable in answer.variables)
        if query.columns is not None and columns != query.columns:
            message = f"{query.title}: expected the columns {' '.join(query.columns)}, found {' '.join(columns)}"
            yield _finding("query-columns", path, message, "Correct the query, or its # columns: header.")
        if whole and query.rows and documents >= query.documents:
            found = sum(1 for _ in islice(answer, query.rows))
            if found < query.rows:
                message = f"{query.title}: expected at least {query.rows} rows, found {found}"
                hint = "Look for what the query joins on and the graph lacks, or correct the # rows: header."
                yield _finding("query-rows", path, message, hint)


def _finding(rule: str, path: Path, message: str, hint: str) -> Finding:
    return Finding(Severity.VIOLATION, "queries", rule, f"{path.name}: {message}", hint, value=path.name)
