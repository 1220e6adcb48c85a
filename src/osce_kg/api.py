"""The Python API: `from osce_kg import build, connect, open_release, validate`.

>>> from osce_kg import connect
>>> with connect("releases/current") as graph:
...     graph.ask("ASK { ?s a osce:PressRelease }")
True
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar

from osce_kg.build import BuildOptions, BuildOutcome
from osce_kg.build import build as build_release
from osce_kg.engine.local import LocalEngine, LocalLimits
from osce_kg.engine.model import Engine, QueryRequest
from osce_kg.engine.remote import RemoteEngine
from osce_kg.engine.store import load_store
from osce_kg.engine.upstream import Upstream
from osce_kg.errors import UsageError
from osce_kg.formats import N_TRIPLES, RESULTS_JSON, Format
from osce_kg.release import CURRENT, Release
from osce_kg.release import open_release as open_at
from osce_kg.resources import resource_path
from osce_kg.server.files import plain_files
from osce_kg.server.lookups import Term, parse_results
from osce_kg.validation.input import read_dump, read_rdf
from osce_kg.validation.model import Report
from osce_kg.validation.reference import validate_pyshacl
from osce_kg.validation.rust import validate_rust
from osce_kg.validation.shapes import load_hierarchy, load_shapes
from osce_kg.vocab import PREFIXES

if TYPE_CHECKING:
    import pandas
    import polars
    import rdflib

T = TypeVar("T")
Value = str | int | float | bool | date | None
"""A value of a row: numbers, truth values and days as Python has them; IRIs and all else as text; None if unbound."""

RELEASES = Path("releases")
_XSD = "http://www.w3.org/2001/XMLSchema#"
_PROLOGUE = "".join(f"PREFIX {name}: <{namespace}>\n" for name, namespace in PREFIXES.items())


def open_release(path: str | Path = RELEASES / CURRENT) -> Release:
    """Return the release at a path, verified file by file.

    >>> from osce_kg import open_release
    >>> open_release("releases/current").manifest.documents >= 1
    True

    Raises:
        ReleaseError: there is none, or it is damaged.
    """
    return open_at(Path(path))


def build(
    *inputs: str | Path, releases: str | Path = RELEASES, workers: int = 1, tables: bool = False, search: bool = True
) -> BuildOutcome:
    """Build a release from captures (files, folders, globs) and switch `current` to it.

    Returns:
        the release, whether `current` changed, and the report of what was read and what was not.

    >>> from osce_kg import build
    >>> build("captures", releases="built").release.manifest.documents
    1

    Raises:
        BuildFailed: what was read is not good enough to be switched to; the report says why.
        UsageError: an input does not exist.
    """
    if not inputs:
        raise UsageError("build needs captures: files, folders or globs")
    options = BuildOptions(tuple(map(str, inputs)), Path(releases), workers, tables=tables, search=search)
    return build_release(options)


def validate(*sources: str | Path | Release, shapes: Sequence[str | Path] = (), validator: str = "shacl") -> Report:
    """Validate releases and RDF files, together as one graph, against SHACL shapes.

    Without `shapes` the packaged ones are taken. `validator` is shacl or pyshacl.

    >>> from osce_kg import validate
    >>> validate("releases/current").conforms
    True

    Raises:
        InputError: a source or the shapes cannot be read.
        UsageError: there is no source, or no such validator.
    """
    if not sources:
        raise UsageError("validate needs a release or RDF files")
    if validator not in {"shacl", "pyshacl"}:
        raise UsageError(f"there is no validator {validator!r}; take shacl or pyshacl")
    paths = [Path(path) for path in shapes] or [resource_path("shapes")]
    loaded = load_shapes(paths, load_hierarchy())
    lines = chain.from_iterable(map(_lines, sources))
    return validate_rust(loaded, lines) if validator == "shacl" else validate_pyshacl(loaded, lines)


def connect(*sources: str | Path | Release, timeout: float = 60.0) -> Connection:
    """Return a connection that answers SPARQL: of a release, of RDF files, or of an endpoint (http or https).

    Without sources it is `releases/current`. `timeout` is in seconds, for one query. The prefixes `osce`, `schema`,
    `skos`, `rdfs` and so on are known to every query; `BASE` makes `<country/AZE>` an IRI of the graph.

    >>> from osce_kg import connect
    >>> with connect() as graph:
    ...     graph.select("SELECT (COUNT(DISTINCT ?s) AS ?states) { ?s a osce:ParticipatingState }").rows
    [{'states': 57}]

    Raises:
        ReleaseError, InputError: a source cannot be read.
        UsageError: an endpoint is given with other sources.
    """
    given = sources or (RELEASES / CURRENT,)
    addresses = [one for one in given if isinstance(one, str) and one.startswith(("http://", "https://"))]
    if addresses and len(given) > 1:
        raise UsageError("an endpoint is asked alone, not with other sources")
    if addresses:
        return Connection(RemoteEngine(Upstream(addresses[0])))
    files: list[Path] = []
    search = None
    for one in given:
        release = _release(one)
        files += release.dumps if release else plain_files([Path(str(one))]).dumps
        search = release.search if release and len(given) == 1 else None
    return Connection(LocalEngine(load_store(files), LocalLimits(timeout=timeout), search))


@dataclass(frozen=True, slots=True)
class Rows:
    """The answer to SELECT: the variables in their order, and one mapping for each solution."""

    variables: tuple[str, ...]
    rows: list[dict[str, Value]]

    def __iter__(self) -> Iterator[dict[str, Value]]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def to_pandas(self) -> pandas.DataFrame:
        """Return a frame with a column for each variable. Needs the extra `pandas`."""
        import pandas

        return pandas.DataFrame(self.rows, columns=list(self.variables))

    def to_polars(self) -> polars.DataFrame:
        """Return a frame with a column for each variable. Needs the extra `polars`."""
        import polars

        columns = {name: [row[name] for row in self.rows] for name in self.variables}
        return polars.DataFrame(columns, strict=False)


class Connection:
    """Answers SPARQL queries until it is closed. Queries may be asked from any thread, in a notebook too."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="osce-kg", daemon=True)
        self._thread.start()

    def select(self, query: str) -> Rows:
        """Return the solutions of a SELECT query.

        Raises:
            QueryError: it does not parse, is refused, or takes too long.
        """
        table = parse_results(self._answer(query, RESULTS_JSON))
        if table.truth is not None:
            raise UsageError("this is an ASK query; use ask()")
        rows = [{name: _python(row.get(name)) for name in table.variables} for row in table.rows]
        return Rows(table.variables, rows)

    def ask(self, query: str) -> bool:
        """Return the answer to an ASK query; raises as `select`."""
        truth = parse_results(self._answer(query, RESULTS_JSON)).truth
        if truth is None:
            raise UsageError("this is no ASK query; use select()")
        return truth

    def graph(self, query: str) -> rdflib.Graph:
        """Return the graph of a CONSTRUCT or DESCRIBE query; raises as `select`.

        >>> from osce_kg import connect
        >>> with connect() as graph:
        ...     len(graph.graph("CONSTRUCT { ?s a osce:State } WHERE { ?s a osce:ParticipatingState }"))
        57
        """
        import rdflib

        return rdflib.Graph().parse(data=self._answer(query, N_TRIPLES), format="nt")

    def close(self) -> None:
        """Give back what the connection holds. Nothing can be asked afterwards."""
        if self._loop.is_closed():
            return
        with suppress(RuntimeError):
            self._run(self._engine.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def __enter__(self) -> Connection:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _answer(self, query: str, fmt: Format) -> bytes:
        async def asked() -> bytes:
            answer = await self._engine.query(QueryRequest(_PROLOGUE + query, fmt))
            return await answer.read()

        return self._run(asked())

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        if self._loop.is_closed():
            work.close()
            raise UsageError("the connection is closed")
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()


def _release(source: str | Path | Release) -> Release | None:
    """Return the release that a source is, None for RDF files."""
    if isinstance(source, Release):
        return source
    return open_at(Path(source)) if Path(source).is_dir() else None


def _lines(source: str | Path | Release) -> Iterator[str]:
    release = _release(source)
    if release is None:
        return read_rdf(Path(str(source)))
    return chain.from_iterable(map(read_dump, release.dumps))


def _python(term: Term | None) -> Value:
    if term is None:
        return None
    kind = (term.datatype or "").removeprefix(_XSD)
    with suppress(ValueError):
        if kind in _READERS:
            value: Value = _READERS[kind](term.value)
            return value
    return term.value


_READERS: Mapping[str, Any] = {
    **dict.fromkeys(("integer", "int", "long", "short", "nonNegativeInteger", "positiveInteger", "gYear"), int),
    **dict.fromkeys(("decimal", "double", "float"), float),
    "boolean": lambda text: text in {"true", "1"},
    "date": date.fromisoformat,
    "dateTime": datetime.fromisoformat,
}
