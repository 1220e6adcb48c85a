"""What is looked for and what is indexed meet: folding, and reading what users type."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osce_kg.search.folding import fold, folded, sound, tokens
from osce_kg.search.snippets import LENGTH, marked, snippet
from osce_kg.search.words import MAX_CHARACTERS, MAX_WORDS, SearchTooLong, Words, read_words


@pytest.mark.parametrize(
    ("written", "other"),
    [
        ("Mingəçevir", "Mingacevir"), ("PRIŠTINA", "pristina"), ("Straße", "strasse"), ("Łódź", "lodz"),
        ("Iğdır", "igdir"), ("Đorđević", "dordevic"), ("МИССИЯ", "missiya"), ("თბილისი", "tbilisi"),
    ],
)  # fmt: skip
def test_case_accents_and_script_do_not_matter(written: str, other: str) -> None:
    assert fold(written) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"), [("prishtina", "priština"), ("Приштина", "Prishtina"), ("Khujand", "hujand")]
)
def test_names_that_sound_alike_meet(one: str, other: str) -> None:
    assert sound(fold(one)) == sound(fold(other))


@given(st.text(max_size=60))
def test_folding_twice_is_folding_once_and_places_are_in_the_text(text: str) -> None:
    found = list(tokens(text))
    assert [token.word for token in found] == folded(text)
    assert [fold(token.word) for token in found] == [token.word for token in found]
    assert all(fold(text[token.start : token.end]) == token.word for token in found)
    assert all(0 <= token.start < token.end <= len(text) for token in found)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("police training", Words(("police", "training"))),
        ('"open day" police', Words(("police",), (("open", "day"),))),
        ("co-operation", Words((), (("co", "operation"),))),
        ("police -mission", Words(("police",), (), (("mission",),))),
        ('-"open day"', Words((), (), (("open", "day"),))),
        ('"police', Words(("police",))),
        ("„Tag der Polizei“", Words((), (("tag", "der", "polizei"),))),
        ("- -- -", Words()),
        ('"""', Words()),
        ("name:x AND (a OR b*)^5 ~", Words(("and", "or", "b", "5"), (("name", "x"), ("a",))[:1])),
    ],
)
def test_what_users_type_is_words_and_never_a_language(text: str, words: Words) -> None:
    read = read_words(text)
    assert (set(words.words) <= set(read.words), read.phrases, read.without) == (True, words.phrases, words.without)


@given(st.text(max_size=MAX_CHARACTERS))
def test_every_text_is_read_or_refused_for_its_length(text: str) -> None:
    try:
        read = read_words(text)
    except SearchTooLong:
        assert len(text.split()) > 1 or len(folded(text)) > MAX_WORDS
        return
    assert all(word == fold(word) for word in read.wanted)


@pytest.mark.parametrize("text", ["a" * (MAX_CHARACTERS + 1), " ".join("abcdefghij" for _ in range(40)), "a b " * 20])
def test_too_much_is_refused_with_the_bound(text: str) -> None:
    if len(text) <= MAX_CHARACTERS:
        with pytest.raises(SearchTooLong, match=f"{MAX_WORDS} words"):
            read_words(text)
    else:
        with pytest.raises(SearchTooLong, match=f"{MAX_CHARACTERS} characters"):
            read_words("a" * (MAX_CHARACTERS + 1))


@given(st.text(max_size=2000), st.sets(st.text("abcdé ", min_size=1, max_size=4)))
def test_a_snippet_is_part_of_its_text_with_marks_in_order(text: str, wanted: set[str]) -> None:
    words = {word for each in wanted for word in folded(each)}
    found = snippet(text, words)
    assert found.text in text
    assert len(found.text) <= 2 * LENGTH
    last = 0
    for start, end in found.marks:
        assert last <= start < end <= len(found.text)
        last = end
    assert marked(text, words).text == text


def test_a_snippet_shows_where_the_words_stand_together() -> None:
    text = "police. " + "Nothing of that sort happened. " * 30 + "The police training ended on Friday. " + "More. " * 60
    found = snippet(text, {"police", "training"})
    assert "police training" in found.text
    assert (found.before, found.after) == (True, True)
    assert {found.text[start:end] for start, end in found.marks} == {"police", "training"}


def test_inflected_words_are_marked_too() -> None:
    found = marked("Elections were observed", {"election"})
    assert found.marks == ((0, 9),)
