"""The page of a document: what it says of itself, its text with what was read from it marked, its quotations."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from osce_kg.server.lookups import Row, Term
from osce_kg.server.things.asking import Visit, first, grouped, labelled, linked, values_of
from osce_kg.server.things.citing import described, referred
from osce_kg.server.things.facts import proofs_about, read_evidence
from osce_kg.server.things.frame import Thing
from osce_kg.server.things.model import (
    Content,
    Entry,
    Evidence,
    Item,
    Listing,
    Passage,
    Piece,
    Quotations,
    Section,
    Summary,
)
from osce_kg.server.things.spans import Mark, located, segments
from osce_kg.server.things.utterances import utterances
from osce_kg.vocab import DCT, OSCE, PROV, SCHEMA

_WHOLE = frozenset(
    {SCHEMA.inLanguage, SCHEMA.headline, "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", SCHEMA.abstract}
)
_KINDS: dict[str, str] = {
    SCHEMA.text: "quotation", OSCE.speaker: "speaker", OSCE.speakerNameText: "speaker",
    OSCE.collectiveSpeaker: "speaker",
    OSCE.speakerRole: "role", OSCE.role: "role", OSCE.speakerBody: "role", OSCE.speakerState: "role",
    SCHEMA.mentions: "mention", DCT.issued: "date", OSCE.otherDate: "date", SCHEMA.locationCreated: "place",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Read:
    """What was asked for one document beside its own statements."""

    quotations: dict[str, list[tuple[str, Term]]]
    labels: dict[str, str]
    proofs: tuple[Evidence, ...]
    captures: dict[str, list[tuple[str, Term]]]
    versions: tuple[Row, ...]


async def document(visit: Visit, thing: Thing) -> Content:
    """Return the page of a press release, a news item, a statement or a report."""
    read = await _read(visit, thing)
    sections: list[Section] = [Summary(tuple(_entries(thing, read, visit)))]
    sections.append(await _passage(visit, thing, read))
    spoken = utterances(read.quotations, read.labels, read.proofs, visit)
    if spoken:
        sections.append(Quotations("quotations", f"Quotations ({len(spoken)})", spoken))
    mentioned = thing.terms(SCHEMA.mentions)
    if mentioned:
        items = tuple(Item(value) for value in labelled(mentioned, thing.labels))
        sections.append(Listing("mentioned", "Mentioned in it", items, len(items)))
    day = thing.one(DCT.issued)
    issuers = labelled(thing.terms(OSCE.issuedBy), thing.labels)
    by = ", ".join(value.text for value in issuers)
    kind = _kind(thing, visit)
    year = ((day[:4], f"/browse/releases?year={day[:4]}"),) if day else ()
    return Content(
        kind,
        f"{kind}{f' of {day}' if day else ''}{f' issued by {by}' if by else ''}: {thing.title}",
        tuple(sections),
        (("Documents", "/browse/releases"), *visit.step(issuers), *year),
        described(
            "NewsArticle", thing.iri, thing.title, headline=thing.title, datePublished=day,
            inLanguage=thing.one(SCHEMA.inLanguage), url=_web(thing.one(SCHEMA.url)),
            publisher=referred(issuers),
            about=referred(labelled(thing.terms(OSCE.fieldOfWork), thing.labels)),
            mentions=referred(labelled(mentioned, thing.labels)),
        ),
    )  # fmt: skip


def _kind(thing: Thing, visit: Visit) -> str:
    names = sorted(visit.terms.get(name) or name.rpartition("#")[2] for name in thing.types)
    return names[0] if names else "Document"


def _web(address: str) -> str:
    return address if address.startswith(("http://", "https://")) else ""


async def _read(visit: Visit, thing: Thing) -> _Read:
    iri = thing.iri
    graph = visit.local("graph", f"document/{visit.key}")
    work = thing.one(SCHEMA.translationOfWork) or iri
    quotations, labels, proofs, captures, versions = await visit.ask.together(
        f"SELECT DISTINCT ?q ?p ?o {{ ?q schema:isPartOf <{iri}> . ?q ?p ?o }}",
        f"SELECT DISTINCT ?o ?l {{ ?q schema:isPartOf <{iri}> . ?q ?p ?o . ?o rdfs:label ?l }}",
        proofs_about(f"?q schema:isPartOf <{iri}> . ?e osce:onSubject ?q"),
        f"SELECT DISTINCT ?c ?p ?o {{ {{ <{graph}> prov:wasDerivedFrom ?c }} "
        f"UNION {{ <{iri}> prov:wasDerivedFrom ?c }} ?c ?p ?o }}",
        f"SELECT DISTINCT ?x ?l ?lang {{ {{ ?x schema:translationOfWork <{work}> }} "
        f"UNION {{ <{iri}> schema:translationOfWork ?x }} ?x rdfs:label ?l ; schema:inLanguage ?lang }}",
    )
    return _Read(
        grouped(quotations, "q"),
        visit.labels(labels),
        tuple(read_evidence(proofs, visit.ids)),
        grouped(captures, "c"),
        versions,
    )


def _entries(thing: Thing, read: _Read, visit: Visit) -> Iterable[Entry]:
    known = visit.terms
    origin = labelled(thing.terms(OSCE.issuedFrom), thing.labels, known)
    others = thing.terms(OSCE.otherDate)
    note = f"from {origin[0].text}" if origin else ""
    if thing.terms(DCT.issued):
        yield Entry("Date", labelled(thing.terms(DCT.issued), thing.labels), note)
    for term in others:
        proof = [p for p in thing.proofs if p.predicate == OSCE.otherDate and p.value and p.value.value == term.value]
        rules = ", ".join(dict.fromkeys(p.rule.replace("-", " ") for p in proof))
        yield Entry(
            "Another date on the page",
            labelled([term], {}),
            f"in conflict, {f'from {rules}' if rules else 'origin not recorded'}",
        )
    for name, properties in (
        ("Dateline", (SCHEMA.dateline,)), ("Issued by", (OSCE.issuedBy,)), ("Tagged source", (OSCE.taggedSource,)),
        ("Fields of work", (OSCE.fieldOfWork, DCT.subject)), ("Filed from", (SCHEMA.locationCreated,)),
        ("About", (OSCE.aboutCountry,)), ("Language", (SCHEMA.inLanguage,)), ("Original", (SCHEMA.url,)),
    ):  # fmt: skip
        values = thing.terms(*properties)
        if values:
            yield Entry(name, labelled(values, thing.labels))
    versions = {row["x"].value: row for row in read.versions if row["x"].value != thing.iri}
    if versions:
        values_ = tuple(linked(iri, f"{row['l'].value} ({row['lang'].value})") for iri, row in versions.items())
        yield Entry("Other languages", values_)
    for iri, said in read.captures.items():
        taken = first(said, PROV.generatedAtTime)
        yield Entry(
            "Capture",
            (linked(iri, visit_name(iri)),),
            f"captured {taken[:10]}" if taken else "time of capture not known",
        )
        also = values_of(said, OSCE.alsoCapturedIn)
        if also:
            yield Entry("Also captured in", tuple(linked(term.value, visit_name(term.value)) for term in also))


def visit_name(capture: str) -> str:
    """Return a short name for the IRI of a capture."""
    return f"Capture {capture.rpartition('/')[2][:12]}"


async def _passage(visit: Visit, thing: Thing, read: _Read) -> Passage:
    """Return the text of the document, marked where the page texts of the release can be had."""
    body = thing.one(SCHEMA.articleBody)
    language = thing.one(SCHEMA.inLanguage) or None
    if not body:
        return Passage(
            "text",
            "Text",
            (),
            "This graph holds no text of the document, only what was read from it and its quotations.",
        )
    paragraphs = [paragraph for paragraph in body.split("\n") if paragraph.strip()]
    proofs = [
        p
        for p in (*thing.proofs, *read.proofs)
        if p.start is not None and p.end is not None and p.predicate not in _WHOLE
    ]
    if visit.captured:
        proofs = [p for p in proofs if p.basis != "Inferred"]
    shas = [iri.rpartition("/")[2] for iri in read.captures]
    capture = next((sha for sha in shas if any(proof.capture == sha for proof in proofs)), None)
    text = await asyncio.to_thread(visit.site.files.page_text, capture) if capture else None
    if text is None:
        plain = tuple((Piece(paragraph),) for paragraph in paragraphs)
        return Passage(
            "text",
            "Text",
            plain,
            "The text as the graph holds it; this server has no page texts, so nothing is marked in it.",
            language,
        )
    places = located(text, paragraphs)
    marks = [mark_of(proof, visit, {**thing.labels, **read.labels}) for proof in proofs if proof.capture == capture]
    done = tuple(
        (Piece(paragraph),) if at is None else pieces(text, at, at + len(paragraph), marks)
        for paragraph, at in zip(paragraphs, places, strict=True)
    )
    missed = sum(at is None for at in places)
    note = "Marked is what was read from the text; each mark leads to its evidence."
    if missed:
        note += f" {missed} of {len(paragraphs)} paragraphs stand otherwise in the capture and are shown without marks."
    return Passage("text", "Text", done, note, language)


def mark_of(proof: Evidence, visit: Visit, labels: dict[str, str]) -> Mark:
    """Return the mark of a piece of evidence: what it says, by which rule, how surely."""
    known = visit.terms
    name = visit.name(proof.predicate)
    value = proof.value.value if proof.value else ""
    said = (
        labels.get(value)
        or known.get(value)
        or (visit.site.renderer.short(value) if proof.value and proof.value.kind == "uri" else value)
    )
    assert proof.start is not None
    assert proof.end is not None
    source = f", capture {proof.capture[:12]}" if proof.capture else ""
    title = f"{name}: {said[:80]} (rule {proof.rule}, {proof.basis}, confidence {proof.confidence}{source})"
    return Mark(proof.start, proof.end, _KINDS.get(proof.predicate, "other"), f"#{proof.anchor}", title, proof.anchor)


def pieces(text: str, start: int, end: int, marks: Sequence[Mark]) -> tuple[Piece, ...]:
    """Return a span of a text as pieces, each linked to the shortest mark over it and titled with all of them."""
    made = []
    for segment in segments(start, end, marks):
        words = text[segment.start : segment.end]
        if not segment.marks:
            made.append(Piece(words))
            continue
        inner = segment.marks[0]
        kinds = " ".join(dict.fromkeys(mark.kind for mark in segment.marks))
        titles = "\n".join(dict.fromkeys(mark.title for mark in segment.marks))
        described_by = " ".join(dict.fromkeys(mark.described_by for mark in segment.marks[:4]))
        made.append(Piece(words, kinds, inner.href, titles, described_by))
    return tuple(made)
