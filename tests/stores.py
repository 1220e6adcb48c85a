"""Real stores on loopback ports of their own, started for tests and ended by their process id."""

from __future__ import annotations

import contextlib
import http.server
import itertools
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx

VIRTUOSO = shutil.which("virtuoso-t")
_VIRTUOSO_INI = """\
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
FileExtend = 200
[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql_port}
ServerThreads = 20
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
CheckpointInterval = 0
DirsAllowed = {folder}
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerThreads = 10
MaxClientConnections = 10
[SPARQL]
ResultSetMaxRows = {max_rows}
MaxQueryExecutionTime = 60
"""


@dataclass(frozen=True, slots=True)
class RunningStore:
    """A store: its root address, where it answers queries, and who may write."""

    url: str
    query: str
    user: str | None = None
    password: str | None = None


@contextlib.contextmanager
def oxigraph(folder: Path | None = None, *options: str) -> Iterator[RunningStore]:
    """Run the Oxigraph server, in memory or in a folder."""
    binary = Path(sys.executable).with_name("oxigraph")
    port = _free_port()
    command = [str(binary), "serve", "--bind", f"127.0.0.1:{port}", *options]
    command += ["--location", str(folder)] if folder else []
    url = f"http://127.0.0.1:{port}"
    with _process(command, f"{url}/query"):
        yield RunningStore(url, f"{url}/query")


@contextlib.contextmanager
def virtuoso(folder: Path, *, max_rows: int = 1_000_000) -> Iterator[RunningStore]:
    """Run Virtuoso with a new database in a folder. Its first start writes its own graphs, which takes seconds."""
    assert VIRTUOSO is not None
    port, sql_port = _free_port(), _free_port()
    configuration = folder / "virtuoso.ini"
    configuration.write_text(
        _VIRTUOSO_INI.format(folder=folder, port=port, sql_port=sql_port, max_rows=max_rows), encoding="utf-8"
    )
    url = f"http://127.0.0.1:{port}"
    command = [VIRTUOSO, "+foreground", "+configfile", str(configuration)]
    with _process(command, f"{url}/sparql"):
        yield RunningStore(url, f"{url}/sparql", "dba", "dba")


@contextlib.contextmanager
def failing_in_turn(url: str) -> Iterator[tuple[str, list[str]]]:
    """Run a proxy that answers 503 to every second request, and loses the answer to every third of the others.

    Gives its address and the list of what it did wrong.
    """
    failures: list[str] = []
    counted = itertools.count(1)

    class Handler(http.server.BaseHTTPRequestHandler):
        def pass_on(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            number = next(counted)
            if number % 2 == 0:
                failures.append("busy")
                self._answer(503, "text/plain", b"later")
                return
            headers = {name: self.headers[name] for name in ("Content-Type", "Accept") if name in self.headers}
            found = httpx.request(self.command, url + self.path, content=body, headers=headers, timeout=60)
            if number % 3 == 0:
                failures.append("lost")
                self.close_connection = True
                return
            self._answer(found.status_code, found.headers.get("content-type", ""), found.content)

        do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = pass_on

        def _answer(self, status: int, media_type: str, body: bytes) -> None:
            self.send_response_only(status)
            self.send_header("Server", "Oxigraph/0")
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD" and status != 204:
                self.wfile.write(body)

        def log_message(self, *arguments: object) -> None:
            """Keep the tests' output clean."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}", failures
        server.shutdown()
        thread.join()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@contextlib.contextmanager
def _process(command: list[str], address: str) -> Iterator[None]:
    """Run a command until the block ends; the block begins when the address answers."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            deadline = time.monotonic() + 90
            while not _answers(address):
                assert process.poll() is None, f"{command[0]} ended with {process.returncode}"
                assert time.monotonic() < deadline, f"{command[0]} does not answer at {address}"
                time.sleep(0.1)
            yield
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


def _answers(address: str) -> bool:
    try:
        return httpx.get(address, timeout=5).status_code < 500
    except httpx.TransportError:
        return False
