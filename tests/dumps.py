"""Small dumps for tests of what is made of a release: written as the product writes them, of any size."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from osce_kg.iris import Iris, quotation_key
from osce_kg.rdf import IRI, RDF_TYPE, Literal, Quad, date, integer, nquad
from osce_kg.vocab import DCT, ORG, OSCE, RDFS, SCHEMA

IRIS = Iris()
REFERENCE = IRIS.graph("reference")
OFFICE = IRIS.organization("office-in-x")
PRESENCE = IRIS.thing("field-presence", "x")


def written(quads: Iterable[Quad]) -> list[str]:
    """Return quads as the lines of a dump."""
    return sorted({nquad(quad) for quad in quads})


def save(path: Path, lines: Iterable[str]) -> Path:
    """Write lines as a dump."""
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")
    return path


def thing(iri: IRI, graph: IRI, *facts: tuple[IRI, IRI | Literal]) -> list[Quad]:
    """Return the statements about one thing."""
    return [Quad(iri, predicate, value, graph) for predicate, value in facts]


def office(began: str = "2005-06-01", ended: str | None = "2009-12-31") -> list[Quad]:
    """Return a field presence in Azerbaijan with one mandate."""
    end: list[tuple[IRI, IRI | Literal]] = [(OSCE.endState, OSCE.Ongoing), (OSCE.statusAsOf, date("2010-03-15"))]
    if ended:
        end = [(OSCE.untilEarliest, date(ended)), (OSCE.untilLatest, date(ended)), (OSCE.endState, OSCE.Ended)]
    state = IRIS.country("AZE")
    return [
        *thing(PRESENCE, REFERENCE, (RDFS.label, Literal("Presence in X", "en")), (RDF_TYPE, OSCE.FieldPresence)),
        *thing(
            OFFICE,
            REFERENCE,
            (RDF_TYPE, ORG.Organization),
            (RDF_TYPE, OSCE.FieldOperation),
            (RDFS.label, Literal("Office in X", "en")),
            (OSCE.phaseOf, PRESENCE),
            (OSCE.hostCountry, state),
            (OSCE.fromEarliest, date(began)),
            (OSCE.fromLatest, date(began)),
            *end,
        ),
        *thing(
            state,
            REFERENCE,
            (RDF_TYPE, OSCE.State),
            (RDFS.label, Literal("Azerbaijan", "en")),
            (OSCE.isoAlpha2, Literal("AZ")),
            (OSCE.isoAlpha3, Literal("AZE")),
            (OSCE.m49, Literal("031")),
        ),
    ]


def document(
    key: str,
    headline: str = "Headline",
    issued: str | None = "2007-06-30",
    language: str = "en",
    body: str | None = None,
    quotations: Iterable[str] = (),
    mentions: Iterable[IRI] = (),
    issued_by: IRI | None = OFFICE,
) -> list[Quad]:
    """Return a press release with quotations and mentions."""
    iri, graph = IRIS.document(key), IRIS.graph(f"document/{key}")
    fingerprint = hashlib.sha256(headline.encode()).hexdigest()[:16]
    facts: list[tuple[IRI, IRI | Literal]] = [
        (RDF_TYPE, OSCE.PressRelease),
        (RDFS.label, Literal(headline, language)),
        (SCHEMA.headline, Literal(headline, language)),
        (SCHEMA.inLanguage, Literal(language)),
        (OSCE.fingerprint, Literal(fingerprint)),
    ]
    if issued:
        facts += [(DCT.issued, date(issued)), (OSCE.year, integer(int(issued[:4])))]
    if issued_by:
        facts.append((OSCE.issuedBy, issued_by))
    facts += [(SCHEMA.mentions, mention) for mention in mentions]
    quads = thing(iri, graph, *facts)
    if body is not None:
        quads += thing(iri, IRIS.graph("text"), (SCHEMA.articleBody, Literal(body, language)))
    for position, text in enumerate(dict.fromkeys(quotations), start=1):
        quads += thing(
            IRIS.quotation(quotation_key(key, text)),
            graph,
            (RDF_TYPE, OSCE.Quotation),
            (SCHEMA.text, Literal(text, language)),
            (SCHEMA.isPartOf, iri),
            (SCHEMA.position, integer(position)),
        )
    return quads


def many(number: int, size: int = 5000) -> Iterator[str]:
    """Yield the lines of as many documents with texts of `size` characters, sorted, none kept."""
    reference = written(office())
    documents = IRIS.document("x")[:-1]
    yield from (line for line in reference if line < f"<{documents}")
    for index in range(number):
        body = f"{index:08} " * (size // 9)
        yield from written(document(f"n{index:08}", body=body, mentions=[OFFICE]))
    yield from (line for line in reference if line > f"<{documents}")
