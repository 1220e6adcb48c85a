"""What particular stores do beside the standard: what must not reach them, and what their answers hide.

Learned from Virtuoso 7.2 and the Oxigraph server 0.5. A query that passes the guard can still make Virtuoso
fetch an address (`bif:http_get`), call a procedure by its name (`<DB.DBA.…>()`, `sql:`) or load a graph
(`DEFINE get:soft`); Jena loads Java classes by `java:`. None of that is SPARQL 1.1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from pyoxigraph import Literal, NamedNode, QueryBoolean, QueryResultsFormat, QuerySolutions, parse_query_results

from osce_kg.engine.diagnosis import expected_of
from osce_kg.engine.guard import resolve_escapes, words_of
from osce_kg.engine.model import UpstreamError
from osce_kg.errors import QueryLimit, QueryRefused

_RESERVED = re.compile(r"\b(?:bif|sql|java)\s*:", re.IGNORECASE)
_WEB = re.compile(r"https?://", re.IGNORECASE)
_PRAGMAS = frozenset({"DEFINE", "OPTION"})
_TOO_LONG = re.compile(r"Virtuoso S1T00 |The estimated execution time")
_SYNTAX = re.compile(r"Virtuoso 37000 ")
_FALSE = Literal("0", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#integer"))
_PLACE = re.compile(r"error at (\d+):(\d+): ")
_LINE = re.compile(r"(\bline )(\d+)", re.IGNORECASE)
MAX_MESSAGE = 300


class ExtensionRefused(QueryRefused):
    """The query uses what one store has beside SPARQL 1.1."""


class PartialAnswer(QueryLimit):
    """The store says that its answer is a part. `max_rows` is the number at which it always stops, if it told."""

    def __init__(self, message: str, max_rows: int | None = None) -> None:
        super().__init__(message)
        self.max_rows = max_rows


def refuse_extensions(text: str) -> None:
    """Refuse what a store behind this server may run beside SPARQL 1.1.

    The reserved prefixes are refused wherever they stand, in strings too: stores tokenize differently. A
    function must be an http(s) IRI, since Virtuoso takes any other for the name of a procedure.

    Raises:
        ExtensionRefused: with the spelling that was found.
    """
    for spelling in dict.fromkeys((text, resolve_escapes(text))):
        found = _RESERVED.search(spelling)
        if found:
            raise ExtensionRefused(f"{found[0]!r} is not passed on: it is no SPARQL 1.1; use another prefix")
        tokens = words_of(spelling)
        prefixes = _prefixes(tokens)
        for position, (kind, token) in enumerate(tokens):
            if kind == "word" and token.upper() in _PRAGMAS:
                raise ExtensionRefused(f"{token} is not passed on: it is no SPARQL 1.1")
            if kind not in {"iri", "pname"}:
                continue
            called = position + 1 < len(tokens) and tokens[position + 1][1] == "("
            for iri in _spellings(kind, token, prefixes):
                if _RESERVED.match(iri.rpartition("::")[2]) or (called and not _WEB.match(iri)):
                    raise ExtensionRefused(f"{token} is not passed on: a function is an http or https IRI")


def _prefixes(tokens: list[tuple[str, str]]) -> Mapping[str, set[str]]:
    """Return the IRIs that each prefix, with its colon, is declared as; a prefix may be declared twice."""
    found: dict[str, set[str]] = {}
    for (_, first), (kind, name), (_, iri) in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if first.upper() == "PREFIX" and kind == "pname":
            found.setdefault(name, set()).add(iri.strip("<>"))
    return found


def _spellings(kind: str, token: str, prefixes: Mapping[str, set[str]]) -> Iterator[str]:
    """Yield the IRIs that a token may stand for."""
    if kind == "iri":
        yield token.strip("<>")
        return
    prefix, _, local = token.partition(":")
    for iri in prefixes.get(f"{prefix}:", {f"{prefix}:"}):
        yield iri + local.replace("\\", "")


def message_of(body: str) -> str:
    """Return the first lines of an error that a store answered, on one line, without control characters."""
    text = body.partition("SPARQL query:")[0]
    printable = "".join(c if c.isprintable() else " " for c in text)
    line = " ".join(printable.split())
    return line if len(line) <= MAX_MESSAGE else line[: MAX_MESSAGE - 1] + "…"


def less_lines(message: str, added: int) -> str:
    """Return a message whose numbers of lines do not count so many lines that stand before the query."""
    if not added:
        return message
    return _LINE.sub(lambda match: f"{match[1]}{max(1, int(match[2]) - added)}", message)


def placed(message: str, added: int) -> tuple[str, int | None, int | None]:
    """Return a message, and the line and column that the Oxigraph server begins its own with, None from others."""
    found = _PLACE.match(message)
    if found is None:
        return less_lines(message, added), None, None
    line, column = max(1, int(found[1]) - added), int(found[2])
    detail = message[found.end() :]
    if detail.startswith("expected "):
        detail = f"expected {', '.join(expected_of(message))}"
    return f"line {line}, column {column}: {detail}", line, column


def is_timeout(message: str) -> bool:
    """Whether an error says that the store gave up for the time it took."""
    return bool(_TOO_LONG.search(message))


def is_syntax_error(status: int, message: str) -> bool:
    """Whether an error says that the query is wrong: 400, or Virtuoso's SQL state for syntax with any status.

    Virtuoso gives both for internal errors of its compiler too, which are no fault of the query.
    """
    return (status == 400 or bool(_SYNTAX.search(message))) and "Internal error" not in message


def refuse_partial(name: str, headers: Mapping[str, str]) -> None:
    """Refuse an answer with status 200 that is not the whole one.

    Virtuoso says in a header that it stopped at its number of rows or at its time; the body looks whole.

    Raises:
        PartialAnswer: with the number of rows at which the store stops.
    """
    stated = headers.get("x-sparql-maxrows")
    if stated is not None:
        message = f"{name} stops at {stated} rows, so its answer may not be whole; ask for fewer with LIMIT"
        raise PartialAnswer(message, int(stated) if stated.isdecimal() else None)
    if headers.get("x-sql-state", "").upper() == "S1TAT":
        raise PartialAnswer(f"{name} stopped at a time limit of its own and answered a part; ask for less")


def truth_of(results: QuerySolutions | QueryBoolean, name: str) -> QueryBoolean:
    """Return the answer to ASK. Virtuoso gives a table with the one variable `__ASK_RETVAL`; no row is false.

    Raises:
        UpstreamError: it is neither.
    """
    if isinstance(results, QueryBoolean):
        return results
    if [variable.value for variable in results.variables] != ["__ASK_RETVAL"]:
        raise UpstreamError(f"{name} answered rows to ASK")
    values = [row["__ASK_RETVAL"] for row in results]
    if any(not isinstance(value, Literal) or value.value not in {"0", "1"} for value in values) or len(values) > 1:
        raise UpstreamError(f"{name} answered ASK with {len(values)} rows that are no truth value")
    word = b"true" if values and values[0] != _FALSE else b"false"
    document = b'{"head":{},"boolean":%s}' % word
    truth = parse_query_results(input=document, format=QueryResultsFormat.JSON)
    assert isinstance(truth, QueryBoolean)
    return truth
