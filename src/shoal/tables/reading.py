"""A file to a table: text by our own strict reader, Parquet and Excel by the extra [table]."""

from __future__ import annotations

import os
from functools import partial

import numpy as np

from shoal.errors import TableError
from shoal.tables.frames import table_from_frame
from shoal.tables.layout.names import check_names, refuse_data_as_names
from shoal.tables.layout.splitting import Rows, split
from shoal.tables.meaning.kinds import DecimalCommas, column_from_cells
from shoal.tables.sources.decoding import decoded
from shoal.tables.sources.opening import open_source
from shoal.tables.sources.source import Grid, Text
from shoal.tables.table import Column, Table


def read_table(path: str | os.PathLike[str], *, sheet: str | int | None = None) -> Table:
    """The table in a file: .csv, .tsv or .txt (also .gz), .parquet or .xlsx.

    Text is read strictly: every cell is read rightly or refused, by its line and column. The rules
    are in docs/tables.md.

    Parameters
    ----------
    path : str or path
        The file; an address of the network is refused.
    sheet : str or int, optional
        Of an Excel file: the sheet's name, or its number from 1; the only sheet if not given.

    Raises
    ------
    TableError
        The file cannot be read, or is no table: one sentence with file, line and column, what was
        found and what to do. A single column that cannot be read is an error only when used.
    MissingExtraError
        A Parquet or Excel file, and the extra [table] is not installed.
    """
    opened = open_source(path, sheet=sheet)
    if isinstance(opened, Text):
        return _from_text(decoded(opened.data, opened.source), opened.source)
    if isinstance(opened, Grid):
        return _from_grid(opened)
    return table_from_frame(opened.frame, opened.source)


def _from_grid(grid: Grid) -> Table:
    columns = [list(column) for column in zip(*grid.rows, strict=True)]
    # a column with neither a name nor a cell is only an empty border of the sheet
    columns = [column for column in columns if any(column)]
    names = [column[0].strip() for column in columns]
    check_names(names, f"{grid.where}, row {grid.numbers[0]}")
    refuse_data_as_names(names, f"{grid.where}, row {grid.numbers[0]}")
    n = len(grid.rows) - 1
    if n == 0:
        raise TableError(f"{grid.where} has a row of column names but no rows below it")
    table = Table(grid.source, {}, np.arange(n), np.array(grid.numbers[1:]), "row")
    for name, column in zip(names, columns, strict=True):
        place = partial(_place, table, name)
        table.columns[name] = column_from_cells(name, column[1:], place)
    return table


def _place(table: Table, name: str, i: int) -> str:
    return table.place(i, name)


def _from_text(text: str, source: str) -> Table:
    rows = split(text, source)
    check_names(rows.names, f"{source}, line 1")
    refuse_data_as_names(rows.names, f"{source}, line 1")
    if not rows.lines:
        raise TableError(f"{source} has a line of column names but no rows below it")
    table = Table(source, {}, np.arange(len(rows.lines)), np.array(rows.lines))
    for column in _columns(rows, table):
        table.columns[column.name] = column
    return table


def _columns(rows: Rows, table: Table) -> list[Column]:
    names, n = rows.names, len(rows.names)
    cells = [rows.cells[k::n] for k in range(n)]

    def place(k: int, i: int) -> str:
        return table.place(i, names[k])

    if rows.delimiter in (";", "\t"):
        commas = DecimalCommas(names, cells)
        return [commas.column(k, place) for k in range(n)]
    return [column_from_cells(names[k], cells[k], partial(place, k)) for k in range(n)]
