"""The rows of a Parquet corpus (https://parquet.apache.org/docs/file-format/)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from osce_kg.captures.model import Capture, Columns, Damaged, Options, Skipped
from osce_kg.captures.rows import Row, missing_columns, row_capture
from osce_kg.errors import ContainerError

# Rows are held this many at a time where the file's largest possible row allows it.
_ROWS = 64


def read_rows(stream: BinaryIO, source: str, options: Options) -> Iterator[Capture | Skipped | Damaged]:
    """Yield a capture per row.

    Raises:
        ContainerError: the file is no Parquet, is damaged, or has neither a text nor an html column.
    """
    try:
        table = pq.ParquetFile(stream, pre_buffer=False)
        present = _columns(table, options.columns)
        _refuse_bombs(table, options)
        number = 0
        for batch in table.iter_batches(_rows_at_once(table), columns=present):
            for cells in zip(*(batch.column(name) for name in present), strict=True):
                number += 1
                values = dict(zip(present, (cell.as_py() for cell in cells), strict=True))
                yield row_capture(_row(values, options.columns), f"{source}#{number}", options.limits)
    except (pa.ArrowException, OSError) as error:
        raise ContainerError(f"Parquet file is damaged: {error}") from error
    if number == 0:
        raise ContainerError("empty file: no rows")


def _columns(table: pq.ParquetFile, names: Columns) -> list[str]:
    present = set(table.schema_arrow.names)
    if names.text not in present and names.html not in present:
        listed = ", ".join(sorted(present))
        raise ContainerError(missing_columns(names, listed))
    return [name for name in (names.url, names.text, names.html, names.date) if name in present]


def _refuse_bombs(table: pq.ParquetFile, options: Options) -> None:
    limits = options.limits
    for index in range(table.metadata.num_row_groups):
        group = table.metadata.row_group(index)
        for number in range(group.num_columns):
            column = group.column(number)
            if limits.too_dense(column.total_compressed_size, column.total_uncompressed_size):
                raise ContainerError(
                    f"column {column.path_in_schema} expands more than {limits.ratio}:1 in row group {index}"
                )


def _rows_at_once(table: pq.ParquetFile) -> int:
    """Return one row at a time where rows are large: dictionary-encoded repeats would multiply in memory."""
    rows = max(table.metadata.num_rows, 1)
    size = sum(table.metadata.row_group(i).total_byte_size for i in range(table.metadata.num_row_groups))
    return _ROWS if size / rows < 2**17 and size < 2**30 else 1


def _row(values: dict[str, object], names: Columns) -> Row:
    return Row(values.get(names.url), values.get(names.text), values.get(names.html), values.get(names.date))
