"""Many phrases looked for in one pass over a text: whole words only, in any script."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import ahocorasick_rs


class Phrases:
    """An automaton over folded phrases, each with the key that it means. Built once, never changed."""

    def __init__(self, keys: Mapping[str, str]) -> None:
        self._phrases = list(keys)
        self._keys = list(keys.values())
        self._automaton = ahocorasick_rs.AhoCorasick(self._phrases)

    def occurrences(self, folded: str) -> Iterator[tuple[str, str, int]]:
        """Yield key, phrase and offset of every phrase that stands in the folded text as whole words."""
        for number, start, end in self._automaton.find_matches_as_indexes(folded, overlapping=True):
            if not (is_word_part(folded[max(0, start - 1) : start]) or is_word_part(folded[end : end + 1])):
                yield self._keys[number], self._phrases[number], start


def is_word_part(char: str) -> bool:
    """Whether a character (or nothing, at a text's end) continues a word."""
    return char.isalnum() or char == "_"
