"""`/dataset`: what is served as one dataset, in VoID and DCAT 3, and as a page; `/.well-known/void` leads there.

Of a release that is the description it was written with. Of other graphs it is reckoned, by queries and from files.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path

from fastapi import APIRouter
from pyoxigraph import RdfFormat, Triple, parse
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from osce_kg.errors import QueryError
from osce_kg.formats import HTML, JSON_LD, N_TRIPLES, RDF_XML, TURTLE, Format, by_extension
from osce_kg.outputs.dataset import Described, description
from osce_kg.outputs.statistics import Statistics
from osce_kg.release import DATASET, FileEntry
from osce_kg.server import problems
from osce_kg.server.addresses import link
from osce_kg.server.browse.asking import Asker
from osce_kg.server.caching import cache_headers, entity_tag, not_modified
from osce_kg.server.dataset_view import DatasetView
from osce_kg.server.description import Catalogue
from osce_kg.server.negotiation import choose
from osce_kg.server.problems import ProblemError
from osce_kg.server.published import Published, read_whole
from osce_kg.server.serializing import serialize
from osce_kg.server.site import Site
from osce_kg.vocab import PREFIXES

_FORMATS: tuple[Format, ...] = (TURTLE, JSON_LD, N_TRIPLES, RDF_XML)
_METHODS = ["GET", "HEAD"]
_USED = {name: PREFIXES[name] for name in ("rdf", "rdfs", "xsd", "dct", "void", "dcat", "foaf")} | {
    "spdx": "http://spdx.org/rdf/terms#"
}


def dataset_router(site: Site, asker: Asker) -> APIRouter:
    """Return the routes `/dataset`, `/dataset.ttl` and so on, and `/.well-known/void`."""
    handlers = _Dataset(site, asker)
    router = APIRouter()
    for path, handler in {
        "/dataset": handlers.negotiated,
        "/dataset.{extension}": handlers.as_file,
        "/.well-known/void": handlers.well_known,
    }.items():
        router.add_api_route(path, handler, methods=_METHODS, include_in_schema=False)
    return router


class Descriptions:
    """Knows the description of what is served: from the release, else reckoned and kept like other answers."""

    def __init__(self, site: Site, asker: Asker) -> None:
        self._site = site
        self._asker = asker
        self._catalogue = Catalogue()
        self._published = Published(site.files.digests)

    async def triples(self) -> list[Triple]:
        """Return the description.

        Raises:
            ProblemError: the file of the release is damaged.
        """
        path = self._site.files.downloads.get(DATASET)
        if path is not None:
            await asyncio.to_thread(self._published.verify, path)
            return await self._asker.kept("described", lambda: read_whole(self._published, _read, path))
        return await self._asker.kept("dataset", self._reckoned)

    async def statistics(self) -> Statistics:
        """Return how many things of each class and statements of each property there are, empty where nobody knows."""
        view = DatasetView(await self.triples(), self._site.settings.base)
        return Statistics(classes=Counter(dict(view.classes)), properties=Counter(dict(view.properties)))

    async def _reckoned(self) -> list[Triple]:
        site = self._site
        contents = await self._catalogue.contents(site.files.manifest, site.data_digest, site.engine)
        files = await asyncio.to_thread(_entries, site)
        described = Described(site.settings.base, site.data_digest, None, contents, await self._counted(), files)
        return _parsed(await asyncio.to_thread(description, described))

    async def _counted(self) -> Statistics | None:
        """Return the statistics by queries, None where they meet a limit."""
        try:
            totals, classes, properties = await asyncio.gather(
                self._asker.rows("SELECT (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?m) { ?s ?p ?o }"),
                self._asker.rows("SELECT ?x (COUNT(DISTINCT ?s) AS ?n) { ?s a ?x FILTER(isIRI(?x)) } GROUP BY ?x"),
                self._asker.rows("SELECT ?x (COUNT(*) AS ?n) { ?s ?x ?o } GROUP BY ?x"),
            )
        except QueryError:
            return None
        numbers = [Counter({row["x"].value: int(row["n"].value) for row in rows if "x" in row})
                   for rows in (classes, properties)]  # fmt: skip
        return Statistics(int(totals[0]["n"].value), int(totals[0]["m"].value), numbers[0], numbers[1])


def _entries(site: Site) -> dict[str, FileEntry]:
    digests = site.files.digests
    return {
        name: FileEntry(digests[path], path.stat().st_size)
        for name, path in site.files.downloads.items()
        if path in digests and path.is_file()
    }


def _read(path: Path) -> list[Triple]:
    return _parsed(path.read_bytes())


def _parsed(document: bytes) -> list[Triple]:
    return [quad.triple for quad in parse(document, format=RdfFormat.TURTLE)]


class _Dataset:
    def __init__(self, site: Site, asker: Asker) -> None:
        self._site = site
        self._asker = asker
        self._descriptions = Descriptions(site, asker)

    async def negotiated(self, request: Request) -> Response:
        """Answer the description as a page or in RDF, by what is accepted."""
        offered = (HTML, *_FORMATS)
        chosen = choose(request, offered)
        if chosen is None:
            raise problems.not_acceptable(offered)
        return await self._answer(request, chosen.format, chosen.content_type)

    async def as_file(self, request: Request) -> Response:
        """Answer the description in the format that the address names."""
        fmt = by_extension(request.path_params["extension"], _FORMATS)
        if fmt is None:
            raise ProblemError(
                problems.NOT_FOUND, f"the description ends in {', '.join(f'.{f.extension}' for f in _FORMATS)}"
            )
        return await self._answer(request, fmt, fmt.content_type)

    async def well_known(self, request: Request) -> Response:
        """Lead to the description (VoID, section 7.2): to RDF, or to the page for those who prefer HTML."""
        offered = (*_FORMATS, HTML)
        chosen = choose(request, offered)
        if chosen is None:
            raise problems.not_acceptable(offered)
        target = "/dataset" if chosen.format is HTML else f"/dataset.{chosen.format.extension}"
        return RedirectResponse(target, 303, {"Vary": "Accept", "Cache-Control": "no-cache"})

    async def _answer(self, request: Request, fmt: Format, content_type: str) -> Response:
        site = self._site
        digest = site.files.digest if DATASET in site.files.downloads else site.data_digest
        tag = entity_tag(digest, "dataset", fmt.name)
        if unchanged := not_modified(request, tag):
            return unchanged
        headers = cache_headers(tag) | {"Link": _links(fmt)}
        triples = await self._descriptions.triples()
        if fmt is not HTML:
            return Response(
                await asyncio.to_thread(serialize, triples, fmt, _USED), headers=headers, media_type=content_type
            )
        page = await self._asker.kept("dataset page", lambda: self._page(triples))
        return Response(page, headers=headers, media_type="text/html")

    async def _page(self, triples: list[Triple]) -> str:
        site = self._site
        view = DatasetView(triples, site.settings.base)
        return await asyncio.to_thread(
            site.renderer.page, "dataset.html", dataset=view, terms=site.term_labels, links=_addresses(),
            searchable=site.searches is not None,
        )  # fmt: skip


def _addresses() -> list[tuple[Format, str]]:
    return [(fmt, f"/dataset.{fmt.extension}") for fmt in _FORMATS]


def _links(fmt: Format) -> str:
    canonical = "/dataset" if fmt is HTML else f"/dataset.{fmt.extension}"
    others = [link(address, "alternate", other.media_type) for other, address in _addresses() if other is not fmt]
    page = [] if fmt is HTML else [link("/dataset", "alternate", "text/html")]
    return ", ".join([link(canonical, "canonical"), *page, *others, link("/dataset.ttl", "describedby", "text/turtle")])
