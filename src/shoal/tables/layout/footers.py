"""The end of a table: remarks, sources and empty rows below it."""

from __future__ import annotations

from collections.abc import Sequence

from ..meaning.dates import looks_like_date
from ..meaning.spelling import parts_of
from ..sources.source import Grid
from ..wording import inert
from .remarks import is_comment
from .totals import is_total


def bottom_of(grid: Grid, top: int, width: int, said: list[str]) -> int:
    """The end of the table: rows of other widths, empty rows and totals below it are cut off."""
    rows, last = grid.rows, len(grid.rows)
    empty = 0
    while last > top + 2 and not any(map(str.strip, rows[last - 1])):
        last, empty = last - 1, empty + 1
    kept = last
    while last > top + 2 and kept - last < 20 and _footer(rows, last - 1, top, width):
        last -= 1
    if kept > last:
        first = inert(" ".join(filter(None, rows[last])), longest=40)
        where = f"{grid.unit} {grid.numbers[last]}"
        said.append(f"{where}: '{first}' and what follows stands below the table, left away")
    return last


def _footer(rows: Sequence[list[str]], i: int, top: int, width: int) -> bool:
    row = rows[i]
    filled = [cell for cell in row if cell.strip()]
    if len(row) != width and filled and width > 1:
        return is_comment(row) or _is_remark(rows, i, top, row)
    if len(row) == width and width > 2 and len(filled) == 1 and row[0].strip():
        return _is_remark(rows, i, top, row)
    return is_total(rows, i, top, width)


def _is_remark(rows: Sequence[list[str]], i: int, top: int, row: list[str]) -> bool:
    """Whether a lonely first cell is a remark rather than a row that was cut off."""
    above = [r[0] for r in rows[max(top + 1, i - 20) : i] if r and r[0].strip()]
    number = [parts_of(cell.strip()) is not None or looks_like_date(cell.strip()) for cell in above]
    cell = row[0].strip()
    if parts_of(cell) is not None or looks_like_date(cell):
        return False
    # among texts a lonely word may be a row without values, but not a sentence
    words = max((len(text.split()) for text in above), default=1)
    source = ":" in cell and not any(":" in text for text in above)
    return (bool(number) and all(number)) or len(cell.split()) > words or source
