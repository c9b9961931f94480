"""A workbook of any format to the cells of one of its sheets."""

from __future__ import annotations

from shoal.tables.sources.contents import Contents
from shoal.tables.sources.recognizing import Kind
from shoal.tables.sources.source import Grid
from shoal.tables.sources.workbooks.ods import read_ods
from shoal.tables.sources.workbooks.xls import read_xls
from shoal.tables.sources.workbooks.xlsb import read_xlsb
from shoal.tables.sources.workbooks.xlsx import read_xlsx


def read_book(contents: Contents, kind: Kind, sheet: str | int | None) -> Grid:
    """The cells of the sheet that is asked for, or of the first that holds a table."""
    if kind == "xlsx":
        return read_xlsx(contents, sheet)
    if kind == "xlsb":
        return read_xlsb(contents, sheet)
    if kind == "xls":
        return read_xls(contents, sheet)
    return read_ods(contents, sheet)
