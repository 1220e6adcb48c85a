"""Asks a running server for pages of every kind and for their data, each once, and prints a table.

    osce-kg serve releases/current --port 8420 &
    python -m benchmarks.pages http://127.0.0.1:8420 https://w3id.org/osce-kg/ PID

Times are of the whole answer on loopback, one request after another, in milliseconds. With the server's process id the
processor time of its processes is told too, which a busy machine changes less; it is read from /proc. Of each kind the
things with most evidence come first, then others at even distances in the order of their IRIs. Hubs are the things that
most links point to, whatever their kind; of their data the first and the last page are asked for.
"""

from __future__ import annotations

import argparse
import re
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from urllib.parse import quote

import httpx

from osce_kg.vocab import DCT

KINDS = (
    "document", "capture", "quotation", "person", "organization", "field-presence", "country", "field-of-work", "place",
    "project", "meeting", "decision", "treaty", "rule",
)  # fmt: skip
FIXED = {
    "query": "/queries/15-sources-disagree",
    "report": "/report",
    "error report": "/report-error",
    "ontology": "/ontology",
    "dataset": "/dataset",
    "context": "/context.jsonld",
}
_OA, _RDFS = "http://www.w3.org/ns/oa#", "http://www.w3.org/2000/01/rdf-schema#"


@dataclass(frozen=True, slots=True)
class Measured:
    """One kind: how many pages, median and 95th percentile of time and processor time in milliseconds, most bytes."""

    kind: str
    count: int
    p50: float
    p95: float
    cpu50: float
    cpu95: float
    slowest: str
    bytes: int


def things(client: httpx.Client, base: str, kind: str, count: int) -> list[str]:
    """Return keys of a kind: up to `count` with most evidence pointing to them, then as many spread over all."""
    prefix = f"{base}id/{kind}/"
    counted = (
        f"SELECT ?s (COUNT(?e) AS ?n) {{ ?e <{_OA}hasBody> ?s FILTER(STRSTARTS(STR(?s), '{prefix}')) }} "
        f"GROUP BY ?s ORDER BY DESC(?n) ?s LIMIT {count}"
    )
    every = (
        f"SELECT DISTINCT ?s {{ ?s <{_RDFS}label> ?l FILTER(STRSTARTS(STR(?s), '{prefix}')) "
        f"FILTER NOT EXISTS {{ ?s <{DCT.isReplacedBy}> ?r }} }} ORDER BY ?s"
    )
    hubs, all_of_them = (_values(client, query) for query in (counted, every))
    spread = all_of_them[:: max(1, len(all_of_them) // count)][:count]
    return [iri.removeprefix(prefix) for iri in dict.fromkeys([*hubs, *spread])]


def hubs(client: httpx.Client, base: str, count: int) -> list[str]:
    """Return kinds and keys of the things that most links point to."""
    ids = f"{base}id/"
    query = (
        f"SELECT ?s (COUNT(*) AS ?n) {{ ?x ?p ?s FILTER(isIRI(?s) && STRSTARTS(STR(?s), '{ids}')) }} "
        f"GROUP BY ?s ORDER BY DESC(?n) ?s LIMIT {count}"
    )
    return [iri.removeprefix(ids) for iri in _values(client, query)]


def last_page(client: httpx.Client, address: str) -> str:
    """Return the address of the last page of data."""
    found = re.search('<([^>]*)>; rel="last"', client.head(address).headers["link"])
    return found[1] if found else address


def _values(client: httpx.Client, query: str) -> list[str]:
    headers = {"Accept": "application/sparql-results+json"}
    answer = client.post(
        "/sparql", data={"query": query, "timeout": "60"}, headers=headers, timeout=90
    ).raise_for_status()
    return [row["s"]["value"] for row in answer.json()["results"]["bindings"]]


def processor_time(pid: int | None) -> float:
    """Return the milliseconds that the threads of a process and of its descendants have run, 0 without a process."""
    if pid is None:
        return 0.0
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
    family = {pid}
    while more := {child for child, parent in parents.items() if parent in family} - family:
        family |= more
    total = 0
    for member in family:
        for task in Path(f"/proc/{member}/task").glob("*/schedstat"):
            with suppress(OSError):
                total += int(task.read_text().split()[0])
    return total / 1e6


def measure(client: httpx.Client, kind: str, addresses: list[str], pid: int | None) -> Measured:
    """Return the times of pages, each asked for once."""
    times: list[tuple[float, str]] = []
    processor: list[float] = []
    longest = 0
    for address in addresses:
        before = processor_time(pid)
        started = time.perf_counter()
        answer = client.get(address, headers={"Accept": "text/html"}).raise_for_status()
        times.append((1_000 * (time.perf_counter() - started), address))
        processor.append(processor_time(pid) - before)
        longest = max(longest, len(answer.content))
    return Measured(
        kind, len(times), *_cuts([took for took, _ in times]), *_cuts(processor), max(times)[1], longest
    )  # fmt: skip


def _cuts(times: list[float]) -> tuple[float, float]:
    """Return the median and the 95th percentile."""
    if len(times) == 1:
        return times[0], times[0]
    cuts = quantiles(times, n=20, method="inclusive")
    return cuts[9], cuts[18]


def every_kind(client: httpx.Client, base: str, count: int, pid: int | None) -> Iterator[Measured]:
    """Yield what was measured of each kind of which the release has things."""
    for kind in KINDS:
        keys = things(client, base, kind, count)
        if keys:
            yield measure(client, kind, [f"/page/{kind}/{quote(key)}" for key in keys], pid)
            for extension in ("ttl", "jsonld", "trig"):
                addresses = [f"/data/{kind}/{quote(key)}.{extension}" for key in keys]
                yield measure(client, f"  {extension}", addresses, pid)
    known = [quote(key) for key in hubs(client, base, count)]
    yield measure(client, "hubs", [f"/page/{key}" for key in known], pid)
    data = [f"/data/{key}.ttl" for key in known]
    yield measure(client, "  ttl", data, pid)
    yield measure(client, "  ttl, last page", [last_page(client, address) for address in data], pid)
    for kind, address in FIXED.items():
        yield measure(client, kind, [address], pid)


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.pages", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("address", nargs="?", default="http://127.0.0.1:8000", help="of the server")
    parser.add_argument("base", nargs="?", default="https://w3id.org/osce-kg/", help="of the release's IRIs")
    parser.add_argument("pid", nargs="?", type=int, help="process of the server, to count its processor time")
    parser.add_argument("--count", type=int, default=40, help="pages of each kind, from either end")
    options = parser.parse_args()
    print(f"{'kind':<16}{'n':>5}{'p50 ms':>9}{'p95 ms':>9}{'cpu50':>8}{'cpu95':>8}{'bytes':>10}  slowest")
    with httpx.Client(base_url=options.address, timeout=30) as client:
        for found in every_kind(client, options.base, options.count, options.pid):
            times = f"{found.p50:>9.1f}{found.p95:>9.1f}{found.cpu50:>8.1f}{found.cpu95:>8.1f}"
            print(f"{found.kind:<16}{found.count:>5}{times}{found.bytes:>10,}  {found.slowest}", flush=True)


if __name__ == "__main__":
    main()
