"""Identifiers: the contract's keys and hashes, checked against values computed by hand."""

from __future__ import annotations

import pytest

from osce_kg.iris import Iris, document_key, fingerprint, normalized_headline, quotation_key, slug

_HEADLINE = "OSCE Office helps bring police and citizens closer in Azerbaijan"


def test_fingerprint_is_the_contracts() -> None:
    assert fingerprint(_HEADLINE, "2007-06-30") == "9b0d4fd34b815cf9"


def test_fingerprint_ignores_case_punctuation_and_width() -> None:
    odd = "  osce OFFICE helps bring “police” and citizens\u00a0closer in Azerbaijan! "
    assert fingerprint(odd, "2007-06-30") == fingerprint(_HEADLINE, "2007-06-30")


def test_normalized_headline_keeps_words_and_digits_of_any_script() -> None:
    assert normalized_headline("Обзор №3: ПОЛИЦИЯ, 2012!") == "обзор no3 полиция 2012"


@pytest.mark.parametrize(
    ("node", "language", "expected"),
    [(None, None, "habc"), ("53091", None, "n53091"), ("53091", "ru", "n53091-ru")],
)
def test_document_key(node: str | None, language: str | None, expected: str) -> None:
    assert document_key(node, "abc", language) == expected


def test_quotation_key_hashes_the_text() -> None:
    text = (
        "We commend and fully support the efforts of Azerbaijan's Government to introduce principles of "
        "modern community policing"
    )
    assert quotation_key("h9b0d4fd34b815cf9", text) == "h9b0d4fd34b815cf9-q23f19e77"


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("Cyber/ICT Security", "cyber-ict-security"),
        ("Conflict prevention and resolution", "conflict-prevention-and-resolution"),
        ("Türkiye", "turkiye"),
        ("Полиция", ""),
    ],
)
def test_slug(label: str, expected: str) -> None:
    assert slug(label) == expected


@pytest.mark.parametrize(("kind", "key"), [("planet", "x"), ("place", ""), ("place", "a b"), ("place", "../x y")])
def test_nothing_odd_is_minted(kind: str, key: str) -> None:
    with pytest.raises(ValueError, match="cannot mint"):
        Iris().thing(kind, key)


def test_split_is_the_inverse_of_thing() -> None:
    iris = Iris("http://localhost:9/x/")
    assert iris.split(iris.graph("document/h1")) == ("graph", "document/h1")
    assert iris.split("https://w3id.org/osce-kg/id/country/AZE") is None


@pytest.mark.parametrize("base", ["w3id.org/x/", "https://w3id.org/x", "https://a b/", "ftp://x/"])
def test_base_must_be_absolute_and_end_with_a_slash(base: str) -> None:
    with pytest.raises(ValueError, match="base IRI"):
        Iris(base)
