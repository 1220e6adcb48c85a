"""What is refused before anything evaluates it."""

from __future__ import annotations

import contextlib

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from osce_kg.engine.guard import (
    Form,
    Limits,
    QueryTooComplex,
    QueryTooLong,
    ServiceRefused,
    UpdateRefused,
    inspect,
    resolve_escapes,
)
from osce_kg.errors import QueryRefused

REMOTE = "<http://127.0.0.1:9/>"
SERVICES = [
    f"SELECT * {{ SERVICE {REMOTE} {{ ?s ?p ?o }} }}",
    f"SELECT * {{ service silent {REMOTE} {{ ?s ?p ?o }} }}",
    f"SELECT * {{ SerVicE{REMOTE}{{}} }}",
    f"SELECT * {{ SERVICESILENT{REMOTE}{{}} }}",
    f"PREFIX e: {REMOTE} SELECT * {{ SERVICEe:a {{ ?s ?p ?o }} }}",
    f"PREFIX e: {REMOTE} SELECT * {{ SERVICESILENTe:a {{ ?s ?p ?o }} }}",
    f"SELECT * {{ ?s ?p 1SERVICE {REMOTE} {{}} }}",
    f"SELECT * {{ ?s ?p trueSERVICE{REMOTE} {{}} }}",
    f"PREFIX e: <x:> SELECT * {{ ?s ?p e:.SERVICE {REMOTE} {{}} }}",
    f"PREFIX e: <x:> SELECT * {{ ?s e:a\\#b ?o . SERVICE {REMOTE} {{}} }}",
    f"PREFIX e: <x:> SELECT * {{ ?s e:a\\'b ?o . SERVICE {REMOTE} {{}} #'\n}}",
    f"SELECT * {{ # comment\rSERVICE {REMOTE} {{}} }}",
    f'SELECT * {{ ?s ?p """a"b""" . SERVICE {REMOTE} {{}} }}',
    f"SELECT * {{ ?s ?p '\\'' . SERVICE {REMOTE} {{}} }}",
    f"SELECT * {{ FILTER(1<2) SERVICE {REMOTE} {{}} FILTER(3>2) }}",
    f"SELECT * {{ \\u0053ERVICE {REMOTE} {{}} }}",
    f"SELECT * {{ \\U00000053\\u0065rvice {REMOTE} {{}} }}",
    "SELECT * { SERVICE ?where { ?s ?p ?o } }",
]


@pytest.mark.parametrize("text", SERVICES)
def test_service_is_refused_in_every_spelling(text: str) -> None:
    with pytest.raises(ServiceRefused):
        inspect(text)


@pytest.mark.parametrize(
    "text",
    [
        'SELECT * { ?s ?p "SERVICE <http://example.org/> {}" }',
        "SELECT * { ?s ?p ?service } # SERVICE <http://example.org/> {}",
        "SELECT * { ?s <http://example.org/SERVICE> ?o }",
        "PREFIX service: <http://example.org/> SELECT * { ?s service:of ?o }",
        "PREFIX service: <http://example.org/> SELECT * { GRAPH service:g { ?s ?p ?o } }",
        "PREFIX e: <http://example.org/> SELECT * { ?s e:service ?o }",
        "SELECT * { ?s ?p '''it's a SERVICE {''' }",
        'SELECT * { ?s ?p "a"@en-service }',
    ],
)
def test_the_word_may_stand_where_it_is_no_keyword(text: str) -> None:
    ox.Store().query(text)
    assert inspect(text).form is Form.SELECT


