"""What `/openapi.json` says of the endpoint: parameters, bodies, formats and statuses, as they are."""

from __future__ import annotations

from typing import Any

from osce_kg.formats import GRAPHS, HTML, PROBLEM, RESULTS
from osce_kg.server.protocol import FORM, QUERY

_IRIS = {"type": "array", "items": {"type": "string", "format": "iri"}}
_PARAMETERS: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("query", {"type": "string"}, "a SPARQL 1.1 query; without one, GET returns the service description"),
    ("default-graph-uri", _IRIS, "graphs that make up the default graph, instead of all; replaces FROM"),
    ("named-graph-uri", _IRIS, "named graphs of the dataset, instead of all; replaces FROM NAMED"),
    (
        "format",
        {"type": "string", "enum": sorted({fmt.name for fmt in (*RESULTS, *GRAPHS)})},
        "the format of the answer, for links that cannot set Accept",
    ),
    (
        "release",
        {"type": "string", "minLength": 12},
        "digest of the release that is meant, or its first 12 characters; 409 if another one is served",
    ),
)
_PROBLEMS = {
    400: "malformed, unparsable (with line and column), too complex, or calls a function that is not there",
    403: "an update, or SERVICE",
    406: "the answer has no form in a format that is accepted; those that exist are named",
    409: "the request names a release that is not the one served",
    413: "longer than is read",
    415: "a body in another media type, charset or content coding",
    503: "busy, or over a limit of memory or size; see Retry-After",
    504: "over the time limit",
}


def responses(method: str) -> dict[int | str, dict[str, Any]]:
    """Return the answers of GET or POST by status, for the framework's `responses`."""
    formats = [fmt.media_type for fmt in (*RESULTS, *GRAPHS, HTML)]
    found: dict[int | str, dict[str, Any]] = {
        200: {
            "description": "results, a graph, or the service description",
            "content": {media_type: {} for media_type in dict.fromkeys(formats)},
        }
    }
    if method == "GET":
        found[304] = {"description": "the client holds this answer already"}
    for status, text in _PROBLEMS.items():
        if method == "POST" or status != 415:
            found[status] = {"description": text, "content": {PROBLEM.media_type: {}}}
    return found


def operation(method: str) -> dict[str, Any]:
    """Return parameters and bodies of GET or POST, for the framework's `openapi_extra`."""
    dataset = [
        {"name": name, "in": "query", "required": False, "schema": schema, "description": text}
        for name, schema, text in _PARAMETERS
        if method == "GET" or name != "query"
    ]
    if method == "GET":
        return {"parameters": dataset}
    properties = {name: {**schema, "description": text} for name, schema, text in _PARAMETERS}
    form = {"type": "object", "required": ["query"], "properties": properties}
    content = {FORM: {"schema": form}, QUERY: {"schema": {"type": "string"}}}
    return {"parameters": dataset, "requestBody": {"required": True, "content": content}}
