"""The documents published beside the graph, and the health checks."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from osce_kg.dump import SUFFIX
from osce_kg.formats import (
    HTML,
    JSON,
    JSON_LD,
    N_QUADS,
    N_TRIPLES,
    RDF_XML,
    SPARQL_QUERY,
    TRIG,
    TURTLE,
    Format,
    Representation,
)
from osce_kg.server import lookups, problems
from osce_kg.server.caching import cache_headers, entity_tag, not_modified
from osce_kg.server.documents import read_queries, read_triples
from osce_kg.server.negotiation import choose
from osce_kg.server.problems import ProblemError
from osce_kg.server.published import Published, PublishedFile, read_whole, whole_or_range
from osce_kg.server.serializing import serialize
from osce_kg.server.site import Site
from osce_kg.server.things.report import read_report
from osce_kg.vocab import PREFIXES

T = TypeVar("T")

_METHODS = ["GET", "HEAD"]
_RDF: tuple[Format, ...] = (HTML, TURTLE, JSON_LD, N_TRIPLES, RDF_XML)
_PREFIXES = {name: PREFIXES[name] for name in ("osce", "rdf", "rdfs", "sh", "xsd")}
_READY_SECONDS = 5
_NO_FILES = "no release is published here: this server passes queries on to a store, which holds the graph"
_DOWNLOADS = {
    ".nq": N_QUADS.media_type, ".ttl": TURTLE.content_type, ".nt": N_TRIPLES.media_type, SUFFIX: "application/zstd",
    ".trig": TRIG.media_type, ".rdf": RDF_XML.media_type, ".jsonld": JSON_LD.content_type,
    ".json": JSON_LD.content_type, ".csv": "text/csv; charset=utf-8",
    ".parquet": "application/vnd.apache.parquet", ".md": "text/markdown; charset=utf-8",
}  # fmt: skip
_QUERY_TYPE = "application/sparql-query; charset=utf-8"
SUMS = "SHA256SUMS"


@dataclass(frozen=True, slots=True)
class Download:
    """One file to download; `size` in bytes, `sha256` empty if nobody vouches for it."""

    name: str
    media_type: str
    size: int
    sha256: str


def page_router(site: Site) -> APIRouter:
    """Return the routes of the documents and the health checks."""
    pages = Pages(site)
    router = APIRouter()
    routes = {
        "/shapes": pages.shapes,
        "/shapes/{name}": pages.shape,
        "/queries": pages.queries,
        "/queries/{name}": pages.query,
        "/dumps": pages.dumps,
        "/dumps/{name:path}": pages.dump,
        "/report": pages.report,
        "/problem/{slug}": pages.problem,
        "/health/live": pages.live,
        "/health/ready": pages.ready,
    }
    for path, handler in routes.items():
        router.add_api_route(path, handler, methods=_METHODS, include_in_schema=False)
    return router


class Pages:
    """Handlers that know the site."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._published = Published(site.files.digests)

    async def shapes(self, request: Request) -> Response:
        """Answer all shapes: a list, or one graph in RDF."""
        folder = self._site.files.shapes
        chosen = _choose(request, _RDF)
        tag = self._tag("shapes", chosen.media_type)
        if unchanged := not_modified(request, tag):
            return unchanged
        if chosen.format is HTML:
            files = await self._read(lambda path: [file.name for file in _files(path, "*.ttl")], folder)
            return self._html("shapes.html", tag, files=files)
        triples = await self._read(lambda path: read_triples(*_files(path, "*.ttl")), folder)
        document = await asyncio.to_thread(serialize, triples, chosen.format, _PREFIXES)
        return Response(document, headers=cache_headers(tag), media_type=chosen.content_type)

    async def shape(self, request: Request) -> Response:
        """Answer one shapes file as it is."""
        folder = self._site.files.shapes
        return await self._file(request, folder, _files(folder, "*.ttl"), TURTLE.content_type)

    async def queries(self, request: Request) -> Response:
        """Answer the list of example queries, each with a link that runs it."""
        tag = self._tag("queries")
        if unchanged := not_modified(request, tag):
            return unchanged
        found = await self._read(read_queries, self._site.files.queries)
        return self._html("queries.html", tag, queries=found)

    async def query(self, request: Request) -> Response:
        """Answer one query: a file by its name with `.rq`, without that by what is accepted, as a page or a file."""
        folder = self._site.files.queries
        name = request.path_params["name"]
        if not name.endswith(".rq"):
            found = {query.name: query for query in await self._read(read_queries, folder)}
            if name not in found:
                raise ProblemError(problems.NOT_FOUND, f"there is no query {name!r} here")
            chosen = _choose(request, (HTML, SPARQL_QUERY))
            tag = self._tag("query", name, chosen.media_type)
            if unchanged := not_modified(request, tag):
                return unchanged
            if chosen.format is HTML:
                return self._html("things/query.html", tag, query=found[name])
            return Response(found[name].text, headers=cache_headers(tag), media_type=_QUERY_TYPE)
        return await self._file(request, folder, _files(folder, "*.rq"), _QUERY_TYPE)

    async def dumps(self, request: Request) -> Response:
        """Answer the list of what can be downloaded, with sizes and digests."""
        found = self._site.files.downloads
        if not found:
            raise ProblemError(problems.NOT_FOUND, _NO_FILES)
        tag = self._tag("dumps")
        await asyncio.to_thread(self._published.verify, *found.values())
        if unchanged := not_modified(request, tag):
            return unchanged
        files = [Download(name, _type_of(path), path.stat().st_size, self._site.files.digests.get(path, ""))
                 for name, path in found.items()]  # fmt: skip
        return self._html("dumps.html", tag, files=files, digest=self._site.files.digest, sums=SUMS)

    async def dump(self, request: Request) -> Response:
        """Answer a download; only the files of the release have names here, so no path leads elsewhere."""
        found = self._site.files.downloads
        if not found:
            raise ProblemError(problems.NOT_FOUND, _NO_FILES)
        name = request.path_params["name"]
        if not name:
            return await self.dumps(request)
        if name == SUMS:
            return self._sums(request, found)
        path = found.get(name)
        answer = await self._file(request, path, [path] if path else [], _type_of(path) if path else "")
        if path is not None and (digest := self._site.files.digests.get(path)):
            answer.headers["Repr-Digest"] = f"sha-256=:{base64.b64encode(bytes.fromhex(digest)).decode()}:"  # RFC 9530
        return answer

    def _sums(self, request: Request, found: Mapping[str, Path]) -> Response:
        """Answer the digests as `sha256sum --check` reads them."""
        tag = self._tag("sums")
        if unchanged := not_modified(request, tag):
            return unchanged
        known = self._site.files.digests
        lines = "".join(f"{known[path]}  {name}\n" for name, path in found.items() if path in known)
        return Response(lines, headers=cache_headers(tag), media_type="text/plain")

    async def report(self, request: Request) -> Response:
        """Answer the release's validation and quality report as JSON or as a page."""
        path = self._site.files.report
        if not path.is_file() and path not in self._site.files.digests:
            raise ProblemError(
                problems.NOT_FOUND, "this graph is served without a report" if self._site.files.dumps else _NO_FILES
            )
        chosen = _choose(request, (HTML, JSON))
        tag = self._tag("report", chosen.media_type)
        if unchanged := not_modified(request, tag):
            return unchanged
        text = await self._read(lambda report: report.read_text("utf-8"), path)
        if chosen.format is HTML:
            return self._html("report.html", tag, report=read_report(json.loads(text)))
        return Response(text, headers=cache_headers(tag), media_type=JSON.media_type)

    async def problem(self, request: Request) -> Response:
        """Answer what a type of problem means."""
        kind = next((kind for kind in problems.TYPES if kind.slug == request.path_params["slug"]), None)
        if kind is None:
            raise ProblemError(problems.NOT_FOUND)
        return self._html("problem.html", self._tag("problem", kind.slug), problem=None, kind=kind)

    async def live(self, request: Request) -> Response:
        """Answer that the process runs."""
        del request
        return _status({"status": "live"}, 200)

    async def ready(self, request: Request) -> Response:
        """Answer whether the engine answers and the graph is not empty; and why a newer release was refused."""
        del request
        state = self._site.state
        if state.stopping:
            raise ProblemError(problems.NOT_READY, "the server is stopping")
        try:
            async with asyncio.timeout(_READY_SECONDS):
                found = await lookups.select(self._site.engine, "ASK { ?s ?p ?o }")
        except TimeoutError as error:
            detail = f"the graph did not answer within {_READY_SECONDS} seconds"
            raise ProblemError(problems.NOT_READY, detail) from error
        if not found.truth:
            raise ProblemError(problems.NOT_READY, "the graph is empty")
        told = {"release": self._site.data_digest, "refused": state.refused}
        return _status({"status": "ready"} | {name: value for name, value in told.items() if value}, 200)

    def _tag(self, *parts: str) -> str | None:
        return entity_tag(self._site.files.digest, *parts)

    def _html(self, template: str, tag: str | None, **values: object) -> Response:
        page = self._site.renderer.page(template, **values)
        return Response(page, headers=cache_headers(tag), media_type="text/html")

    async def _read(self, read: Callable[[Path], T], path: Path) -> T:
        return await read_whole(self._published, read, path)

    async def _file(self, request: Request, vouched: Path | None, files: Sequence[Path], media_type: str) -> Response:
        """Answer one of the files; what vouches for it is itself, or its folder with all that is in there."""
        name = request.path_params["name"]
        if vouched is not None:
            await asyncio.to_thread(self._published.verify, vouched)
        path = next((path for path in files if path == vouched or path.name == name), None)
        if path is None:
            raise ProblemError(problems.NOT_FOUND, f"there is no file {name!r} here")
        tag = self._tag("file", path.parent.name, name)
        unchanged = not_modified(request, tag)
        if unchanged:
            return unchanged
        whole_or_range(request.scope, self._published.signature(path)[2])
        return PublishedFile(self._published, path, cache_headers(tag), media_type)


def _status(value: dict[str, str], status: int) -> Response:
    return Response(json.dumps(value), status, {"Cache-Control": "no-store"}, media_type=JSON.media_type)


def _type_of(path: Path) -> str:
    return _DOWNLOADS.get(path.suffix, "application/octet-stream")


def _files(folder: Path, pattern: str) -> list[Path]:
    return sorted(folder.glob(pattern)) if folder.is_dir() else []


def _choose(request: Request, offered: tuple[Format, ...]) -> Representation:
    chosen = choose(request, offered)
    if chosen is None:
        raise problems.not_acceptable(offered)
    return chosen
