"""Queries and checks that the tests of the SPARQL endpoint share."""

from __future__ import annotations

import httpx

from osce_kg.formats import Format

IDS = "https://w3id.org/osce-kg/id/"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
ALL = "CONSTRUCT WHERE { ?s ?p ?o }"
QUERY_TYPE = {"Content-Type": "application/sparql-query"}
SELECT, GRAPH, ASK = "SELECT ?s { ?s ?p ?o } LIMIT 1", "CONSTRUCT WHERE { ?s ?p ?o }", "ASK {}"


def problem(response: httpx.Response, status: int, kind: str) -> dict[str, object]:
    assert response.status_code == status, response.text[:300]
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["vary"] == "Accept"
    assert response.headers["cache-control"] == "no-store"
    found: dict[str, object] = response.json()
    assert found["status"] == status
    assert str(found["type"]).endswith(f"/problem/{kind}")
    assert found["title"]
    assert found["detail"]
    return found


def number(response: httpx.Response) -> str:
    assert response.status_code == 200, response.text
    return str(response.json()["results"]["bindings"][0]["n"]["value"])


def fetched(client: httpx.Client, text: str, fmt: Format) -> httpx.Response:
    answer = client.get("/sparql", params={"query": text}, headers={"Accept": fmt.media_type})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == fmt.content_type
    return answer
