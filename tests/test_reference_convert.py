"""The reference graphs: counts, time, claims, and the example that the design fixes."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest

from osce_kg.converters.reference import convert_reference
from osce_kg.converters.reference_statements import Period, time
from osce_kg.iris import Iris
from osce_kg.rdf import Quad, is_valid_iri, nquad
from osce_kg.reference.load import registries_of
from osce_kg.reference.tables import load_tables

EXAMPLE = Path(__file__).parent / "data" / "reference_example.trig"
PREFIXES = """
BASE <https://w3id.org/osce-kg/id/>
PREFIX osce: <https://w3id.org/osce-kg/ontology#>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX schema: <https://schema.org/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""


@pytest.fixture(scope="module")
def quads() -> list[Quad]:
    tables = load_tables()
    return list(convert_reference(tables, registries_of(tables), Iris(), ["g585514"]))


@pytest.fixture(scope="module")
def store(quads: list[Quad]) -> ox.Store:
    store = ox.Store()
    store.bulk_load("\n".join(map(nquad, quads)).encode(), format=ox.RdfFormat.N_QUADS)
    return store


def ask(store: ox.Store, pattern: str) -> bool:
    return bool(store.query(f"{PREFIXES} ASK {{ {pattern} }}", use_default_graph_as_union=True))


def column(store: ox.Store, pattern: str, variable: str = "x") -> list[str]:
    query = f"{PREFIXES} SELECT DISTINCT ?{variable} WHERE {{ {pattern} }} ORDER BY ?{variable}"
    solutions = store.query(query, use_default_graph_as_union=True)
    assert isinstance(solutions, ox.QuerySolutions)
    return [str(solution[0].value) for solution in solutions]


@pytest.mark.parametrize(
    ("pattern", "count"),
    [
        ("?x a osce:ParticipatingState", 57),
        ("?x a osce:PartnerForCooperation", 11),
        ("?x a osce:FormerState", 3),
        ("?x a osce:Participation", 57),
        ("?x a osce:Partnership", 12),
        ("?x a osce:Chairpersonship", 36),
        ("?x a osce:FieldPresence", 29),
        ("?x a osce:FieldPresence . ?b osce:phaseOf ?x ; osce:status osce:Active", 12),
        ("?x a osce:FieldOfWork, skos:Concept", 23),
        ("?x a osce:MeetingSeries, skos:Concept", 16),
        ("?x a osce:Dimension", 3),
        ("?x a osce:Meeting ; osce:series <meeting-series/summit-meetings>", 7),
        ("?x a osce:Meeting ; osce:series <meeting-series/ministerial-council-meetings>", 32),
        ("?x a osce:Tenure ; osce:post <post/secretary-general>", 8),
        ("?x a osce:Tenure ; osce:underChairpersonship ?c", 45),
        ("?x a osce:DecisionMakingBody", 4),
        ("?x a osce:SecretariatUnit", 11),
        ("?x a org:ChangeEvent ; org:originalOrganization ?a ; org:resultingOrganization ?b", 14),
    ],
)
def test_counts(store: ox.Store, pattern: str, count: int) -> None:
    assert len(column(store, pattern)) == count


def test_no_triple_is_in_two_graphs_or_twice(quads: list[Quad]) -> None:
    triples = Counter(quad[:3] for quad in quads)
    assert [triple for triple, count in triples.items() if count > 1] == []
    assert {quad.graph.rpartition("/")[2] for quad in quads} == {"reference", "taxonomy", "mapping"}


def test_every_iri_is_valid(quads: list[Quad]) -> None:
    for quad in quads:
        for term in (quad.subject, quad.predicate, quad.object, quad.graph):
            assert not isinstance(term, str) or is_valid_iri(term), term


def test_everything_has_one_label_per_language(store: ox.Store) -> None:
    assert column(store, "?x a ?type . FILTER NOT EXISTS { ?x rdfs:label ?label }") == []
    twice = "?x rdfs:label ?a, ?b . FILTER(LANG(?a) = LANG(?b) && STR(?a) != STR(?b))"
    assert column(store, twice) == []


