"""`/search` as a page and as JSON, `/suggest` and `/opensearch.xml` for what completes and searches from elsewhere."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from importlib import resources
from typing import TypeVar
from urllib.parse import parse_qsl
from xml.sax.saxutils import escape

from fastapi import APIRouter
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from osce_kg.errors import QueryRefused
from osce_kg.formats import HTML, JSON
from osce_kg.search.finder import Finder, Found
from osce_kg.server import problems
from osce_kg.server.browse.asking import Asker
from osce_kg.server.caching import cache_headers, entity_tag, not_modified
from osce_kg.server.charts import Bar, bar_chart
from osce_kg.server.lookups import Row
from osce_kg.server.negotiation import choose
from osce_kg.server.problems import ProblemError
from osce_kg.server.search_request import MAX_PAGE, PAGE, SearchRequest, read_request
from osce_kg.server.search_view import facet_groups, names_of, search_json, shown_hits
from osce_kg.server.searches import Searches
from osce_kg.server.site import Site

T = TypeVar("T")

SUGGESTIONS = 10
_METHODS = ["GET", "HEAD"]
_SUGGESTIONS = "application/x-suggestions+json"
_OPEN_SEARCH = "application/opensearchdescription+xml"
_LABELLED = 50


def search_router(site: Site, asker: Asker) -> APIRouter:
    """Return the routes of the search."""
    handlers = _Search(site, asker)
    router = APIRouter()
    for path, handler in {
        "/search": handlers.search,
        "/search.json": handlers.document,
        "/search.schema.json": handlers.schema,
        "/suggest": handlers.suggest,
        "/opensearch.xml": handlers.description,
    }.items():
        router.add_api_route(path, handler, methods=_METHODS, include_in_schema=False)
    return router


class _Search:
    def __init__(self, site: Site, asker: Asker) -> None:
        self._site = site
        self._asker = asker

    async def search(self, request: Request) -> Response:
        """Answer a search as a page, or as JSON by Accept."""
        chosen = choose(request, (HTML, JSON))
        if chosen is None:
            raise problems.not_acceptable((HTML, JSON))
        return await self._answer(request, as_page=chosen.format is HTML)

    async def document(self, request: Request) -> Response:
        """Answer a search as JSON."""
        return await self._answer(request, as_page=False)

    async def schema(self, request: Request) -> Response:
        """Answer the JSON Schema of a search's answer."""
        text = resources.files("osce_kg.server").joinpath("schemas/search.json").read_text("utf-8")
        tag = entity_tag(text, "search schema")
        unchanged = not_modified(request, tag)
        return unchanged or Response(text, headers=cache_headers(tag), media_type="application/schema+json")

    async def suggest(self, request: Request) -> Response:
        """Answer names that begin like a text, in the form of OpenSearch suggestions, with their IRIs."""
        text = _one(request, "q")
        tag = entity_tag(self._site.files.digest, "suggest", text)
        if unchanged := not_modified(request, tag):
            return unchanged
        found = await _asked(self._searches(), lambda finder: finder.suggestions(text, SUGGESTIONS))
        body = [text, [name for name, _ in found], ["" for _ in found], [iri for _, iri in found]]
        return Response(json.dumps(body, ensure_ascii=False), headers=cache_headers(tag), media_type=_SUGGESTIONS)

    async def description(self, request: Request) -> Response:
        """Answer how browsers and programs search here (OpenSearch 1.1)."""
        address = escape(str(request.base_url).rstrip("/"), {'"': "&quot;"})
        urls = (("text/html", "/search?q={searchTerms}"), ("application/json", "/search.json?q={searchTerms}"),
                (_SUGGESTIONS, "/suggest?q={searchTerms}"))  # fmt: skip
        lines = "".join(f'<Url type="{kind}" template="{address}{path}"/>\n' for kind, path in urls)
        body = (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">\n'
            "<ShortName>osce-kg</ShortName>\n<Description>Press releases of the OSCE and what they name</Description>\n"
            f"<InputEncoding>UTF-8</InputEncoding>\n{lines}</OpenSearchDescription>\n"
        )
        tag = entity_tag(body, "opensearch")
        unchanged = not_modified(request, tag)
        return unchanged or Response(body, headers=cache_headers(tag), media_type=_OPEN_SEARCH)

    def _searches(self) -> Searches:
        if self._site.searches is None:
            raise ProblemError(problems.NOT_FOUND, "what is served has no search index; `osce-kg build` makes one")
        return self._site.searches

    async def _answer(self, request: Request, *, as_page: bool) -> Response:
        asked = read_request(parse_qsl(request.url.query, keep_blank_values=True))
        tag = entity_tag(self._site.files.digest, "search", str(as_page), request.url.query)
        if unchanged := not_modified(request, tag):
            return unchanged
        if self._site.searches is None and as_page:
            return await self._without_index(asked)
        searches = self._searches()
        found = await _asked(searches, lambda finder: finder.find(
            asked.text, asked.chosen, offset=(asked.page - 1) * PAGE, limit=PAGE, newest_first=asked.newest_first
        ))  # fmt: skip
        if not as_page:
            body = json.dumps(search_json(asked, found), ensure_ascii=False)
            return Response(body, headers=cache_headers(tag), media_type=JSON.media_type)
        likelier = None if found.total else await searches.run(lambda finder: finder.likelier(asked.text))
        return await self._page(asked, found, likelier, tag)

    async def _page(self, asked: SearchRequest, found: Found, likelier: str | None, tag: str | None) -> Response:
        names = await names_of(self._asker, found, asked, self._site)
        groups = facet_groups(asked, found, names)
        pages = min(-(-found.total // PAGE), MAX_PAGE)
        page = self._site.renderer.page(
            "search.html",
            asked=asked,
            total=found.total,
            hits=shown_hits(found, names),
            groups=groups,
            chart=_years(asked, found),
            pages=pages,
            page_size=PAGE,
            by_date=replace(asked, newest_first=True).link(),
            by_relevance=replace(asked, newest_first=False).link(),
            as_json=asked.link(page=asked.page).replace("/search", "/search.json", 1),
            likelier=likelier,
            likelier_link=replace(asked, text=likelier).link() if likelier else None,
        )
        return Response(page, headers=cache_headers(tag), media_type="text/html")

    async def _without_index(self, asked: SearchRequest) -> Response:
        """Answer with things whose label has the text: all that can be done without an index."""
        literal = json.dumps(asked.text.lower(), ensure_ascii=False)
        rows: tuple[Row, ...] = ()
        if asked.text:
            rows = await self._asker.rows(
                f"SELECT DISTINCT ?s ?label {{ ?s rdfs:label ?label FILTER(CONTAINS(LCASE(?label), {literal})) }} "
                f"ORDER BY ?label LIMIT {_LABELLED}"
            )
        page = self._site.renderer.page("search_labels.html", asked=asked, rows=rows, limit=_LABELLED)
        return Response(page, headers=cache_headers(None), media_type="text/html")


async def _asked(searches: Searches, look: Callable[[Finder], T]) -> T:
    """Return what is found.

    Raises:
        ProblemError: the text is refused.
    """
    try:
        return await searches.run(look)
    except QueryRefused as error:
        raise ProblemError(problems.BAD_REQUEST, str(error)) from error


def _one(request: Request, name: str) -> str:
    """Return the only value of a parameter, empty if it is not there."""
    values = request.query_params.getlist(name)
    if len(values) > 1:
        raise ProblemError(problems.BAD_REQUEST, f"{name} is given twice")
    return values[0] if values else ""


def _years(asked: SearchRequest, found: Found) -> Markup | None:
    """Return a chart of the hits per year, nothing for less than two years."""
    counts = {int(year): count for year, count in found.facets["year"]}
    if len(counts) < 2:
        return None
    years = range(min(counts), max(counts) + 1)
    bars = [
        Bar(str(year), counts.get(year, 0), asked.chosen_by("year", [str(year)]) if year in counts else None)
        for year in years
    ]
    return bar_chart(bars, title="Results per year", unit="results")
