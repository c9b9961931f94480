"""A file to a table: text by our own strict reader, Parquet and Excel by the extra [table]."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

import numpy as np

from shoal.errors import TableError
from shoal.tables.cells import BLANKS, NUMBER
from shoal.tables.decoding import decoded, file_bytes, unpacked
from shoal.tables.frames import check_names
from shoal.tables.kinds import DecimalCommas, column_from_cells
from shoal.tables.splitting import DELIMITERS, Rows, split
from shoal.tables.table import Column, Table
from shoal.tables.wording import inert, quoted
from shoal.tables.workbooks import read_excel, read_parquet

TEXT_ENDINGS = (".csv", ".tsv", ".txt")
_PARQUET = b"PAR1"
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
    if ending == ".parquet" or raw.startswith(_PARQUET):
        _no_sheet(sheet, source)
        return read_parquet(raw, source)
    if ending in (".xlsx", ".xlsm"):
        return read_excel(raw, source, sheet)
    _no_sheet(sheet, source)
    if raw.startswith((_ZIP, _OLD_EXCEL)):
        raise TableError(f"{source} is an archive or a workbook, not text; save it as .xlsx or CSV")
    if ending not in TEXT_ENDINGS and ending != ".gz":
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
    _refuse_headless(rows, source)
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


def _refuse_headless(rows: Rows, source: str) -> None:
    """A first line of data in the place of the names would be lost without a word."""
    numbers = [name for name in rows.names if NUMBER.fullmatch(name.strip(BLANKS))]
    # 2001, 2002 are names that tables have, 3.4 and -1 are not
    data = [name for name in numbers if not name.isdecimal()]
    if data or len(numbers) == len(rows.names):
        raise TableError(
            f"{source}, line 1: {quoted((data or numbers)[0])} is a number where a column's name "
            f"is expected; put a line with the names first, separated by "
            f"{DELIMITERS[rows.delimiter]}"
        )
