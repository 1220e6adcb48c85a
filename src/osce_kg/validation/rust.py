"""Whole releases: `shacl` (Rust) in a child process over the union of the graphs."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import version
from itertools import chain
from pathlib import Path

from osce_kg.errors import ValidatorError
from osce_kg.validation.model import Report, Result, make_report
from osce_kg.validation.shapes import ShapesGraph
from osce_kg.validation.terms import path_name, plain, resource, same_term, severity_of
from osce_kg.validation.union import union_triples

DEFAULT_TIMEOUT = 1800.0
_CHILD = (sys.executable, "-P", "-m", "osce_kg.validation.child")


def validate_rust(
    shapes: ShapesGraph,
    lines: Iterable[str],
    timeout: float = DEFAULT_TIMEOUT,
    child: Sequence[str] = _CHILD,
) -> Report:
    """Return the report of `shacl` over N-Quads or N-Triples lines; `timeout` is in seconds.

    `child` is the command that runs `osce_kg.validation.child`; the three files are added to it.

    Raises:
        InputError: a line is no N-Quads statement.
        ValidatorError: the validator crashed, did not end in time or could not read what it was given.
    """
    triples = union_triples(_with_hierarchy(lines, shapes))
    return _validate_files(shapes, (f"{triple}\n".encode() for triple in triples), timeout, child)


def validate_written(shapes: ShapesGraph, triples: Iterable[bytes], timeout: float = DEFAULT_TIMEOUT) -> Report:
    """Return the report of `shacl` over blocks of N-Triples lines as they were written, no triple twice.

    Raises:
        ValidatorError: the validator crashed, did not end in time or could not read what it was given.
    """
    return _validate_files(shapes, chain(triples, [written_hierarchy(shapes)]), timeout, _CHILD)


def written_hierarchy(shapes: ShapesGraph) -> bytes:
    """Return the subclass axioms that are put beside the data, as N-Triples lines."""
    return "".join(f"{triple}\n" for triple in union_triples(shapes.hierarchy)).encode()


def _validate_files(shapes: ShapesGraph, blocks: Iterable[bytes], timeout: float, child: Sequence[str]) -> Report:
    with tempfile.TemporaryDirectory(prefix="osce-kg-shacl-") as folder:
        data, graph, results = (Path(folder) / name for name in ("data.nt", "shapes.nt", "results.jsonl"))
        with data.open("wb") as file:
            file.writelines(blocks)
        graph.write_text(shapes.ntriples, encoding="utf-8", newline="\n")
        return run_child(shapes, data, graph, results, timeout, child)


def run_child(
    shapes: ShapesGraph, data: Path, graph: Path, results: Path, timeout: float, child: Sequence[str] = _CHILD
) -> Report:
    """Return the report of `shacl`, in a process of its own, on files of N-Triples; it writes its results to a third.

    Raises:
        ValidatorError: the validator crashed, did not end in time or could not read what it was given.
    """
    _run([*child, str(data), str(graph), str(results)], timeout)
    with results.open(encoding="utf-8") as rows:
        return make_report(_results(rows, shapes), shapes.digest, f"shacl {version('shacl')}")


def _with_hierarchy(lines: Iterable[str], shapes: ShapesGraph) -> Iterator[str]:
    yield from lines
    yield from shapes.hierarchy


def _run(command: list[str], timeout: float) -> None:
    try:
        done = subprocess.run(command, capture_output=True, timeout=timeout, check=False)
    except subprocess.TimeoutExpired as error:
        message = f"SHACL validation did not end within {timeout:g} s; validate less at once"
        raise ValidatorError(message) from error
    if done.returncode == 0:
        return
    said = done.stderr.decode(errors="replace").strip().splitlines()
    reason = said[-1] if said else "no message"
    if done.returncode < 0:
        name = signal.Signals(-done.returncode).name
        raise ValidatorError(f"the SHACL validator crashed ({name}): {reason}; try --validator pyshacl")
    reason = " ".join(" ".join(said).split())[:300] or reason
    raise ValidatorError(f"the SHACL validator failed: {reason}; try --validator pyshacl")


def _results(rows: Iterable[str], shapes: ShapesGraph) -> Iterator[Result]:
    for row in rows:
        focus, path, value, shape, component, severity, messages = json.loads(row)
        shape_iri = resource(shape) if shape else None
        yield Result(
            focus_node=plain(focus),
            path=path_name(path),
            value=same_term(value) if value else None,
            shape=shape_iri,
            component=component,
            severity=severity_of(severity),
            message=shapes.message(shape_iri, component, messages),
        )
