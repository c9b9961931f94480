"""Excel files, by fastexcel and polars (the extra [table]): their cells become the cells of a file.

Left to itself fastexcel takes a column's type from its first rows and drops what does not fit,
renames columns of the same name, and turns error cells into missing ones. So every cell is read as
a text and goes through our own rules. Its texts of numbers are rounded to nine decimals: the
numbers themselves are read beside them.
"""

from __future__ import annotations

import io
import re
import zipfile
from functools import partial
from typing import Any
from xml.etree import ElementTree

import numpy as np

from shoal.errors import MissingExtraError, TableError
from shoal.tables.layout.names import check_names, refuse_data_as_names
from shoal.tables.meaning.cells import BLANKS, NUMBER
from shoal.tables.meaning.kinds import column_from_cells
from shoal.tables.sources.decoding import MAX_BYTES
from shoal.tables.sources.foreign import bounded, guarded
from shoal.tables.table import Table
from shoal.tables.wording import inert, named, quoted

_ERROR_CELL = re.compile(
    rb"<(?:\w+:)?c\s[^>]*\bt=[\"']e[\"'][^>]*>(.{0,2000}?)</(?:\w+:)?c>", re.DOTALL
)
_REFERENCE = re.compile(rb"\br=[\"']([A-Z]{1,3}[0-9]{1,7})[\"']")
_VALUE = re.compile(rb"<(?:\w+:)?v>([^<]*)<")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def read_excel(raw: bytes, source: str, sheet: str | int | None) -> Table:
    """One sheet of an Excel file, its first row that is not empty the names of the columns."""
    try:
        import fastexcel
        import polars  # noqa: F401
    except ImportError:
        raise MissingExtraError("Reading Excel files", "table") from None

    try:
        archive = zipfile.ZipFile(io.BytesIO(raw))
        size = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise TableError(
            f"{source} is not a whole .xlsx file: it is cut off or another format"
        ) from None
    if size > MAX_BYTES:
        raise TableError(
            f"{source} unpacks to more than {MAX_BYTES / 2**20:,.0f} MiB, the most that is read"
        )
    book = guarded(lambda: fastexcel.read_excel(raw), source)
    name = _sheet(list(book.sheet_names), sheet, source)
    where = f"{source}, sheet {quoted(name)}"
    guarded(lambda: _refuse_error_cells(archive, name, where), source)
    columns = guarded(lambda: _columns_of_cells(book, name, source), source)
    return _table(columns, source, where)


def _columns_of_cells(book: Any, name: str, source: str) -> list[list[str]]:
    """The texts of every column from Excel's first row on, an empty one where there is no cell."""

    def load(dtype: str) -> Any:
        return book.load_sheet(name, header_row=None, skip_rows=0, dtypes=dtype).to_polars()

    texts = load("string")
    bounded(texts.width * texts.height, source)
    numbers = load("float")
    return [
        [_cell(text, number) for text, number in zip(t.to_list(), n.to_list(), strict=True)]
        for t, n in zip(texts.iter_columns(), numbers.iter_columns(), strict=True)
    ]


def _cell(text: str | None, number: float | None) -> str:
    if text is None:
        return ""
    if number is None or not NUMBER.fullmatch(text.strip(BLANKS)) or float(text) == number:
        return text
    return repr(number)


def _table(columns: list[list[str]], source: str, where: str) -> Table:
    filled = [i for column in columns for i, cell in enumerate(column) if cell]
    if not filled:
        raise TableError(f"{where} is empty; its first row must name the columns")
    head, last = min(filled), max(filled)
    # a column with neither a name nor a cell is only an empty border of the sheet
    columns = [column[head : last + 1] for column in columns if any(column)]
    names = [column[0].strip() for column in columns]
    check_names(names, f"{where}, row {head + 1}")
    refuse_data_as_names(names, f"{where}, row {head + 1}")
    n = last - head
    if n == 0:
        raise TableError(f"{where} has a row of column names but no rows below it")
    table = Table(source, {}, np.arange(n), np.arange(head + 2, last + 2), "row")
    for name, column in zip(names, columns, strict=True):
        place = partial(_place, table, name)
        table.columns[name] = column_from_cells(name, column[1:], place)
    return table


def _place(table: Table, name: str, i: int) -> str:
    return table.place(i, name)


def _sheet(names: list[str], sheet: str | int | None, source: str) -> str:
    if sheet is None and len(names) == 1:
        return names[0]
    if isinstance(sheet, str) and sheet in names:
        return sheet
    if isinstance(sheet, int) and not isinstance(sheet, bool) and 1 <= sheet <= len(names):
        return names[sheet - 1]
    asked = "it has several sheets" if sheet is None else f"it has no sheet {quoted(str(sheet))}"
    raise TableError(f"{source}: {asked}; name one of {named(names)}")


def _refuse_error_cells(archive: zipfile.ZipFile, sheet: str, where: str) -> None:
    """#DIV/0! and its like: to fastexcel they are empty cells, to a fit they are mistakes."""
    with archive:
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
        relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
        target_of = {r.get("Id"): r.get("Target", "") for r in relations}
        for entry in book.iter():
            if not entry.tag.endswith("}sheet") or entry.get("name") != sheet:
                continue
            target = target_of[entry.get(_RELATION)]
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            found = _ERROR_CELL.search(archive.read(part))
            if found is None:
                return
            reference, value = _REFERENCE.search(found[0]), _VALUE.search(found[1])
            cell = f", cell {reference[1].decode()}" if reference else ""
            error = inert(value[1].decode("utf-8", "replace")) if value else "an error"
            raise TableError(f"{where}{cell}: {error} is an error of the workbook; mend the cell")
