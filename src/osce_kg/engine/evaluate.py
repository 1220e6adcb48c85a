"""Evaluates one query on an Oxigraph store and serializes its answer, all on the calling thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import IO, cast

import pyoxigraph
from pyoxigraph import NamedNode, QueryBoolean, QuerySolutions, QueryTriples

from osce_kg.engine.chunks import ChunkWriter
from osce_kg.engine.csv_results import write_csv
from osce_kg.engine.diagnosis import diagnose
from osce_kg.engine.guard import Inspection
from osce_kg.engine.model import Kind, QueryRequest
from osce_kg.engine.text_functions import TextFunctions, TextIndex
from osce_kg.engine.xml_text import well_formed
from osce_kg.errors import QueryError, QueryRefused, QuerySyntaxError
from osce_kg.formats import RESULTS_CSV

_MAX_EXPECTED = 12


def evaluate(
    store: pyoxigraph.Store,
    request: QueryRequest,
    inspection: Inspection,
    output: ChunkWriter,
    announce: Callable[[Kind], None],
    texts: TextIndex,
) -> Kind:
    """Write the serialized answer to `output` and return its kind, which `announce` hears before any byte.

    The default graph is the union of all graphs, the unnamed one included, unless the request or the query
    names its dataset. The request's dataset replaces the query's (SPARQL 1.1 Protocol, section 2.1.4).
    `texts` is what the functions search that find words.

    Raises:
        QuerySyntaxError: the query does not parse.
        QueryRefused: it asks for something the store does not have, such as a function of another store.
        QueryError: it cannot be evaluated, or the format does not fit its kind.
    """
    functions = TextFunctions(texts)
    try:
        results = _query(store, request, inspection, functions)
    except SyntaxError as error:
        raise syntax_error(request, str(error)) from error
    except RuntimeError as error:
        raise QueryRefused(f"this cannot be evaluated here: {error}") from error
    except (OSError, ValueError) as error:
        raise QueryError(f"the query could not be evaluated: {error}") from error
    try:
        _require_whole(functions)
        kind = _kind(results)
        announce(kind)
        if isinstance(results, QuerySolutions) and request.format is RESULTS_CSV:
            write_csv(results, cast(IO[bytes], output))
        else:
            _serialize(results, request, kind, output)
        _require_whole(functions)
    finally:
        # An error's traceback would keep the results until another thread collects them, which leaks them.
        del results
    return kind


def _require_whole(functions: TextFunctions) -> None:
    """Raise what stopped a search: rows are missing then."""
    if functions.failure:
        raise functions.failure


def _query(
    store: pyoxigraph.Store, request: QueryRequest, inspection: Inspection, functions: TextFunctions
) -> QuerySolutions | QueryBoolean | QueryTriples:
    dataset = request.dataset
    if not dataset:
        union = not inspection.has_dataset
        return store.query(
            request.text, base_iri=request.base, use_default_graph_as_union=union, custom_functions=functions.custom
        )
    default = [NamedNode(iri) for iri in dataset.default_graphs]
    named = [NamedNode(iri) for iri in dataset.named_graphs]
    return store.query(
        request.text,
        base_iri=request.base,
        default_graph=list(default),
        named_graphs=list(named),
        custom_functions=functions.custom,
    )


def _kind(results: QuerySolutions | QueryBoolean | QueryTriples) -> Kind:
    if isinstance(results, QuerySolutions):
        return Kind.SOLUTIONS
    return Kind.BOOLEAN if isinstance(results, QueryBoolean) else Kind.GRAPH


def _serialize(
    results: QuerySolutions | QueryBoolean | QueryTriples,
    request: QueryRequest,
    kind: Kind,
    output: ChunkWriter,
) -> None:
    chosen = request.format
    file = well_formed(cast(IO[bytes], output), chosen)
    try:
        if isinstance(results, QueryTriples):
            if chosen.rdf is None:
                raise QueryError(f"a {kind} cannot be written as {chosen.name}; choose an RDF format")
            results.serialize(file, format=chosen.rdf)
        else:
            if chosen.results is None:
                raise QueryError(f"{kind} cannot be written as {chosen.name}; choose a result format")
            results.serialize(file, format=chosen.results)
    finally:
        del results


def syntax_error(request: QueryRequest, message: str) -> QuerySyntaxError:
    """Return the parser's complaint with its position, and with a readable list of what it expected."""
    diagnosis = diagnose(request.text, message, request.base)
    if diagnosis is None:
        return QuerySyntaxError(message)
    names = diagnosis.expected
    more = ", …" if len(names) > _MAX_EXPECTED else ""
    expected = f", expected {', '.join(names[:_MAX_EXPECTED])}{more}" if names else ""
    found = f"{diagnosis.found!r} cannot stand here" if diagnosis.found else "the query ends, but is not one"
    detail = f"line {diagnosis.line}, column {diagnosis.column}: {found}{expected}"
    return QuerySyntaxError(detail, diagnosis.line, diagnosis.column)
