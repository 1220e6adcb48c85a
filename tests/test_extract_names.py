"""Names, keys under which spellings meet, and what is no name."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osce_kg.extract.names import is_person_name, parse_name, person_key


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("Ambassador Jose-Luis Rivero", "jose-luis-rivero"),
        ("José Luis Rivero", "jose-luis-rivero"),
        ("Đorđe Đurić", "dorde-duric"),
        ("Ђорђе Ђурић", "dorde-duric"),
        ("Søren Łukasz Weiß", "soren-lukasz-weiss"),
        ("Jоse Rivero", "jose-rivero"),
        ("İlham Yıldız", "ilham-yildiz"),
        ("Александр Иванов", "aleksandr-ivanov"),
        ("H.E. Amb. Dr. Ana Kos", "ana-kos"),
        ("J. P. O'Neil", "j-p-oneil"),
        ("გიორგი ბერიძე", "giorgi-beridze"),
        ("посол Ана Кос", "ana-kos"),
    ],
)
def test_spellings_of_one_person_meet_in_one_key(written: str, key: str) -> None:
    assert person_key(written) == key


def test_a_surname_alone_has_no_key() -> None:
    name = parse_name("Mr. Holm")
    assert (name.honorific, name.name, name.key) == ("Mr.", "Holm", None)


def test_honorifics_stand_apart() -> None:
    name = parse_name("H.E. Ambassador Dr. Ana Kos")
    assert (name.honorific, name.name, name.key) == ("H.E. Ambassador Dr.", "Ana Kos", "ana-kos")


@pytest.mark.parametrize("text", ["Ana Kos", "Ursula von der Berg", "Ana M. Kos", "Айгүл Бекова", "გიორგი ბერიძე"])
def test_names(text: str) -> None:
    assert is_person_name(text)


@pytest.mark.parametrize(
    "text",
    [
        "OSCE Mission",
        "Prime Minister",
        "Sarajevo",
        "Human Rights",
        "Police Open Day",
        "the Head",
        "",
        "ana kos",
        "A.",
    ],
)
def test_no_names(text: str) -> None:
    assert not is_person_name(text)


@given(st.text(min_size=1, max_size=60))
def test_every_key_can_be_part_of_an_iri(text: str) -> None:
    assert re.fullmatch(r"[a-z0-9-]+", person_key(text))
    assert person_key(text) == person_key(text)
    parse_name(text)
    is_person_name(text)
