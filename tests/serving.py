"""A real server on a free loopback port, for tests that speak HTTP to it."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx
import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp

from osce_kg.engine.local import LocalEngine, LocalLimits
from osce_kg.engine.store import load_store
from osce_kg.server.app import create_app
from osce_kg.server.connection import bounded
from osce_kg.server.files import PlainFiles, ReleaseFiles, plain_files
from osce_kg.settings import Settings

BASE = "https://w3id.org/osce-kg/"
SMALL = Path(__file__).parent / "data" / "small.trig"


@dataclass(frozen=True, slots=True)
class Served:
    """A running server: its address, and its socket address for requests that no client would send."""

    url: str
    port: int

    def raw(self, request: bytes) -> bytes:
        """Return the bytes that the server answers to these bytes until it closes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as connection:
            connection.sendall(request)
            received = b""
            with contextlib.suppress(ConnectionResetError):
                while piece := connection.recv(65_536):
                    received += piece
        return received


def small_files(folder: Path) -> PlainFiles:
    """Return a release in miniature: the small graph with an ontology, a shape, a query and a report."""
    plain = plain_files([SMALL])
    for name in ("ontology", "shapes", "queries"):
        (folder / name).mkdir(parents=True)
    ontology, shapes, queries = folder / "ontology" / "osce.ttl", folder / "shapes", folder / "queries"
    ontology.write_text(
        "@prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        "@prefix osce: <https://w3id.org/osce-kg/ontology#> .\n"
        "<https://w3id.org/osce-kg/ontology> a owl:Ontology ;\n"
        "  owl:versionIRI <https://w3id.org/osce-kg/ontology/1.0.0> .\n"
        'osce:State a owl:Class ; rdfs:label "State"@en ; rdfs:comment "A State <b>under test</b>."@en .\n'
    )
    (shapes / "state.ttl").write_text("@prefix sh: <http://www.w3.org/ns/shacl#> .\n<x:StateShape> a sh:NodeShape .\n")
    (queries / "01-states.rq").write_text(
        "# title: States\n# question: Which States are there,\n#  and how many?\n"
        "SELECT ?s { ?s a <https://w3id.org/osce-kg/ontology#State> }\n"
    )
    report = folder / "report.json"
    report.write_text('{"findings": [{"message": "<i>odd</i>"}], "documents": 1}')
    return PlainFiles(plain.digest, plain.dumps, ontology, shapes, queries, report, digests=plain.digests)


def make_app(files: ReleaseFiles, settings: Settings, data: Sequence[Path] | None = None) -> FastAPI:
    """Return the application over an engine in this process."""
    limits = LocalLimits(settings.query_timeout, settings.queue_timeout, settings.concurrency)
    return create_app(LocalEngine(load_store(data or files.dumps), limits, files.search), settings, files)


@contextlib.contextmanager
def running(app: ASGIApp) -> Iterator[Served]:
    """Serve the application until the block ends."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    port = listener.getsockname()[1]
    config = uvicorn.Config(app, http=bounded(262_144, 1_000, BASE), ws="none", log_level="critical", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.01)
    assert server.started
    try:
        yield Served(f"http://127.0.0.1:{port}", port)
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()


@contextlib.contextmanager
def client_of(app: FastAPI) -> Iterator[httpx.Client]:
    """Give a client of the running application."""
    with running(app) as served, httpx.Client(base_url=served.url, timeout=30) as client:
        yield client
