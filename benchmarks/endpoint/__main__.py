"""`python -m benchmarks.endpoint --captures 10000`: build a release, ask every engine, print a table of ratios."""

from __future__ import annotations

import argparse
import json
import math
import platform
import tempfile
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, field
from functools import partial
from importlib.metadata import version
from pathlib import Path

import httpx

from benchmarks.endpoint.data import built_release, plain_dumps, some_documents
from benchmarks.endpoint.engines import (
    Running,
    Work,
    ours,
    oxigraph_disk,
    oxigraph_memory,
    rdflib_endpoint,
    virtuoso,
)
from benchmarks.endpoint.measure import Timing, lookups, time_query
from benchmarks.endpoint.queries import LARGE, PREFIXES, QUERIES, Query

Engine = Callable[[Work], AbstractContextManager[Running]]
ENGINES: Mapping[str, Engine] = {
    "oxigraph-memory": oxigraph_memory,
    "oxigraph-disk": oxigraph_disk,
    "osce-kg": partial(ours, cached=False),
    "osce-kg-cached": partial(ours, cached=True),
    "virtuoso": virtuoso,
    "rdflib-endpoint": rdflib_endpoint,
}
_REFERENCE = "oxigraph-memory"
_HEAVY_SECONDS = 0.005
_CLIENTS = 8


@dataclass
class Result:
    """What was measured of one engine; `error` if it did not run."""

    name: str
    seconds: float = 0
    memory: int = 0
    timings: dict[str, Timing | str] = field(default_factory=dict)
    lookups: float | str = "not run"
    error: str | None = None


def measure(key: str, work: Work, documents: list[str], options: argparse.Namespace) -> Result:
    """Return what one engine does with every query."""
    try:
        with ENGINES[key](work) as running:
            result = Result(running.name, running.seconds)
            for query in _chosen(options):
                text = PREFIXES + query.text.format(document=documents[0])
                result.timings[query.name] = time_query(running.endpoint, query, text, options.rounds, options.limit)
            result.lookups = lookups(running.endpoint, documents, _CLIENTS, options.seconds, work.folder)
            result.memory = running.memory
            return result
    except (FileNotFoundError, RuntimeError, TimeoutError, httpx.HTTPError) as error:
        return Result(key, error=str(error))


def _chosen(options: argparse.Namespace) -> list[Query]:
    return [query for query in QUERIES if not options.queries or query.name in options.queries]


def table(results: dict[str, Result]) -> list[str]:
    """Return Markdown lines: milliseconds of the reference engine, then ratios to it (higher is faster)."""
    reference = results[_REFERENCE]
    others = [key for key in results if key != _REFERENCE]
    lines = [
        "| query | rows | Oxigraph server, memory | " + " | ".join(results[key].name for key in others) + " |",
        "|---|---|---|" + "---|" * len(others),
    ]
    for query in QUERIES:
        own = reference.timings.get(query.name)
        if own is None:
            continue
        cells = [_cell(own, results[key].timings.get(query.name)) for key in others]
        first = f"{own.seconds * 1000:.1f} ms" if isinstance(own, Timing) else str(own)
        lines.append(
            f"| {query.name} | {own.rows if isinstance(own, Timing) else ''} | {first} | {' | '.join(cells)} |"
        )
    heavy = [
        q.name for q in QUERIES if isinstance(t := reference.timings.get(q.name), Timing) and t.seconds > _HEAVY_SECONDS
    ]
    lines.append(
        "| geometric mean of the heavy | | 1 | "
        + " | ".join(_mean(reference, results[key], heavy) for key in others)
        + " |"
    )
    lines.append(
        f"| lookups/s, {_CLIENTS} clients | | {_number(reference.lookups)} | "
        + " | ".join(_rate(reference, results[key]) for key in others)
        + " |"
    )
    lines.append(
        "| first byte of the large, ms | | " + " | ".join(_first(result) for result in results.values()) + " |"
    )
    lines.append(
        "| data to first answer, s | | "
        + " | ".join(f"{r.seconds:.1f}" if not r.error else r.error for r in results.values())
        + " |"
    )
    lines.append(
        "| memory after all this, MB | | " + " | ".join(f"{r.memory / 1e6:.0f}" for r in results.values()) + " |"
    )
    return lines


def _cell(reference: Timing | str | None, other: Timing | str | None) -> str:
    if not isinstance(reference, Timing) or not isinstance(other, Timing):
        return str(other)
    note = "" if other.rows == reference.rows else f" ({other.rows} rows!)"
    return f"{reference.seconds / other.seconds:.2f}{note}"


def _mean(reference: Result, other: Result, names: list[str]) -> str:
    ratios = [
        one.seconds / two.seconds
        for name in names
        if isinstance(one := reference.timings[name], Timing) and isinstance(two := other.timings.get(name), Timing)
    ]
    if not ratios:
        return ""
    mean = math.exp(sum(map(math.log, ratios)) / len(ratios))
    return f"{mean:.2f}" + ("" if len(ratios) == len(names) else f" (of {len(ratios)})")


def _rate(reference: Result, other: Result) -> str:
    if isinstance(reference.lookups, str) or isinstance(other.lookups, str):
        return str(other.lookups)
    return f"{other.lookups / reference.lookups:.2f} ({other.lookups:,.0f})"


def _number(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:,.0f}"


def _first(result: Result) -> str:
    found = [t.first * 1000 for name in LARGE if isinstance(t := result.timings.get(name), Timing)]
    return f"{max(found):.0f}" if found else ""


def main() -> None:
    """Measure every engine on a release of synthetic captures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.endpoint", description=__doc__)
    parser.add_argument("--captures", type=int, default=10_000)
    parser.add_argument("--release", type=Path, help="a release that is there already, instead of building one")
    parser.add_argument("--engines", nargs="*", default=list(ENGINES), choices=list(ENGINES))
    parser.add_argument("--queries", nargs="*", default=[], choices=[query.name for query in QUERIES])
    parser.add_argument("--rounds", type=int, default=7, help="counted runs of a query after one warm-up")
    parser.add_argument("--seconds", type=int, default=8, help="seconds of lookups per engine")
    parser.add_argument("--limit", type=float, default=240, help="seconds until a query is given up")
    parser.add_argument("--json", type=Path, help="also write all figures there")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="osce-kg-bench-") as temporary:
        folder = Path(temporary)
        release = (options.release or built_release(options.captures, folder)).resolve()
        manifest = json.loads((release / "manifest.json").read_text(encoding="utf-8"))
        work = Work(release, plain_dumps(release, folder), folder)
        print(f"{manifest['documents']:,} documents, {manifest['quads']:,} quads; {_versions()}\n", flush=True)
        documents = some_documents(release, 200)
        chosen = [_REFERENCE, *(key for key in options.engines if key != _REFERENCE)]
        results = {}
        for key in chosen:
            results[key] = measure(key, work, documents, options)
            print(
                f"measured {results[key].name}" + (f": {results[key].error}" if results[key].error else ""), flush=True
            )
        print("", *table(results), sep="\n")
        if options.json:
            options.json.write_text(json.dumps({key: asdict(result) for key, result in results.items()}, indent=1))


def _versions() -> str:
    names = ("osce-kg", "pyoxigraph", "oxigraph", "rdflib-endpoint", "rdflib")
    return ", ".join([f"Python {platform.python_version()}", *(f"{name} {version(name)}" for name in names)])


if __name__ == "__main__":
    main()
