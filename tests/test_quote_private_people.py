"""People whose names are kept out: victims, detainees, minors."""

from __future__ import annotations

import pytest

from osce_kg.reference import Registries
from quotations import read, value


@pytest.mark.parametrize(
    "text",
    [
        "“I was afraid,” said Mira Pet, a victim of trafficking.",
        "“It's great,” said 16-year-old Ana Tot.",
        "Mira Pet, a detainee, said: “Nobody came.”",
    ],
)
def test_private_people_stay_unnamed(registries: Registries, text: str) -> None:
    result = read(text, registries)
    assert len(result.quotations) == 1
    assert result.people == ()
    assert result.quotations[0].person is None
    assert result.quotations[0].speaker_name is None
    assert all("Pet" not in str(item.value) and "Tot" not in str(item.value) for item in result.findings)


def test_a_private_persons_surname_stays_out_too(registries: Registries) -> None:
    text = "“I was afraid,” said Mira Pet, a victim of trafficking.\n“I am free,” Pet said. “It is over,” she added."
    result = read(text, registries)
    assert len(result.quotations) == 3
    assert result.people == ()
    assert {value(item.person) for item in result.quotations} == {None}


@pytest.mark.parametrize("role", ["Minister for Children", "a child protection officer", "head of the local school"])
def test_those_who_work_for_private_people_are_named(registries: Registries, role: str) -> None:
    result = read(f"“We act,” said Ana Kos, {role}.", registries)
    assert [person.key for person in result.people] == ["ana-kos"]
