"""The page of a capture: what was captured, its text line by line, and each span that a fact was read from."""

from __future__ import annotations

import asyncio
import re

from osce_kg.server.things.asking import Visit, labelled, linked, query_address
from osce_kg.server.things.citing import described
from osce_kg.server.things.document import pieces
from osce_kg.server.things.facts import proofs_about, read_evidence
from osce_kg.server.things.frame import Thing
from osce_kg.server.things.model import Content, Entry, Evidence, Line, Lines, Passage, Proofs, Section, Summary, Value
from osce_kg.server.things.spans import Mark
from osce_kg.vocab import DCT, OSCE, PROV, SCHEMA

_SPAN = re.compile(r"([0-9]{1,9}),([0-9]{1,9})", re.ASCII)
_SHOWN = 60_000  # code points of a long page text, around the span
_ROWS = 60


async def capture(visit: Visit, thing: Thing) -> Content:
    """Return the page of a capture, with the span `?span=start,end` marked in its text if it is asked for."""
    rows, text = await asyncio.gather(
        visit.ask.rows(proofs_about(f"?e osce:inCapture <{thing.iri}>")),
        asyncio.to_thread(visit.site.files.page_text, visit.key),
    )
    proofs = read_evidence(rows, visit.ids)
    span = read_span(visit.span, len(text or ""))
    sections: list[Section] = [Summary(tuple(_entries(thing, span, text)))]
    if text is None:
        sections.append(
            Passage("text", "Page text", (), "This server has no page texts; spans are given in code points only.")
        )
    else:
        sections.append(_lines(text, span))
    labels = await _labels(visit, thing.iri)
    sections.append(_proofs(thing, proofs, text, labels))
    address = thing.one(SCHEMA.url)
    return Content(
        "Capture",
        f"Text of the page captured{f' from {address}' if address else ''}, with the spans that facts were read from",
        tuple(sections),
        (("Captures", None),),
        described("WebPage", thing.iri, thing.title, url=address if address.startswith(("http://", "https://")) else "",
                  dateCreated=thing.one(PROV.generatedAtTime), encodingFormat=thing.one(DCT.format), sha256=visit.key),
    )  # fmt: skip


def read_span(text: str, length: int) -> tuple[int, int] | None:
    """Return a span `start,end` within a text of so many code points, None if it is not one or is not within."""
    found = _SPAN.fullmatch(text)
    if not found:
        return None
    start, end = int(found[1]), int(found[2])
    return (start, end) if start < end <= length else None


def _entries(thing: Thing, span: tuple[int, int] | None, text: str | None) -> list[Entry]:
    named = (
        ("Address", SCHEMA.url),
        ("Captured", PROV.generatedAtTime),
        ("Media type", DCT.format),
        ("SHA-256", OSCE.sha256),
    )
    entries = [Entry(name, labelled(values, thing.labels)) for name, prop in named if (values := thing.terms(prop))]
    if not thing.terms(SCHEMA.url):
        entries.insert(0, Entry("Address", (), "not known"))
    if not thing.terms(PROV.generatedAtTime):
        entries.insert(1, Entry("Captured", (), "not known"))
    if text is not None:
        entries.append(Entry("Page text", (), f"{len(text):,} characters in {text.count(chr(10)) + 1:,} lines"))
    if span:
        entries.append(Entry("Marked", (), f"characters {span[0]}–{span[1]}"))
    return entries


def _lines(text: str, span: tuple[int, int] | None) -> Lines:
    """Return the lines of a text; of a very long one those around the span, or its first."""
    middle = span[0] if span else 0
    begin = text.rfind("\n", 0, max(0, middle - _SHOWN // 2)) + 1 if middle > _SHOWN // 2 else 0
    stop = min(len(text), max(begin + _SHOWN, span[1] if span else 0))
    marks = [Mark(*span, "span", "#span", "the marked span", "")] if span else []
    lines, at, number = [], begin, text.count("\n", 0, begin) + 1
    for line in text[begin:stop].split("\n"):
        lines.append(Line(number, pieces(text, at, at + len(line), marks)))
        at += len(line) + 1
        number += 1
    cut = "" if begin == 0 and stop == len(text) else f"Characters {begin:,}–{stop:,} of {len(text):,} are shown."
    return Lines(tuple(lines), cut)


async def _labels(visit: Visit, iri: str) -> dict[str, str]:
    rows = await visit.ask.rows(
        f"SELECT DISTINCT ?o ?l {{ {{ SELECT DISTINCT ?o {{ ?e osce:inCapture <{iri}> ; osce:onSubject ?o }} "
        "LIMIT 300 } ?o rdfs:label ?l }"
    )
    return visit.labels(rows)


def _proofs(thing: Thing, proofs: list[Evidence], text: str | None, labels: dict[str, str]) -> Proofs:
    rows: list[tuple[Evidence, str, Value]] = []
    for proof in proofs[:_ROWS]:
        words = (
            text[proof.start : proof.end]
            if text is not None and proof.start is not None and proof.end is not None
            else ""
        )
        shown = words if len(words) <= 90 else f"{words[:88]}…"
        rows.append((proof, shown, linked(proof.subject, labels.get(proof.subject))))
    everything = f"SELECT ?e ?s ?p {{ ?e osce:inCapture <{thing.iri}> ; osce:onSubject ?s ; osce:onProperty ?p }}"
    more = query_address(everything) if len(proofs) > _ROWS else None
    return Proofs("facts-read", f"What was read here ({len(proofs)})", tuple(rows), more)
