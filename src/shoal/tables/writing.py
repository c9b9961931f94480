"""A table to text: its cells as they were read, further columns beside them."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping, Sequence

from ..errors import TableError
from .layout.splitting import BLANK
from .meaning.rereading import cells_of_values
from .table import Column, Dialect, Table
from .wording import quoted


def csv_bytes(table: Table, added: Mapping[str, Sequence[float]]) -> bytes:
    """The table's columns and those that are ``added``, written as the table's file was.

    Delimiter, decimal mark and encoding are those of the file, so that whoever wrote it reads the
    predictions; a table that was no text becomes CSV in UTF-8.

    Raises
    ------
    TableError
        If the table already has a column of an added one's name.
    """
    dialect = table.dialect or Dialect()
    text = csv_text(table, added, dialect)
    try:
        return text.encode(dialect.encoding)
    except UnicodeEncodeError:  # a name from elsewhere that the old encoding has no letters for
        return text.encode("utf-8-sig")


def csv_text(
    table: Table, added: Mapping[str, Sequence[float]], dialect: Dialect | None = None
) -> str:
    """The same as text; by default CSV with decimal points."""
    dialect = dialect or Dialect()
    taken = [name for name in added if name in table.columns]
    if taken:
        raise TableError(f"{table.source} already has a column {quoted(taken[0])}: rename it")
    stream = io.StringIO(newline="")
    # runs of blanks cannot hold an empty cell: tabs can, and are read as well
    mark = "\t" if dialect.delimiter == BLANK else dialect.delimiter
    written = csv.writer(stream, delimiter=mark, lineterminator="\n")
    columns = list(table.columns.values())
    if table.labels is not None:
        columns.insert(0, table.labels)
    written.writerow([*(column.name for column in columns), *added])
    cells = [cells_of(column) for column in columns]
    numbers = [_numbers(values, dialect.decimal) for values in added.values()]
    written.writerows(zip(*cells, *numbers, strict=True))
    return stream.getvalue()


def _numbers(values: Sequence[float], decimal: str) -> list[str]:
    found = ["" if math.isnan(v) else repr(v) for v in values]
    return found if decimal == "." else [text.replace(".", decimal) for text in found]


def cells_of(column: Column) -> Sequence[str]:
    """The cells as the file had them; of a frame or Parquet, its values as texts."""
    return cells_of_values(column) if column.cells is None else column.cells
