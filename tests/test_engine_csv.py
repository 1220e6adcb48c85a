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
from osce_kg.errors import QueryError

Object = ox.NamedNode | ox.Literal | ox.BlankNode
ROWS = "SELECT ?p ?o { ?s ?p ?o } ORDER BY ?s"
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12) | st.sampled_from(
    ['"', ",", "\r\n", '","', '"\r\n"', '"\r\n', "\r\n,"]
)
OBJECTS = st.one_of(
    st.builds(ox.Literal, TEXTS),
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


def written(store: ox.Store) -> bytes:
    output = io.BytesIO()
    write_csv(query(store), lambda: query(store), output)
    return output.getvalue()


@given(st.lists(OBJECTS, max_size=30))
@example([ox.Literal("\r\n" * 5_000), ox.NamedNode("x:a,b"), ox.Literal("," * 9_000)])
@example([ox.Literal("a" * length + '"\r\n"') for length in range(8_150, 8_200)] + [ox.NamedNode("x:a,b")])
@example([ox.Literal('"' * 8_191), ox.Literal('"' * 8_191), ox.NamedNode("x:a,b")])
def test_records_come_back_as_they_went(objects: list[Object]) -> None:
    header, *records = csv.reader(io.StringIO(written(store_of(objects)).decode(), newline=""))
    assert header == ["p", "o"]
    assert [record[0] for record in records] == ["x:p"] * len(objects)
    found = [record[1] for record in records]
    assert found == [str(item) if isinstance(item, ox.BlankNode) else item.value for item in objects]


def test_the_first_comma_may_come_late() -> None:
    objects: list[Object] = [ox.Literal(f"{number}, \r\n") for number in range(20_000)]
    objects.append(ox.NamedNode("x:#char=1,2"))
    lines = written(store_of([*objects, ox.Literal("last")])).split(b"\r\n")
    assert lines[-4:] == [b'"', b'x:p,"x:#char=1,2"', b"x:p,last", b""]


def test_without_commas_in_iris_nothing_is_evaluated_twice() -> None:
    store = store_of([ox.Literal("a, b"), ox.NamedNode("x:a")])

    def never() -> ox.QuerySolutions:
        raise AssertionError("evaluated again")

    output = io.BytesIO()
    write_csv(query(store), never, output)
    assert output.getvalue() == b'p,o\r\nx:p,"a, b"\r\nx:p,x:a\r\n'


def test_evaluations_that_differ_are_never_joined() -> None:
    many: list[Object] = [ox.Literal(f"text {number}") for number in range(5_000)]
    store = store_of([*many, ox.NamedNode("x:a,b")])
    other = query(store, ROWS.replace("ORDER BY ?s", "ORDER BY DESC(?s)"))
    with pytest.raises(QueryError, match="differ"):
        write_csv(query(store), lambda: other, io.BytesIO())


@pytest.mark.parametrize("text", ["SELECT * {}", "SELECT ?x {}", "SELECT ?x ?y { FILTER(false) }"])
def test_empty_cells_and_no_rows_are_as_the_store_writes_them(text: str) -> None:
    store, output = ox.Store(), io.BytesIO()
    write_csv(query(store, text), lambda: query(store, text), output)
    assert output.getvalue() == query(store, text).serialize(format=ox.QueryResultsFormat.CSV)
