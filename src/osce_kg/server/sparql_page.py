"""The page of the endpoint: the workbench or a plain form, with a result or a problem if there is one."""

from __future__ import annotations

import asyncio

from osce_kg.engine.model import QueryAnswer
from osce_kg.formats import HTML, Representation
from osce_kg.server import lookups
from osce_kg.server.documents import read_queries
from osce_kg.server.site import Site
from osce_kg.server.workbench import built_workbench, is_same_release

_SHOWN_BYTES = 8 * 1024 * 1024


class SparqlPage:
    """Makes the page for one site."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._workbench = built_workbench()
        self._examples = read_queries(site.files.queries)

    def version(self, chosen: Representation) -> str:
        """Return what the page depends on beside the release: the scripts it loads. Empty for other formats."""
        return self._workbench.version if self._workbench and chosen.format is HTML else ""

    def render(self, query: str = "", asked_release: str | None = None, **result: object) -> str:
        """Return the page. `asked_release` is the one that a link names; it is told if another is served."""
        site = self._site
        differs = asked_release is not None and not is_same_release(asked_release, site.data_digest)
        shown = {"table": None, "rows": (), "truth": None, "text": None, "cut": False, "problem": None} | result
        return site.renderer.page(
            "sparql.html", query=query, other_release=asked_release if differs else None, release=site.data_digest,
            workbench=self._workbench, examples=self._examples, settings=site.settings,
            searchable=site.searches is not None, **shown,
        )  # fmt: skip

    async def show(self, answer: QueryAnswer, query: str, asked_release: str | None, *, is_graph: bool) -> str:
        """Return the page with an answer: rows up to the setting, or Turtle, or a note that it is too long."""
        document, whole = await _read_some(answer, _SHOWN_BYTES)
        table, text = None, None
        if is_graph:
            text = document.decode("utf-8", "ignore")
        elif whole:
            table = await asyncio.to_thread(lookups.parse_results, document)
        limit = self._site.settings.page_rows
        return await asyncio.to_thread(
            self.render,
            query,
            asked_release,
            table=table,
            rows=table.rows[:limit] if table else (),
            truth=table.truth if table else None,
            text=text,
            cut=not whole or bool(table and len(table.rows) > limit),
        )


async def _read_some(answer: QueryAnswer, limit: int) -> tuple[bytes, bool]:
    """Return the first bytes of an answer, and whether these are all."""
    chunks: list[bytes] = []
    size = 0
    async with answer:
        async for chunk in answer.chunks:
            chunks.append(chunk)
            size += len(chunk)
            if size > limit:
                return b"".join(chunks), False
    return b"".join(chunks), True
