"""A release validated in ranges of documents: the same results as the whole, also where its facts are broken."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
import zstandard

from osce_kg.dump import read_lines
from osce_kg.iris import Iris
from osce_kg.release import Release
from osce_kg.validation.ranges import without_graphs
from osce_kg.validation.rust import validate_rust
from osce_kg.validation.shapes import ShapesGraph, load_shapes
from osce_kg.validation.shards import validate_dumps

IDS = Iris().ids


@pytest.fixture(scope="module")
def shapes() -> ShapesGraph:
    return load_shapes()


def _dumps(lines: tuple[list[bytes], list[bytes]], folder: Path) -> list[Path]:
    made = []
    for name, content in zip(("dump.nq.zst", "text.nq.zst"), lines, strict=True):
        made.append(folder / name)
        made[-1].write_bytes(zstandard.compress(b"".join(content)))
    return made


@pytest.mark.parametrize("workers", [2, 3, 7])
def test_a_sound_release_conforms_in_ranges(archive_release: Release, shapes: ShapesGraph, workers: int) -> None:
    assert validate_dumps(shapes, archive_release.dumps, IDS, workers, smallest=0).conforms


@pytest.mark.parametrize("seed", range(3))
def test_ranges_find_what_the_whole_finds(
    seed: int, archive_release: Release, shapes: ShapesGraph, tmp_path: Path
) -> None:
    """Lines of documents, quotations and evidence are lost, and objects of others point to another document."""
    chance = random.Random(seed)
    dump, text = (list(read_lines(path)) for path in archive_release.dumps)
    owned = [
        at for at, line in enumerate(dump) if line.startswith((f"<{IDS}document/".encode(), f"<{IDS}quo".encode()))
    ]
    documents = sorted({dump[at].split(b" ")[0] for at in owned if b"/document/" in dump[at].split(b" ")[0]})
    for at in chance.sample(owned, 25):
        subject, predicate, *_, graph, _ = dump[at].split(b" ")
        changed = b" ".join([subject, predicate, chance.choice(documents), graph, b".\n"])
        dump[at] = chance.choice((b"", changed))
    dumps = _dumps((sorted(set(dump) - {b""}), text), tmp_path)
    lines = [line.decode().rstrip("\n") for path in dumps for line in read_lines(path)]
    whole = validate_rust(shapes, lines)
    assert whole.results
    assert validate_dumps(shapes, dumps, IDS, 1).results == whole.results
    assert validate_dumps(shapes, dumps, IDS, 2, smallest=0).results == whole.results


def test_graphs_are_cut_and_nothing_else() -> None:
    tricky = b'<urn:s> <urn:p> "a <urn:x> .\\n <urn:y> ." <urn:g> .\n'
    one = b"<urn:s> <urn:p> <urn:o> <urn:g> .\n"
    other = b"<urn:s> <urn:p> <urn:g> <urn:h> .\n"
    assert without_graphs(one + tricky) == b"<urn:s> <urn:p> <urn:o> .\n" + tricky.replace(b" <urn:g> .\n", b" .\n")
    assert without_graphs(one + other) == b"<urn:s> <urn:p> <urn:o> .\n<urn:s> <urn:p> <urn:g> .\n"
