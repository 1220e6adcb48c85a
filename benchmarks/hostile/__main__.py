"""`python -m benchmarks.hostile MODE --release PATH`: how the endpoint bears load and attack.

`soak`: 16 clients with a mix of requests; every answer is compared with what pyoxigraph answers on the same dumps.
`worst`: the eleven worst queries without pause, while control queries must be right within a second.
`generated`: queries from a grammar, some of them broken; the service must stay up and answer as documented.
`documented`: requests that schemathesis makes from the server's own OpenAPI document; none may be answered with 500.
`kills`: workers killed from outside, and how soon they are replaced.
`orphans`: the server itself killed, and how soon the processes below it are gone.
`damaged`: every file of the release cut, flipped, lengthened, deleted; none may be opened.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import os
import random
import statistics
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pyoxigraph

from benchmarks.endpoint.data import plain_dumps, some_documents
from benchmarks.endpoint.engines import Running, Work, ours
from benchmarks.endpoint.queries import QUERIES
from benchmarks.hostile.damages import damaged
from benchmarks.hostile.kills import kills, orphans
from benchmarks.hostile.queries import PREFIXES, WORST, generated
from osce_kg.engine.store import load_store
from osce_kg.release import DUMP, TEXT

_JSON = {"Accept": "application/sparql-results+json"}
_FINE = {200, 400, 503, 504}


@dataclass
class Tally:
    """What came back: statuses, wrong answers, seconds of point lookups."""

    statuses: Counter[int | str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def lines(self) -> list[str]:
        found = sorted(self.seconds)
        share = sum(second < 1 for second in found) / len(found) if found else 0
        return [
            f"answers by status: {dict(sorted(self.statuses.items(), key=str))}",
            f"wrong answers: {len(self.wrong)} {self.wrong[:3]}",
            f"point lookups: {len(found)}, median {statistics.median(found) * 1000:.1f} ms, "
            f"p95 {found[int(len(found) * 0.95)] * 1000:.1f} ms, max {found[-1] * 1000:.0f} ms, "
            f"within a second {share:.2%}"
            if found
            else "no point lookups",
        ]


def signature(body: bytes) -> str:
    """Return a digest of a JSON result that does not depend on the order of rows."""
    parsed = json.loads(body)
    if "boolean" in parsed:
        return str(parsed["boolean"])
    rows = sorted(json.dumps(row, sort_keys=True) for row in parsed["results"]["bindings"])
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()


def expected(release: Path, texts: list[str]) -> dict[str, str]:
    """Return the signature of each query's answer as pyoxigraph gives it on the release's dumps."""
    store = load_store([release / DUMP, release / TEXT])
    signatures = {}
    for text in texts:
        results = store.query(text, use_default_graph_as_union=True)
        assert not isinstance(results, pyoxigraph.QueryTriples)
        body = results.serialize(format=pyoxigraph.QueryResultsFormat.JSON)
        assert body is not None
        signatures[text] = signature(body)
    return signatures


async def ask(client: httpx.AsyncClient, endpoint: str, text: str, tally: Tally, right: str | None) -> None:
    """Send one query, count what comes back, and compare it if the right answer is known."""
    started = time.perf_counter()
    try:
        answer = await client.post(endpoint, data={"query": text}, headers=_JSON)
    except httpx.RemoteProtocolError:
        tally.statuses["aborted"] += 1
        return
    except httpx.HTTPError as error:
        tally.statuses[type(error).__name__] += 1
        return
    tally.statuses[answer.status_code] += 1
    if right is not None:
        tally.seconds.append(time.perf_counter() - started)
        if answer.status_code == 200 and signature(answer.content) != right:
            tally.wrong.append(text[-120:])


async def _clients(
    number: int, until: float, work: Callable[[httpx.AsyncClient, random.Random], Awaitable[None]]
) -> None:
    async def client(seed: int) -> None:
        rng = random.Random(seed)
        async with httpx.AsyncClient(timeout=90) as http:
            while time.monotonic() < until:
                await work(http, rng)

    await asyncio.gather(*(client(seed) for seed in range(number)))


async def soak(running: Running, release: Path, seconds: float) -> list[str]:
    """Return what 16 clients saw in that time, and how the memory grew from a tenth of it to its end."""
    documents = some_documents(release, 300)
    points = [f"{PREFIXES}SELECT ?p ?o WHERE {{ <{document}> ?p ?o }}" for document in documents]
    heavy = [
        PREFIXES + "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n" + query.text.format(document=documents[0])
        for query in QUERIES
        if query.accept == "application/sparql-results+json" and "70,000" not in query.name and query.name != "point"
    ]
    right = expected(release, points + heavy)
    tally, other = Tally(), Tally()

    async def work(http: httpx.AsyncClient, rng: random.Random) -> None:
        chance = rng.random()
        if chance < 0.8:
            text = rng.choice(points)
            await ask(http, running.endpoint, text, tally, right[text])
        elif chance < 0.92:
            text = rng.choice(heavy)
            await ask(http, running.endpoint, text, other, right[text])
        elif chance < 0.96:
            await ask(http, running.endpoint, "SELECT ?s WHERE { ?s a osce:Nothing }", other, None)
        else:
            path = running.endpoint.replace("/sparql", f"/id/{rng.choice(documents)}")
            try:
                answer = await http.get(path, headers={"Accept": "text/turtle"}, follow_redirects=True)
                other.statuses[answer.status_code] += 1
            except httpx.HTTPError as error:
                other.statuses[type(error).__name__] += 1

    started = time.monotonic()
    first = asyncio.create_task(_memory_after(running, seconds / 10))
    await _clients(16, started + seconds, work)
    before, after = await first, running.memory
    statuses = tally.statuses + other.statuses
    failed = sum(count for status, count in statuses.items() if status not in {200, 400, 503})
    late = sorted(tally.seconds)[int(len(tally.seconds) * 0.95)]
    asked = {
        "no wrong answer": not tally.wrong and not other.wrong,
        "nothing but 200, 503, and 400 for what is broken": not failed,
        "95 % of point lookups under 100 ms": late < 0.1,
        "memory grew by less than 5 %": after < 1.05 * before,
    }
    return [
        *(f"{'yes' if is_so else 'NO '} {what}" for what, is_so in asked.items()),
        *tally.lines(),
        *(f"others, {line}" for line in other.lines()[:2]),
        f"memory {before / 1e6:.0f} MB after a tenth, {after / 1e6:.0f} MB at the end ({after / before - 1:+.1%})",
    ]


async def _memory_after(running: Running, seconds: float) -> int:
    await asyncio.sleep(seconds)
    return await asyncio.to_thread(lambda: running.memory)


async def worst(running: Running, release: Path, seconds: float) -> list[str]:
    """Return how control queries did while the worst queries looped, each in a client of its own."""
    documents = some_documents(release, 50)
    points = [f"{PREFIXES}SELECT ?p ?o WHERE {{ <{document}> ?p ?o }}" for document in documents]
    right = expected(release, points)
    tally, attack = Tally(), Tally()
    until = time.monotonic() + seconds

    async def attacker(text: str, address: str) -> None:
        async with httpx.AsyncClient(timeout=90, headers={"X-Forwarded-For": address}) as http:
            while time.monotonic() < until:
                started = time.monotonic()
                await ask(http, running.endpoint, text, attack, None)
                # A refusal comes at once; a client that hammers on is counted, not a busy loop.
                await asyncio.sleep(max(0.0, 0.05 - (time.monotonic() - started)))

    async def control(http: httpx.AsyncClient, rng: random.Random) -> None:
        text = rng.choice(points)
        await ask(http, running.endpoint, text, tally, right[text])
        await asyncio.sleep(0.05)

    attackers = [attacker(text, f"192.0.2.{number}") for number, text in enumerate(WORST.values(), 1)]
    await asyncio.gather(*attackers, _clients(2, until, control))
    return [*tally.lines(), f"attackers, {attack.lines()[0]}"]


async def many(running: Running, number: int) -> list[str]:
    """Return how generated queries were answered, and whether the service answers a control query after them."""
    tally = Tally()
    source = generated(7)
    left = number
    started = time.monotonic()

    async def client() -> None:
        nonlocal left
        async with httpx.AsyncClient(timeout=90) as http:
            while left > 0:
                left -= 1
                await ask(http, running.endpoint, next(source), tally, None)

    await asyncio.gather(*(client() for _ in range(8)))
    control = httpx.post(running.endpoint, data={"query": "ASK { ?s ?p ?o }"}, headers=_JSON, timeout=10)
    odd = {status: count for status, count in tally.statuses.items() if status not in _FINE}
    workers = [line for line in metrics(running) if line.startswith("osce_kg_workers_total")]
    return [
        f"{number:,} generated queries in {time.monotonic() - started:.0f} s",
        *tally.lines()[:1],
        f"undocumented outcomes: {odd}",
        *workers,
        f"control query afterwards: {control.status_code} {control.text}",
    ]


def documented(running: Running, number: int, program: str) -> list[str]:
    """Return what schemathesis found, and the statuses that the server counted."""
    document = running.endpoint.replace("/sparql", "/openapi.json")
    command = [
        program, "run", document, "--max-examples", str(number), "--phases", "fuzzing", "--seed", "7", "--no-color",
        "--checks", "not_a_server_error", "--continue-on-failure", "--suppress-health-check", "all",
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    said = [line.strip() for line in done.stdout.splitlines() if "generated," in line or line.startswith("Seed")]
    counted = [line for line in metrics(running) if line.startswith('osce_kg_requests_total{route="sparql"')]
    bad = sum(int(line.rpartition(" ")[2]) for line in counted if 'status="500"' in line)
    return [*(said or [done.stdout[-2_000:], done.stderr[-500:]]), *counted, f"answers of 500: {bad}"]


def metrics(running: Running) -> list[str]:
    """Return the lines of the server's metrics."""
    return httpx.get(running.endpoint.replace("/sparql", "/metrics"), timeout=10).text.splitlines()


