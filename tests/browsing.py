"""A release behind a real server, and its store, for tests that compare pages with answers."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
import pyoxigraph as ox

from osce_kg.engine.store import load_store
from osce_kg.release import Release
from osce_kg.settings import Settings
from serving import make_app, running

_PREFIXES = """BASE <https://w3id.org/osce-kg/id/>
PREFIX osce: <https://w3id.org/osce-kg/ontology#>
PREFIX schema: <https://schema.org/>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX dct: <http://purl.org/dc/terms/>
"""


@dataclass(frozen=True, slots=True)
class Browsed:
    """A client of the server, and the graph that it serves."""

    client: httpx.Client
    store: ox.Store

    def page(self, path: str) -> str:
        """Return a page that is there."""
        answer = self.client.get(path, headers={"Accept": "text/html"})
        assert answer.status_code == 200, (path, answer.text)
        return answer.text

    def select(self, query: str) -> list[tuple[str, ...]]:
        """Return the values of a SELECT query over the union of all graphs."""
        rows = self.store.query(_PREFIXES + query, use_default_graph_as_union=True)
        assert isinstance(rows, ox.QuerySolutions)
        return [tuple("" if term is None else term.value for term in row) for row in rows]

    def pairs(self, query: str) -> dict[str, str]:
        """Return a query's second values by its first."""
        return {row[0]: row[1] for row in self.select(query)}

    def number(self, pattern: str) -> int:
        """Return how many documents `?d` match."""
        found = self.select(f"SELECT (COUNT(DISTINCT ?d) AS ?n) {{ ?d osce:fingerprint ?f . {pattern} }}")
        return int(found[0][0])


@contextmanager
def browsing(release: Release) -> Iterator[Browsed]:
    """Serve a release until the block ends."""
    with running(make_app(release, Settings())) as served, httpx.Client(base_url=served.url, timeout=60) as client:
        yield Browsed(client, load_store(release.dumps))


def text_of(page: str) -> str:
    """Return the text of a page with single spaces."""
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))
