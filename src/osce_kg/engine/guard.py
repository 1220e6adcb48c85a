"""What can be said of a query before anything evaluates it, and what is refused for it.

An evaluator that recurses over the query crashes on ten thousand brackets, and its optimizer takes cubic time
over joins. SERVICE reaches the network and has no off switch. So queries are measured here, on their tokens
(SPARQL 1.1 Query, section 19.8), in the spelling that was sent and in the one with its codepoint escapes
resolved (section 19.2): stores differ in which of the two they read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from osce_kg.errors import QueryRefused

INLINE_BYTES = 8_192
"""Longer queries are better inspected on a thread, so that an event loop goes on."""


class Form(StrEnum):
    """The query form, SPARQL 1.1 Query, section 16."""

    SELECT = "SELECT"
    ASK = "ASK"
    CONSTRUCT = "CONSTRUCT"
    DESCRIBE = "DESCRIBE"


class UpdateRefused(QueryRefused):
    """The text is a SPARQL update: this endpoint is read-only."""


class ServiceRefused(QueryRefused):
    """The query asks another endpoint through SERVICE."""


class QueryTooLong(QueryRefused):
    """The query has more bytes than the endpoint reads."""


class QueryTooComplex(QueryRefused):
    """The query nests or chains more than can be evaluated safely."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on a query: bytes of UTF-8, depth of brackets, operators and joins.

    Joins in one group are ordered by the optimizer in cubic time: 100 take a second, 250 take twenty.
    """

    max_bytes: int = 65_536
    max_depth: int = 64
    max_operators: int = 1_000
    max_joins: int = 100
    max_joins_in_all: int = 400


@dataclass(frozen=True, slots=True)
class Inspection:
    """What the tokens say: the form (None if the text does not begin like a query), whether it names its
    dataset by FROM, and whether it calls something whose value changes from one evaluation to the next.
    """

    form: Form | None
    has_dataset: bool
    volatile: bool


class _Token(NamedTuple):
    kind: str
    text: str


_PN = (
    r"A-Za-z0-9_\u00B7\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u037D\u037F-\u1FFF\u200C\u200D\u203F\u2040\u2070-\u218F"
    r"\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF"
)
_ESCAPED = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_LOCAL = rf"(?:[{_PN}:]|{_ESCAPED})(?:[{_PN}:\-]|{_ESCAPED}|\.(?=[{_PN}:\-.%\\]))*"
# The length of a prefix is bounded, or a run of dotted words would be read in quadratic time.
_PREFIX = rf"[{_PN}](?:[{_PN}.\-]{{0,254}}[{_PN}\-])?"
_TOKENS = re.compile(
    rf"""
      (?P<space>[\x20\t\r\n]+ | \#[^\r\n]*)
    | (?P<string>\"\"\"(?:(?:\"|\"\")?(?:[^"\\]|\\.))*\"\"\" | '''(?:(?:'|'')?(?:[^'\\]|\\.))*'''
        | "(?:[^"\\\r\n]|\\.)*" | '(?:[^'\\\r\n]|\\.)*')
    | (?P<iri><[^<>"{{}}|^`\\\x00-\x20]*(?:\\[uU][0-9A-Fa-f]+[^<>"{{}}|^`\\\x00-\x20]*)*>)
    | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    | (?P<variable>[?$][{_PN}]+)
    | (?P<pname>(?:{_PREFIX})?:(?:{_LOCAL})?)
    | (?P<number>[0-9]*\.[0-9]+(?:[eE][+-]?[0-9]+)? | [0-9]+(?:\.?[eE][+-]?[0-9]+)?)
    | (?P<word>[{_PN}]+)
    | (?P<operator>\|\||&&|!=|<=|>=|\^\^|[+\-*/=<>!|^])
    | (?P<punctuation>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_UPDATES = frozenset(["INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"])
_CLAUSES = frozenset(["OPTIONAL", "UNION", "MINUS", "FILTER", "BIND", "EXISTS", "IN", "AS"])
_VOLATILE = frozenset(["RAND", "NOW", "UUID", "STRUUID", "BNODE"])
_TERMS = frozenset({"string", "iri", "variable", "pname", "number"})
_CLOSING = {")": "(", "]": "[", "}": "{"}


def inspect(text: str, limits: Limits | None = None) -> Inspection:
    """Return what can be said of a query without evaluating it.

    Raises:
        QueryTooLong: more bytes than `limits.max_bytes`.
        UpdateRefused: the text begins like an update.
        ServiceRefused: SERVICE in any spelling outside strings, comments, IRIs and variables.
        QueryTooComplex: brackets nested too deeply, too many operators or joins.
    """
    bounds = limits or Limits()
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > bounds.max_bytes:
        raise QueryTooLong(f"the query has {size:,} bytes; at most {bounds.max_bytes:,} are read")
    resolved = resolve_escapes(text) if "\\" in text else text
    shortest = min(bounds.max_depth, bounds.max_operators, bounds.max_joins, bounds.max_joins_in_all)
    inspection: Inspection | None = None
    for spelling in dict.fromkeys((text, resolved)):
        tokens = list(_tokenize(spelling))
        form = _form(tokens)
        if "SERVICE" in spelling.upper():
            _refuse_service(tokens)
        if len(tokens) > shortest:  # fewer tokens cannot add up to more than any bound
            _measure(tokens, bounds)
        words = {token.text.upper() for token in tokens if token.kind == "word"}
        inspection = inspection or Inspection(form, "FROM" in words, bool(words & _VOLATILE))
    assert inspection is not None
    return inspection


def resolve_escapes(text: str) -> str:
    """Return the text with its codepoint escapes resolved, as section 19.2 asks before parsing.

    An escape that names no Unicode scalar value stays as it is; the parser will refuse it.
    """
    return _ESCAPE.sub(_resolve, text)


def _resolve(match: re.Match[str]) -> str:
    code = int(match[1] or match[2], 16)
    return match[0] if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF else chr(code)


def _tokenize(text: str) -> Iterator[_Token]:
    """Yield the tokens without white space and comments. Every character belongs to some token."""
    for match in _TOKENS.finditer(text):
        if match.lastgroup != "space":
            yield _Token(match.lastgroup or "", match[0])


def token_spans(text: str) -> list[tuple[int, int]]:
    """Return where the tokens begin and end, as offsets in code points."""
    return [match.span() for match in _TOKENS.finditer(text) if match.lastgroup != "space"]


def words_of(text: str) -> list[tuple[str, str]]:
    """Return kind and text of each token: `iri`, `pname`, `word`, `string`, `punctuation` and the like."""
    return [(token.kind, token.text) for token in _tokenize(text)]


def _form(tokens: list[_Token]) -> Form | None:
    """Return the form named by the first keyword after the prologue (BASE, PREFIX, VERSION).

    Raises:
        UpdateRefused: that keyword begins an update operation.
    """
    for token in tokens:
        if token.kind != "word":
            continue
        word = token.text.upper()
        if word in {"BASE", "PREFIX", "VERSION"}:
            continue
        if word in _UPDATES:
            raise UpdateRefused(f"{word} is an update; this endpoint answers queries only")
        return Form(word) if word in Form.__members__ else None
    return None


def _refuse_service(tokens: list[_Token]) -> None:
    """Refuse SERVICE, also where it runs into its neighbours: parsers accept `1SERVICE` and `SERVICEex:a {`.

    A prefix may contain the word: such a name stands before a brace only if it begins with the keyword after
    all, or names a GRAPH. A local name may contain it, except after a dot, which may have ended a triple.
    """
    for position, token in enumerate(tokens):
        text = token.text.upper()
        if token.kind not in {"word", "pname"} or "SERVICE" not in text:
            continue
        if token.kind == "pname" and ".SERVICE" not in text:
            following = tokens[position + 1].text if position + 1 < len(tokens) else ""
            preceding = tokens[position - 1].text.upper() if position else ""
            if "SERVICE" not in text.partition(":")[0] or following != "{" or preceding == "GRAPH":
                continue
        raise ServiceRefused("SERVICE is refused: this endpoint never asks another one")


def _measure(tokens: list[_Token], bounds: Limits) -> None:
    """Refuse a query that nests or chains too much. Bracket errors are left to the parser."""
    open_brackets: list[str] = []
    joins_by_group: list[int] = [0]
    operators = joins = 0
    in_values = 0  # depth of the data block of VALUES, 0 outside
    previous = _Token("", "")
    values_ahead = False
    for token in tokens:
        text = token.text
        if token.kind == "punctuation" and text in "([{":
            open_brackets.append(text)
            if len(open_brackets) > bounds.max_depth:
                raise QueryTooComplex(f"brackets are nested more than {bounds.max_depth} deep")
            if text == "{":
                joins_by_group.append(0)
                if values_ahead:
                    in_values, values_ahead = len(open_brackets), False
        elif token.kind == "punctuation" and text in _CLOSING:
            if in_values == len(open_brackets):
                in_values = 0
            if open_brackets:
                open_brackets.pop()
            if text == "}" and len(joins_by_group) > 1:
                joins_by_group.pop()
        innermost = open_brackets[-1] if open_brackets else ""
        if token.kind == "word" and text.upper() == "VALUES":
            values_ahead = True
        if not in_values:
            operators += _is_operator(token, previous, innermost)
            weight = _is_join(token, previous, innermost)
            joins += weight
            joins_by_group[-1] += weight
        if operators > bounds.max_operators:
            raise QueryTooComplex(f"the query has more than {bounds.max_operators:,} operators and clauses")
        if joins_by_group[-1] > bounds.max_joins or joins > bounds.max_joins_in_all:
            raise QueryTooComplex(
                f"the query joins more than {bounds.max_joins} patterns in one group "
                f"or {bounds.max_joins_in_all} in all"
            )
        previous = token


def _is_operator(token: _Token, previous: _Token, innermost: str) -> bool:
    """Whether the token lengthens an expression, a list of clauses, or a list of terms outside braces."""
    if token.kind == "operator":
        return True
    if token.kind == "word":
        return token.text.upper() in _CLAUSES
    return innermost == "" and token.kind in _TERMS and previous.kind in _TERMS


def _is_join(token: _Token, previous: _Token, innermost: str) -> bool:
    """Whether the token adds a pattern to a join: a triple, path step, nested group or collection member."""
    if token.kind == "punctuation":
        if token.text in ".;,":
            return innermost in {"{", "["}
        return token.text in "[{"
    if token.kind == "operator":
        return token.text == "/"
    if token.kind == "word":
        return token.text.upper() == "VALUES"
    return innermost == "(" and token.kind in _TERMS and previous.kind in _TERMS
