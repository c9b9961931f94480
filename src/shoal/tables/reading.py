"""A file to a table: text by our own strict reader, Parquet and Excel by the extra [table]."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

import numpy as np

from shoal.errors import TableError
from shoal.tables.layout.names import check_names, refuse_data_as_names
from shoal.tables.layout.splitting import Rows, split
from shoal.tables.meaning.kinds import DecimalCommas, column_from_cells
from shoal.tables.sources.decoding import decoded, file_bytes, unpacked
from shoal.tables.sources.parquet import MAGIC, read_parquet
from shoal.tables.sources.workbooks import read_excel
from shoal.tables.table import Column, Table
from shoal.tables.wording import inert

TEXT_ENDINGS = (".csv", ".tsv", ".txt")
_ZIP = b"PK\x03\x04"
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"


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
    if not isinstance(path, (str, os.PathLike)) or isinstance(os.fspath(path), bytes):
        raise TableError(f"the path of a table is a text or a Path, not {type(path).__name__}")
    file = os.fspath(path)
    raw = file_bytes(file)
    source = inert(Path(file).name, longest=120)
    ending = Path(file).suffix.lower()
    if ending == ".parquet" or raw.startswith(MAGIC):
        _no_sheet(sheet, source)
        return read_parquet(raw, source)
    if ending in (".xlsx", ".xlsm"):
        return read_excel(raw, source, sheet)
    _no_sheet(sheet, source)
    if raw.startswith((_ZIP, _OLD_EXCEL)):
        raise TableError(f"{source} is an archive or a workbook, not text; save it as .xlsx or CSV")
    if not Path(file).name.lower().removesuffix(".gz").endswith(TEXT_ENDINGS):
        raise TableError(
            f"{source}: tables end in .csv, .tsv, .txt (also .gz), .parquet or .xlsx; rename it or "
            "save it as one of these"
        )
    return _from_text(decoded(unpacked(raw, source), source), source)


def _no_sheet(sheet: str | int | None, source: str) -> None:
    if sheet is not None:
        raise TableError(f"{source} has no sheets: only Excel files do; leave the sheet away")


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
