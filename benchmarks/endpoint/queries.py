"""The fourteen queries, each with what it stands for. `{document}` and the like are filled from the release."""

from __future__ import annotations

from dataclasses import dataclass

PREFIXES = """BASE <https://w3id.org/osce-kg/id/>
PREFIX osce: <https://w3id.org/osce-kg/ontology#>
PREFIX schema: <https://schema.org/>
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""


@dataclass(frozen=True, slots=True)
class Query:
    """One query: a name, its text without prefixes, the media type that is asked for."""

    name: str
    text: str
    accept: str = "application/sparql-results+json"

    @property
    def full(self) -> str:
        return PREFIXES + self.text


QUERIES = (
    Query("point", "SELECT ?p ?o WHERE {{ <{document}> ?p ?o }}"),
    Query(
        "filter by field and years",
        "SELECT DISTINCT ?d ?issued WHERE {{ ?d osce:fieldOfWork <field-of-work/policing> ; dct:issued ?issued"
        ' FILTER(?issued >= "2005-01-01"^^xsd:date && ?issued < "2010-01-01"^^xsd:date) }}',
    ),
    Query(
        "counts per field and year",
        "SELECT ?field ?year (COUNT(DISTINCT ?d) AS ?n) WHERE {{ ?d osce:fieldOfWork ?field ; dct:issued ?issued"
        " BIND(YEAR(?issued) AS ?year) }} GROUP BY ?field ?year",
    ),
    Query(
        "top speakers",
        "SELECT ?speaker (COUNT(DISTINCT ?q) AS ?n) WHERE {{ ?q a osce:Quotation ; osce:speaker ?speaker }}"
        " GROUP BY ?speaker ORDER BY DESC(?n) ?speaker LIMIT 100",
    ),
    Query(
        "co-occurrence",
        "SELECT ?a ?b (COUNT(DISTINCT ?d) AS ?n) WHERE {{ ?d osce:fieldOfWork ?a, ?b FILTER(STR(?a) < STR(?b)) }}"
        " GROUP BY ?a ?b",
    ),
    Query(
        "path",
        "SELECT ?presence (COUNT(DISTINCT ?d) AS ?n) WHERE {{ ?d osce:issuedBy/osce:phaseOf ?presence ."
        " ?presence osce:succeeds* ?first . ?d a osce:PressRelease }} GROUP BY ?presence",
    ),
    Query(
        "CONTAINS",
        'SELECT DISTINCT ?d ?h WHERE {{ ?d schema:headline ?h FILTER(CONTAINS(LCASE(STR(?h)), "border")) }}',
    ),
    Query(
        "REGEX",
        'SELECT DISTINCT ?q WHERE {{ ?q schema:text ?t FILTER(REGEX(STR(?t), "^(we|this|it) .*(people|trust|police)", "i")) }}',
    ),
    Query(
        "OPTIONAL, ORDER BY",
        "SELECT ?d ?issued ?place WHERE {{ ?d a osce:PressRelease ; dct:issued ?issued"
        " OPTIONAL {{ ?d schema:locationCreated ?place }} }} ORDER BY DESC(?issued) ?d LIMIT 1000",
    ),
    Query(
        "CONSTRUCT",
        "CONSTRUCT {{ ?d schema:headline ?h ; osce:issuedBy ?b }} WHERE {{ ?d schema:headline ?h ; osce:issuedBy ?b }}",
        "application/n-triples",
    ),
    Query("70,000 rows as JSON", "SELECT ?s ?p ?o WHERE {{ ?s osce:inCapture ?c ; ?p ?o }} LIMIT 70000"),
    Query("70,000 rows as CSV", "SELECT ?s ?p ?o WHERE {{ ?s osce:inCapture ?c ; ?p ?o }} LIMIT 70000", "text/csv"),
    Query(
        "subquery",
        "SELECT ?b ?label ?n WHERE {{ {{ SELECT ?b (COUNT(DISTINCT ?d) AS ?n) WHERE {{ ?d osce:issuedBy ?b }} GROUP BY ?b }}"
        " ?b rdfs:label ?label FILTER(LANG(?label) = 'en') }} ORDER BY DESC(?n) ?b",
    ),
    Query("ASK", "ASK {{ ?q osce:speaker ?p ; osce:speakerBody <organization/odihr> }}"),
)
LARGE = frozenset({"70,000 rows as JSON", "70,000 rows as CSV"})
LOOKUP = Query("lookup", "SELECT ?p ?o WHERE {{ <{document}> ?p ?o }}")
