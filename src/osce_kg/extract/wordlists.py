"""How word lists are written in this package: as running text, in order, one space between words."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """Return the words of a text as a set."""
    return frozenset(text.split())


def listed(text: str) -> tuple[str, ...]:
    """Return the words of a text in order."""
    return tuple(text.split())
