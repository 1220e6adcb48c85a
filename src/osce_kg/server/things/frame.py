"""The frame of every page of a thing: its facts, what points to it, how it is cited."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from osce_kg.rdf import RDF_TYPE
from osce_kg.server import lookups
from osce_kg.server.lookups import Term
from osce_kg.server.things.asking import ROWS, Visit, first, linked, query_address, values_of
from osce_kg.server.things.citing import LICENCE, Citation, data_block, described, report_address
from osce_kg.server.things.facts import MOST, proofs_about, read_claims, read_evidence, read_facts, shown
from osce_kg.server.things.model import Claim, Content, Evidence, Fact, Item, Listing
from osce_kg.vocab import PROV, RDFS, SCHEMA

_NAMES = frozenset({RDFS.label, "http://www.w3.org/2004/02/skos/core#altLabel"})


@dataclass(frozen=True, slots=True)
class Thing:
    """What the graph says of one thing, read once for its page.

    `statements` are all of it; `facts` those that are shown; `hidden` counts inferred facts that are left out.
    """

    iri: str
    title: str
    language: str | None
    statements: tuple[tuple[str, Term], ...]
    facts: tuple[Fact, ...]
    names: tuple[Fact, ...]
    hidden: int
    proofs: tuple[Evidence, ...]
    claims: tuple[Claim, ...]
    labels: dict[str, str]
    types: frozenset[str]

    def terms(self, *properties: str) -> list[Term]:
        """Return the values of some properties that are shown, sorted within each."""
        kept = {(fact.predicate, fact.value.term) for fact in self.facts}
        return [term for name in properties for term in values_of(self.statements, name) if (name, term) in kept]

    @property
    def sources(self) -> list[Term]:
        """The sources of a thing of the reference data."""
        return values_of(self.statements, PROV.hadPrimarySource)

    def one(self, prop: str) -> str:
        """Return the first value of a property, empty if there is none."""
        return first(self.statements, prop)


async def read_thing(visit: Visit) -> Thing | None:
    """Return what the graph says of the thing, None if it is the subject of nothing."""
    iri = visit.iri
    said, labels, proofs, sources = await visit.ask.together(
        f"SELECT DISTINCT ?p ?o {{ <{iri}> ?p ?o }} ORDER BY ?p ?o LIMIT {MOST}",
        f"SELECT DISTINCT ?o ?l {{ <{iri}> ?p ?o . ?o rdfs:label ?l }} LIMIT {MOST * 10}",
        proofs_about(f"?e osce:onSubject <{iri}>"),
        f"SELECT DISTINCT ?o ?l {{ ?e osce:onSubject <{iri}> ; a osce:Claim ; prov:hadPrimarySource|oa:hasBody ?o . "
        "?o rdfs:label ?l }",
    )
    if not said:
        return None
    statements = tuple((row["p"].value, row["o"]) for row in said if {"p", "o"} <= row.keys())
    found = visit.labels(labels)
    evidence = read_evidence(proofs, visit.ids)
    known = visit.terms
    facts, hidden = shown(read_facts(statements, found, known, evidence), visit)
    own = [{"o": Term("uri", iri), "l": value} for name, value in statements if name == RDFS.label]
    title = visit.labels(own).get(iri) or visit.key or visit.site.renderer.short(iri)
    return Thing(
        iri,
        title,
        next((row["l"].language for row in own if row["l"].value == title), None),
        statements,
        tuple(fact for fact in facts if fact.predicate not in _NAMES),
        tuple(fact for fact in facts if fact.predicate in _NAMES),
        hidden,
        tuple(evidence),
        tuple(read_claims(proofs, visit.labels(sources), known)),
        found,
        frozenset(value.value for name, value in statements if name == RDF_TYPE),
    )


async def named_thing(visit: Visit) -> Thing | None:
    """Return a thing of which nothing is stated but that is pointed to, or names a graph; None if neither."""
    if not await lookups.exists(visit.site.engine, visit.iri):
        return None
    title = visit.key or visit.site.renderer.short(visit.iri)
    return Thing(visit.iri, title, None, (), (), (), 0, (), (), {}, frozenset())


async def read_incoming(visit: Visit) -> tuple[Listing, ...]:
    """Return what points to the thing: in full where that is little, else counted by property with a query each."""
    iri = visit.iri
    counts = await visit.ask.counted(f"SELECT ?p (COUNT(*) AS ?n) {{ ?s ?p <{iri}> }} GROUP BY ?p ORDER BY DESC(?n) ?p")
    found = [(row["p"].value, int(row["n"].value)) for row in counts if "p" in row]
    short = [name for name, number in found if number <= ROWS]
    parts = " UNION ".join(
        f"{{ SELECT DISTINCT ?s ({place} AS ?i) {{ ?s <{name}> <{iri}> }} ORDER BY ?s LIMIT {ROWS} }}"
        for place, name in enumerate(short)
    )
    pointing = await visit.ask.rows(f"SELECT ?i ?s ?l {{ {parts} OPTIONAL {{ ?s rdfs:label ?l }} }}") if short else ()
    answers = {name: [row for row in pointing if row["i"].value == str(place)] for place, name in enumerate(short)}
    listings = []
    for number, (name, total) in enumerate(found):
        rows = answers.get(name, ())
        labels = visit.labels(rows, "s")
        items = tuple(Item(linked(thing, labels.get(thing))) for thing in dict.fromkeys(row["s"].value for row in rows))
        more = None if items else query_address(f"SELECT ?s {{ ?s <{name}> <{iri}> }} ORDER BY ?s")
        listings.append(Listing(f"incoming-{number}", name, items, total, more))
    return tuple(listings)


@dataclass(frozen=True, slots=True)
class Frame:
    """All that the template of a thing's page needs."""

    thing: Thing
    content: Content
    incoming: tuple[Listing, ...]
    path: str
    canonical: str
    switch: str
    captured: bool
    citation: Citation
    json_ld: Markup
    languages: tuple[tuple[str, str], ...]
    report: str
    licence: str = LICENCE

    @property
    def conflicts(self) -> tuple[Claim, ...]:
        """The claims of sources about the thing."""
        return self.thing.claims

    def report_for(self, evidence: str) -> str:
        """Return the address where an error in the fact that a piece of evidence is for is reported."""
        return report_address(evidence, self.thing.iri)

    def origin(self, fact: Fact) -> str:
        """Return where a fact without evidence comes from."""
        if any(claim.predicate == fact.predicate and claim.preferred for claim in self.thing.claims):
            return "preferred among what sources say"
        if self.thing.sources:
            return "reference"
        return "stated by the build"


