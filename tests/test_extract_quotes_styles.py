"""Snippets in the styles and languages of the releases with their right answers, in `data/attributions.txt`."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import pytest

from osce_kg.extract.quotes import read_quotes
from osce_kg.records import Quotation, Reading, Snippet, Span
from osce_kg.reference import Registries, load_registries

FILE = Path(__file__).parent / "data" / "attributions.txt"
ON = dt.date(2012, 5, 5)
ATTRIBUTIONS = {"E": "Explicit", "C": "Continued", "I": "Inferred", "-": "-"}


@dataclass(frozen=True)
class Block:
    """One snippet: the issuing body, the dateline's place, the text, the expected quotations."""

    line: int
    body: str | None
    place: str | None
    text: str
    expected: tuple[str, ...]


def blocks() -> list[Block]:
    found: list[Block] = []
    lines = FILE.read_text(encoding="utf-8").splitlines()
    starts = [number for number, line in enumerate(lines) if line.startswith("@ ")]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        body, _, place = lines[start][2:].strip().partition(" ")
        content = [line for line in lines[start + 1 : end] if line]
        text = "\n".join(line for line in content if not line.startswith("= "))
        expected = tuple(line[2:].strip() for line in content if line.startswith("= "))
        found.append(Block(start + 1, None if body == "-" else body, place or None, text, expected))
    return found


@pytest.fixture(scope="module")
def registries() -> Registries:
    return load_registries()


def value(reading: Reading[str] | None) -> str:
    return reading.value if reading else "-"


def speaker(quotation: Quotation) -> str:
    if quotation.collective:
        return f"@{quotation.collective.value}"
    if quotation.quoted_document:
        return f"#{quotation.quoted_document.value}"
    return value(quotation.person)


def described(quotation: Quotation, words: str) -> str:
    attribution = quotation.attribution.value if quotation.attribution else "-"
    return " | ".join(
        (
            quotation.text.value[: len(words)],
            speaker(quotation),
            value(quotation.speaker_role),
            value(quotation.speaker_body),
            value(quotation.speaker_state),
            next(short for short, long in ATTRIBUTIONS.items() if long == attribution),
        )
    )


def paragraphs(text: str) -> list[Snippet]:
    found, at = [], 0
    for line in text.split("\n"):
        found.append(Snippet(line, Span(at, at + len(line))))
        at += len(line) + 1
    return found


@pytest.mark.parametrize("block", blocks(), ids=lambda block: f"line-{block.line}")
def test_styles(registries: Registries, block: Block) -> None:
    filed_from = [registries.places_named(block.place)[0].key] if block.place else []
    result = read_quotes(
        paragraphs(block.text),
        document_key="h0",
        registries=registries,
        on=ON,
        context_body=block.body,
        filed_from=filed_from,
    )
    starts = [expected.split(" | ")[0] for expected in block.expected]
    starts += [""] * (len(result.quotations) - len(starts))
    found = [described(quotation, start) for quotation, start in zip(result.quotations, starts, strict=False)]
    assert found == list(block.expected)
