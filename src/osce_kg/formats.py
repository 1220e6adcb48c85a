"""One table of serializations: name, media type, file extension, specification, and how Oxigraph calls each.

Content negotiation works on this table and on nothing else (RFC 9110, section 12.5.1).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pyoxigraph import QueryResultsFormat, RdfFormat

_W3C = "http://www.w3.org/ns/formats/"


@dataclass(frozen=True, slots=True)
class Format:
    """One serialization. `spec` is the specification's address, `iri` the W3C's IRI for it (none for HTML).

    `aliases` are other media types under which the same bytes may be asked for and delivered; `parameters`
    are media type parameters that a range may name and this representation satisfies.
    """

    name: str
    media_type: str
    extension: str
    spec: str
    iri: str | None = None
    rdf: RdfFormat | None = None
    results: QueryResultsFormat | None = None
    aliases: tuple[str, ...] = ()
    parameters: tuple[tuple[str, str], ...] = (("charset", "utf-8"),)
    dataset: bool = False

    @property
    def content_type(self) -> str:
        """The Content-Type under the format's first media type."""
        return content_type(self.media_type)


class Representation(NamedTuple):
    """A format and the media type under which the client asked for it."""

    format: Format
    media_type: str

    @property
    def content_type(self) -> str:
        return content_type(self.media_type)


RESULTS_JSON = Format(
    "json", "application/sparql-results+json", "json", "https://www.w3.org/TR/sparql11-results-json/",
    _W3C + "SPARQL_Results_JSON", results=QueryResultsFormat.JSON, aliases=("application/json", "text/json"),
)  # fmt: skip
RESULTS_XML = Format(
    "xml", "application/sparql-results+xml", "xml", "https://www.w3.org/TR/rdf-sparql-XMLres/",
    _W3C + "SPARQL_Results_XML", results=QueryResultsFormat.XML, aliases=("application/xml", "text/xml"),
)  # fmt: skip
RESULTS_CSV = Format(
    "csv", "text/csv", "csv", "https://www.w3.org/TR/sparql11-results-csv-tsv/",
    _W3C + "SPARQL_Results_CSV", results=QueryResultsFormat.CSV,
    parameters=(("charset", "utf-8"), ("header", "present")),
)  # fmt: skip
RESULTS_TSV = Format(
    "tsv", "text/tab-separated-values", "tsv", "https://www.w3.org/TR/sparql11-results-csv-tsv/",
    _W3C + "SPARQL_Results_TSV", results=QueryResultsFormat.TSV,
)  # fmt: skip
TURTLE = Format(
    "turtle", "text/turtle", "ttl", "https://www.w3.org/TR/turtle/", _W3C + "Turtle",
    rdf=RdfFormat.TURTLE, aliases=("application/x-turtle", "application/turtle", "text/n3", "text/rdf+n3"),
)  # fmt: skip
JSON_LD = Format(
    "json-ld", "application/ld+json", "jsonld", "https://www.w3.org/TR/json-ld11/",
    "http://www.w3.org/ns/formats/JSON-LD", rdf=RdfFormat.JSON_LD,
    aliases=("application/json",), dataset=True,
)  # fmt: skip
N_TRIPLES = Format(
    "n-triples", "application/n-triples", "nt", "https://www.w3.org/TR/n-triples/", _W3C + "N-Triples",
    rdf=RdfFormat.N_TRIPLES, aliases=("text/plain",),
)  # fmt: skip
RDF_XML = Format(
    "rdf-xml", "application/rdf+xml", "rdf", "https://www.w3.org/TR/rdf-syntax-grammar/", _W3C + "RDF_XML",
    rdf=RdfFormat.RDF_XML, aliases=("application/xml", "text/xml"),
)  # fmt: skip
TRIG = Format(
    "trig", "application/trig", "trig", "https://www.w3.org/TR/trig/", _W3C + "TriG",
    rdf=RdfFormat.TRIG, dataset=True,
)  # fmt: skip
N_QUADS = Format(
    "n-quads", "application/n-quads", "nq", "https://www.w3.org/TR/n-quads/", _W3C + "N-Quads",
    rdf=RdfFormat.N_QUADS, dataset=True,
)  # fmt: skip
HTML = Format(
    "html", "text/html", "html", "https://html.spec.whatwg.org/", aliases=("application/xhtml+xml",)
)  # fmt: skip
JSON = Format("plain-json", "application/json", "json", "https://www.rfc-editor.org/rfc/rfc8259")
SPARQL_QUERY = Format(
    "sparql-query", "application/sparql-query", "rq", "https://www.w3.org/TR/sparql11-query/"
)  # fmt: skip
PROBLEM = Format(
    "problem", "application/problem+json", "json", "https://www.rfc-editor.org/rfc/rfc9457",
    aliases=("application/json",),
)  # fmt: skip

RESULTS: tuple[Format, ...] = (RESULTS_JSON, RESULTS_XML, RESULTS_CSV, RESULTS_TSV)
"""Serializations of SELECT and ASK results, the preferred one first. The specification of CSV and TSV has no form
for ASK; what stores have agreed on is the single word true or false."""

GRAPHS: tuple[Format, ...] = (TURTLE, JSON_LD, N_TRIPLES, RDF_XML, TRIG, N_QUADS)
"""Serializations of RDF, the preferred one first."""

