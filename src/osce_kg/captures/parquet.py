"""Parquet corpora, one page per row. Arrow takes a third of a second to load, so it is loaded for the first of them."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from typing import BinaryIO

from osce_kg.captures.model import Capture, Damaged, Options, Skipped

SUFFIXES = frozenset({".parquet"})
MAGIC = b"PAR1"


def read(stream: BinaryIO, source: str, options: Options) -> Iterator[Capture | Skipped | Damaged]:
    """Yield a capture per row.

    Raises:
        ContainerError: the file is no Parquet, is damaged, or has neither a text nor an html column.
    """
    rows = importlib.import_module("osce_kg.captures.parquet_rows")
    yield from rows.read_rows(stream, source, options)
