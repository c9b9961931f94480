"""A workbook of any format to the cells of one of its sheets."""

from __future__ import annotations

from ..contents import Contents
from ..recognizing import Kind
from ..source import Grid
from .ods import read_ods
from .xls import read_xls
from .xlsb import read_xlsb
from .xlsx import read_xlsx


def read_book(contents: Contents, kind: Kind, sheet: str | int | None) -> Grid:
    """The cells of the sheet that is asked for, or of the first that holds a table."""
    if kind == "xlsx":
        return read_xlsx(contents, sheet)
    if kind == "xlsb":
        return read_xlsb(contents, sheet)
    if kind == "xls":
        return read_xls(contents, sheet)
    return read_ods(contents, sheet)
