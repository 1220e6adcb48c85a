"""Which releases a list shows: filters from the address, the same that `/search` knows, as a pattern of SPARQL."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlencode

from osce_kg.rdf import is_valid_iri
from osce_kg.server import problems
from osce_kg.server.browse.counts import DOCUMENT, FIELD
from osce_kg.server.problems import ProblemError


@dataclass(frozen=True, slots=True)
class Facet:
    """One filter: its name in the address, for people, the property, and what its values are.

    `kind` is the kind of thing whose key is the value, `class` for a class of the ontology, else a datatype.
    """

    name: str
    label: str
    path: str
    kind: str
    searched: bool = True
    """Whether `/search` has it too."""


FACETS: tuple[Facet, ...] = (
    Facet("year", "Year", "osce:year", "integer"),
    Facet("field", "Field of work", FIELD, "field-of-work"),
    Facet("body", "Issued by", "osce:issuedBy", "organization"),
    Facet("country", "Country", "osce:aboutCountry", "country"),
    Facet("lang", "Language", "schema:inLanguage", "text"),
    Facet("type", "Type", "a", "class"),
    Facet("family", "Page family", "osce:family", "text", False),
)
PRESENCE = Facet("presence", "Field presence", "osce:issuedBy/osce:phaseOf", "field-presence", False)
_MONTH = Facet("month", "Month", "", "month", False)
_NAMES = {facet.name: facet for facet in (*FACETS, PRESENCE, _MONTH)}
_CLASS = re.compile(r"[A-Za-z][A-Za-z0-9]{0,60}")
_TEXT = re.compile(r"[A-Za-z0-9-]{1,40}")
_YEAR = re.compile(r"[0-9]{4}")

Order = Literal["newest", "oldest"]


@dataclass(frozen=True, slots=True)
class Selection:
    """Filters by name. All hold together."""

    values: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, parameters: Mapping[str, str]) -> Selection:
        """Return the filters among the parameters of an address; empty ones count as not given.

        Raises:
            ProblemError: a value that cannot be one.
        """
        given = [(name, parameters[name].strip()) for name in _NAMES if parameters.get(name, "").strip()]
        for name, value in given:
            if not _fits(_NAMES[name], value):
                raise ProblemError(problems.BAD_REQUEST, f"{name}={value!r} is not a value of this filter")
        if dict(given).get("month") and "year" not in dict(given):
            raise ProblemError(problems.BAD_REQUEST, "a month needs a year")
        return cls(tuple(given))

    def get(self, name: str) -> str | None:
        """Return the value of a filter."""
        return dict(self.values).get(name)

    def pattern(self) -> str:
        """Return the group graph pattern of the documents `?d`, in the base and prefixes of `Asker.rows`."""
        parts = [_pattern(_NAMES[name], value) for name, value in self.values if name != "month"]
        month = self.get("month")
        if month:
            parts.append(f'?d dct:issued ?day FILTER(STRSTARTS(STR(?day), "{self.get("year")}-{int(month):02}-"))')
        return " ".join((DOCUMENT, *parts))

    def address(self, path: str = "/browse/releases", *, only: Iterable[str] | None = None, **changes: object) -> str:
        """Return the address of a list with changed filters; None takes one away. `only` leaves others out."""
        values: dict[str, object] = dict(self.values) | changes
        kept = [(name, value) for name, value in values.items() if value is not None and (only is None or name in only)]
        return f"{path}?{urlencode(kept)}" if kept else path

    def search(self) -> str:
        """Return the address of the search among documents, with the filters that it has too."""
        return self.address(
            "/search", only=["kind", *(facet.name for facet in FACETS if facet.searched)], kind="document"
        )


def _fits(facet: Facet, value: str) -> bool:
    if facet.kind == "integer":
        return bool(_YEAR.fullmatch(value))
    if facet.kind == "month":
        return value.isascii() and value.isdigit() and 1 <= int(value[:3]) <= 12
    if facet.kind == "class":
        return bool(_CLASS.fullmatch(value))
    if facet.kind == "text":
        return bool(_TEXT.fullmatch(value))
    return is_valid_iri(f"http://example.org/{value}") and "\\" not in value


def _pattern(facet: Facet, value: str) -> str:
    if facet.kind == "integer":
        written = str(int(value))
    elif facet.kind == "class":
        written = f"osce:{value}"
    elif facet.kind == "text":
        written = f'"{value}"'
    else:
        written = f"<{facet.kind}/{value}>"
    return f"?d {facet.path} {written} ."
