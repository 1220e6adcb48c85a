"""`osce-kg query` and `osce-kg serve` as a user types them."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner, Result

from osce_kg.cli.query import query
from osce_kg.cli.serve import serve
from osce_kg.errors import QueryError, QueryRefused, QuerySyntaxError, UsageError
from osce_kg.settings import Settings
from serving import SMALL, make_app, running, small_files

STATES = "SELECT ?s { ?s a <https://w3id.org/osce-kg/ontology#State> }"
COUNTRY = "https://w3id.org/osce-kg/id/country/XAA"
SERVE = "import sys; from osce_kg.cli.serve import serve; serve(sys.argv[1:])"


def ask(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(query, [*arguments, "--release", str(SMALL)], input=stdin)


def test_rows_come_as_csv_when_the_output_is_no_terminal() -> None:
    found = ask(STATES)
    assert (found.exit_code, found.output.splitlines()) == (0, ["s", COUNTRY])


@pytest.mark.parametrize(("name", "begins"), [("json", '{"head"'), ("xml", "<?xml"), ("tsv", "?s"), ("table", "┏")])
def test_formats_of_rows(name: str, begins: str) -> None:
    found = ask("-f", name, STATES)
    assert found.exit_code == 0
    assert found.output.startswith(begins)
    assert COUNTRY in found.output.replace("\n", "")


def test_a_graph_comes_as_turtle_and_a_boolean_as_a_word() -> None:
    assert f"<{COUNTRY}>" in ask(f"DESCRIBE <{COUNTRY}>").output
    assert ask("-f", "table", "ASK {}").output == "true\n"
    assert json.loads(ask("ASK {}").output) == {"head": {}, "boolean": True}


def test_a_query_comes_from_a_file_or_standard_input(tmp_path: Path) -> None:
    file = tmp_path / "states.rq"
    file.write_text(STATES)
    assert COUNTRY in ask(str(file)).output
    assert COUNTRY in ask("-", stdin=STATES).output


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (["SELECT * {\n  BIND(1 AS 2)\n}"], QuerySyntaxError, "line 2, column 13"),
        (["nowhere.rq"], UsageError, "nowhere.rq"),
        (["-f", "turtle", STATES], UsageError, "json, xml, csv, tsv"),
        (["SELECT * { SERVICE <http://127.0.0.1:9/> {} }"], QueryRefused, "SERVICE"),
        (["--endpoint", "ftp://example.org/", STATES], UsageError, "exclude"),
    ],
)
def test_a_wrong_call_says_what_is_wrong(arguments: list[str], error: type[Exception], message: str) -> None:
    found = ask(*arguments)
    assert isinstance(found.exception, error)
    assert message in str(found.exception)


def test_a_missing_release_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = CliRunner().invoke(query, [STATES])
    assert isinstance(found.exception, UsageError)
    assert "osce-kg build" in str(found.exception)


def test_a_remote_endpoint_is_asked(tmp_path: Path) -> None:
    app = make_app(small_files(tmp_path), Settings())
    with running(app) as served:
        endpoint = f"{served.url}/sparql"
        assert COUNTRY in CliRunner().invoke(query, ["--endpoint", endpoint, STATES]).output
        wrong = CliRunner().invoke(query, ["--endpoint", endpoint, "SELECT * { BIND(1 AS 2) }"])
        assert isinstance(wrong.exception, QuerySyntaxError)
        assert "column" in str(wrong.exception)
        missing = CliRunner().invoke(query, ["--endpoint", f"{served.url}/nowhere", STATES])
        assert isinstance(missing.exception, QueryError)
        assert "404" in str(missing.exception)


def test_an_endpoint_that_is_not_there_is_one_line() -> None:
    found = CliRunner().invoke(query, ["--endpoint", "http://127.0.0.1:9/sparql", STATES])
    assert isinstance(found.exception, QueryError)
    assert "\n" not in str(found.exception)


def test_serving_a_taken_port_or_a_missing_path_is_a_usage_error(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        found = CliRunner().invoke(serve, [str(SMALL), "--port", port])
    assert isinstance(found.exception, UsageError)
    assert port in str(found.exception)
    missing = CliRunner().invoke(serve, [str(tmp_path / "none")])
    assert isinstance(missing.exception, UsageError)
    assert "does not exist" in str(missing.exception)


def test_every_setting_is_an_option_that_is_checked() -> None:
    described = CliRunner().invoke(serve, ["--help"]).output
    for name in Settings.model_fields:
        assert (f"--{name.replace('_', '-')} " in described) == (name != "endpoint_password"), name
    wrong = CliRunner().invoke(serve, [str(SMALL), "--max-rows", "none"])
    assert isinstance(wrong.exception, UsageError)
    assert "option --max-rows" in str(wrong.exception)


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_the_server_says_where_it_is_and_ends_when_asked(ending: signal.Signals) -> None:
    command = [sys.executable, "-c", SERVE, str(SMALL), "--port", "0"]
    quiet = os.environ | {"OSCE_KG_ACCESS_LOG": "false"}
    with subprocess.Popen(command, env=quiet, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "Serving small.trig: 22 quads\n"
            url = process.stdout.readline().split()[0]
            assert wait_until_live(url)
            assert httpx.post(f"{url}sparql", data={"query": "SELECT * { {{ } }"}).status_code == 400
            process.send_signal(ending)
            assert process.wait(60) == 0
            assert process.stderr is not None
            assert process.stderr.read() == ""
        finally:
            process.kill()


def wait_until_live(url: str) -> bool:
    """Return whether the server answers within some seconds."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            return httpx.get(f"{url}health/live").status_code == 200
        except httpx.TransportError:
            time.sleep(0.05)
    return False


def test_the_server_ends_while_a_query_runs(tmp_path: Path) -> None:
    dump = tmp_path / "many.nq"
    dump.write_text("".join(f'<x:{i}> <x:p> "{i}" .\n' for i in range(400)))
    slow = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l } ORDER BY ?c ?f ?i ?l"
    command = [sys.executable, "-c", SERVE, str(dump), "--port", "0"]
    environment = {"OSCE_KG_QUERY_TIMEOUT": "1", "PATH": "/usr/bin:/bin"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        try:
            assert process.stdout is not None
            process.stdout.readline()
            url = process.stdout.readline().split()[0]
            assert wait_until_live(url)
            answer = httpx.get(f"{url}sparql", params={"query": slow}, timeout=20)
            assert answer.status_code == 504
            process.send_signal(signal.SIGTERM)
            assert process.wait(20) == 0
        finally:
            process.kill()
