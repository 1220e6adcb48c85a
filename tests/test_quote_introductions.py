"""Ways to introduce a speaker that a set of pages written blind showed to be missed."""

from __future__ import annotations

import pytest

from osce_kg.extract.quotes import read_quotes
from osce_kg.records import Confidence, Snippet, Span
from osce_kg.reference import Registries

_CASES = {
    "offices in a row": (
        '"It is a start," said the OSCE Chairperson-in-Office, Swiss President and Foreign Minister Urs Meili.',
        ("urs-meili", "the OSCE Chairperson-in-Office, Swiss President and Foreign Minister"),
    ),
    "brackets with a comma": (
        'Ilkka Salonen (MP, Finland), President of the OSCE Parliamentary Assembly, said: "The window is narrow."',
        ("ilkka-salonen", "President of the OSCE Parliamentary Assembly"),
    ),
    "role behind a name and a colon": (
        'Askar Omarov, Deputy Chairman of the Agency for Monitoring of Kazakhstan: "We have blocked the wallets."',
        ("askar-omarov", "Deputy Chairman of the Agency for Monitoring of Kazakhstan"),
    ),
    "verb and speaker before a colon": (
        'The centre also plans the work, explained Senior Project Officer Anton Bilyk: "Rivers carry what lies there."',
        ("anton-bilyk", "Senior Project Officer"),
    ),
    "who said": (
        'Delmas welcomed the statement of Prime Minister Petar Kos, who said the attack was "an attack on all of us".',
        ("petar-kos", "Prime Minister"),
    ),
    "relative clause between": (
        'A member of a group, who asked not to be named, told the delegation: "Count them in the open."',
        (None, "A member of a group"),
    ),
    "hyphenated rank": (
        '"They will come home," said Lieutenant-General Serhiy Bokan, the Head of the Service.',
        ("serhiy-bokan", "the Head of the Service"),
    ),
    "separated German verb": (
        "Minister Rustam Olim sprach. „Das rettet viele Leben“, fügte er hinzu.",
        ("rustam-olim", None),
    ),
}


@pytest.mark.parametrize("case", _CASES)
def test_speaker(case: str, registries: Registries) -> None:
    text, expected = _CASES[case]
    found = read_quotes(
        (Snippet(text, Span(0, len(text))),), document_key="d", registries=registries, on=None
    ).quotations
    assert len(found) == 1
    person, role = found[0].person, found[0].speaker_role
    assert (person.value if person else None, role.value if role else None) == expected


@pytest.mark.parametrize(
    ("text", "confidence"),
    [
        ('Anton Bilyk, an engineer, blamed the timetable: "Trust comes on foot."', Confidence.MEDIUM),
        ('Anton Bilyk, an engineer, said: "Trust comes on foot."', Confidence.HIGH),
    ],
)
def test_who_begins_a_sentence_without_a_verb_of_saying_is_less_sure(
    text: str, confidence: Confidence, registries: Registries
) -> None:
    part = Snippet(text, Span(0, len(text)))
    (found,) = read_quotes((part,), document_key="d", registries=registries, on=None).quotations
    assert found.person is not None
    assert (found.person.value, found.person.confidence) == ("anton-bilyk", confidence)
