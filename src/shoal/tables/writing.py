"""A table to text: its cells as they were read, further columns beside them."""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TextIO

from shoal.errors import TableError
from shoal.tables.table import Column, Table
from shoal.tables.wording import quoted


def write_csv(stream: TextIO, table: Table, added: Mapping[str, Sequence[str]]) -> None:
    """Write the table's columns and those that are ``added``, as CSV.

    Raises
    ------
    TableError
        If the table already has a column of an added one's name.
    """
    taken = [name for name in added if name in table.columns]
    if taken:
        raise TableError(f"{table.source} already has a column {quoted(taken[0])}: rename it")
    written = csv.writer(stream, lineterminator="\n")
    written.writerow([*table.names, *added])
    columns = [cells_of(column) for column in table.columns.values()]
    written.writerows(zip(*columns, *added.values(), strict=True))


def cells_of(column: Column) -> Sequence[str]:
    """The cells as the file had them; of a frame or Parquet, its values as texts."""
    if column.cells is not None:
        return column.cells
    if column.kind == "text":
        return ["" if value is None else str(value) for value in column.values]
    if column.kind == "date":
        return [_iso(days) for days in column.values.tolist()]
    return ["" if math.isnan(v) else f"{v:.17g}" for v in column.values.tolist()]


def _iso(days: float) -> str:
    if math.isnan(days):
        return ""
    moment = datetime(1970, 1, 1) + timedelta(days=days)
    return moment.date().isoformat() if days == int(days) else moment.isoformat(sep=" ")
