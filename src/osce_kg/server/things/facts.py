"""Facts of a thing with where each comes from: evidence in captures, or claims of sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from osce_kg.server.lookups import Row, Term
from osce_kg.server.things.asking import Visit, first, grouped, labelled, values_of
from osce_kg.server.things.model import Claim, Evidence, Fact, Value
from osce_kg.vocab import OA, OSCE, PROV, SKOS

MOST = 2_000
"""Statements of one thing that a page reads."""
PROOFS = 20_000
_READ = (
    OSCE.onSubject, OSCE.onProperty, OA.hasBody, OSCE.onLiteral, OSCE.rule, OSCE.basis, OSCE.confidence,
    OSCE.inCapture, OSCE.start, OSCE.end, OSCE.rank, PROV.hadPrimarySource, SKOS.editorialNote,
)  # fmt: skip
SAID = f"FILTER(?p IN ({', '.join(f'<{name}>' for name in _READ)}))"
"""Keeps of evidence and claims what pages show."""
_TOO_LONG = frozenset({"https://schema.org/articleBody"})


def proofs_about(pattern: str) -> str:
    """Return the question for all evidence and claims `?e` of a pattern."""
    return f"SELECT ?e ?p ?o {{ {{ SELECT DISTINCT ?e {{ {pattern} }} }} ?e ?p ?o {SAID} }} LIMIT {PROOFS}"


def read_evidence(rows: Iterable[Row], ids: str) -> list[Evidence]:
    """Return the evidence in rows of `?e ?p ?o`, in the order of the text, then by rule."""
    found = []
    for iri, said in grouped(rows, "e").items():
        if OSCE.rule not in {name for name, _ in said}:
            continue
        bodies = [*values_of(said, OA.hasBody), *values_of(said, OSCE.onLiteral)]
        found.append(
            Evidence(
                iri,
                first(said, OSCE.onSubject),
                first(said, OSCE.onProperty),
                bodies[0] if bodies else None,
                first(said, OSCE.rule).removeprefix(f"{ids}rule/"),
                _name(first(said, OSCE.basis)),
                _name(first(said, OSCE.confidence)),
                first(said, OSCE.inCapture).removeprefix(f"{ids}capture/") or None,
                _whole(first(said, OSCE.start)),
                _whole(first(said, OSCE.end)),
            )
        )
    return sorted(found, key=lambda proof: (proof.start is None, proof.start or 0, proof.end or 0, proof.iri))


def _name(iri: str) -> str:
    return iri.rpartition("#")[2]


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() else None


def read_claims(rows: Iterable[Row], sources: Mapping[str, str], known: Mapping[str, str]) -> list[Claim]:
    """Return the claims in rows of `?e ?p ?o`, by property, the preferred first."""
    found = []
    for iri, said in grouped(rows, "e").items():
        if OSCE.rank not in {name for name, _ in said}:
            continue
        values = [*values_of(said, OA.hasBody), *values_of(said, OSCE.onLiteral)]
        if not values:
            continue
        found.append(
            Claim(
                iri,
                first(said, OSCE.onProperty),
                labelled(values[:1], sources, known)[0],
                first(said, OSCE.rank) == OSCE.Preferred,
                _name(first(said, OSCE.confidence)),
                labelled(values_of(said, PROV.hadPrimarySource), sources),
                first(said, SKOS.editorialNote),
            )
        )
    return sorted(found, key=lambda claim: (claim.predicate, not claim.preferred, claim.iri))


def read_facts(
    statements: Sequence[tuple[str, Term]],
    labels: Mapping[str, str],
    known: Mapping[str, str],
    proofs: Iterable[Evidence],
) -> list[Fact]:
    """Return the statements as facts, by property and value, each with its evidence. Whole texts are left out."""
    by_fact: dict[tuple[str, str], list[Evidence]] = {}
    for proof in proofs:
        if proof.value is not None:
            by_fact.setdefault((proof.predicate, proof.value.value), []).append(proof)
    distinct = dict.fromkeys(pair for pair in statements if pair[0] not in _TOO_LONG)
    facts = [
        Fact(name, Value(value, labels.get(value.value) or known.get(value.value) if value.kind == "uri" else None),
             tuple(by_fact.get((name, value.value), ())))
        for name, value in distinct
    ]  # fmt: skip
    return sorted(facts, key=lambda fact: (fact.predicate, fact.value.text.casefold(), fact.value.term.value))


def shown(facts: Iterable[Fact], visit: Visit) -> tuple[list[Fact], int]:
    """Return the facts that a visit asks for, and how many inferred ones it leaves out."""
    every = list(facts)
    kept = [fact for fact in every if not (visit.captured and fact.inferred)]
    return kept, len(every) - len(kept)
