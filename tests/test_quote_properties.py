"""Any paragraphs are read, with exact spans, in time in proportion to their length."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from osce_kg.extract.quotes import read_quotes
from osce_kg.reference import Registries
from quotations import read, snippets

PIECES = [
    "“", "”", "„", "«", "»", '"', "“We came,” ", "said ", "Jan Berg", ", ", "Ambassador ", "Holm ", "he added",
    ". ", ": ", "\n", "the Head of the Mission ", "and ", "Mr. ", "J. ", "it is good ", "сказал ", "tha ", "– ",
    "Иван Петров ", "a victim ", "NIS, 3 May 2010 - ", "that ", "'s ", "OSCE Office in Baku ", "the report ",
    "project ", "", "M. ", "12, ", "23, ", "a student", "which ", "according to which ", "his deputy, ", "dit-il ",
    "a-t-elle ajouté", "so ", "Tetovo Mayor ", "(", "ret.) ", "was quoted as saying ", "put it ", "said M.K., ",
]  # fmt: skip


@settings(max_examples=300, deadline=2000, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(PIECES), max_size=40), st.integers(0, 50))
def test_any_paragraphs_are_read_with_exact_spans(registries: Registries, pieces: list[str], offset: int) -> None:
    text = "".join(pieces)
    page = " " * offset + text
    result = read_quotes(snippets(text, offset), document_key="h0", registries=registries, on=None)
    assert [item.position for item in result.quotations] == list(range(1, len(result.quotations) + 1))
    for item in result.quotations:
        assert item.text.span is not None
        assert page[item.text.span.start : item.text.span.end] == item.text.value
        assert not item.text.value.endswith(",")
        if item.speaker_name is not None:
            assert item.speaker_name.span is not None
            assert page[item.speaker_name.span.start : item.speaker_name.span.end] == item.speaker_name.value
        if item.person is not None:
            assert item.person.value in {person.key for person in result.people}
    for person in result.people:
        assert page[person.span.start : person.span.end] == person.name


@pytest.mark.parametrize(
    "text",
    [
        '"a "b ' * 3000,
        "“a " * 5000,
        "said " * 5000 + '"x y z"',
        "“q,” Berg said. " * 2000,
        "A b, " * 5000 + 'said: "x"',
        "Ann Lee Mayor " * 3000 + 'said: "x y z"',
        "which of the Law " * 3000 + "said “x y z”. ",
        "“x y z,” said the " + "Minister of " * 9000,
        "“x y z,” said " + "9" * 6000 + " Minister Ann Lee.",
        "".join(f"“This is number {number} of all,” he said. " for number in range(3000)),
        "“We came here to see it”, he said. " * 3000,
        "“x y z,” said Ann Kos.\n" + "Participants and Bea Kos and the Mayor and Eva Lee and " * 1000 + "left.",
    ],
    ids=[
        "nested",
        "open",
        "verbs",
        "surname",
        "commas",
        "offices",
        "documents",
        "portfolios",
        "digits",
        "pronouns",
        "repeated",
        "joined",
    ],
)
@pytest.mark.timeout(20)
def test_long_pathological_paragraphs_end(registries: Registries, text: str) -> None:
    read(text, registries)


@pytest.mark.parametrize(
    "sentence",
    [
        "“We saw progress number {0} in the region,” said Mila {1}, the Mayor of Zemun.",
        "“We saw progress number {0} in the region,” said {1} Sandor, the Mayor of Zemun.",
        "{1} Sandor came. “We saw progress number {0} in the region,” she said.",
    ],
)
def test_many_quotations_take_time_in_proportion(registries: Registries, sentence: str) -> None:
    def seconds(count: int) -> float:
        names = ("".join(chr(97 + number // 26**at % 26) for at in range(4)).capitalize() for number in range(count))
        text = "\n".join(sentence.format(number, name) for number, name in enumerate(names))
        paragraphs = snippets(text)
        started = time.process_time()
        read_quotes(paragraphs, document_key="h0", registries=registries, on=None)
        return time.process_time() - started

    seconds(50)
    # Eight times the quotations took sixty times as long; four times the proportion is left to a busy machine.
    assert min(seconds(1600) for _ in range(3)) < 32 * min(seconds(200) for _ in range(3))
