"""CSV in which every record has its fields, whatever is in the IRIs."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import pyoxigraph as ox
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from osce_kg.engine.csv_results import write_csv

Object = ox.NamedNode | ox.Literal | ox.BlankNode
ROWS = "SELECT ?p ?o { ?s ?p ?o } ORDER BY ?s"
TEXTS = st.text(st.characters(codec="utf-8"), max_size=12) | st.text('",\\\r\n\t\0\1\2<>(@^tnr', max_size=9)
OBJECTS = st.one_of(
    st.builds(ox.Literal, TEXTS),
    st.builds(lambda text: ox.Literal(text, language="sr-Latn-RS"), TEXTS),
    st.builds(lambda text: ox.Literal(text, datatype=ox.NamedNode("x:a,b@c")), TEXTS),
    st.from_regex(r"x:[a-z,=]{0,8}(#[a-z,=]{0,4})?", fullmatch=True).map(ox.NamedNode),
    st.integers().map(ox.Literal),
    st.just(ox.BlankNode("b")),
)


def store_of(objects: Sequence[Object]) -> ox.Store:
    store = ox.Store()
    store.extend(
        [ox.Quad(ox.NamedNode(f"x:{number:05}"), ox.NamedNode("x:p"), item) for number, item in enumerate(objects)]
    )
    return store


def query(store: ox.Store, text: str = ROWS) -> ox.QuerySolutions:
    results = store.query(text)
    assert isinstance(results, ox.QuerySolutions)
    return results


def written(results: ox.QuerySolutions) -> bytes:
    output = io.BytesIO()
    write_csv(results, output)
    return output.getvalue()


@given(st.lists(OBJECTS, max_size=30))
@example([ox.Literal("\r\n" * 5_000), ox.NamedNode("x:a,b"), ox.Literal("," * 9_000)])
@example([ox.Literal("a" * length + '"\r\n"') for length in range(8_150, 8_200)] + [ox.NamedNode("x:a,b")])
@example([ox.Literal('"' * 8_191), ox.Literal('"' * 8_191), ox.NamedNode("x:a,b")])
def test_records_come_back_as_they_went(objects: list[Object]) -> None:
    header, *records = csv.reader(io.StringIO(written(query(store_of(objects))).decode(), newline=""))
    assert header == ["p", "o"]
    assert [record[0] for record in records] == ["x:p"] * len(objects)
    found = [record[1] for record in records]
    assert found == [str(item) if isinstance(item, ox.BlankNode) else item.value for item in objects]


def test_the_first_comma_may_come_late() -> None:
    objects: list[Object] = [ox.Literal(f"{number}, \r\n") for number in range(20_000)]
    objects.append(ox.NamedNode("x:#char=1,2"))
    lines = written(query(store_of([*objects, ox.Literal("last")]))).split(b"\r\n")
    assert lines[-4:] == [b'"', b'x:p,"x:#char=1,2"', b"x:p,last", b""]


def test_only_what_needs_quotes_has_them() -> None:
    store = store_of(
        [ox.Literal("a, b"), ox.NamedNode("x:a"), ox.NamedNode("x:a,b"), ox.Literal("a <b>", language="en")]
    )
    assert written(query(store)) == b'p,o\r\nx:p,"a, b"\r\nx:p,x:a\r\nx:p,"x:a,b"\r\nx:p,a <b>\r\n'


@given(st.lists(TEXTS, max_size=20))
def test_literals_are_as_the_store_writes_them(texts: list[str]) -> None:
    store = store_of([ox.Literal(text) for text in texts])
    assert written(query(store)) == query(store).serialize(format=ox.QueryResultsFormat.CSV)


def test_triple_terms_are_one_field_each() -> None:
    text = 'SELECT (TRIPLE(<x:a,b>, <x:b>, "c,\\"d\\t"@en) AS ?t) (<x:e,f> AS ?e) ("a\\tb" AS ?g) {}'
    header, record = csv.reader(io.StringIO(written(query(ox.Store(), text)).decode(), newline=""))
    assert header == ["t", "e", "g"]
    assert record == ['<<( <x:a,b> <x:b> "c,\\"d\\t"@en )>>', "x:e,f", "a\tb"]


@pytest.mark.parametrize("text", ["SELECT * {}", "SELECT ?x {}", "SELECT ?x ?y { FILTER(false) }"])
def test_empty_cells_and_no_rows_are_as_the_store_writes_them(text: str) -> None:
    store = ox.Store()
    assert written(query(store, text)) == query(store, text).serialize(format=ox.QueryResultsFormat.CSV)
