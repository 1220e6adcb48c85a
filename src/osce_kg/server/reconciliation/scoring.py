"""How alike names are, and what becomes of a candidate by its name and its properties."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from osce_kg.search.folding import folded, sound

SURE = 95.0
"""Least score of a candidate that is taken for the match, if no other is near."""
_LEAD = 4.0  # how far the next one must be behind
_LEAST = 40.0  # worse ones are no candidates
_AS_HEARD, _ANY_ORDER = 0.97, 0.98
_PROPERTY_WEIGHT = 0.4  # of each property, where a name weighs 1
_LONGEST = 200  # characters that are compared


@dataclass(slots=True)
class Candidate:
    """A thing that may be meant. `features` are scores from 0 to 100 by name: that of the name, and of properties."""

    iri: str
    label: str
    types: tuple[str, ...]
    name_score: float
    features: dict[str, float] = field(default_factory=dict)
    description: str = ""

    @property
    def score(self) -> float:
        """From 0 to 100: the name weighs 1, each property 0.4."""
        weight = 1.0 + _PROPERTY_WEIGHT * len(self.features)
        total = self.name_score + _PROPERTY_WEIGHT * sum(self.features.values())
        return round(total / weight, 2)


def similarity(left: str, right: str) -> float:
    """Return how alike two texts are, from 0 to 100: without case, accents and alphabet, as heard, in any order."""
    return _alike(folded(left[:_LONGEST]), folded(right[:_LONGEST]))


def best_similarity(text: str, names: Iterable[str]) -> float:
    """Return how alike a text is to the most alike of some names."""
    words = folded(text[:_LONGEST])
    best = 0.0
    for name in names:
        best = max(best, _alike(words, folded(name[:_LONGEST])))
        if best == 100.0:
            break
    return best


def _alike(left: Sequence[str], right: Sequence[str]) -> float:
    if not left or not right:
        return 0.0
    if left == right:
        return 100.0
    heard = [sound(word) for word in left], [sound(word) for word in right]
    if heard[0] == heard[1]:
        return 100.0 * _AS_HEARD
    if sorted(left) == sorted(right):
        return 100.0 * _ANY_ORDER
    as_written = _ratio(" ".join(left), " ".join(right))
    in_order = _ANY_ORDER * _ratio(" ".join(sorted(left)), " ".join(sorted(right)))
    return round(min(94.0, 100.0 * max(as_written, in_order)), 2)


def _ratio(left: str, right: str) -> float:
    first, second = sorted((left, right))  # what is matched depends on the order
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() > 0.4 else 0.0


def ranked(candidates: Iterable[Candidate], most: int) -> list[Candidate]:
    """Return the best candidates, best first; equal ones in the order of their IRIs."""
    good = [candidate for candidate in candidates if candidate.score >= _LEAST]
    return sorted(good, key=lambda candidate: (-candidate.score, candidate.iri))[:most]


def is_match(best: Sequence[Candidate]) -> bool:
    """Whether the first of ranked candidates is meant: it is nearly equal, and the next one is not near."""
    if not best or best[0].score < SURE:
        return False
    return len(best) == 1 or best[0].score - best[1].score >= _LEAD
