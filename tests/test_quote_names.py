"""People are read only where they may be named: the short way finds what reading everything finds."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osce_kg.extract.names import person_key
from osce_kg.extract.quote_name_index import NameIndex
from osce_kg.extract.quote_paragraphs import Paragraph
from osce_kg.extract.quote_speakers import Cast
from osce_kg.records import Snippet, Span
from osce_kg.reference.model import Registries

_NAMES = (
    "Ana Kos", "Žarko Kovač-Ilić", "Đorđe Đurić", "Ђорђе Жић", "Жанна Чехова", "Seán O’Brien", "Seán O'Brien",
    "გიორგი ბერიძე", "İlham Yıldız", "张 伟", "J. P. Weiß",
)  # fmt: skip


def _paragraphs(*texts: str) -> list[Snippet]:
    start, found = 0, []
    for text in texts:
        found.append(Snippet(text, Span(start, start + len(text))))
        start += len(text) + 1
    return found


@given(
    st.sampled_from(_NAMES),
    st.text(alphabet=" .,'’“”–-()", min_size=1, max_size=4),
    st.text(alphabet=" .,'’“”–-()", min_size=1, max_size=4),
)
def test_no_name_is_overlooked(name: str, before: str, after: str) -> None:
    word = person_key(name).rpartition("-")[2]
    assert NameIndex([f"said {before}{name}{after} and left"]).may_have(word) == [0]


def test_a_part_of_a_word_is_no_name() -> None:
    assert NameIndex(["in Kosovo", "by Kos", "in Kosovo, Kos’s"]).may_have("kos") == [1, 2]


@pytest.mark.parametrize("name", ["Ana Kos", "Žarko Kos", "Ђорђе Ђурић", "Seán O’Brien"])
def test_the_people_of_a_name_are_those_of_the_page(registries: Registries, name: str) -> None:
    surname = name.split()[-1]
    paragraphs = _paragraphs(
        f"{name}, Head of the OSCE Mission to Skopje, opened the course. Participants discussed it.",
        "“We will go on,” said Mila Berg, the Mayor of Skopje. The course was held in Kosovo.",
        f"{surname} thanked the trainers. The trainers thanked Petar {surname}, a judge.",
    )

    def cast() -> Cast:
        return Cast([Paragraph(each) for each in paragraphs], registries, dt.date(2015, 5, 5), None, "h0")

    everybody = cast().mentions
    word = person_key(surname).rpartition("-")[2]
    assert (
        cast().named(person_key(name))
        == tuple(known for known in everybody if known.key.rpartition("-")[2] == word)
        != ()
    )
