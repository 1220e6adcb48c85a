"""The page of a quotation: its words, what stands around them, who said them and how that is known."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from osce_kg.server.things.asking import Visit, labelled
from osce_kg.server.things.citing import described, referred
from osce_kg.server.things.document import mark_of, pieces
from osce_kg.server.things.frame import Thing
from osce_kg.server.things.model import Content, Entry, Passage, Quotations, Section, Summary
from osce_kg.server.things.utterances import utterances
from osce_kg.vocab import OSCE, SCHEMA

_AROUND = 2  # lines of the page before and after


async def quotation(visit: Visit, thing: Thing) -> Content:
    """Return the page of a quotation."""
    documents = labelled(thing.terms(SCHEMA.isPartOf), thing.labels)
    rows = await visit.ask.rows(f"SELECT ?t {{ <{thing.iri}> schema:isPartOf ?d . ?d dct:issued ?t }} LIMIT 1")
    day = rows[0]["t"].value if rows else ""
    said = utterances({thing.iri: list(thing.statements)}, thing.labels, thing.proofs, visit)
    spoken = tuple(replace(utterance, evidence=()) for utterance in said)  # it stands with the facts
    entries = [Entry("From", documents, day)] if documents else []
    sections: list[Section] = [
        Quotations("words", "Words", spoken),
        Summary(tuple(entries)),
        await _context(visit, thing),
    ]
    speakers = labelled([*thing.terms(OSCE.speaker), *thing.terms(OSCE.collectiveSpeaker)], thing.labels)
    who = ", ".join(value.text for value in speakers)
    return Content(
        "Quotation",
        f"Quotation{f' of {who}' if who else ''}{f', {day}' if day else ''}: {thing.title}",
        tuple(sections),
        (("Documents", "/browse/releases"), *visit.step(documents)),
        described(
            "Quotation", thing.iri, thing.title, text=thing.one(SCHEMA.text), dateCreated=day,
            creator=referred(speakers),
            isPartOf=referred(documents),
        ),
    )  # fmt: skip


async def _context(visit: Visit, thing: Thing) -> Passage:
    """Return the lines of the page around the quotation, with its evidence marked."""
    proofs = [proof for proof in thing.proofs if proof.start is not None and proof.end is not None and proof.capture]
    own = [proof for proof in proofs if proof.predicate == SCHEMA.text]
    capture = own[0].capture if own else None
    text = await asyncio.to_thread(visit.site.files.page_text, capture) if capture else None
    if text is None or not own:
        return Passage(
            "context", "In its context", (), "This server has no page texts, so what stands around it cannot be shown."
        )
    assert own[0].start is not None
    assert own[0].end is not None
    start, end = own[0].start, own[0].end
    for _ in range(_AROUND):
        start = max(0, text.rfind("\n", 0, max(0, start - 1)) + 1)
        following = text.find("\n", end + 1)
        end = following if following >= 0 else len(text)
    proofs = [
        proof for proof in proofs if proof.capture == capture and not (visit.captured and proof.basis == "Inferred")
    ]
    marks = [mark_of(proof, visit, thing.labels) for proof in proofs]
    lines, at = [], start
    for line in text[start:end].split("\n"):
        if line.strip():
            lines.append(pieces(text, at, at + len(line), marks))
        at += len(line) + 1
    return Passage("context", "In its context", tuple(lines), "Lines of the capture around the quotation.")
