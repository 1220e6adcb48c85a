"""`python -m benchmarks.search --release releases/current`: what an index costs, and how fast it answers.

The index is written anew from the release's dumps. Then the release is served, and asked by as many clients at once:
plain and hostile words through `/search.json`, and the same words in SPARQL, by the function and by CONTAINS.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE, Popen
from sys import executable

import httpx

from osce_kg.iris import Iris
from osce_kg.release import SEARCH, Release, open_release
from osce_kg.search.entries import read_entries
from osce_kg.search.index import write_index

WORDS = ("police training", "elections", "Azerbaijan", '"human rights" media',
         "Mingəçevir", "odihr -warsaw", "mediation youth",
         "Мингечаур", "freedom of the media", "border security")  # fmt: skip
HOSTILE = ("a" * 500, "a b c d e f g h i j k l m n o p q r s t u v w x y z", '"' * 500, ".* (a|b)* [x]{9}",
           "-a -b -c -d", "the of in on at to and for", "\u202e\u0000\ud7ff", "e* o* a*")  # fmt: skip
_PREFIXES = (
    "PREFIX osce: <https://w3id.org/osce-kg/ontology#> PREFIX schema: <https://schema.org/> "
    "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
)


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.search", description=__doc__)
    parser.add_argument("--release", type=Path, default=Path("releases/current"))
    parser.add_argument("--requests", type=int, default=400)
    parser.add_argument("--clients", type=int, default=8)
    options = parser.parse_args()
    release = open_release(options.release)
    print(_index(release), flush=True)
    with _served(options.release) as address:
        print("| asked | p50 ms | p95 ms |\n|---|---|---|")
        for name, ask in _questions(address):
            times = sorted(_times(ask, options.requests, options.clients))
            print(f"| {name} | {statistics.median(times):.1f} | {times[int(len(times) * 0.95)]:.1f} |", flush=True)


def _index(release: Release) -> str:
    """Write the index and return what it took. The peak of memory is this process's."""
    with tempfile.TemporaryDirectory() as folder:
        started = time.process_time()
        files = write_index(read_entries(release.dumps, Iris(release.manifest.base)), Path(folder) / SEARCH)
        seconds = time.process_time() - started
        size = sum(path.stat().st_size for path in files)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    documents = release.manifest.documents
    return f"index of {documents:,} documents: {seconds:.1f} s of CPU, {size / 1e6:.0f} MB, peak {peak:.0f} MB"


def _questions(address: str) -> Iterator[tuple[str, Callable[[httpx.Client, int], None]]]:
    """Yield what is asked, with a function that asks the nth of its kind."""

    def search(words: Sequence[str], path: str) -> Callable[[httpx.Client, int], None]:
        def ask(client: httpx.Client, number: int) -> None:
            answer = client.get(f"{address}{path}", params={"q": words[number % len(words)]})
            if answer.status_code not in {200, 400}:
                raise SystemExit(f"{answer.status_code} for {words[number % len(words)]!r}")

        return ask

    def sparql(condition: str) -> Callable[[httpx.Client, int], None]:
        def ask(client: httpx.Client, number: int) -> None:
            # Each query is another one, so that none is answered from memory.
            query = f"{_PREFIXES} SELECT (COUNT(DISTINCT ?d) AS ?n{number}) {{ ?d a osce:PressRelease . {condition} }}"
            answer = client.get(f"{address}/sparql", params={"query": query})
            if answer.status_code != 200:
                raise SystemExit(f"{answer.status_code}: {answer.text}")

        return ask

    yield "/search.json, plain words", search(WORDS, "/search.json")
    yield "/search.json, hostile words", search(HOSTILE, "/search.json")
    yield "/suggest", search(("aze", "office in b", "pol", "osc", "elec"), "/suggest")
    yield "SPARQL, osce:matches", sparql('FILTER(osce:matches(?d, "police training"))')
    contains = 'FILTER(CONTAINS(LCASE(?b), "police") && CONTAINS(LCASE(?b), "training"))'
    yield "SPARQL, CONTAINS", sparql(f"?d schema:articleBody ?b {contains}")
    regex = 'FILTER(REGEX(?b, "police", "i") && REGEX(?b, "training", "i"))'
    yield "SPARQL, REGEX", sparql(f"?d schema:articleBody ?b {regex}")


def _times(ask: Callable[[httpx.Client, int], None], requests: int, clients: int) -> list[float]:
    """Return the milliseconds that each request took."""

    def work(first: int) -> list[float]:
        times = []
        with httpx.Client(timeout=60) as client:
            for number in range(first, requests, clients):
                started = time.perf_counter()
                ask(client, number)
                times.append((time.perf_counter() - started) * 1e3)
        return times

    with ThreadPoolExecutor(clients) as pool:
        return [each for times in pool.map(work, range(clients)) for each in times]


@contextmanager
def _served(release: Path) -> Iterator[str]:
    """Serve the release on a free port until the block ends, and give its address."""
    command = [executable, "-c", "from osce_kg.entry import main; main()", "serve", str(release), "--port", "0"]
    with Popen([*command, "--no-access-log"], stdout=PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            address = next(line.split()[0].rstrip("/") for line in server.stdout if line.startswith("http"))
            yield address
        finally:
            server.terminate()


if __name__ == "__main__":
    main()
