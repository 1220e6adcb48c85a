"""What is known of an endpoint before anything is served from it: does it answer, what is it, how large, and
does its default graph hold the named ones?

The standard leaves the default graph to the store (SPARQL 1.1 Query, section 13). This product's is the union
of all graphs. Virtuoso's is; the Oxigraph server's is with `--union-default-graph`, or where a request says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import pyoxigraph
from pyoxigraph import Literal, NamedNode, QueryBoolean, QuerySolution, QuerySolutions

from osce_kg.engine.limits import EngineLimits
from osce_kg.engine.model import QueryRequest, UpstreamError
from osce_kg.engine.remote import RemoteEngine
from osce_kg.engine.upstream import Upstream
from osce_kg.engine.vendor import PartialAnswer
from osce_kg.errors import QueryError, QueryLimit
from osce_kg.formats import RESULTS_JSON

UNION_ON_REQUEST: tuple[tuple[str, str], ...] = (("union-default-graph", "true"),)
"""What makes the Oxigraph server take the union of all graphs for the default graph of one query."""

_SAMPLE = "SELECT ?s ?p ?o { GRAPH ?g { ?s ?p ?o } FILTER(isIRI(?s) && isIRI(?p) && isIRI(?o)) } LIMIT 20"
_PROBED_ROWS = 100_001


class DefaultGraph(StrEnum):
    """What an endpoint's default graph holds."""

    UNION = "the union of all graphs"
    UNION_ON_REQUEST = "the union of all graphs, asked for with each query"
    APART = "the unnamed graph only"
    EMPTY = "nothing: the store is empty"


@dataclass(frozen=True, slots=True)
class Survey:
    """What was found. `triples` is None where counting took too long; so is `max_rows` without a limit of rows."""

    server: str
    default_graph: DefaultGraph
    triples: int | None
    max_rows: int | None

    @property
    def parameters(self) -> tuple[tuple[str, str], ...]:
        """What to send with each query that names no dataset."""
        return UNION_ON_REQUEST if self.default_graph is DefaultGraph.UNION_ON_REQUEST else ()

    @property
    def warnings(self) -> tuple[str, ...]:
        """What whoever starts the server should know."""
        found = []
        if self.default_graph is DefaultGraph.APART:
            found.append(
                "queries without GRAPH see only the unnamed graph of this store, and pages show little; "
                "let its default graph be the union of all graphs (see docs/remote.md)"
            )
        if self.default_graph is DefaultGraph.EMPTY:
            found.append("the store is empty, and readiness says so; fill it with `osce-kg load RELEASE --to URL`")
        if self.max_rows is not None:
            found.append(
                f"the store stops at {self.max_rows:,} rows: longer answers become errors; raise its limit "
                "(Virtuoso: ResultSetMaxRows)"
            )
        return tuple(found)


async def survey(upstream: Upstream, limits: EngineLimits) -> Survey:
    """Return what an endpoint is.

    Raises:
        UpstreamError: it cannot be reached, or does not answer SPARQL; the message says what to check.
    """
    plain = RemoteEngine(upstream, limits)
    try:
        sample = await select(plain, _SAMPLE)
    except UpstreamError as error:
        raise type(error)(f"{error}; is it running, and is this the address of its query service?") from error
    default_graph = await _default_graph(upstream, limits, sample)
    chosen = UNION_ON_REQUEST if default_graph is DefaultGraph.UNION_ON_REQUEST else ()
    triples = await _count(RemoteEngine(upstream, limits, parameters=chosen))
    if triples == 0 and not sample:
        default_graph = DefaultGraph.EMPTY
    return Survey(upstream.server or "unknown", default_graph, triples, await _max_rows(upstream, limits))


async def _default_graph(upstream: Upstream, limits: EngineLimits, sample: list[QuerySolution]) -> DefaultGraph:
    """Ask whether some triples of named graphs are in the default graph too."""
    if not sample:
        return DefaultGraph.UNION
    pattern = " . ".join(f"{row['s']} {row['p']} {row['o']}" for row in sample)
    for parameters, found in (((), DefaultGraph.UNION), (UNION_ON_REQUEST, DefaultGraph.UNION_ON_REQUEST)):
        try:
            if await ask(RemoteEngine(upstream, limits, parameters=parameters), f"ASK {{ {pattern} }}"):
                return found
        except QueryError:
            if not parameters:
                raise
    return DefaultGraph.APART


async def _count(engine: RemoteEngine) -> int | None:
    try:
        rows = await select(engine, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    except QueryLimit:
        return None
    return integer(rows[0], "n")


async def _max_rows(upstream: Upstream, limits: EngineLimits) -> int | None:
    """Return at how many rows Virtuoso stops: it says so for rows, and keeps silent about it for graphs."""
    if not upstream.server.startswith("Virtuoso"):
        return None
    try:
        await select(RemoteEngine(upstream, limits), f"SELECT (1 AS ?one) {{ ?s ?p ?o }} LIMIT {_PROBED_ROWS}")
    except PartialAnswer as error:
        return error.max_rows
    except QueryLimit:
        return None
    return None


async def select(engine: RemoteEngine, text: str) -> list[QuerySolution]:
    """Return the rows of a query of our own."""
    answer = await engine.query(QueryRequest(text))
    assert RESULTS_JSON.results is not None
    results = pyoxigraph.parse_query_results(input=await answer.read(), format=RESULTS_JSON.results)
    assert isinstance(results, QuerySolutions)
    return list(results)


async def ask(engine: RemoteEngine, text: str) -> bool:
    """Return the answer to an ASK query of our own."""
    answer = await engine.query(QueryRequest(text))
    assert RESULTS_JSON.results is not None
    result = pyoxigraph.parse_query_results(input=await answer.read(), format=RESULTS_JSON.results)
    assert isinstance(result, QueryBoolean)
    return bool(result)


def integer(row: QuerySolution, name: str) -> int:
    """Return a number of a row.

    Raises:
        UpstreamError: it is not one.
    """
    term = row[name]
    if not isinstance(term, Literal | NamedNode) or not term.value.isdecimal():
        raise UpstreamError(f"expected a number for ?{name}, found {term}")
    return int(term.value)
