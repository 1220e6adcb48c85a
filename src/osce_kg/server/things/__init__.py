"""The pages of things, one form for each kind of IRI; kinds without a form of their own share one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial

from starlette.requests import Request

from osce_kg.formats import Format
from osce_kg.server.site import Site
from osce_kg.server.things.asking import Asker, Visit
from osce_kg.server.things.body import SPEAKERS, body, presence
from osce_kg.server.things.capture import capture
from osce_kg.server.things.document import document
from osce_kg.server.things.drawings import years_of
from osce_kg.server.things.frame import Frame, Thing, framed, named_thing, read_incoming, read_thing, release_day
from osce_kg.server.things.model import Content, Listing
from osce_kg.server.things.other import other
from osce_kg.server.things.person import person
from osce_kg.server.things.quotation import quotation
from osce_kg.server.things.rule import USES, rule
from osce_kg.server.things.state import state
from osce_kg.server.things.subjects import TOGETHER, field_of_work, mentioned, place
from osce_kg.vocab import DCT, OSCE

_KINDS: dict[str, Callable[[Visit, Thing], Awaitable[Content]]] = {
    "document": document, "capture": capture, "person": person, "organization": body, "field-presence": presence,
    "country": state, "field-of-work": field_of_work, "place": place, "project": mentioned, "event": mentioned,
    "meeting": mentioned, "meeting-series": mentioned, "decision": mentioned, "treaty": mentioned,
    "quotation": quotation, "rule": rule,
}  # fmt: skip

_SHARED = (USES, SPEAKERS, TOGETHER, *map(years_of, (OSCE.issuedBy, OSCE.aboutCountry, OSCE.fieldOfWork)))
_WITHOUT_INCOMING = frozenset({"rule", "capture"})  # only evidence points to them, and they show it


@dataclass(frozen=True, slots=True)
class Moved:
    """The thing was retired; `iri` stands for it."""

    iri: str


async def _nothing() -> tuple[Listing, ...]:
    return ()


class Things:
    """Makes the pages of things of one release."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._asker = Asker(site)

    def variant(self, request: Request, iri: str) -> str:
        """Return what of the request changes the page beside its IRI, for the entity tag."""
        return Visit(self._asker, request, iri).variant

    async def page_for(self, request: Request, iri: str, links: Sequence[tuple[Format, str]]) -> str | Moved | None:
        """Return the page of a thing as HTML, what stands for a retired one, or None if the graph knows nothing of it.

        A thing that is only pointed to, and a named graph of which nothing is said, have a page too.
        """
        visit = Visit(self._asker, request, iri)
        thing = await read_thing(visit)
        kind = iri.removeprefix(visit.ids).partition("/")[0]
        form = _KINDS.get(kind, other) if thing else other
        thing = thing or await named_thing(visit)
        if thing is None:
            return None
        if (current := thing.one(DCT.isReplacedBy)).startswith(visit.ids) and current != iri:
            return Moved(current)
        content, pointing, day = await asyncio.gather(
            form(visit, thing), _nothing() if kind in _WITHOUT_INCOMING else read_incoming(visit), release_day(visit)
        )
        return await asyncio.to_thread(self._render, framed(visit, thing, content, pointing, day), links)

    def counts(self) -> list[Callable[[], Awaitable[object]]]:
        """Return what makes the counts that many pages share, each kept once made; none where nothing is kept."""
        if self._site.data_digest is None:
            return []
        return [partial(self._asker.share, question, "") for question in _SHARED]

    def _render(self, frame: Frame, links: Sequence[tuple[Format, str]]) -> str:
        return self._site.renderer.page("things/thing.html", page=frame, links=links, terms=self._asker.terms)