def framed(visit: Visit, thing: Thing, content: Content, pointing: tuple[Listing, ...], day: str | None) -> Frame:
    """Return the page of a thing around what its kind says, what points to it and the day of the newest capture."""
    manifest = visit.site.files.manifest
    citation = Citation(thing.iri, thing.title, visit.site.data_digest, manifest.version if manifest else None, day)
    return Frame(
        thing,
        content,
        pointing,
        visit.address(),
        visit.address(lang=None, facts=None, page=None),
        visit.address(facts=None if visit.captured else "captured", page=None),
        visit.captured,
        citation,
        data_block(content.schema_org or described("Thing", thing.iri, thing.title)),
        _languages(visit, thing),
        report_address(thing.iri, thing.iri),
    )


async def release_day(visit: Visit) -> str | None:
    """Return the day of the newest capture in the release, None if no capture is dated: a release has no other date."""
    rows = await visit.ask.counted("SELECT (MAX(?t) AS ?last) { ?c a osce:Capture ; prov:generatedAtTime ?t }")
    return rows[0]["last"].value[:10] if rows and "last" in rows[0] else None


def _languages(visit: Visit, thing: Thing) -> tuple[tuple[str, str], ...]:
    """Return the languages in which the thing has a label, each with the address of the page in it."""
    tags = {value.language for name, value in thing.statements if name == RDFS.label and value.language}
    return tuple((tag, visit.address(lang=tag)) for tag in sorted(tags)) if len(tags) > 1 else ()


def same_as(thing: Thing) -> list[str]:
    """Return what schema.org calls `sameAs`."""
    return [term.value for term in thing.terms(SCHEMA.sameAs) if term.kind == "uri"]
