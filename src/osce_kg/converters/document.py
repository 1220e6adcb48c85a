"""Document → the lines of `graph/document/{key}`, `graph/text` and `graph/evidence`, as they will be written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from osce_kg.converters.evidence import EvidenceLevel, Facts
from osce_kg.iris import Iris, quotation_key, short_hash, slug
from osce_kg.rdf import IRI, RDF_TYPE, XSD, Literal, Quad, integer, nquad
from osce_kg.records import CaptureInfo, DateReading, Document, Quotation, Reading
from osce_kg.vocab import DCT, OSCE, RDFS, SCHEMA, osce

_LABEL_LENGTH = 80
_QUOTE_CAP = 280


@dataclass(frozen=True, slots=True)
class DocumentOptions:
    """What the user asked to be written. Without `body`, texts stay out and quotations are capped."""

    evidence: EvidenceLevel = EvidenceLevel.COMPACT
    body: bool = True


@dataclass(frozen=True, slots=True)
class ConvertedDocument:
    """What one document states: sorted N-Quads lines, each with its newline, and the rules that produced them.

    `dump` holds facts and evidence, `text` the one line of the text, which is the OSCE's, or nothing. `properties`
    counts the statements of both by property, `kinds` the things by class; `proofs` of the statements are evidence.
    `things` are the IRIs that facts point to.
    """

    dump: bytes
    text: bytes
    rules: frozenset[str]
    properties: Mapping[str, int]
    kinds: Mapping[str, int]
    proofs: int
    things: frozenset[IRI]


def convert_document(
    document: Document,
    capture: CaptureInfo,
    iris: Iris,
    options: DocumentOptions,
    texts: Mapping[str, str] | None = None,
) -> ConvertedDocument:
    """Return everything one document states. `texts` are page texts by digest, for evidence level `full` only."""
    facts = Facts(document.key, capture.sha256, iris, options.evidence, texts or {})
    subject = iris.document(document.key)
    _headline(facts, subject, document)
    _dates(facts, subject, document)
    _origin(facts, subject, document)
    _subjects(facts, subject, document)
    _mentions(facts, subject, document)
    written: set[str] = set()
    for quotation in document.quotations:
        key = quotation_key(document.key, quotation.text.value)
        if key not in written:
            written.add(key)
            _quotation(facts, key, quotation, document, options)
    text = _body(document, subject, iris, options)
    evidence = facts.evidence_properties()
    properties = Counter[str](facts.lines.values())
    properties.update(evidence)
    if text:
        properties[SCHEMA.articleBody] += 1
    kinds = {osce(document.type.value.value): 1, OSCE.Quotation: len(written), **facts.evidence_kinds()}
    return ConvertedDocument(
        dump=_in_order([*facts.lines, *facts.evidence]),
        text=text.encode(),
        rules=frozenset(facts.rules),
        properties=properties,
        kinds={kind: number for kind, number in kinds.items() if number},
        proofs=sum(evidence.values()),
        things=frozenset(facts.things),
    )


def _in_order(blocks: Iterable[str]) -> bytes:
    """Return lines and blocks of evidence in order.

    Subjects sort as document, evidence, quotation; a block of evidence is in order and shares its subject.
    """
    # UTF-8 sorts like code points, and blocks that are ASCII need no wider copy of the whole.
    return b"".join(sorted([block.encode() for block in blocks]))


def _headline(facts: Facts, subject: IRI, document: Document) -> None:
    headline = Literal(document.headline.value, document.language.value)
    facts.read(subject, RDF_TYPE, osce(document.type.value.value), document.type, "type")
    facts.state(subject, RDFS.label, headline)
    facts.read(subject, SCHEMA.headline, headline, document.headline, "headline")
    facts.read(subject, SCHEMA.inLanguage, Literal(document.language.value), document.language, "language")
    facts.state(subject, OSCE.fingerprint, Literal(document.fingerprint))
    facts.state(subject, OSCE.family, Literal(document.family))
    facts.state(subject, DCT.rightsHolder, facts.iris.organization("osce"))
    facts.state(subject, SCHEMA.creditText, Literal("OSCE"))
    if document.url:
        facts.state(subject, SCHEMA.url, Literal(document.url, datatype=IRI(XSD + "anyURI")))
    if document.node_id and document.url_language and document.key != f"n{document.node_id}":
        facts.state(subject, SCHEMA.translationOfWork, facts.iris.document(f"n{document.node_id}"))
    if document.teaser:
        teaser = Literal(document.teaser.value, document.language.value)
        facts.read(subject, SCHEMA.abstract, teaser, document.teaser, "teaser")


def _dates(facts: Facts, subject: IRI, document: Document) -> None:
    if document.issued:
        facts.read(subject, DCT.issued, _day(document.issued), document.issued.reading, "issued")
        facts.state(subject, OSCE.issuedFrom, osce(document.issued.origin.value))
        facts.state(subject, OSCE.year, integer(document.issued.reading.value.year))
    if document.dateline:
        facts.read(subject, SCHEMA.dateline, Literal(document.dateline.value), document.dateline, "dateline")
    stated: set[str] = set()
    for date in document.dates:
        if date == document.issued:
            continue
        value = _day(date)
        if document.issued and date.reading.value == document.issued.reading.value:
            facts.support(subject, DCT.issued, value, date.reading, "issued")
            continue
        if value.value not in stated:
            facts.state(subject, OSCE.otherDate, value)
            stated.add(value.value)
        facts.support(subject, OSCE.otherDate, value, date.reading, f"other-date-{slug(date.origin.value)}")


def _day(date: DateReading) -> Literal:
    return Literal(date.reading.value.isoformat(), datatype=IRI(XSD + "date"))


def _origin(facts: Facts, subject: IRI, document: Document) -> None:
    _each(facts, subject, SCHEMA.locationCreated, "place", document.places, "place")
    _texts(facts, subject, OSCE.placeText, document.place_texts, "place-text")
    _each(facts, subject, OSCE.taggedSource, "organization", document.tagged_sources, "tagged-source")
    _texts(facts, subject, OSCE.taggedSourceText, document.tagged_source_texts, "tagged-source-text")
    _each(facts, subject, OSCE.issuedBy, "organization", document.issuers, "issuer")


def _subjects(facts: Facts, subject: IRI, document: Document) -> None:
    _each(facts, subject, OSCE.fieldOfWork, "field-of-work", document.fields_of_work, "field")
    _texts(facts, subject, OSCE.fieldText, document.field_texts, "field-text")
    known = {reading.span for reading in document.fields_of_work}
    for reading in document.field_texts:
        if reading.span not in known:
            concept = facts.iris.thing("field-of-work", tag_key(reading.value))
            facts.read(subject, DCT.subject, concept, reading, "unreviewed-field")
    _each(facts, subject, OSCE.aboutCountry, "country", document.countries, "about-country")


def tag_key(label: str) -> str:
    """Return the key of a concept minted from an unknown tag: its slug, or `tag-` and 8 hex for other scripts."""
    return slug(label) or f"tag-{short_hash(label)}"


def _mentions(facts: Facts, subject: IRI, document: Document) -> None:
    stated: set[IRI] = set()
    for mention in document.mentions:
        target = facts.iris.thing(mention.kind, mention.key)
        if target not in stated:
            stated.add(target)
            facts.read(subject, SCHEMA.mentions, target, mention.reading, "mention")
    for project in document.projects:
        target = facts.iris.thing(project.kind, project.key)
        if target not in stated:
            stated.add(target)
            reading = Reading(project.label, project.span, f"{project.kind}-name")
            facts.read(subject, SCHEMA.mentions, target, reading, "mention")


def _quotation(facts: Facts, key: str, quotation: Quotation, document: Document, options: DocumentOptions) -> None:
    subject, number, iris = facts.iris.quotation(key), quotation.position, facts.iris
    text = quotation.text.value
    if not options.body and len(text) > _QUOTE_CAP:
        text = text[: _QUOTE_CAP - 1] + "…"
    literal = Literal(text, document.language.value)
    facts.state(subject, RDF_TYPE, OSCE.Quotation)
    facts.state(subject, RDFS.label, Literal(shorten(quotation.text.value), document.language.value))
    facts.state(subject, SCHEMA.isPartOf, iris.document(document.key))
    facts.state(subject, SCHEMA.position, integer(number))
    facts.read(subject, SCHEMA.text, literal, quotation.text, f"quotation{number}")
    if quotation.attribution:
        facts.state(subject, OSCE.attribution, osce(quotation.attribution.value))
    lang = document.language.value
    for predicate, reading, name in (
        (OSCE.speakerNameText, quotation.speaker_name, "speaker-name"),
        (OSCE.collectiveSpeaker, quotation.collective, "collective-speaker"),
        (OSCE.quotedDocument, quotation.quoted_document, "quoted-document"),
    ):
        if reading:
            facts.read(subject, predicate, Literal(reading.value), reading, f"{name}{number}")
    if quotation.speaker_role:
        role = Literal(quotation.speaker_role.value, lang)
        facts.read(subject, OSCE.speakerRole, role, quotation.speaker_role, f"speaker-role{number}")
    for predicate, kind, reading, name in (
        (OSCE.speaker, "person", quotation.person, "speaker"),
        (OSCE.role, "role", quotation.role, "role"),
        (OSCE.speakerBody, "organization", quotation.speaker_body, "speaker-body"),
        (OSCE.speakerState, "country", quotation.speaker_state, "speaker-state"),
    ):
        if reading:
            facts.read(subject, predicate, iris.thing(kind, reading.value), reading, f"{name}{number}")


def shorten(text: str) -> str:
    """Return the text cut at a word to at most 80 characters, with an ellipsis if anything was cut."""
    if len(text) <= _LABEL_LENGTH:
        return text
    return text[: _LABEL_LENGTH - 1].rsplit(" ", 1)[0].rstrip(",;:") + "…"


def _each(facts: Facts, subject: IRI, predicate: IRI, kind: str, readings: tuple[Reading[str], ...], name: str) -> None:
    stated: set[str] = set()
    for reading in readings:
        target = facts.iris.thing(kind, reading.value)
        if reading.value in stated:
            facts.support(subject, predicate, target, reading, name)
            continue
        stated.add(reading.value)
        facts.read(subject, predicate, target, reading, name)


def _texts(facts: Facts, subject: IRI, predicate: IRI, readings: tuple[Reading[str], ...], name: str) -> None:
    for value in dict.fromkeys(reading.value for reading in readings):
        reading = next(reading for reading in readings if reading.value == value)
        facts.read(subject, predicate, Literal(value), reading, name)


def _body(document: Document, subject: IRI, iris: Iris, options: DocumentOptions) -> str:
    if not document.body or not options.body:
        return ""
    text = Literal(document.body, document.language.value)
    return f"{nquad(Quad(subject, SCHEMA.articleBody, text, iris.graph('text')))}\n"
