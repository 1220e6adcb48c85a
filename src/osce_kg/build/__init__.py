"""The only package that joins the stages: captures → pages → records → quads → validation → release → switch.

    reading     one capture → everything a release will say of it, in any process (the map stage)
    state       what was read so far, on disk; unchanged captures are not read again
    join        which pages are one capture, which documents are one
    shards      ranges of documents → validated, sorted frames; `strands` does captures and redirects
    stages      the stages in their order; `executors` says where work runs
    run         one build from beginning to end, under one `lock`

A document that violates a shape is quarantined: reported, left out, the rest is built. A violation in the
reference data, a missed count or a failed build check stops the switch, and the current release stays.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING

from osce_kg.build.model import BuildOptions, BuildOutcome
from osce_kg.build.reading import ReadPage, read_capture
from osce_kg.build.run import build

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["BuildOptions", "BuildOutcome", "ReadPage", "build", "read_capture"]


class _Callable(ModuleType):
    """This package, which is also the function `osce_kg.build` of the Python API: both have that name."""

    def __call__(self, *inputs: str | Path, **options: object) -> BuildOutcome:
        """Build a release from captures; see `osce_kg.api.build`."""
        from importlib import import_module

        outcome = import_module("osce_kg.api").build(*inputs, **options)
        assert isinstance(outcome, BuildOutcome)
        return outcome


sys.modules[__name__].__class__ = _Callable
