"""The W3C's query and results-format suites against the served endpoint: what a client sent and what it read.

All data of the suite is one served graph per file; each test names its dataset by the protocol's parameters.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest

import sparql_results as sr
from osce_kg.settings import Settings
from serving import client_of, make_app, small_files
from w3c import BASE, QueryTest, expected_failures, iri_of, judged, needs_suite, query_tests, short, write_dump

TESTS = query_tests("manifest-sparql11-query.ttl", "manifest-sparql11-results.ttl")
SYNTAX = [test for test in TESTS if "SyntaxTest" in test.kind]
EVALUATION = [test for test in TESTS if "SyntaxTest" not in test.kind]
EMPTY = "x:empty"  # a graph that does not exist: without any parameter, the default graph is the union of all
REASONS = expected_failures()
pytestmark = needs_suite

TABLES = {
    "application/sparql-results+json": sr.read_json,
    "application/sparql-results+xml": sr.read_xml,
    "text/csv": sr.read_csv,
    "text/tab-separated-values": sr.read_tsv,
}
GRAPHS = ("text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json", "application/trig")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder = tmp_path_factory.mktemp("w3c")
    dump = folder / "suite.nq"
    write_dump(sorted({iri for test in EVALUATION for iri in (*test.data, *test.graph_data)}), dump)
    with client_of(make_app(small_files(folder / "site"), Settings(), [dump])) as found:
        yield found


def ask(client: httpx.Client, test: QueryTest, accept: str) -> httpx.Response:
    """Send a test's query. A request has no way to give the base of the query's file but to write it."""
    default = test.data or (EMPTY,)
    dataset = {"default-graph-uri": list(default), "named-graph-uri": list(test.graph_data)}
    names_its_own = "FROM" in test.text  # a dataset in the request would replace it
    return client.post(
        "/sparql",
        params=None if names_its_own else dataset,
        content=f"BASE <{test.base}>\n{test.text}",
        headers={"Content-Type": "application/sparql-query", "Accept": accept},
    )


def expected_answer(result: Path) -> sr.Answer:
    """Read the file with the expected answer."""
    document = result.read_bytes()
    readers = {".srx": sr.read_xml, ".srj": sr.read_json, ".csv": sr.read_csv, ".tsv": sr.read_tsv}
    if result.suffix in readers:
        return readers[result.suffix](document)
    rdf_format = ox.RdfFormat.from_extension(result.suffix.removeprefix("."))
    assert rdf_format is not None
    graph = sr.read_graph(document, rdf_format, iri_of(result))
    return sr.read_result_set(graph) or graph


def read(response: httpx.Response, accept: str) -> sr.Answer:
    """Read an answer in the format that was asked for."""
    assert response.status_code == 200, response.text
    assert response.headers["content-type"].partition(";")[0] == accept
    if accept in TABLES:
        return TABLES[accept](response.content)
    rdf_format = ox.RdfFormat.from_media_type(accept)
    assert rdf_format is not None
    return sr.read_graph(response.content, rdf_format)


def compared(expected: sr.Answer, found: sr.Answer, accept: str) -> str | None:
    if accept == "text/csv" and isinstance(found, sr.Solutions):
        assert isinstance(expected, sr.Solutions)
        expected = sr.as_csv(expected)
    wrong = sr.difference(expected, found)
    return wrong and f"{accept}: {wrong}"


def formats_for(test: QueryTest, expected: sr.Answer) -> list[str]:
    """Return the media types in which the answer is compared with what is expected."""
    assert test.result is not None
    if test.result.suffix == ".csv":  # tells too little to be compared with the others
        return ["text/csv"]
    if isinstance(expected, bool):
        return ["application/sparql-results+json", "application/sparql-results+xml"]
    return list(TABLES) if isinstance(expected, sr.Solutions) else list(GRAPHS)


@pytest.mark.parametrize("test", EVALUATION, ids=lambda test: short(test.iri))
def test_evaluation_in_every_format(client: httpx.Client, test: QueryTest) -> None:
    assert test.kind in {"QueryEvaluationTest", "CSVResultFormatTest"}
    assert test.result is not None
    expected = expected_answer(test.result)
    failures: list[str] = []
    for accept in formats_for(test, expected):
        response = ask(client, test, accept)
        if response.status_code != 200:
            failures.append(f"{accept}: {response.status_code} {response.text}")
        elif wrong := compared(expected, read(response, accept), accept):
            failures.append(wrong)
    judged(test.iri, "\n".join(failures) or None, REASONS)


@pytest.mark.parametrize("test", SYNTAX, ids=lambda test: short(test.iri))
def test_syntax(client: httpx.Client, test: QueryTest) -> None:
    response = client.post(
        "/sparql",
        params={"default-graph-uri": EMPTY},
        content=test.query.read_bytes(),
        headers={"Content-Type": "application/sparql-query"},
    )
    if test.kind == "PositiveSyntaxTest11":
        failure = None if response.status_code == 200 else response.text
    else:
        assert test.kind == "NegativeSyntaxTest11"
        refused = response.status_code == 400 and response.json()["type"].endswith("/problem/syntax")
        failure = None if refused else f"{response.status_code} {response.text[:500]}"
    judged(test.iri, failure, REASONS)


def test_the_suite_is_whole() -> None:
    """A manifest that is read wrongly would leave tests out in silence."""
    assert len(TESTS) == 338
    assert all(test.query.is_file() for test in TESTS)
    assert set(REASONS) <= {test.iri for test in TESTS} | {iri for iri in REASONS if iri.startswith(f"{BASE}protocol/")}
