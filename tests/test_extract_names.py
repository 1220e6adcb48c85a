"""Names, keys under which spellings meet, and what is no name."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osce_kg.extract.names import is_person_name, person_key, split_title


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


def test_a_surname_alone_is_no_full_name() -> None:
    assert split_title("Mr. Holm") == ("Mr.", "Holm")
    assert not is_person_name("Mr. Holm")


def test_honorifics_stand_apart() -> None:
    assert split_title("H.E. Ambassador Dr. Ana Kos") == ("H.E. Ambassador Dr.", "Ana Kos")


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
    assert split_title(text)[1] in text
    is_person_name(text)
