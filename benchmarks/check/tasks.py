"""One way to validate a release, in a process of its own: `python -m benchmarks.check.tasks WAY RELEASE WORKERS`.

Prints one line of JSON: seconds and CPU seconds of the work alone, children included, and how many results there are.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import time
from collections.abc import Callable
from itertools import chain
from pathlib import Path

from osce_kg.iris import Iris
from osce_kg.release import Release, open_release
from osce_kg.validation.input import read_dump
from osce_kg.validation.reference import validate_pyshacl
from osce_kg.validation.shapes import load_shapes
from osce_kg.validation.shards import validate_dumps


def _by_shacl(release: Release, workers: int) -> int:
    ids = Iris(release.manifest.base).ids
    return len(validate_dumps(load_shapes(), release.dumps, ids, workers).results)


def _by_pyshacl(release: Release, _workers: int) -> int:
    return len(validate_pyshacl(load_shapes(), chain.from_iterable(map(read_dump, release.dumps))).results)


WAYS: dict[str, Callable[[Release, int], int]] = {"shacl": _by_shacl, "pyshacl": _by_pyshacl}


def main(way: str, path: str, workers: str) -> None:
    """Open the release, then work and print what it took."""
    logging.getLogger("rdflib.term").disabled = True
    release = open_release(Path(path))
    started, before = time.monotonic(), sum(os.times()[:4])
    results = WAYS[way](release, int(workers))
    taken = {"seconds": time.monotonic() - started, "cpu": sum(os.times()[:4]) - before, "results": results}
    print(json.dumps(taken))


if __name__ == "__main__":
    main(*sys.argv[1:])
