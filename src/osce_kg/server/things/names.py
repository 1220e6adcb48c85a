"""Plain names for the properties of other vocabularies; those of the project's own are in its ontology."""

from __future__ import annotations

from osce_kg.rdf import RDF_TYPE
from osce_kg.vocab import DCT, OA, ORG, PROV, RDFS, SCHEMA, SKOS

NAMES: dict[str, str] = {
    RDF_TYPE: "type", RDFS.label: "label", DCT.issued: "date of issue", DCT.subject: "subject",
    DCT.rightsHolder: "rights holder", DCT.identifier: "identifier", DCT.description: "description",
    DCT.format: "media type", DCT.isReplacedBy: "replaced by", SCHEMA.headline: "headline",
    SCHEMA.inLanguage: "language", SCHEMA.mentions: "mentions", SCHEMA.dateline: "dateline",
    SCHEMA.locationCreated: "filed from", SCHEMA.url: "address", SCHEMA.creditText: "credit", SCHEMA.abstract: "teaser",
    SCHEMA.text: "words", SCHEMA.isPartOf: "part of", SCHEMA.position: "position", SCHEMA.name: "name",
    SCHEMA.sameAs: "same as", SCHEMA.latitude: "latitude", SCHEMA.longitude: "longitude",
    SCHEMA.translationOfWork: "translation of", SCHEMA.location: "where", SKOS.prefLabel: "preferred label",
    SKOS.altLabel: "other label", SKOS.editorialNote: "editorial note", SKOS.scopeNote: "scope note",
    SKOS.inScheme: "in scheme", SKOS.topConceptOf: "top concept of", SKOS.hasTopConcept: "has top concept",
    SKOS.broader: "broader", SKOS.exactMatch: "exact match", SKOS.closeMatch: "close match",
    ORG.member: "member", ORG.organization: "organization", ORG.subOrganizationOf: "part of the body",
    ORG.resultedFrom: "resulted from", ORG.originalOrganization: "original organization",
    ORG.resultingOrganization: "resulting organization", ORG.linkedTo: "linked to",
    PROV.hadPrimarySource: "primary source", PROV.wasDerivedFrom: "derived from",
    PROV.generatedAtTime: "captured at", PROV.wasAttributedTo: "attributed to",
    OA.hasBody: "named by evidence", OA.hasTarget: "evidence at",
}  # fmt: skip


def counted(number: int, name: str) -> str:
    """Return a number with a name in the singular or the plural: "1 quotation", "2,000 quotations"."""
    return f"{number:,} {name}{'' if number == 1 else 's'}"
