"""The first page: what this is, how much of it there is, and ways in for people who have never written SPARQL."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from osce_kg.server.browse import counts, states
from osce_kg.server.browse.asking import Asker
from osce_kg.server.browse.charts import per_year
from osce_kg.server.caching import cache_headers, entity_tag, not_modified
from osce_kg.server.documents import read_queries
from osce_kg.server.maps import outline_map
from osce_kg.server.published import Published
from osce_kg.server.site import Site

_QUESTIONS = 8


def landing_router(site: Site, asker: Asker) -> APIRouter:
    """Return the route `/`."""
    router = APIRouter()
    published = Published(site.files.digests)

    async def landing(request: Request) -> Response:
        tag = entity_tag(site.data_digest, "landing")
        if unchanged := not_modified(request, tag):
            return unchanged
        shown = await asker.kept("landing", lambda: _shown(site, asker, published))
        page = site.renderer.page("landing.html", searchable=site.searches is not None, **shown)
        return Response(page, headers=cache_headers(tag), media_type="text/html")

    router.add_api_route("/", landing, methods=["GET", "HEAD"], include_in_schema=False)
    return router


async def _shown(site: Site, asker: Asker, published: Published) -> dict[str, object]:
    numbers = asyncio.gather(
        counts.documents(asker),
        counts.instances(asker, "schema:Person"),
        counts.instances(asker, "osce:Quotation"),
        counts.by_object(asker, "schema:inLanguage"),
    )
    years, bodies, members = await asyncio.gather(counts.by_year(asker), counts.offices(asker), states.load(asker))
    documents, people, quotations, languages = await numbers
    queries = await asyncio.to_thread(read_queries, site.files.queries)
    await asyncio.to_thread(published.verify, site.files.queries)
    manifest = site.files.manifest
    return {
        "documents": documents,
        "years": years,
        "people": people,
        "quotations": quotations,
        "bodies": len(bodies),
        "languages": len(languages),
        "statements": manifest.quads if manifest else None,
        "states": sum(member.group is None and member.until is None for member in members),
        "chart": per_year(years),
        "map": _map(site, members),
        "queries": [query for query in queries if query.question][:_QUESTIONS],
        "digest": site.data_digest,
        "dumps": site.files.dumps,
    }


def _map(site: Site, members: tuple[states.Member, ...]) -> object:
    """Return a map on which each State leads to its page, darker with more documents about it; None without States."""
    marks, scale = states.by_documents(members, site.renderer.href)
    if not marks:
        return None
    title = "Documents about each State"
    return {"drawn": outline_map(title=title, areas=marks), "legend": scale.ranges()}
