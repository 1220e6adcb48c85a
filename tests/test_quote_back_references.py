"""Speakers meant by a pronoun, a surname or a role, and quotations that continue the one before."""

from __future__ import annotations

import pytest

from osce_kg.records import Basis
from osce_kg.reference import Registries
from quotations import brief, read, value


@pytest.mark.parametrize("second", ["“We stayed,” he added.", "“We stayed.” he continued.", "He added: “We stayed.”"])
def test_a_pronoun_continues_the_speaker(registries: Registries, second: str) -> None:
    text = f"“We came,” said Mr. Lars Holm.\n{second}"
    quotation = read(text, registries).quotations[1]
    assert brief(quotation)[1:] == ("lars-holm", None, "Continued")
    assert quotation.person is not None
    assert quotation.person.span is not None
    assert text[quotation.person.span.start : quotation.person.span.end].lower().startswith("he ")


def test_a_pronoun_that_does_not_agree_names_nobody(registries: Registries) -> None:
    result = read("“We came,” said Mr. Lars Holm.\n“We stayed,” she added.", registries)
    assert brief(result.quotations[1]) == ("We stayed", None, None, None)
    assert [item.code for item in result.findings] == ["quote-unattributed"]


def test_a_pronoun_means_the_latest_subject(registries: Registries) -> None:
    text = "“We came,” said Lars Holm.\nAna Kos opened the school. “It is ours,” she said."
    assert [value(item.person) for item in read(text, registries).quotations] == ["lars-holm", "ana-kos"]


def test_a_pronoun_continues_a_role_without_name(registries: Registries) -> None:
    result = read("“We act,” said the High Commissioner.\n“We go on,” he added.", registries)
    assert [item.attribution and item.attribution.value for item in result.quotations] == ["Explicit", "Continued"]
    assert result.people == ()


def test_a_surname_is_resolved_by_the_page(registries: Registries) -> None:
    text = "OSCE Representative on Freedom of the Media Petra Nov welcomed the law.\n“It is good,” Nov said."
    (quotation,) = read(text, registries).quotations
    assert brief(quotation) == ("It is good", "petra-nov", None, "Explicit")
    assert quotation.person is not None
    assert quotation.person.rule == "quote-surname"
    assert quotation.person.basis.value == "Resolved"
    assert value(quotation.speaker_body) == "rfom"


def test_an_unresolved_surname_holds_for_its_document(registries: Registries) -> None:
    result = read("Minister Petrov said: “We act.”", registries)
    assert value(result.quotations[0].person) == "h0-petrov"
    assert [item.code for item in result.findings] == ["surname-unresolved"]


def test_two_people_of_one_surname_resolve_nobody(registries: Registries) -> None:
    result = read("Ana Kos and Jan Kos met in Nis.\n“We act,” Kos said.", registries)
    assert value(result.quotations[0].person) == "h0-kos"


def test_a_role_alone_is_resolved_by_the_page(registries: Registries) -> None:
    text = (
        "Lars Holm, the Head of the OSCE Mission to Serbia, said: “We act.”\n"
        "“We stay,” the Head of the Mission concluded."
    )
    second = read(text, registries, context="mission-to-serbia").quotations[1]
    assert brief(second) == ("We stay", "lars-holm", "the Head of the Mission", "Explicit")
    assert value(second.speaker_body) == "mission-to-serbia"


def test_an_earlier_role_is_that_of_a_later_quotation(registries: Registries) -> None:
    text = (
        "Mila Sandor, the Head of the OSCE Mission to Serbia, opened the course. “Courts must be open,” she said.\n"
        "“Judges have to explain what they decide,” Sandor said."
    )
    first, second = read(text, registries).quotations
    for quotation in (first, second):
        assert quotation.role is not None
        assert (quotation.role.value, quotation.role.rule) == ("head-of-field-operation", "role-earlier")
        assert quotation.role.basis is Basis.INFERRED
        assert quotation.speaker_role is None


def test_a_role_given_later_or_two_roles_are_not_inferred(registries: Registries) -> None:
    later = (
        "“Courts must be open,” said Mila Sandor.\nMila Sandor, the Head of the OSCE Mission to Serbia, left on Monday."
    )
    assert [quotation.role for quotation in read(later, registries).quotations] == [None]
    two = (
        "Mila Sandor, the Head of the OSCE Mission to Serbia, came. Mila Sandor, the Mayor of Zemun, spoke.\n"
        "“Courts must be open,” Sandor said."
    )
    assert [quotation.role for quotation in read(two, registries).quotations] == [None]


def test_a_paragraph_of_quotation_alone_is_inferred(registries: Registries) -> None:
    text = "“We came,” said Lars Holm.\n“It was a long way, and all of us are glad to be here.”"
    second = read(text, registries).quotations[1]
    assert brief(second)[1:] == ("lars-holm", None, "Inferred")
    assert second.text.rule == "quote-paragraph"


def test_a_paragraph_further_on_is_not_inferred(registries: Registries) -> None:
    text = "“We came,” said Lars Holm.\nThe event ended.\n“It was a long way, and all of us are glad of it.”"
    result = read(text, registries)
    assert brief(result.quotations[1])[1:] == (None, None, None)
    assert [item.code for item in result.findings] == ["quote-unattributed"]


def test_open_marks_on_each_paragraph_are_one_statement(registries: Registries) -> None:
    text = "“One is said here.\n“Two is said after it.\n“Three ends it,” said Jan Berg."
    assert [brief(item)[1:] for item in read(text, registries).quotations] == [
        ("jan-berg", None, "Continued"),
        ("jan-berg", None, "Continued"),
        ("jan-berg", None, "Explicit"),
    ]
