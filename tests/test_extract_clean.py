"""What is no body goes, nothing is lost, and a body is not cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osce_kg.extract.clean import clean_body
from osce_kg.page import Block

LEAD = "NIS, 11 April 2006 - Twenty young officers began a course on human rights and community policing today."
QUOTE = '"This is an important step for the whole region and for its people," said Ambassador Jan Berg.'
END = "The course lasts three weeks; its second part is in the mountains, with experts from four States."


def blocks(*lines: str) -> list[Block]:
    found, at = [], 0
    for number, line in enumerate(lines, 1):
        if line.strip():
            found.append(Block(line, at, at + len(line), number))
        at += len(line) + 1
    return found


def test_a_repeated_tail_is_counted_once() -> None:
    cleaned = clean_body(blocks(LEAD, QUOTE, "They agreed.", END, QUOTE, "They agreed.", END))
    assert [block.text for block in cleaned.body] == [LEAD, QUOTE, "They agreed.", END]
    assert [item.reason for item in cleaned.removed] == ["repeated-tail"] * 3


def test_a_repeated_tail_broken_into_other_paragraphs_is_found() -> None:
    cleaned = clean_body(blocks(LEAD, QUOTE, END, f"{QUOTE} {END}"))
    assert [block.text for block in cleaned.body] == [LEAD, QUOTE, END]


def test_short_lines_may_repeat() -> None:
    cleaned = clean_body(blocks(LEAD, "Thank you.", QUOTE, "Thank you.", END))
    assert len(cleaned.body) == 5


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("![officers](https://example.org/a.jpg)", "photo"),
        ("(OSCE/Mila Sava)Officers at the course. (OSCE/Mila Sava) Photo details", "caption"),
        ("Officers at the course, Nis, 3 May 2006. (OSCE/Mila Sava)", "caption"),
        ("Learn more at www.example.org/course", "link"),
        ("Share", "share"),
        ("For further information, please contact: Mila Sava, tel. +381 11 000 00 00", "contact"),
        ("За дополнительной информацией обращайтесь: Мила Сава", "contact"),
        ("Za više informacija kontaktirajte: Mila Sava", "contact"),
        ("Distributed by Example Wire on behalf of the office", "disclaimer"),
        ("Legal Disclaimer:", "disclaimer"),
        ("Back to top", "footer"),
    ],
)
def test_what_is_no_body_goes_with_its_reason(line: str, reason: str) -> None:
    cleaned = clean_body(blocks(LEAD, line, END))
    assert [block.text for block in cleaned.body] == [LEAD, END]
    assert [(item.reason, item.snippet.text) for item in cleaned.removed] == [(reason, line)]


def test_the_lines_of_a_contact_block_go_with_it() -> None:
    lines = (
        "For further information, please contact:",
        "Mila Sava",
        "Press Officer",
        "Tel: +381 11 000 00 00",
    )
    cleaned = clean_body(blocks(LEAD, *lines, END))
    assert [block.text for block in cleaned.body] == [LEAD, END]
    assert [item.reason for item in cleaned.removed] == ["contact"] * 4


def test_an_image_in_front_of_a_paragraph_goes_alone() -> None:
    line = f"![officers](https://example.org/a.jpg){LEAD}"
    (body,) = clean_body(blocks(line)).body
    assert (body.text, line[body.start : body.end]) == (LEAD, LEAD)


@pytest.mark.parametrize(
    "line",
    [
        "The election was observed by the Office for Democratic Institutions and Human Rights (OSCE/ODIHR).",
        "For more than ten years the office has trained young officers in the south, he recalled.",
        "Participants will share their experience with colleagues from the region over the next two days.",
        "The telephone hotline was opened in 2004 and has answered calls from everywhere since.",
    ],
)
def test_sentences_stay(line: str) -> None:
    assert [block.text for block in clean_body(blocks(LEAD, line)).body] == [LEAD, line]


@given(
    st.lists(
        st.sampled_from([LEAD, QUOTE, END, "Share", "Mila Sava", "Contact:", "![a](b)", "Short."]),
        max_size=14,
    )
)
def test_nothing_is_lost(lines: list[str]) -> None:
    given_blocks = blocks(*lines)
    cleaned = clean_body(given_blocks)
    spans = sorted(
        [(block.start, block.end) for block in cleaned.body]
        + [(item.snippet.span.start, item.snippet.span.end) for item in cleaned.removed]
    )
    assert spans == [(block.start, block.end) for block in given_blocks]
    assert clean_body(cleaned.body).body == cleaned.body
