"""The same records made into the same quads by osce-kg, rdflib and morph-kgc, and validated by `shacl` and pySHACL.

Each in a process of its own and on one core; what is compared is CPU seconds of the work alone, without start and
without reading what it starts from. Where morph-kgc cannot be installed, that is said in its row.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import pyoxigraph as ox

from benchmarks.build.measure import Run, run
from benchmarks.build.peer_tables import Mapping, write_tables
from benchmarks.build.peer_tasks import SETUP, Given, write_beside, write_records
from benchmarks.corpus import Page, generate
from osce_kg.build.reading import read_capture, worker
from osce_kg.captures.model import Capture
from osce_kg.converters.people import curate
from osce_kg.dump import read_lines
from osce_kg.iris import Iris
from osce_kg.records import CaptureInfo

MORPH = "morph-kgc==2.10.0"
PARQUET = f"pyarrow=={version('pyarrow')}"
_MAPS = "records → sorted N-Quads"
_CHECKS = "SHACL"


@dataclass(frozen=True, slots=True)
class Peer:
    """What one way took. `cpu` is in seconds, `peak` in bytes; `same` says how its triples compare to osce-kg's."""

    what: str
    name: str
    triples: int
    cpu: float
    peak: int
    same: str

    @property
    def rate(self) -> float:
        """Triples per CPU second."""
        return self.triples / self.cpu

    def row(self, first: Peer) -> str:
        ratio = "1" if self is first else f"{first.rate / self.rate:.1f}"
        memory = f"{self.peak / 2**20:,.0f}"
        return f"| {self.what} | {self.name} | {self.rate:,.0f} | {ratio} | {memory} | {self.same} |"


def compare(documents: int, folder: Path) -> Iterator[str]:
    """Yield the lines of a table, as they are measured."""
    folder.mkdir(parents=True, exist_ok=True)
    given = _records(documents)
    write_records(given, folder)
    ours = _own("ours", _MAPS, "osce-kg", folder)
    lines = list(read_lines(folder / "ours.nq.zst"))
    (folder / "ours.nq").write_bytes(b"".join(lines))
    wanted = _quads(folder / "ours.nq")
    yield f"{len(given):,} documents, {len(wanted):,} triples"
    yield ""
    yield "| work | by | triples per CPU s | times as long | peak MB | triples |"
    yield "|---|---|---|---|---|---|"
    yield ours.row(ours)
    validated = _own("validated", f"{_MAPS}, validated", "osce-kg", folder)
    yield validated.row(ours)
    rdflib = _own("rdflib", "values → Dataset → N-Quads", f"rdflib {version('rdflib')}", folder)
    yield _compared(rdflib, wanted, folder / "rdflib.nq").row(ours)
    morph = _morph(wanted, folder)
    yield morph.row(ours) if isinstance(morph, Peer) else f"| Parquet → N-Quads | {MORPH}: {morph} | | | | |"
    write_beside(folder)
    shacl = _own("shacl", _CHECKS, f"shacl {version('shacl')}", folder)
    yield shacl.row(shacl)
    pyshacl = _own("pyshacl", _CHECKS, f"pySHACL {version('pyshacl')}", folder)
    yield pyshacl.row(shacl)
    yield ""
    together = (rdflib.cpu + pyshacl.cpu) / validated.cpu
    yield f"rdflib and pySHACL together take {together:.1f} times as long as osce-kg for the same, validated"


def _records(documents: int) -> list[Given]:
    """Return the first documents of the synthetic corpus that are alone under their key, as they are read."""
    work = worker(SETUP)
    given: dict[str, Given] = {}
    for page in generate(documents * 2):
        records = read_capture(_capture(page), work.reader).records
        for document in records.documents:
            given.setdefault(document.key, Given(curate(document, work.people), records.capture))
        if len(given) >= documents:
            break
    return list(given.values())[:documents]


def _capture(page: Page) -> Capture:
    content = page.body.encode()
    return Capture(CaptureInfo(hashlib.sha256(content).hexdigest(), "text/plain", page.url, page.captured), content)


def _own(way: str, what: str, name: str, folder: Path) -> Peer:
    measured = run([sys.executable, "-m", "benchmarks.build.peer_tasks", way, str(folder)])
    said = json.loads(measured.output.splitlines()[-1])
    return Peer(what, name, said["triples"], said["cpu"], measured.peak, "")


# --- morph-kgc ----------------------------------------------------------------------------------------------


def _morph(wanted: set[str], folder: Path) -> Peer | str:
    """Return what morph-kgc took, or why it was not measured."""
    python = folder / "morph-kgc" / "bin" / "python"
    if not python.exists():
        for command in (
            [sys.executable, "-m", "venv", str(python.parents[1])],
            [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", MORPH, PARQUET],
        ):
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                return f"cannot be installed: {(done.stderr.strip().splitlines() or ['no message'])[-1]}"
    quads = list(ox.parse(path=str(folder / "ours.nq"), format=ox.RdfFormat.N_QUADS))
    iris = Iris(SETUP.base)
    empty, _ = _mapped(python, write_tables(quads, iris, folder / "empty", empty=True))
    mapping = write_tables(quads, iris, folder / "tables")
    whole, made = _mapped(python, mapping)
    name = f"morph-kgc {MORPH.rpartition('=')[2]}, {mapping.tables} tables, {mapping.maps} maps"
    peer = Peer("Parquet → N-Quads", name, len(wanted), whole.cpu - empty.cpu, whole.peak, "")
    return _compared(peer, wanted, made)


def _mapped(python: Path, mapping: Mapping) -> tuple[Run, Path]:
    """Run morph-kgc in one process, and return what it took and where its quads are."""
    folder = mapping.path.parent
    made = folder / "morph.nq"
    config = folder / "morph.ini"
    config.write_text(
        f"[CONFIGURATION]\noutput_file: {made}\noutput_format: N-QUADS\nnumber_of_processes: 1\n"
        f"na_values: None\nlogging_level: WARNING\n[records]\nmappings: {mapping.path}\n",
        encoding="utf-8",
    )
    return run([str(python), "-m", "morph_kgc", str(config)]), made


# --- the same? ----------------------------------------------------------------------------------------------


def _quads(path: Path) -> set[str]:
    return set(map(str, ox.parse(path=str(path), format=ox.RdfFormat.N_QUADS)))


def _compared(peer: Peer, wanted: set[str], made: Path) -> Peer:
    found = _quads(made)
    same = "equal" if found == wanted else f"{len(wanted - found):,} lack, {len(found - wanted):,} more"
    return Peer(peer.what, peer.name, peer.triples, peer.cpu, peer.peak, same)
