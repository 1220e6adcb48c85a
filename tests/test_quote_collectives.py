"""Groups and documents that speak, and quoted words that nobody says."""

from __future__ import annotations

import pytest

from osce_kg.reference import Registries
from quotations import read, value


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("The three Co-Chairs said: “We call for calm.”", "The three Co-Chairs"),
        ("“We call for calm,” the participants stressed.", "the participants"),
        ("“We thank all,” said Jan Berg and Ana Kos.", "Jan Berg and Ana Kos"),
        ("“It went well,” stated Jan Berg, a judge, and Ana Kos, a mayor.", "Jan Berg, a judge, and Ana Kos"),
        ("The OSCE Mission said: “We are concerned.”", "The OSCE Mission"),
    ],
)
def test_collective_speakers_are_no_persons(registries: Registries, text: str, group: str) -> None:
    result = read(text, registries, context="mission-to-serbia")
    assert [value(item.collective) for item in result.quotations] == [group]
    assert result.people == ()


@pytest.mark.parametrize(
    ("text", "document"),
    [
        ("The report reads: “No progress was made.”", "The report"),
        ("“Media must be free,” the statement says.", "the statement"),
        ("As the Constitution states, “All are equal before the law.”", "the Constitution"),
    ],
)
def test_documents_are_no_speakers(registries: Registries, text: str, document: str) -> None:
    result = read(text, registries)
    assert [value(item.quoted_document) for item in result.quotations] == [document]
    assert result.people == ()


@pytest.mark.parametrize(
    "text",
    [
        "The project “Women in Policing” was shown at the “Green House” centre.",
        "The so-called “experts” left.",
        "Participants discussed “hate speech” in the media.",
        "Jan Berg said that the conference “Policing Tomorrow” was over.",
    ],
)
def test_titles_and_terms_are_reported_and_no_quotations(registries: Registries, text: str) -> None:
    result = read(text, registries)
    assert result.quotations == ()
    assert {item.code for item in result.findings} == {"quoted-words"}
    assert {item.severity.value for item in result.findings} == {"Info"}


@pytest.mark.parametrize(
    "text",
    [
        "Mila Sandor said that the “Access to justice for women” project had reached four towns.",
        "Mila Sandor noted that the “Access to Justice for Women” programme had reached four towns.",
    ],
)
def test_a_project_in_quotation_marks_is_no_quotation(registries: Registries, text: str) -> None:
    result = read(text, registries)
    assert (result.quotations, result.findings) == ((), ())