@pytest.mark.parametrize(
    "text",
    [
        "LOAD <http://example.org/>",
        "INSERT DATA { <x:a> <x:b> <x:c> }",
        "PREFIX e: <x:> # comment\ndelete where { ?s ?p ?o }",
        "BASE <x:y> CLEAR ALL",
        "WITH <x:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "DROP SILENT GRAPH <x:g>",
        "\\u004COAD <http://example.org/>",
        "COPY DEFAULT TO <x:g>",
    ],
)
def test_updates_are_refused(text: str) -> None:
    with pytest.raises(UpdateRefused):
        inspect(text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { FILTER(" + "(" * 10_000 + "1" + ")" * 10_000 + ") }",
        "SELECT * { FILTER(" + "1+" * 10_000 + "1) }",
        "SELECT * { FILTER(" + "true||" * 9_000 + "true) }",
        "SELECT * { FILTER(" + "!" * 9_000 + "true) }",
        "SELECT * {" + "{" * 10_000 + "}" * 10_000 + "}",
        "SELECT * { " + "FILTER(1) " * 6_000 + "}",
        "SELECT * { " + "?s ?p ?o . " * 500 + "}",
        "SELECT * { ?s " + "<x:a>/" * 500 + "<x:a> ?o }",
        "SELECT * { ?s ?p (" + "1 " * 1_000 + ") }",
        "SELECT * { ?s ?p " + "[ <x:a> " * 500 + "1" + "]" * 500 + " }",
        "SELECT * { " + "VALUES ?x { 1 } " * 500 + "}",
        "SELECT * { ?s ?p " + "1," * 500 + "1 }",
        "DESCRIBE " + "<x:a> " * 9_000,
        "SELECT * {" + "{ SELECT * {" * 2_000 + "}}" * 2_000 + "}",
        "SELECT * {" + "FILTER NOT EXISTS {" * 2_000 + "}" * 2_000 + "}",
        "SELECT * { " + "{} UNION " * 5_000 + "{} }",
    ],
)
def test_what_crashes_or_stalls_an_evaluator_is_refused(text: str) -> None:
    with pytest.raises(QueryTooComplex):
        inspect(text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { VALUES ?x { " + "1 " * 5_000 + "} ?x ?p ?o }",
        "SELECT * { VALUES (?x ?y) { " + "(1 2) " * 3_000 + "} }",
        "SELECT * { ?s ?p ?o FILTER(?o IN (" + "1, " * 5_000 + "1)) }",
        "SELECT * { ?s ?p ?o . " + "OPTIONAL { ?s ?p ?x . ?x ?q ?y } " * 40 + "}",
        'SELECT * { ?s ?p "' + "(" * 20_000 + '" } # ' + "{" * 20_000,
        "SELECT * { ?s ?p '" + "1+" * 20_000 + "' }",
    ],
)
def test_long_but_harmless_queries_pass(text: str) -> None:
    assert inspect(text).form is Form.SELECT


def test_the_length_is_counted_in_bytes() -> None:
    text = "ASK { ?s ?p 'é' }"
    assert inspect(text, Limits(max_bytes=len(text) + 1)).form is Form.ASK
    with pytest.raises(QueryTooLong):
        inspect(text, Limits(max_bytes=len(text)))


def test_form_dataset_and_volatility_are_seen() -> None:
    found = inspect("PREFIX ask: <x:select>\nCONSTRUCT { ?s ?p ?o } FROM <x:g> WHERE { ?s ?p ?o }")
    assert (found.form, found.has_dataset, found.volatile) == (Form.CONSTRUCT, True, False)
    assert inspect("SELECT (RAND() AS ?r) {}").volatile
    assert not inspect("SELECT ?from { ?from ?p 'NOW()' }").has_dataset
    assert inspect("nonsense").form is None


def test_escapes_that_name_no_character_stay() -> None:
    assert resolve_escapes(r"\u0041\U0001F600\uD800\U00110000") == "A\U0001f600\\uD800\\U00110000"


ALPHABET = st.sampled_from([*list("{}()[]<>\"'\\#?:.;,/|+-*!=&^@ \n\rasE1é"), "SERVICE", "SELECT", "\\u0053"])


@given(st.lists(ALPHABET, max_size=300).map("".join))
def test_any_text_is_inspected_or_refused(text: str) -> None:
    with contextlib.suppress(QueryRefused):
        assert inspect(text).form in {None, *Form}


@given(st.lists(ALPHABET, max_size=12).map("".join))
def test_no_surrounding_text_that_parses_hides_service(noise: str) -> None:
    text = f"PREFIX e: {REMOTE} SELECT * {{ {noise} SERVICE SILENT {REMOTE} {{}} }}"
    try:
        inspect(text)
    except QueryRefused:
        return
    if "#" not in noise and "'" not in noise and '"' not in noise:
        with pytest.raises(SyntaxError):  # passed as harmless, so it must be no query
            ox.Store().query(text)


@given(st.text(max_size=100))
def test_a_string_may_hold_anything(value: str) -> None:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    if "\\u" in escaped.lower():
        return
    text = f'SELECT * {{ ?s ?p "{escaped}" }}'
    assert inspect(text).form is Form.SELECT