def test_nothing_points_to_what_is_not_there(store: ox.Store) -> None:
    dangling = column(
        store,
        """?s ?p ?x . FILTER(STRSTARTS(STR(?x), "https://w3id.org/osce-kg/id/"))
        FILTER NOT EXISTS { ?x a ?type }""",
    )
    assert dangling == []


def test_the_example_of_the_design_is_part_of_the_graph(quads: list[Quad]) -> None:
    expected = set(ox.parse(path=EXAMPLE, format=ox.RdfFormat.TRIG))
    written = set(ox.parse("\n".join(map(nquad, quads)).encode(), format=ox.RdfFormat.N_QUADS))
    assert len(expected) == 50
    assert expected - written == set()


@pytest.mark.parametrize(
    ("subject", "name", "value", "source"),
    [
        ("organization/presence-in-albania", "from", '"1999"^^xsd:gYear', "wp"),
        ("organization/mission-to-moldova", "from", '"1992"^^xsd:gYear', "wp"),
        ("organization/mission-to-skopje", "from", '"2001"^^xsd:gYear', "wp"),
        ("organization/project-co-ordinator-in-baku", "until", '"2015-12-31"^^xsd:date', "wp"),
        ("organization/office-in-zagreb", "until", '"2011-12-31"^^xsd:date', "osce-pr-2011-12-15"),
        ("organization/project-co-ordinator-in-ukraine", "until", '"2022-03"^^xsd:gYearMonth', "wp"),
        ("organization/assistance-group-to-chechnya", "until", '"1998-12-16"^^xsd:date', "wp"),
        ("participation/SRB", "from", '"2000-11"^^xsd:gYearMonth', "wp"),
        ("partnership/AFG", "until", '"2021"^^xsd:gYear', "wp"),
    ],
)
def test_a_conflict_is_a_claim_and_not_a_fact(
    store: ox.Store, subject: str, name: str, value: str, source: str
) -> None:
    claim = f"""?c a osce:Claim ; osce:onSubject <{subject}> ; osce:onProperty osce:{name} ;
        osce:onLiteral {value} ; osce:rank osce:NotPreferred ; prov:hadPrimarySource <source/{source}>"""
    assert ask(store, claim)
    assert not ask(store, f"<{subject}> osce:{name} {value}")


def test_a_preferred_claim_is_a_fact_too(store: ox.Store) -> None:
    missing = """?x a osce:Claim ; osce:rank osce:Preferred ; osce:onSubject ?s ; osce:onProperty ?p .
        { ?x osce:onLiteral ?o } UNION { ?x oa:hasBody ?o } FILTER NOT EXISTS { ?s ?p ?o }"""
    assert column(store, missing) == []
    assert len(column(store, "?x osce:rank osce:Preferred")) > 30


def test_every_claim_has_a_source_and_a_confidence(store: ox.Store) -> None:
    bare = "?x a osce:Claim FILTER NOT EXISTS { ?x prov:hadPrimarySource ?s ; osce:confidence ?c }"
    assert column(store, bare) == []


def test_doubtful_dimensions_are_not_facts(store: ox.Store) -> None:
    without = "?x a osce:FieldOfWork FILTER NOT EXISTS { ?x osce:dimension ?d }"
    names = {iri.rpartition("/")[2] for iri in column(store, without)}
    assert names == {"gender-equality", "migration", "roma-and-sinti", "youth"}


def test_kosovo_is_an_area_and_no_state(store: ox.Store) -> None:
    assert column(store, "<country/XKX> a ?x") == ["https://w3id.org/osce-kg/ontology#Area"]
    assert ask(store, '<country/XKX> osce:areaCode "XKX" ; skos:scopeNote ?n FILTER(CONTAINS(?n, "1244"))')
    assert not ask(store, "?x org:member <country/XKX>")


