"""What changed since the release before, as a file of the release: RDF Patch, compressed with Zstandard."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from osce_kg.dump import DumpWriter
from osce_kg.outputs.change_feed import Side, patch_lines
from osce_kg.outputs.changes import compare
from osce_kg.outputs.quads import read_release
from osce_kg.release import Release

_LINES = 10_000


def write_changes(before: Release, dumps: Sequence[Path], digest: str, path: Path) -> None:
    """Write what leads from a release to that of these dumps and this digest; in one pass, in memory of one thing."""
    changes = compare(read_release(before.dumps), read_release(dumps))
    lines = patch_lines(changes, Side("before", before.digest), Side("after", digest))
    with DumpWriter(path) as file:
        while part := list(islice(lines, _LINES)):
            file.add("".join(f"{line}\n" for line in part).encode())
