"""The query workbench: its built scripts, the policy of its page, and the terms it completes from.

It is built from `web/` by `make web`; without it, the page has a plain form that needs no script.
"""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

from fastapi import APIRouter
from pyoxigraph import NamedNode
from starlette.requests import Request
from starlette.responses import Response

from osce_kg.formats import JSON
from osce_kg.release import DATASET
from osce_kg.server import lookups
from osce_kg.server.caching import cache_headers, entity_tag, not_modified
from osce_kg.server.documents import read_triples
from osce_kg.server.site import Site
from osce_kg.vocab import PREFIXES

POLICY = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
}
"""Of the workbench's page alone: scripts of this server may run and ask this server. Every other page has none."""
RELEASE_PREFIX = 12
_VOID = "http://rdfs.org/ns/void#"
_ENTRY = "src/main.js"
_MOST_TERMS = 1_000
_KEPT_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class Workbench:
    """The addresses of the built script and its style sheets. `version` changes when they do."""

    script: str
    styles: tuple[str, ...]
    version: str


@dataclass(frozen=True, slots=True)
class Terms:
    """IRIs of the classes and properties that a graph uses."""

    classes: tuple[str, ...]
    properties: tuple[str, ...]


@cache
def built_workbench() -> Workbench | None:
    """Return what Vite built into the package, None if nobody did. What is built later is seen at the next start."""
    path = Path(str(resources.files("osce_kg.server").joinpath("static/workbench/manifest.json")))
    if not path.is_file():
        return None
    text = path.read_text("utf-8")
    entry = json.loads(text)[_ENTRY]
    styles = tuple(f"/static/workbench/{name}" for name in entry.get("css", ()))
    return Workbench(f"/static/workbench/{entry['file']}", styles, text)


def workbench_router(site: Site) -> APIRouter:
    """Return the route that lists prefixes, classes and properties of the release."""
    router = APIRouter()
    kept: list[tuple[float, str]] = []  # a store elsewhere may be large: it is not asked for each page

    async def completions(request: Request) -> Response:
        tag = entity_tag(site.data_digest, "completions", *site.term_labels)
        if unchanged := not_modified(request, tag):
            return unchanged
        now = time.monotonic()
        if not kept or (tag is None and now - kept[0][0] > _KEPT_SECONDS):
            document = json.dumps(_document(await terms_of(site), site.term_labels), ensure_ascii=False)
            kept[:] = [(now, document)]
        return Response(kept[0][1], headers=cache_headers(tag), media_type=JSON.media_type)

    router.add_api_route("/sparql/completions.json", completions, methods=["GET", "HEAD"], include_in_schema=False)
    return router


async def terms_of(site: Site) -> Terms:
    """Return the terms that the graph uses: as its VoID description says, else as a query finds them."""
    described = site.files.downloads.get(DATASET)
    if described is not None:
        return await asyncio.to_thread(_described, described)
    classes, properties = await asyncio.gather(
        lookups.select(site.engine, f"SELECT DISTINCT ?term {{ ?s a ?term }} LIMIT {_MOST_TERMS}"),
        lookups.select(site.engine, f"SELECT DISTINCT ?term {{ ?s ?term ?o }} LIMIT {_MOST_TERMS}"),
    )
    return Terms(_iris(classes), _iris(properties))


def _iris(table: lookups.Table) -> tuple[str, ...]:
    return tuple(sorted(row["term"].value for row in table.rows if row["term"].kind == "uri"))


def _described(path: Path) -> Terms:
    """Return the terms of a VoID description's class and property partitions."""
    found: dict[str, set[str]] = {f"{_VOID}class": set(), f"{_VOID}property": set()}
    for triple in read_triples(path):
        if triple.predicate.value in found and isinstance(triple.object, NamedNode):
            found[triple.predicate.value].add(triple.object.value)
    classes, properties = (tuple(sorted(iris)) for iris in found.values())
    return Terms(classes, properties)


def _document(terms: Terms, labels: dict[str, str]) -> dict[str, object]:
    return {
        "prefixes": dict(PREFIXES),
        "classes": [{"iri": iri, "label": labels.get(iri, "")} for iri in terms.classes],
        "properties": [{"iri": iri, "label": labels.get(iri, "")} for iri in terms.properties],
    }


def is_same_release(asked: str, digest: str | None) -> bool:
    """Whether a link that names a release, by its digest or the first 12 characters of it, means the one served."""
    return digest is not None and len(asked) >= RELEASE_PREFIX and digest.startswith(asked.lower())
