"""The page of a rule: what it does, how much evidence rests on it, and words it was applied to."""

from __future__ import annotations

import asyncio

from osce_kg.server.things.asking import ROWS, Visit, labelled, linked
from osce_kg.server.things.body import names_of
from osce_kg.server.things.citing import described
from osce_kg.server.things.facts import SAID, read_evidence
from osce_kg.server.things.frame import Thing
from osce_kg.server.things.model import Content, Entry, Proofs, Section, Summary
from osce_kg.vocab import DCT

USES = "SELECT ?of (COUNT(*) AS ?n) { ?e osce:rule ?of } GROUP BY ?of"
"""How much evidence rests on each rule."""


async def rule(visit: Visit, thing: Thing) -> Content:
    """Return the page of a rule with examples of what it read."""
    counts, rows = await asyncio.gather(
        visit.ask.share(USES, thing.iri),
        visit.ask.rows(
            f"SELECT ?e ?p ?o {{ {{ SELECT ?e {{ ?e osce:rule <{thing.iri}> }} LIMIT {ROWS // 2} }} ?e ?p ?o {SAID} }}"
        ),
    )
    proofs = read_evidence(rows, visit.ids)
    labels, words = await asyncio.gather(
        names_of(visit, sorted({proof.subject for proof in proofs})), asyncio.to_thread(visit.words, proofs)
    )
    summary = Summary(
        (
            Entry("What it does", labelled(thing.terms(DCT.description), {})),
            Entry("Evidence by it", (), f"{sum(int(row['n'].value) for row in counts):,} pieces"),
        )
    )
    sections: list[Section] = [summary]
    if proofs:
        examples = zip(proofs, words, strict=True)
        shown = tuple((proof, said, linked(proof.subject, labels.get(proof.subject))) for proof, said in examples)
        sections.append(Proofs("examples", "Examples", shown))
    description = thing.one(DCT.description)
    return Content(
        "Rule", f"Rule {thing.title}: {description}", tuple(sections), (("Rules", None),),
        described("CreativeWork", thing.iri, thing.title, description=description),
    )  # fmt: skip
