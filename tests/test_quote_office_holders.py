"""Speakers whom the registry knows by the date of the document."""

from __future__ import annotations

import datetime as dt

import pytest

from osce_kg.records import Basis, Confidence
from osce_kg.reference import Registries
from quotations import read, value


@pytest.mark.parametrize(
    ("text", "on", "person"),
    [
        ("“Talks go on,” the OSCE Secretary General said.", dt.date(2012, 5, 5), "lamberto-zannier"),
        ("“Talks go on,” said the OSCE Chairperson-in-Office.", dt.date(2012, 5, 5), "eamon-gilmore"),
        ("“Talks go on,” said OSCE Secretary General Zannier.", dt.date(2012, 5, 5), "lamberto-zannier"),
        ("“Talks go on,” Zannier said.", dt.date(2012, 5, 5), "lamberto-zannier"),
        ("“Talks go on,” the UN Secretary General said.", dt.date(2012, 5, 5), None),
        ("“Talks go on,” the OSCE Secretary General said.", None, None),
    ],
)
def test_an_office_holder_is_known_by_the_date(
    registries: Registries, text: str, on: dt.date | None, person: str | None
) -> None:
    result = read(text, registries, on=on)
    (quotation,) = result.quotations
    assert value(quotation.person) == person
    assert result.people == ()
    if quotation.person is not None:
        assert quotation.person.rule == "quote-holder-by-date"
        assert (quotation.person.basis, quotation.person.confidence) == (Basis.INFERRED, Confidence.MEDIUM)


def test_an_unknown_office_holder_is_reported(registries: Registries) -> None:
    result = read("“Talks go on,” the OSCE Secretary General said.", registries, on=None)
    assert [finding.code for finding in result.findings] == ["holder-unresolved"]


def test_a_surname_in_another_role_is_no_office_holder(registries: Registries) -> None:
    result = read("“Talks go on,” said Mayor Zannier.", registries)
    assert [finding.code for finding in result.findings] == ["surname-unresolved"]
