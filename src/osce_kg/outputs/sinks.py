"""Rows → CSV (RFC 4180) and Parquet at once, in batches: the same rows give the same bytes.

A spreadsheet takes a cell that begins with `=`, `+`, `-`, `@`, a tab or a line end, or with a full-width form of the
signs, for a formula and may run it. In the CSV such text begins with an apostrophe more, and so does text that begins
with apostrophes before such a character: who takes one apostrophe away wherever one stands there has the text as it is
in the Parquet file. Numbers and dates are written as they are.
"""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from osce_kg.errors import InputError
from osce_kg.outputs.columns import LIST_SEPARATOR, Column, Table, Value

BATCH = 8192
"""Rows that are kept before they are written; a row group in Parquet."""

_FORMULA = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")
_GUARDED = re.compile("'(?='*[=+\\-@\t\r\n＝＋－＠])")
_IN_LIST = "¦"


class TableSink:
    """Writes one table to `{name}.csv` and `{name}.parquet` in a folder. Call `close` after the last row."""

    def __init__(self, folder: Path, table: Table, batch: int = BATCH) -> None:
        self.rows = 0
        self._name = table.name
        self._size = batch
        self._columns = table.columns
        self._schema = table.schema
        self._batch: list[list[Value]] = []
        self._csv = (folder / f"{table.name}.csv").open("w", encoding="utf-8", newline="")
        self._writer = csv.writer(self._csv, lineterminator="\r\n")
        self._writer.writerow([column.name for column in table.columns])
        self._parquet = pq.ParquetWriter(folder / f"{table.name}.parquet", self._schema, compression="zstd")

    def add(self, row: list[Value]) -> None:
        """Take one row, its values in the order of the columns."""
        self._batch.append(row)
        if len(self._batch) == self._size:
            self._flush()

    def _flush(self) -> None:
        if not self._batch:
            return
        self.rows += len(self._batch)
        arrays = []
        cells: list[Sequence[object]] = []
        for column, values in zip(self._columns, zip(*self._batch, strict=True), strict=True):
            if not column.missing and None in values:
                raise InputError(f"table {self._name}: a row has no {column.name}, which every row must have")
            arrays.append(pa.array(values, type=column.arrow))
            cells.append(_csv_cells(column, values))
        self._writer.writerows(zip(*cells, strict=True))
        self._parquet.write_batch(pa.record_batch(arrays, schema=self._schema), row_group_size=self._size)
        self._batch = []

    def close(self) -> None:
        """Write what is left and make it durable."""
        self._flush()
        self._parquet.close()
        self._csv.flush()
        os.fsync(self._csv.fileno())
        self._csv.close()

    def abandon(self) -> None:
        """Close the files without caring for what is in them."""
        self._parquet.close()
        self._csv.close()


def _csv_cells(column: Column, values: Sequence[Any]) -> Sequence[object]:
    if column.many:
        return [None if value is None else guarded(joined(value)) for value in values]
    if column.type.textual:
        return [None if value is None else guarded(value) for value in values]
    if pa.types.is_boolean(column.arrow):
        return [None if value is None else "true" if value else "false" for value in values]
    return values


def joined(values: Sequence[str]) -> str:
    """Return a list as one cell. A separator within an element becomes a broken bar, in the CSV only."""
    return LIST_SEPARATOR.join(value.replace(LIST_SEPARATOR, _IN_LIST) for value in values)


def guarded(text: str) -> str:
    """Return text as a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(cell: str) -> str:
    """Return the text of which `guarded` made the cell."""
    return cell[1:] if _GUARDED.match(cell) else cell
