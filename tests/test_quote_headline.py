"""Whose statement a page is by its headline: only if nobody else is said to speak."""

from __future__ import annotations

import pytest

from osce_kg.extract.quotes import read_quotes
from osce_kg.reference import Registries
from quotations import snippets, value


@pytest.mark.parametrize(
    ("first", "people"),
    [
        ("“Our street burned for two whole days.”", ["jan-berg", "jan-berg"]),
        ("“Our street burned for two whole days,” he added.", ["jan-berg", "jan-berg"]),
        ("“Our street burned for two whole days,” she added.", [None, None]),
        ("“Our street burned for two whole days,” said M.K.", [None, None]),
    ],
)
def test_the_headlines_author_speaks_unless_somebody_else_does(
    registries: Registries, first: str, people: list[str | None]
) -> None:
    headline, *paragraphs = snippets(
        f"Statement by Mr. Jan Berg on the fire\n{first}\n“Nobody came to see what was left of it.”"
    )
    result = read_quotes(paragraphs, document_key="h0", registries=registries, on=None, headline=headline)
    assert [value(quotation.person) for quotation in result.quotations] == people