def test_mongolia_was_a_partner_before(store: ox.Store) -> None:
    assert ask(store, '<partnership/MNG> osce:until "2012"^^xsd:gYear ; osce:endState osce:Ended')
    assert ask(store, '<participation/MNG> osce:from "2012-11-21"^^xsd:date ; osce:endState osce:Ongoing')


def test_the_court_is_linked_and_not_part(store: ox.Store) -> None:
    court = "organization/court-of-conciliation-and-arbitration"
    assert ask(store, f"<{court}> org:linkedTo <organization/osce>")
    assert not ask(store, f"<{court}> org:subOrganizationOf ?x")


def test_a_rename_is_a_name_period_and_a_new_mandate_a_body(store: ox.Store) -> None:
    assert len(column(store, "?x osce:nameOf <organization/mission-to-skopje>")) == 2
    assert len(column(store, "?x osce:phaseOf <field-presence/skopje>")) == 1
    assert len(column(store, "?x osce:phaseOf <field-presence/tajikistan>")) == 4
    assert ask(store, "<organization/centre-in-tashkent> osce:succeededBy ?x")


def test_an_unknown_bound_is_left_out_but_bounded_where_derivable(store: ox.Store) -> None:
    nur_sultan = "<name-period/programme-office-in-astana-2>"
    assert ask(store, f'{nur_sultan} osce:name "OSCE Programme Office in Nur-Sultan"@en')
    assert not ask(store, f"{nur_sultan} osce:from ?x")
    assert ask(store, f'{nur_sultan} osce:fromEarliest "2014-12-18"^^xsd:date')
    assert not ask(store, "<organization/centre-in-astana> osce:until ?x")
    assert ask(store, '<organization/centre-in-astana> osce:untilLatest "2014-12-18"^^xsd:date')


def test_field_operations_in_a_country_on_a_day(store: ox.Store) -> None:
    pattern = """?b osce:hostCountry <country/{}> . ?n osce:nameOf ?b ; osce:name ?x ; osce:fromEarliest ?f
        OPTIONAL {{ ?n osce:untilLatest ?u }}
        FILTER(?f <= "{}"^^xsd:date && (!BOUND(?u) || ?u >= "{}"^^xsd:date))"""
    found = column(store, pattern.format("AZE", "2007-06-30", "2007-06-30"))
    assert found == ["OSCE Office in Baku"]
    found = column(store, pattern.format("UZB", "2001-01-01", "2001-01-01"))
    assert found == ["OSCE Centre in Tashkent"]


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        (Period("1992-09"), {"from": "1992-09", "fromEarliest": "1992-09-01", "fromLatest": "1992-09-30"}),
        (
            Period("1992", "1992-07-02"),
            {
                "from": "1992",
                "until": "1992-07-02",
                "fromEarliest": "1992-01-01",
                "fromLatest": "1992-07-02",
                "untilEarliest": "1992-07-02",
                "untilLatest": "1992-07-02",
            },
        ),
        (
            Period("1992-07-03", "1992"),
            {
                "from": "1992-07-03",
                "until": "1992",
                "fromEarliest": "1992-07-03",
                "fromLatest": "1992-07-03",
                "untilEarliest": "1992-07-03",
                "untilLatest": "1992-12-31",
            },
        ),
        (Period(None), {}),
    ],
)
def test_time_of_reduced_precision(period: Period, expected: dict[str, str]) -> None:
    found = {str(predicate).partition("#")[2]: value.value for predicate, value in time(period)}  # type: ignore[union-attr]
    assert found == expected


def test_another_base_changes_things_and_not_terms() -> None:
    tables = load_tables()
    found = list(convert_reference(tables, registries_of(tables), Iris("https://example.org/kg/")))
    assert all(quad.subject.startswith("https://example.org/kg/id/") for quad in found)
    assert any(quad.predicate == "https://w3id.org/osce-kg/ontology#phaseOf" for quad in found)
