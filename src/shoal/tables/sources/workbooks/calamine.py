"""The cells of a sheet by fastexcel (the extra [table]), as the texts that they stand for.

Left to itself fastexcel takes a column's type from its first rows and drops what does not fit,
renames columns of the same name, and rounds the texts of numbers to nine decimals. So every cell
is read as a text, and the numbers and times of day are read beside them.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from ....errors import MissingExtraError
from ..foreign import guarded
from ..memory import refuse_too_large
from .sheets import Sheet, SheetName

_MIDNIGHT = " 00:00:00"
# A time of the day comes on the day before Excel's calendar begins, a duration in its first weeks
# (in workbooks of the Macintosh in 1904). A date without a time may be one of 1900.
_TIME = r"^(?:1899-12-3[01]|1900-0[12]-..|1904-01-01) ..:..:..(?:\..*)?$"
_NO_DATE = ("1899-12-3", "1900-01-", "1900-02-", "1904-01-01 ")


def opened(raw: bytes, source: str) -> Any:
    """The workbook in ``raw``, whose sheets the caller has counted: memory ends the process."""
    try:
        import fastexcel
        import polars  # noqa: F401
    except ImportError:
        raise MissingExtraError("Reading Excel files", "table") from None

    return guarded(lambda: fastexcel.read_excel(raw), source)


def names_of(book: Any, source: str) -> list[SheetName]:
    """The sheets in their order."""
    return [SheetName(name) for name in guarded(lambda: list(book.sheet_names), source)]


def sheet_of(book: Any, name: str, source: str) -> Sheet:
    """The cells of a sheet from its first row on."""
    return guarded(lambda: _sheet_of(book, name, source), source)


def _sheet_of(book: Any, name: str, source: str) -> Sheet:
    def load(dtype: str) -> Any:
        return book.load_sheet(name, header_row=None, skip_rows=0, dtypes=dtype)

    sheet = load("string")
    columns = sheet.available_columns()
    refuse_too_large(sheet.height * sheet.width, source)
    texts = sheet.to_polars()
    if not texts.width or not texts.height:
        return Sheet([])
    numbers = load("float").to_polars()
    cells = [
        _exact(text, number)
        for text, number in zip(texts.iter_columns(), numbers.iter_columns(), strict=True)
    ]
    timed = [
        bool((text.str.contains(_TIME) & ~text.str.ends_with(_MIDNIGHT)).any())
        for text in texts.iter_columns()
    ]
    if any(timed):
        spans = load("duration").to_polars()
        cells = [
            [_time(cell, span) for cell, span in zip(column, spans[:, k].to_list(), strict=True)]
            if timed[k]
            else column
            for k, column in enumerate(cells)
        ]
    return Sheet(list(map(list, zip(*cells, strict=True))), columns[0].absolute_index)


def _exact(texts: Any, numbers: Any) -> list[str]:
    """The texts of a column, those of numbers to the last bit, and dates without their midnight."""
    import polars as pl

    cells: list[str] = texts.fill_null("").to_list()
    rounded = texts.cast(pl.Float64, strict=False)
    differs = (rounded.is_not_null() & rounded.is_finite() & (rounded != numbers)).fill_null(False)
    exact = numbers.filter(differs).to_list()
    for i, number in zip(differs.arg_true().to_list(), exact, strict=True):
        cells[i] = repr(number)
    dates = texts.str.ends_with(_MIDNIGHT) & (texts.str.len_bytes() == 19)
    for i in dates.fill_null(False).arg_true().to_list():
        cells[i] = cells[i].removesuffix(_MIDNIGHT)
    return cells


def _time(cell: str, span: timedelta | None) -> str:
    """The hours of a time of the day or of a duration, in a column that has some."""
    if span is None or not cell.startswith(_NO_DATE):
        return cell
    seconds = span.total_seconds()
    hours, rest = divmod(int(seconds), 3600)
    text = f"{hours:02}:{rest // 60:02}:{rest % 60:02}"
    return text + f"{seconds % 1:.3f}"[1:] if seconds % 1 else text
