"""The base IRI of a query, for engines whose interface has no place for it but the query's own text."""

from __future__ import annotations

import re

from osce_kg.engine.guard import resolve_escapes, words_of

_ABSOLUTE = re.compile(r"<[A-Za-z][A-Za-z0-9+.\-]*:")
_RESOLVING = frozenset({"IRI", "URI"})  # functions that resolve what they are given (SPARQL 1.1 Query, 17.4.2.8)


def with_base(text: str, base: str | None) -> tuple[str, int]:
    """Return the text with a line `BASE <…>` before it where it makes a difference, and the number of lines added.

    What has no relative IRI before a BASE of its own stays as it is: some stores read one BASE at most.
    """
    if base is None or not _is_relative(text):
        return text, 0
    return f"BASE <{base}>\n{text}", 1


def _is_relative(text: str) -> bool:
    """Whether the meaning of the text depends on a base that it does not name."""
    previous = ""
    for kind, token in words_of(resolve_escapes(text)):
        if kind == "iri":
            is_absolute = bool(_ABSOLUTE.match(token))
            if previous == "BASE" and is_absolute:
                return False
            if not is_absolute:
                return True
        previous = token.upper() if kind == "word" else ""
        if previous in _RESOLVING:
            return True
    return False
