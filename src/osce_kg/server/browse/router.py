"""The routes under `/browse`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from osce_kg.server import lookups, problems
from osce_kg.server.browse import bodies, counts, coverage, people, presences, releases, states, taxonomy
from osce_kg.server.browse.asking import Asker
from osce_kg.server.browse.charts import per_year
from osce_kg.server.browse.selection import FACETS, Selection
from osce_kg.server.caching import cache_headers, entity_tag, not_modified
from osce_kg.server.problems import ProblemError
from osce_kg.server.site import Site
from osce_kg.vocab import OSCE

Context = Mapping[str, object]
_MOST_PAGES = 20_000


def browse_router(site: Site, asker: Asker) -> APIRouter:
    """Return the routes of the pages to browse by."""
    pages = Browse(site, asker)
    router = APIRouter()
    routes: dict[str, Callable[[Request], Awaitable[Context]]] = {
        "": pages.overview,
        "/coverage": pages.coverage,
        "/taxonomy": pages.taxonomy,
        "/states": pages.states,
        "/field-operations": pages.presences,
        "/releases": pages.releases,
        "/people": pages.people,
        "/bodies": pages.bodies,
        "/classes": pages.classes,
    }
    for path, make in routes.items():
        router.add_api_route(
            f"/browse{path}", _handler(site, path, make), methods=["GET", "HEAD"], include_in_schema=False
        )
    return router


def _handler(
    site: Site, path: str, make: Callable[[Request], Awaitable[Context]]
) -> Callable[[Request], Awaitable[Response]]:
    template = f"browse/{path.strip('/') or 'overview'}.html"

    async def answer(request: Request) -> Response:
        tag = entity_tag(site.data_digest, "browse", path, str(request.query_params))
        if unchanged := not_modified(request, tag):
            return unchanged
        page = site.renderer.page(template, **await make(request))
        return Response(page, headers=cache_headers(tag), media_type="text/html")

    return answer


class Browse:
    """What each page shows."""

    def __init__(self, site: Site, asker: Asker) -> None:
        self._site = site
        self._asker = asker

    async def overview(self, request: Request) -> Context:
        """Return what there is to browse."""
        del request
        asker = self._asker
        operations = await presences.load(asker)
        members = await states.load(asker)
        return {
            "documents": await counts.documents(asker),
            "years": per_year(await counts.by_year(asker)),
            "people": await counts.instances(asker, "schema:Person"),
            "bodies": len(await counts.offices(asker)),
            "fields": await counts.instances(asker, "osce:FieldOfWork"),
            "operations": len(operations),
            "active": sum(one.active is True for one in operations),
            "participating": sum(member.group is None and member.until is None for member in members),
            "partners": sum(member.group is not None and member.until is None for member in members),
        }

    async def coverage(self, request: Request) -> Context:
        """Return documents by year and office, or language."""
        found = await coverage.load(self._asker)
        language = request.query_params.get("lang") or None
        if language is not None and language not in found.languages():
            raise ProblemError(problems.NOT_FOUND, f"no document is in the language {language!r}")
        base = self._site.settings.base
        return {
            "language": language,
            "languages": found.languages(),
            "documents": await counts.documents(self._asker),
            "undated": sum(number for (year, _, _), number in found.documents.items() if not year),
            "offices": await self._kept(("office grid", language), lambda: coverage.office_grid(found, language, base)),
            "spoken": await self._kept("language grid", lambda: coverage.language_grid(found)),
            "legend": coverage.legend(found, language),
        }

    async def taxonomy(self, request: Request) -> Context:
        """Return the schemes."""
        del request
        return {"taxonomy": await taxonomy.load(self._asker), "key": self._asker.key}

    async def states(self, request: Request) -> Context:
        """Return who participated, in a year or now."""
        members = await states.load(self._asker)
        years = states.years(members, await states.looked_at(self._asker))
        year = _number(request, "year", None, years.start, years.stop - 1) if years else None
        hrefs = {member.iri: self._page(member.iri) or "" for member in members}
        shown = [member for member in members if member.was(year)] if year else list(members)
        groups = sorted({member.group for member in members if member.group is not None})
        return {
            "year": year,
            "years": years,
            "maps": await self._kept(("states maps", year), lambda: states.maps(members, year, hrefs)),
            "growth": await self._kept("growth", lambda: states.growth(members, years)),
            "participating": [member for member in shown if member.group is None],
            "partners": [(group, [member for member in shown if member.group == group]) for group in groups],
            "key": self._asker.key,
        }

    async def presences(self, request: Request) -> Context:
        """Return the field operations."""
        del request
        found = await presences.load(self._asker)
        areas = {self._asker.key(iri): label for iri, label in (await counts.names(self._asker, *counts.AREAS)).items()}
        return {
            "presences": found,
            "areas": areas,
            "history": await self._kept("history", lambda: presences.history(found, self._page)),
            "map": await self._kept("seats", lambda: presences.seats(found, self._page, areas)),
            "key": self._asker.key,
        }

    async def releases(self, request: Request) -> Context:
        """Return a list of releases."""
        selection = Selection.of(request.query_params)
        number = _number(request, "page", 1, 1, _MOST_PAGES) or 1
        oldest = request.query_params.get("order") == "oldest"
        page = await releases.load(self._asker, selection, number, oldest)
        if number > page.pages:
            raise ProblemError(problems.NOT_FOUND, f"there are {page.pages:,} pages")
        chart = None
        if selection.get("year") is None:
            found = {int(choice.value): choice.count for choice in dict(page.facets)[FACETS[0]]}
            years = {year: found.get(year, 0) for year in range(min(found), max(found) + 1)} if found else {}
            chart = per_year(years, selection)
        return {
            "selection": selection,
            "searchable": self._site.searches is not None,
            "page": page,
            "order": "oldest" if oldest else None,
            "said": await releases.said(self._asker, selection, self._site.term_labels),
            "chart": chart,
            "months": releases.MONTHS,
            "offices": await counts.names(self._asker, "org:Organization"),
            "terms": self._site.term_labels,
            "namespace": OSCE.NS,
        }

    async def people(self, request: Request) -> Context:
        """Return the people of one letter."""
        asker = self._asker
        body = request.query_params.get("body") or None
        if body is not None:
            Selection.of({"body": body})
        found = await people.load(asker, f"{asker.base}id/organization/{body}" if body else None)
        letters = people.letters(found)
        letter = request.query_params.get("letter") or (letters[0][0] if letters else people.OTHER)
        of_letter = [person for person in found if person.letter == letter]
        number = _number(request, "page", 1, 1, max(1, -(-len(of_letter) // people.PAGE))) or 1
        shown = tuple(of_letter[(number - 1) * people.PAGE : number * people.PAGE])
        return {
            "body": body,
            "letter": letter,
            "letters": letters,
            "number": number,
            "pages": max(1, -(-len(of_letter) // people.PAGE)),
            "shown": shown,
            "total": len(found),
            "spoke_for": await people.spoke_for(asker, shown),
            "bodies": await people.bodies(asker),
            "offices": await counts.names(asker, "org:Organization"),
            "key": asker.key,
        }

    async def bodies(self, request: Request) -> Context:
        """Return the bodies."""
        del request
        return {"roots": await bodies.load(self._asker), "key": self._asker.key}

    async def classes(self, request: Request) -> Context:
        """Return all classes of the graph, with the number of their instances and some of them."""
        del request

        async def make() -> list[tuple[str, int, list[tuple[str, str | None]]]]:
            engine = self._site.engine
            found = await lookups.type_counts(engine)
            return [(iri, number, await lookups.instances(engine, iri, 3)) for iri, number in found]

        return {"classes": await self._asker.kept("classes", make), "terms": self._site.term_labels}

    def _page(self, iri: str) -> str | None:
        return self._site.renderer.href(iri)

    async def _kept(self, key: object, draw: Callable[[], object]) -> object:
        async def make() -> object:
            return draw()

        return await self._asker.kept(("drawn", key), make)


def _number(request: Request, name: str, default: int | None, least: int, most: int) -> int | None:
    """Return a whole number of the address.

    Raises:
        ProblemError: it is none, or out of bounds.
    """
    given = request.query_params.get(name)
    if not given:
        return default
    if not given.isascii() or not given.isdecimal() or len(given) > 9 or not least <= int(given) <= most:
        raise ProblemError(problems.BAD_REQUEST, f"{name}={given!r} is no number from {least} to {most}")
    return int(given)
