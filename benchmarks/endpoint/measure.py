"""How long an engine takes: medians over rounds, first byte, lookups a second."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import statistics
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import httpx

from benchmarks.endpoint.queries import PREFIXES, Query

_RATE = re.compile(r"Requests/sec:\s+([\d.]+)")
_BAD = re.compile(r"Non-2xx or 3xx responses:\s+(\d+)")


@dataclass(frozen=True, slots=True)
class Timing:
    """Median seconds of a query, to the first byte and in all; rows and bytes of its answer."""

    seconds: float
    first: float
    rows: int
    size: int


def time_query(endpoint: str, query: Query, text: str, rounds: int, limit: float) -> Timing | str:
    """Return the timing of a query over some rounds after a warm-up, or what went wrong in a few words."""
    totals, firsts, body = [], [], b""
    with httpx.Client(timeout=limit) as client:
        for round_ in range(rounds + 1):
            started = time.perf_counter()
            try:
                with client.stream("GET", endpoint, params={"query": text}, headers={"Accept": query.accept}) as answer:
                    if answer.status_code != 200:
                        return f"status {answer.status_code}"
                    chunks = answer.iter_raw()
                    pieces = [next(chunks, b"")]
                    first = time.perf_counter() - started
                    pieces += chunks
            except httpx.HTTPError as error:
                return type(error).__name__
            total = time.perf_counter() - started
            body = b"".join(pieces)
            if round_:
                totals.append(total)
                firsts.append(first)
            if total > limit / 4:
                totals, firsts = [total], [first]
                break
    return Timing(statistics.median(totals), statistics.median(firsts), count_rows(body, query.accept), len(body))


def count_rows(body: bytes, accept: str) -> int:
    """Return the rows of an answer, its triples, or 1 and 0 for true and false."""
    if accept == "application/n-triples":
        return len(set(filter(None, body.splitlines())))
    if accept == "text/csv":
        return sum(1 for _ in csv.reader(io.StringIO(body.decode()))) - 1
    parsed = json.loads(body)
    return int(parsed["boolean"]) if "boolean" in parsed else len(parsed["results"]["bindings"])


def lookups(endpoint: str, documents: Sequence[str], clients: int, seconds: int, folder: Path) -> float | str:
    """Return point lookups a second over different subjects with several clients, or why there are none."""
    program = shutil.which("wrk")
    if program is None:
        return "wrk is not installed"
    texts = [f"{PREFIXES}SELECT ?p ?o WHERE {{ <{document}> ?p ?o }}" for document in documents]
    path = endpoint.split("/", 3)[3]  # of rdflib-endpoint it is empty
    paths = ",\n".join(f'"/{path}?query={quote(text)}"' for text in texts)
    script = folder / "lookups.lua"
    script.write_text(
        f"local paths = {{\n{paths}\n}}\nlocal at = 0\nlocal headers = {{}}\n"
        'headers["Accept"] = "application/sparql-results+json"\n'
        "request = function()\n  at = at % #paths + 1\n  return wrk.format('GET', paths[at], headers)\nend\n",
        encoding="utf-8",
    )
    command = [program, "-t1", f"-c{clients}", f"-d{seconds}s", "-s", str(script), endpoint]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    rate, bad = _RATE.search(done.stdout), _BAD.search(done.stdout)
    if rate is None:
        return done.stderr.strip()[:80] or "wrk failed"
    return f"{bad.group(1)} bad answers" if bad else float(rate.group(1))
