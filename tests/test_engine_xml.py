"""Answers in XML parse, or are refused."""

from __future__ import annotations

from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from osce_kg.engine.chunks import ChunkWriter
from osce_kg.engine.evaluate import evaluate
from osce_kg.engine.guard import inspect
from osce_kg.engine.model import Kind, QueryRequest
from osce_kg.engine.text_functions import TextIndex
from osce_kg.errors import QueryError
from osce_kg.formats import RDF_XML, RESULTS_JSON, RESULTS_XML, Format


def answer(text: str, fmt: Format) -> bytes:
    pieces: list[bytes] = []
    output = ChunkWriter(pieces.append)
    evaluate(ox.Store(), QueryRequest(text, fmt), inspect(text), output, list[Kind]().append, TextIndex(None))
    output.finish()
    return b"".join(pieces)


@given(st.text(st.characters(codec="utf-8"), max_size=20))
def test_what_comes_as_xml_parses_and_is_what_was_asked_for(value: str) -> None:
    text = f"SELECT ({ox.Literal(value)} AS ?x) {{}}"
    try:
        found = ElementTree.fromstring(answer(text, RESULTS_XML))
    except QueryError:
        assert any((c < " " and c not in "\t\n\r") or c in "\ufffe\uffff" for c in value)
    else:
        assert "".join(found.itertext()).replace("\r", "\n") == value.replace("\r\n", "\n").replace("\r", "\n")


@pytest.mark.parametrize("character", ["\x00", "\x0b", "\x1f", "\ufffe", "\uffff"])
@pytest.mark.parametrize("before", [0, 8_190, 8_191, 8_192, 60_000])
def test_what_is_no_xml_is_refused_wherever_it_stands(character: str, before: int) -> None:
    value = ox.Literal("x" * before + character)
    with pytest.raises(QueryError, match="XML"):
        answer(f"SELECT ({value} AS ?x) {{}}", RESULTS_XML)
    with pytest.raises(QueryError, match="XML"):
        answer(f"CONSTRUCT {{ <x:a> <x:b> {value} }} {{}}", RDF_XML)
    assert answer(f"SELECT ({value} AS ?x) {{}}", RESULTS_JSON)
