"""Quotations as pages list them: who, in what role as written and normalised, for whom, on what evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from osce_kg.server.lookups import Term
from osce_kg.server.things.asking import Visit, labelled, values_of
from osce_kg.server.things.model import Entry, Evidence, Utterance, Value
from osce_kg.vocab import OSCE, RDFS, SCHEMA

_ENTRIES = (
    ("Speaker", OSCE.speaker), ("Named as", OSCE.speakerNameText), ("Speakers together", OSCE.collectiveSpeaker),
    ("From the document", OSCE.quotedDocument), ("Role as written", OSCE.speakerRole), ("Role", OSCE.role),
    ("For", OSCE.speakerBody), ("For the State", OSCE.speakerState), ("Attribution", OSCE.attribution),
)  # fmt: skip


def utterances(
    quotations: Mapping[str, list[tuple[str, Term]]],
    labels: Mapping[str, str],
    proofs: Iterable[Evidence],
    visit: Visit,
    without: frozenset[str] = frozenset(),
    dates: Mapping[str, tuple[str, Value]] | None = None,
) -> tuple[Utterance, ...]:
    """Return quotations by their place in the document, or by date where `dates` has date and document of each.

    Values that only inference speaks for stay out if the visit asks so; `without` are properties that go unsaid.
    """
    by_subject: dict[str, list[Evidence]] = {}
    for proof in proofs:
        by_subject.setdefault(proof.subject, []).append(proof)
    made = []
    for iri, said in quotations.items():
        text = next(iter(values_of(said, SCHEMA.text) or values_of(said, RDFS.label)), None)
        if text is None:
            continue
        evidence = by_subject.get(iri, [])
        entries = [
            Entry(name, labelled(values, labels, visit.terms))
            for name, prop in _ENTRIES
            if prop not in without
            and (values := [v for v in values_of(said, prop) if not (visit.captured and _inferred(prop, v, evidence))])
        ]
        day, document = (dates or {}).get(iri, ("", None))
        shown = tuple(proof for proof in evidence if not (visit.captured and proof.basis == "Inferred"))
        utterance = Utterance(iri, text.value, text.language, tuple(entries), day, document, shown)
        made.append((_position(said), utterance))
    made.sort(key=lambda pair: (pair[0], pair[1].iri))
    if dates is not None:
        made.sort(key=lambda pair: pair[1].date, reverse=True)
    return tuple(utterance for _, utterance in made)


def _position(said: Iterable[tuple[str, Term]]) -> int:
    found = next((value.value for value in values_of(said, SCHEMA.position)), "")
    return int(found) if found.isascii() and found.isdecimal() else 0


def _inferred(prop: str, value: Term, evidence: Iterable[Evidence]) -> bool:
    bases = [
        proof.basis
        for proof in evidence
        if proof.predicate == prop and proof.value and proof.value.value == value.value
    ]
    return bool(bases) and all(basis == "Inferred" for basis in bases)
