"""The ontology at its own address: as documentation, in RDF, by version, and as the context of JSON-LD."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from fastapi import APIRouter
from pyoxigraph import Triple
from starlette.requests import Request
from starlette.responses import Response

from osce_kg.formats import HTML, JSON_LD, N_TRIPLES, RDF_XML, TURTLE, Format, by_extension
from osce_kg.server import problems
from osce_kg.server.addresses import link
from osce_kg.server.browse.asking import Asker
from osce_kg.server.caching import cache_headers, entity_tag, not_modified
from osce_kg.server.dataset import Descriptions
from osce_kg.server.documents import read_triples, versions
from osce_kg.server.negotiation import choose
from osce_kg.server.ontology_view import OntologyView
from osce_kg.server.problems import ProblemError
from osce_kg.server.published import Published, read_whole
from osce_kg.server.serializing import serialize
from osce_kg.server.site import Site
from osce_kg.server.vocabulary import Vocabulary
from osce_kg.vocab import OSCE, PREFIXES

_FORMATS: tuple[Format, ...] = (TURTLE, JSON_LD, N_TRIPLES, RDF_XML)
_METHODS = ["GET", "HEAD"]
_CONTEXT = "application/ld+json"


def ontology_router(site: Site, asker: Asker, vocabulary: Vocabulary) -> APIRouter:
    """Return the routes `/ontology`, `/ontology.ttl` and so on, `/ontology/{version}` and `/context.jsonld`."""
    handlers = _Ontology(site, asker, vocabulary)
    router = APIRouter()
    for path, handler in {
        "/ontology": handlers.negotiated,
        "/ontology.{extension}": handlers.as_file,
        "/ontology/{version}": handlers.negotiated,
        "/context.jsonld": handlers.context,
    }.items():
        router.add_api_route(path, handler, methods=_METHODS, include_in_schema=False)
    return router


class _Ontology:
    def __init__(self, site: Site, asker: Asker, vocabulary: Vocabulary) -> None:
        self._site = site
        self._asker = asker
        self._descriptions = Descriptions(site, asker)
        self._published = Published(site.files.digests)
        self._context = json.dumps(vocabulary.context, ensure_ascii=False, indent=1).encode()

    async def negotiated(self, request: Request) -> Response:
        """Answer the ontology as documentation or in RDF; at a version's address that version only."""
        triples = await self._triples(request.path_params.get("version"))
        offered = (HTML, *_FORMATS)
        chosen = choose(request, offered)
        if chosen is None:
            raise problems.not_acceptable(offered)
        return await self._answer(request, triples, chosen.format, chosen.content_type)

    async def as_file(self, request: Request) -> Response:
        """Answer the ontology in the format that the address names."""
        fmt = by_extension(request.path_params["extension"], _FORMATS)
        if fmt is None:
            endings = ", ".join(f".{known.extension}" for known in _FORMATS)
            raise ProblemError(problems.NOT_FOUND, f"the ontology ends in {endings}")
        return await self._answer(request, await self._triples(None), fmt, fmt.content_type)

    async def context(self, request: Request) -> Response:
        """Answer the context of all JSON-LD that is served here."""
        tag = entity_tag(self._site.files.digest, "context")
        if unchanged := not_modified(request, tag):
            return unchanged
        headers = cache_headers(tag) | {"Link": link("/ontology", "describedby")}
        return Response(self._context, headers=headers, media_type=_CONTEXT)

    async def _triples(self, version: str | None) -> list[Triple]:
        path = self._site.files.ontology
        await asyncio.to_thread(self._published.verify, path)
        triples = await self._asker.kept("ontology", lambda: read_whole(self._published, _read, path))
        if triples and (version is None or version in versions(triples)):
            return triples
        known = f"{OSCE.NS}{version}"
        problem = ProblemError(problems.NOT_FOUND, f"no ontology of version {version or 'current'}")
        if known in self._site.term_labels:
            problem.extra["suggestions"] = [{"iri": known, "label": self._site.term_labels[known]}]
        raise problem

    async def _answer(self, request: Request, triples: list[Triple], fmt: Format, content_type: str) -> Response:
        site = self._site
        shown = site.data_digest or "" if fmt is HTML else ""
        tag = entity_tag(site.files.digest, "ontology", fmt.name, shown)
        if unchanged := not_modified(request, tag):
            return unchanged
        headers = cache_headers(tag) | {"Link": _links(fmt, triples)}
        if fmt is not HTML:
            body = await asyncio.to_thread(serialize, triples, fmt, PREFIXES)
            return Response(body, headers=headers, media_type=content_type)
        page = await self._asker.kept("ontology page", lambda: self._page(triples))
        return Response(page, headers=headers, media_type="text/html")

    async def _page(self, triples: list[Triple]) -> str:
        counted = await self._descriptions.statistics()
        view = await asyncio.to_thread(OntologyView, triples, counted)
        links = [(other, f"/ontology.{other.extension}") for other in _FORMATS]
        return await asyncio.to_thread(self._site.renderer.page, "ontology.html", ontology=view, links=links)


def _read(path: Path) -> list[Triple]:
    return read_triples(path)


def _links(fmt: Format, triples: list[Triple]) -> str:
    """Return the Link header: the address of this form, the other forms, the version (RFC 5829)."""
    canonical = "/ontology" if fmt is HTML else f"/ontology.{fmt.extension}"
    found = [link(canonical, "canonical")]
    found += [] if fmt is HTML else [link("/ontology", "alternate", HTML.media_type)]
    found += [link(f"/ontology.{other.extension}", "alternate", other.media_type)
              for other in _FORMATS if other is not fmt]  # fmt: skip
    found += [link(f"/ontology/{version}", "latest-version") for version in sorted(versions(triples))]
    return ", ".join([*found, link("/dataset", "describedby")])
