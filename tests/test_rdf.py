"""Terms and quads: canonical N-Quads that parsers read back as the same quad."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from osce_kg.rdf import IRI, Literal, Quad, date, is_valid_iri, nquad, term

_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)


@given(_TEXT, st.sampled_from([None, "en", "sr-Latn", "und"]))
def test_nquad_reads_back_as_the_same_literal(text: str, lang: str | None) -> None:
    quad = Quad(IRI("https://x.test/s"), IRI("https://x.test/p"), Literal(text, lang), IRI("https://x.test/g"))
    parsed = next(iter(ox.parse(nquad(quad).encode(), format=ox.RdfFormat.N_QUADS)))
    assert isinstance(parsed.object, ox.Literal)
    assert parsed.object.value == text
    assert (parsed.object.language or None) == (lang.lower() if lang else None)


@given(_TEXT)
def test_nquad_is_one_line(text: str) -> None:
    line = nquad(Quad(IRI("x:s"), IRI("x:p"), Literal(text), IRI("x:g")))
    assert "\n" not in line
    assert "\r" not in line


@pytest.mark.parametrize(("value", "datatype"), [("2007-06-30", "date"), ("2008-06", "gYearMonth"), ("1991", "gYear")])
def test_date_keeps_its_precision(value: str, datatype: str) -> None:
    assert term(date(value)) == f'"{value}"^^<http://www.w3.org/2001/XMLSchema#{datatype}>'


@pytest.mark.parametrize("value", ["", "30 June 2007", "2007-6-3"])
def test_date_refuses_what_is_not_iso(value: str) -> None:
    with pytest.raises(ValueError, match="ISO 8601"):
        date(value)


@pytest.mark.parametrize(
    ("iri", "valid"),
    [
        ("https://a.test/b", True),
        ("urn:x", True),
        ("a b", False),
        ("/relative", False),
        ("http://a.test/<b>", False),
    ],
)
def test_is_valid_iri(iri: str, valid: bool) -> None:
    assert is_valid_iri(iri) is valid