_TEXT = re.compile(r"text/|application/(xhtml\+xml|xml)\Z")
_TOKEN = r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"
_MEDIA_RANGE = re.compile(rf"({_TOKEN})/({_TOKEN})\Z")
_PARAMETER = re.compile(rf'\s*({_TOKEN})\s*=\s*(?:"((?:[^"\\]|\\.)*)"|({_TOKEN}))\s*\Z')
_QVALUE = re.compile(r"(?:0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)\Z")
_ELEMENTS = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*")+')
_SECTIONS = re.compile(r'(?:[^;"]|"(?:[^"\\]|\\.)*")+')
_HINTS = frozenset({"profile", "version"})
_MAX_RANGES = 64


def content_type(media_type: str) -> str:
    """Return the Content-Type of a media type; textual ones name their charset, UTF-8 (RFC 6657)."""
    return f"{media_type}; charset=utf-8" if _TEXT.match(media_type) else media_type


def by_extension(extension: str, formats: Sequence[Format] = (*RESULTS, *GRAPHS)) -> Format | None:
    """Return the format with this file extension (with or without its dot, any case), or None."""
    wanted = extension.removeprefix(".").lower()
    return next((fmt for fmt in formats if fmt.extension == wanted), None)


def by_name(name: str, formats: Sequence[Format] = (*RESULTS, *GRAPHS)) -> Format | None:
    """Return the format with this name, else this extension, else this media type or second half of one, or None."""
    wanted = name.strip().lower()
    named = next((fmt for fmt in formats if fmt.name == wanted), None) or by_extension(wanted, formats)
    if named is not None:
        return named
    for fmt in formats:
        types = (fmt.media_type, *fmt.aliases)
        if wanted in types or wanted in {media_type.partition("/")[2] for media_type in types}:
            return fmt
    return None


class _Range(NamedTuple):
    """One media range of an Accept header."""

    type: str
    subtype: str
    parameters: tuple[tuple[str, str], ...]
    quality: float


def negotiate(accept: str | None, offered: Sequence[Format]) -> Representation | None:
    """Return the offered format that an Accept header likes best, or None if it accepts none (406).

    A missing or empty header accepts anything. The quality of a representation is that of the most specific
    range that matches it; equal qualities go to the more specific range, then to the order offered. Elements
    that are not media ranges are ignored; a header without any valid one accepts anything. `profile` and
    `version` are hints that never exclude (RFC 6906, section 3.1). RFC 9110, sections 12.4.2 and 12.5.1.
    """
    ranges = _parse(accept or "")
    if not ranges:
        return Representation(offered[0], offered[0].media_type) if offered else None
    best: tuple[tuple[float, bool, int], Representation] | None = None
    for fmt in offered:
        for media_type in (fmt.media_type, *fmt.aliases):
            match = _match(ranges, media_type, fmt.parameters)
            if match is None or match[0] <= 0:
                continue
            quality, specificity = match
            is_alias = media_type != fmt.media_type
            if is_alias and specificity < 2:  # an alias is only delivered to those who name it
                continue
            rank = (quality, not is_alias, specificity)
            if best is None or rank > best[0]:
                best = rank, Representation(fmt, media_type)
    return best[1] if best else None


def _match(
    ranges: Sequence[_Range], media_type: str, parameters: tuple[tuple[str, str], ...]
) -> tuple[float, int] | None:
    """Return quality and specificity of the most specific range that matches, or None."""
    kind, _, subtype = media_type.partition("/")
    best: tuple[int, float] | None = None
    for item in ranges:
        if item.type not in ("*", kind) or item.subtype not in ("*", subtype):
            continue
        wanted = [pair for pair in item.parameters if pair[0] not in _HINTS]
        if any(pair not in parameters for pair in wanted):
            continue
        specificity = (item.type != "*") + (item.subtype != "*") + len(wanted)
        if best is None or (specificity, item.quality) > best:
            best = specificity, item.quality
    return (best[1], best[0]) if best else None


def _parse(accept: str) -> list[_Range]:
    """Return the media ranges of an Accept header in order; what is not one is left out."""
    found: list[_Range] = []
    for element in _ELEMENTS.findall(accept)[:_MAX_RANGES]:
        parsed = _parse_range(element)
        if parsed:
            found.append(parsed)
    return found


def _parse_range(element: str) -> _Range | None:
    """Return one element of an Accept header, or None if it is malformed."""
    first, *rest = _SECTIONS.findall(element.strip()) or [""]
    match = _MEDIA_RANGE.match(first.strip())
    if not match or (match[1] == "*" and match[2] != "*"):
        return None
    parameters: list[tuple[str, str]] = []
    quality = 1.0
    for section in rest:
        pair = _PARAMETER.match(section)
        if not pair:
            return None
        name = pair[1].lower()
        value = (pair[3] if pair[2] is None else re.sub(r"\\(.)", r"\1", pair[2])).lower()
        if name == "q":
            if not _QVALUE.match(value):
                return None
            quality = float(value)
            break  # what follows q is an accept-ext, which RFC 9110 retired
        parameters.append((name, value))
    return _Range(match[1].lower(), match[2].lower(), tuple(parameters), quality)
