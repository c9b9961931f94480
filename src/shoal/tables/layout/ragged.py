"""The rows of the table itself: all of one length, without remarks and repeated names."""

from __future__ import annotations

from ...errors import TableError
from ..sources.source import Grid
from ..wording import count, quoted
from .locating import Layout
from .remarks import is_comment, is_rule


def body_rows(grid: Grid, layout: Layout, by: str) -> tuple[list[int], list[str]]:
    """The rows of the table by their places in the grid, each made as long as the names.

    Left away, and said: remarks among the rows, and rows that repeat the names (files put one behind
    another).

    Parameters
    ----------
    by : str
        What separates the cells, for the message on a row of another length.

    Raises
    ------
    TableError
        On the first row of another length.
    """
    n, rows = len(layout.names), grid.rows
    head = rows[layout.first - 1] if layout.first and layout.named else None
    chosen: list[int] = []
    remarks = repeats = 0
    for i in range(layout.first, layout.last):
        row = rows[i]
        if i == layout.first and layout.named and n > 1 and is_rule(row):
            remarks += 1
            continue
        if len(row) != n and not _mended(row, n, grid.unit):
            if is_comment(row):
                remarks += 1
                continue
            raise _wrong_length(grid, i, layout, by)
        if head is not None and row[0] == head[0] and row[: len(head)] == head and n > 1:
            repeats += 1
            continue
        chosen.append(i)
    said = []
    if remarks:
        said.append(f"{count(remarks, 'remark')} between the rows skipped")
    if repeats:
        what = count(repeats, f"{grid.unit} that repeats", f"{grid.unit}s that repeat")
        said.append(f"{what} the names left away")
    return chosen, said


def _mended(row: list[str], n: int, unit: str) -> bool:
    """Whether a row differs by borders without a cell alone; it is then made as long as the names."""
    if len(row) > n and not any(cell.strip() for cell in row[n:]):
        del row[n:]
        return True
    if unit == "row" and len(row) < n:  # a sheet ends a row at its last cell
        row.extend([""] * (n - len(row)))
        return True
    return False


def _wrong_length(grid: Grid, i: int, layout: Layout, by: str) -> TableError:
    row, names = grid.rows[i], layout.names
    if len(row) < len(names):
        what = f"the cell of column {quoted(names[len(row)])} and all after it are missing"
    else:
        what = f"{quoted(row[len(names)])} has no column"
    return TableError(
        f"{grid.where}, {grid.unit} {grid.numbers[i]}: {count(len(row), 'cell')} but the header "
        f"names {count(len(names), 'column')}, so {what} (cells are separated by {by}); mend the "
        f"{grid.unit}, or skip those above the table with --skip-rows"
    )