def main() -> None:
    """Start a server on a release and attack it; generated queries are best sent to a small one."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.hostile", description=__doc__)
    parser.add_argument("mode", choices=("soak", "worst", "generated", "documented", "kills", "orphans", "damaged"))
    parser.add_argument("--release", type=Path, required=True)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument(
        "--number", type=int, help="of queries (100,000), requests per operation (2,000), kills (50; of servers 20)"
    )
    parser.add_argument("--schemathesis", default="schemathesis", help="the command, where it is not on the PATH")
    parser.add_argument("--deadline", default="0.2", help="seconds per generated query; many scan all of a release")
    options = parser.parse_args()
    release = options.release.resolve()
    os.environ.setdefault("OSCE_KG_TRUSTED_PROXIES", "127.0.0.1")
    if options.mode == "generated":
        os.environ.setdefault("OSCE_KG_QUERY_TIMEOUT", options.deadline)
    with tempfile.TemporaryDirectory(prefix="osce-kg-hostile-") as folder:
        if options.mode == "damaged":
            print(*damaged(release, Path(folder)), sep="\n")
            return
        work = Work(release, plain_dumps(release, Path(folder)), Path(folder))
        if options.mode == "orphans":
            print(*orphans(lambda: ours(work, cached=False), options.number or 20), sep="\n")
            return
        with ours(work, cached=False) as running:
            if options.mode == "generated":
                lines = asyncio.run(many(running, options.number or 100_000))
            elif options.mode == "kills":
                document = some_documents(release, 1)[0]
                lines = kills(
                    running, f"{PREFIXES}SELECT ?p WHERE {{ <{document}> ?p ?o }}", "headline", options.number or 50
                )
            elif options.mode == "documented":
                lines = documented(running, options.number or 2_000, options.schemathesis)
            else:
                lines = asyncio.run((soak if options.mode == "soak" else worst)(running, release, options.seconds))
    print(*lines, sep="\n")


if __name__ == "__main__":
    main()
