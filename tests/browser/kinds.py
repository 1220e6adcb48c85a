"""One address of every kind of page: fixed ones, those that the first page leads to, and a thing of every class."""

from __future__ import annotations

import re
from urllib.parse import quote

import httpx

_BASE = "https://w3id.org/osce-kg/"
_QUERY = "SELECT ?s ?l { ?s a <https://w3id.org/osce-kg/ontology#FieldPresence> ; rdfs:label ?l } LIMIT 5"
_LINK = re.compile(r'href="(/[^"#]*)"')
_FIXED = {
    "first": "/",
    "queries": "/queries",
    "ontology": "/ontology",
    "shapes": "/shapes",
    "dumps": "/dumps",
    "dataset": "/dataset",
    "report": "/report",
    "problem": "/problem/syntax",
    "sparql": "/sparql",
    "sparql-result": f"/sparql?query={quote('PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> ' + _QUERY)}",
    "query": "/queries/05-speakers-for-body",
    "search": "/search?q=police",
    "nothing-found": "/search?q=zzzzqqqq",
    "report-error": "/report-error",
    "browse": "/browse",
    "browse-coverage": "/browse/coverage",
    "browse-releases": "/browse/releases",
    "browse-states": "/browse/states",
    "browse-bodies": "/browse/bodies",
    "browse-people": "/browse/people",
    "browse-taxonomy": "/browse/taxonomy",
    "browse-field-operations": "/browse/field-operations",
    "browse-classes": "/browse/classes",
    "missing": "/page/person/nobody-of-this-name",
}
_CLASSES = {
    "release": "<https://w3id.org/osce-kg/ontology#PressRelease>",
    "person": "<https://schema.org/Person>",
    "body": "<https://w3id.org/osce-kg/ontology#FieldPresence>",
    "state": "<https://w3id.org/osce-kg/ontology#ParticipatingState>",
    "field": "<https://w3id.org/osce-kg/ontology#FieldOfWork>",
    "place": "<https://schema.org/Place>",
    "quotation": "<https://w3id.org/osce-kg/ontology#Quotation>",
    "capture": "<https://w3id.org/osce-kg/ontology#Capture>",
    "meeting": "<https://w3id.org/osce-kg/ontology#Meeting>",
    "evidence": "<https://w3id.org/osce-kg/ontology#Evidence>",
}
WORKBENCH = frozenset({"sparql", "sparql-result"})


def every_kind(client: httpx.Client) -> dict[str, str]:
    """Return the addresses by the name of the kind of page."""
    found = dict(_FIXED)
    for name, cls in _CLASSES.items():
        query = f"SELECT ?s {{ ?s a {cls} FILTER (isIRI(?s)) }} ORDER BY ?s LIMIT 1"
        answer = client.post("/sparql", data={"query": query}, headers={"Accept": "application/sparql-results+json"})
        iri = answer.json()["results"]["bindings"][0]["s"]["value"]
        found[name] = "/" + iri.removeprefix(_BASE).replace("id/", "page/", 1).partition("#")[0]
    for path in _LINK.findall(client.get("/", headers={"Accept": "text/html"}).text):
        first = path.partition("?")[0].strip("/").partition("/")[0]
        is_page = first and "." not in first and first not in {"static", "id", "page", "data", "dumps"}
        if is_page and first not in found and not path.startswith("/sparql"):
            found[first] = path.replace("&amp;", "&")
    return found


def every_path(client: httpx.Client) -> list[str]:
    """Return the fixed addresses, and the page of every thing in the graph."""
    query = f'SELECT DISTINCT ?s {{ ?s ?p ?o FILTER (STRSTARTS(STR(?s), "{_BASE}id/")) }} ORDER BY ?s'
    answer = client.post("/sparql", data={"query": query}, headers={"Accept": "application/sparql-results+json"})
    things = [row["s"]["value"] for row in answer.json()["results"]["bindings"]]
    paths = ["/" + iri.removeprefix(_BASE).replace("id/", "page/", 1) for iri in things]
    return [path for name, path in _FIXED.items() if name not in {"dumps", "report"}] + ["/dumps"] + paths
