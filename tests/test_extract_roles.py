"""Roles as written → registry keys."""

from __future__ import annotations

import datetime as dt

import pytest

from osce_kg.extract.roles import RoleReading, read_role
from osce_kg.records import Reading
from osce_kg.reference import Registries, load_registries


@pytest.fixture(scope="module")
def registries() -> Registries:
    return load_registries()


def values(reading: RoleReading) -> tuple[str | None, str | None, str | None]:
    def value(part: Reading[str] | None) -> str | None:
        return part.value if part else None

    return value(reading.role), value(reading.body), value(reading.state)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the Head of the OSCE Office in Baku", ("head-of-field-operation", "office-in-baku", None)),
        ("Azerbaijan's Deputy Interior Minister", ("deputy-minister-of-the-interior", None, "AZE")),
        ("Foreign Minister of Kazakhstan", ("minister-of-foreign-affairs", None, "KAZ")),
        ("Kyrgyz Deputy Prime Minister", ("deputy-prime-minister", None, "KGZ")),
        ("OSCE Secretary General", ("secretary-general", "secretariat", None)),
        ("Head of the Serbian Language School", (None, None, None)),
        ("a local resident", (None, None, None)),
    ],
)
def test_reads_role_body_and_state(
    registries: Registries, text: str, expected: tuple[str | None, str | None, str | None]
) -> None:
    assert values(read_role(text, 0, registries, dt.date(2007, 6, 30))) == expected


def test_the_mission_is_the_body_of_the_page(registries: Registries) -> None:
    on = dt.date(2012, 5, 5)
    reading = read_role("the Head of the Mission", 40, registries, on, "mission-to-serbia")
    assert reading.body is not None
    assert reading.body.value == "mission-to-serbia"
    assert read_role("the Head of the Mission", 40, registries, on).body is None


def test_the_body_represented_to_is_not_the_speakers(registries: Registries) -> None:
    reading = read_role("Permanent Representative of Georgia to the OSCE", 0, registries, None)
    assert values(reading)[1:] == (None, "GEO")


@pytest.mark.parametrize(
    "text",
    [
        "Director General of Democracy at the Council of Europe",
        "President of the Parliamentary Assembly of the Council of Europe",
        "Head of the UN Mission in Kosovo",
        "leader of the short-term OSCE observer mission",
    ],
)
def test_bodies_of_others_are_not_ours(registries: Registries, text: str) -> None:
    assert read_role(text, 0, registries, dt.date(2012, 5, 5)).body is None


def test_spans_cover_the_words(registries: Registries) -> None:
    text = "the Head of the OSCE Office in Baku"
    reading = read_role(text, 7, registries, dt.date(2007, 6, 30))
    assert reading.body is not None
    assert reading.body.span is not None
    assert text[reading.body.span.start - 7 : reading.body.span.end - 7] == "OSCE Office in Baku"
