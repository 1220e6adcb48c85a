"""Splitting a text at the boundaries of its marks: nothing is lost, whatever nests or overlaps."""

from __future__ import annotations

from itertools import pairwise

import hypothesis.strategies as st
from hypothesis import given

from osce_kg.server.things.document import pieces
from osce_kg.server.things.spans import Mark, located, segments

TEXTS = st.text(min_size=0, max_size=60)
SPANS = st.lists(st.tuples(st.integers(0, 70), st.integers(0, 70)), max_size=8)


def mark(start: int, end: int, name: str = "m") -> Mark:
    return Mark(start, end, "mention", f"#{name}", name, name)


@given(TEXTS, SPANS, st.integers(0, 60), st.integers(0, 60))
def test_the_pieces_of_a_span_are_the_span(text: str, spans: list[tuple[int, int]], one: int, other: int) -> None:
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    marks = [mark(*span, f"m{number}") for number, span in enumerate(spans)]
    assert "".join(piece.text for piece in pieces(text, start, end, marks)) == text[start:end]


@given(SPANS)
def test_each_segment_has_the_marks_that_cover_it_and_no_others(spans: list[tuple[int, int]]) -> None:
    marks = [mark(*span, f"m{number}") for number, span in enumerate(spans)]
    found = list(segments(0, 60, marks))
    assert found[0].start == 0
    assert found[-1].end == 60
    assert all(left.end == right.start for left, right in pairwise(found))
    for segment in found:
        assert segment.start < segment.end
        for at in range(segment.start, segment.end):
            assert {m.href for m in segment.marks} == {m.href for m in marks if m.start <= at < m.end}


@given(SPANS)
def test_the_shortest_mark_comes_first(spans: list[tuple[int, int]]) -> None:
    for segment in segments(0, 60, [mark(*span) for span in spans]):
        lengths = [found.end - found.start for found in segment.marks]
        assert lengths == sorted(lengths)


def test_marks_that_nest_are_one_run_each_and_say_both() -> None:
    outer, inner = mark(0, 11, "outer"), mark(4, 7, "inner")
    shown = pieces("one two six", 0, 11, [outer, inner])
    assert [(piece.text, piece.href) for piece in shown] == [("one ", "#outer"), ("two", "#inner"), (" six", "#outer")]
    assert shown[1].title == "inner\nouter"
    assert shown[1].described_by == "inner outer"


def test_marks_that_overlap_are_split_where_they_meet() -> None:
    shown = pieces("abcdef", 0, 6, [mark(0, 4, "left"), mark(2, 6, "right")])
    assert [piece.text for piece in shown] == ["ab", "cd", "ef"]
    assert shown[1].described_by == "left right"


def test_code_points_beyond_the_basic_plane_count_once() -> None:
    assert [piece.text for piece in pieces("🕊 peace", 0, 7, [mark(0, 1)])] == ["🕊", " peace"]


def test_paragraphs_are_found_one_after_another() -> None:
    text = "same\nother\nsame\nend"
    assert located(text, ["same", "same", "gone", "end"]) == [0, 11, None, 16]
