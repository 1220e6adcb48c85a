"""For crawlers: `/robots.txt`, and `/sitemap.xml` with the page of every thing that people look for.

A sitemap is written as its rows come from the engine, so it is never in memory as a whole. More than 50,000 pages are
told in several (https://www.sitemaps.org/protocol.html). `lastmod` is the day on which a document was issued: the graph
has no other day for a thing.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from xml.sax.saxutils import escape

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from osce_kg.engine.model import QueryRequest
from osce_kg.errors import OsceKgError
from osce_kg.formats import RESULTS_TSV
from osce_kg.server import problems
from osce_kg.server.addresses import page_of, root_of
from osce_kg.server.answers import Broken
from osce_kg.server.browse.asking import Asker
from osce_kg.server.caching import cache_headers, entity_tag, not_modified
from osce_kg.server.problems import ProblemError
from osce_kg.server.site import Site
from osce_kg.vocab import PREFIXES

MOST = 50_000
"""Pages in one sitemap."""
_METHODS = ["GET", "HEAD"]
_XML = "application/xml"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_FIXED = (
    "/", "/browse", "/browse/releases", "/browse/people", "/browse/states", "/browse/field-operations",
    "/browse/bodies", "/browse/taxonomy", "/browse/coverage", "/browse/classes", "/queries", "/ontology", "/dataset",
    "/shapes", "/dumps", "/report",
)  # fmt: skip
_KINDS = (
    "?s osce:fingerprint ?f OPTIONAL { ?s dct:issued ?d }", "?s a osce:State", "?s a org:Organization",
    "?s a osce:FieldPresence", "?s a schema:Person", "?s a schema:Place", "?s a osce:FieldOfWork",
    "?s a osce:MeetingSeries", "?s a osce:Meeting", "?s a osce:Project", "?s a osce:Decision",
)  # fmt: skip
_LIVING = "FILTER(isIRI(?s)) FILTER NOT EXISTS { ?s dct:isReplacedBy ?r }"
_PREFIXES = "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in ("osce", "schema", "org", "dct"))
_ROW = re.compile(r'<([^>]*)>\t(?:"?([0-9]{4}-[0-9]{2}-[0-9]{2})\b.*)?')
_CLOSED = ("/sparql", "/search", "/suggest", "/report-error", "/data/", "/id/")


def crawling_router(site: Site, asker: Asker) -> APIRouter:
    """Return the routes `/robots.txt`, `/sitemap.xml` and `/sitemap-1.xml` and so on."""
    handlers = _Crawling(site, asker)
    router = APIRouter()
    for path, handler in {
        "/robots.txt": handlers.robots,
        "/sitemap.xml": handlers.sitemap,
        "/sitemap-{number}.xml": handlers.part,
    }.items():
        router.add_api_route(path, handler, methods=_METHODS, include_in_schema=False)
    return router


@dataclass(frozen=True, slots=True)
class Slice:
    """Some rows of one kind: which pattern, from where, how many."""

    pattern: str
    offset: int
    limit: int


def slices(counts: Sequence[tuple[str, int]], first: int, last: int) -> list[Slice]:
    """Return the rows `first` to `last` (excluded) of kinds that follow one another, with their numbers of rows."""
    ends = list(accumulate(number for _, number in counts))
    found = []
    for (pattern, number), end in zip(counts, ends, strict=True):
        start = max(first - (end - number), 0)
        stop = min(last - (end - number), number)
        if start < stop:
            found.append(Slice(pattern, start, stop - start))
    return found


class _Crawling:
    def __init__(self, site: Site, asker: Asker, most: int = MOST) -> None:
        self._site = site
        self._asker = asker
        self._most = most

    async def robots(self, request: Request) -> Response:
        """Answer what crawlers may read: nothing, or all but what is endless or said twice."""
        root = root_of(self._site, request)
        lines = ["User-agent: *"]
        if self._site.settings.indexing:
            lines += [f"Disallow: {path}" for path in _CLOSED] + ["", f"Sitemap: {root}/sitemap.xml"]
        else:
            lines.append("Disallow: /")
        text = "\n".join(lines) + "\n"
        tag = entity_tag(text, "robots")
        unchanged = not_modified(request, tag)
        return unchanged or Response(text, headers=cache_headers(tag), media_type="text/plain")

    async def sitemap(self, request: Request) -> Response:
        """Answer all pages, or where the parts are that tell them."""
        counts = await self._counts()
        parts = self._parts(counts)
        if parts == 1:
            return self._streamed(request, counts, 1)
        root = root_of(self._site, request)
        tag = entity_tag(self._site.data_digest, "sitemaps", root)
        if unchanged := not_modified(request, tag):
            return unchanged
        listed = "".join(f"<sitemap><loc>{escape(root)}/sitemap-{n}.xml</loc></sitemap>\n" for n in range(1, parts + 1))
        text = f'{_HEAD}<sitemapindex xmlns="{_NAMESPACE}">\n{listed}</sitemapindex>\n'
        return Response(text, headers=cache_headers(tag), media_type=_XML)

    async def part(self, request: Request) -> Response:
        """Answer one part of the pages."""
        number = request.path_params["number"]
        counts = await self._counts()
        if not number.isascii() or not number.isdecimal() or not 1 <= int(number[:9]) <= self._parts(counts):
            raise ProblemError(problems.NOT_FOUND, f"there are {self._parts(counts)} sitemaps")
        return self._streamed(request, counts, int(number))

    def _parts(self, counts: Sequence[tuple[str, int]]) -> int:
        return max(1, -(-(len(_FIXED) + sum(number for _, number in counts)) // self._most))

    async def _counts(self) -> tuple[tuple[str, int], ...]:
        """Return the number of pages of each kind."""

        async def make() -> tuple[tuple[str, int], ...]:
            found = []
            for pattern in _KINDS:
                kind = pattern.partition(" OPTIONAL")[0]
                rows = await self._asker.rows(f"SELECT (COUNT(DISTINCT ?s) AS ?n) {{ {kind} {_LIVING} }}")
                found.append((pattern, int(rows[0]["n"].value)))
            return tuple(found)

        return await self._asker.kept("pages to crawl", make)

    def _streamed(self, request: Request, counts: Sequence[tuple[str, int]], number: int) -> Response:
        root = root_of(self._site, request)
        tag = entity_tag(self._site.data_digest, "sitemap", root, str(number))
        if unchanged := not_modified(request, tag):
            return unchanged
        if request.method == "HEAD":
            return Response(headers=cache_headers(tag), media_type=_XML)
        first, last = (number - 1) * self._most - len(_FIXED), number * self._most - len(_FIXED)
        fixed = _FIXED if number == 1 else ()
        body = self._urls(root, fixed, slices(counts, max(first, 0), last))
        return StreamingResponse(body, headers=cache_headers(tag), media_type=_XML)

    async def _urls(self, root: str, fixed: Sequence[str], wanted: Sequence[Slice]) -> AsyncIterator[str]:
        """Yield a sitemap in pieces.

        Raises:
            Broken: the engine failed after the first piece.
        """
        yield f'{_HEAD}<urlset xmlns="{_NAMESPACE}">\n'
        yield "".join(f"<url><loc>{escape(root + path)}</loc></url>\n" for path in fixed)
        try:
            for part in wanted:
                async for lines in self._rows(part):
                    yield "".join(self._url(root, line) for line in lines)
        except OsceKgError as error:
            raise Broken from error
        yield "</urlset>\n"

    async def _rows(self, part: Slice) -> AsyncIterator[list[str]]:
        """Yield lines of TSV as they come, without the first, which names the columns."""
        query = (
            f"{_PREFIXES}SELECT ?s (MAX(?d) AS ?t) {{ {part.pattern} {_LIVING} }} "
            f"GROUP BY ?s ORDER BY ?s LIMIT {part.limit} OFFSET {part.offset}"
        )
        rest, is_first = b"", True
        async with await self._site.engine.query(QueryRequest(query, RESULTS_TSV)) as answer:
            async for chunk in _pieces(answer.document, answer.chunks):
                *whole, rest = (rest + chunk).split(b"\n")
                yield [line.decode() for line in (whole[1:] if is_first else whole)]
                is_first = is_first and not whole
        if rest and not is_first:
            yield [rest.decode()]

    def _url(self, root: str, line: str) -> str:
        """Return one page from a row of IRI and day; nothing for a thing under another base."""
        match = _ROW.fullmatch(line.rstrip("\r"))
        ids = f"{self._site.settings.base}id/"
        if not match or not match[1].startswith(ids):
            return ""
        day = f"<lastmod>{match[2]}</lastmod>" if match[2] else ""
        return f"<url><loc>{escape(root + page_of(match[1].removeprefix(ids)))}</loc>{day}</url>\n"


async def _pieces(document: bytes | None, chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Yield an answer that is there in whole, or as it comes."""
    if document is not None:
        yield document
        return
    async for chunk in chunks:
        yield chunk
