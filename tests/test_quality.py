"""The sets of pages that were written blind are read at least as well as `docs/extraction.md` says."""

from __future__ import annotations

from pathlib import Path

from osce_kg.layouts.read import Reader
from quality import measure

_HELDOUT = Path(__file__).parent / "heldout"
# Field: least precision and least recall over all sets.
_LEAST = {
    "family": (1.0, 1.0),
    "document": (1.0, 1.0),
    "rejected page": (1.0, 1.0),
    "type": (0.99, 0.99),
    "language": (0.98, 0.98),
    "issued": (1.0, 1.0),
    "dateline": (1.0, 1.0),
    "places": (1.0, 1.0),
    "tagged_sources": (0.95, 1.0),
    "issuers": (0.96, 1.0),
    "fields": (1.0, 1.0),
    "mention of organization": (0.98, 0.98),
    "mention of country": (1.0, 1.0),
    "mention of place": (0.97, 0.98),
    "quotation": (0.99, 0.97),
    "quotation's attribution": (0.95, 0.95),
    "quotation's person": (0.97, 0.96),
    "quotation's name": (0.99, 0.94),
    "quotation's role": (0.96, 0.94),
    "quotation's body": (0.96, 0.92),
    "quotation's state": (1.0, 0.83),
}


def test_pages_written_blind_are_read_as_well_as_ever(reader: Reader) -> None:
    scores = measure(_HELDOUT, reader)
    assert set(_LEAST) <= set(scores)
    worse = [
        f"{name}: precision {scores[name].precision:.3f}, recall {scores[name].recall:.3f}; {scores[name].examples[:3]}"
        for name, (precision, recall) in _LEAST.items()
        if (scores[name].precision or 0) < precision or (scores[name].recall or 0) < recall
    ]
    assert not worse, "\n".join(worse)
