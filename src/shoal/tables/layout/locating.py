"""Where the table is among the rows of a file: its names, units, first and last row.

Above a table may stand remarks, below it totals and sources; its names may be missing, in two rows,
or followed by a row of units. What is plain is found out and said; what is not is asked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from ...errors import TableError
from ..meaning.cells import NOT_AVAILABLE
from ..meaning.spelling import parts_of
from ..sources.source import Grid
from ..wording import count, inert, named
from .footers import bottom_of
from .header import is_data, is_grouped, is_units, numbers_as_names, unit_in
from .names import tidy
from .remarks import COMMENTS, is_comment, uncommented

SAMPLE = 200
MOST_TITLES = 200  # lines above the names that are looked at one by one


@dataclass(frozen=True)
class Options:
    """What a user says of the place of a table; None where it is found out.

    ``header_rows`` is 0 where the first row is data; ``skip_rows`` counts lines of the file.
    """

    header_rows: int | None = None
    units_row: bool | None = None
    skip_rows: int = 0


@dataclass(frozen=True)
class Layout:
    """Where the table is.

    Attributes
    ----------
    names : list of str
        One for each column, empty where it has none.
    units : dict of int to str
        From a row of units, by column.
    first, last : int
        The rows of the grid that hold the table: ``rows[first:last]``.
    named : bool
        Whether the row above ``first`` holds the names.
    said : list of str
    """

    names: list[str]
    units: dict[int, str]
    first: int
    last: int
    named: bool = True
    said: list[str] = field(default_factory=list)


def locate(grid: Grid, options: Options) -> Layout:
    """Find the table in a grid.

    Raises
    ------
    TableError
        The grid is empty, or has names and no rows below them.
    """
    said: list[str] = []
    rows = grid.rows
    top = _skipped(grid, options.skip_rows)
    widths = [len(row) for row in rows[top : top + 5 * SAMPLE]]
    if not widths:
        raise TableError(f"{grid.where} is empty; its first {grid.unit} must name the columns")
    width = _usual(rows[top : top + 5 * SAMPLE], widths)
    bottom = bottom_of(grid, top, width, said)
    start = top if options.skip_rows else _names_row(grid, top, bottom, width, said)
    return _named(grid, options, start, bottom, width, said)


def _skipped(grid: Grid, lines: int) -> int:
    """The first row behind so many lines of the file."""
    return (
        next((i for i, n in enumerate(grid.numbers) if n > lines), len(grid.rows)) if lines else 0
    )


def _usual(rows: Sequence[list[str]], widths: Sequence[int]) -> int:
    """How many cells a row of the table has: the commonest number, less borders without a cell."""
    if len(set(widths)) == 1:
        return widths[0]
    body = [row for row in rows if not is_comment(row)] or rows
    return Counter(len(row) for row in body).most_common(1)[0][0] if widths else 0


def _names_row(grid: Grid, top: int, bottom: int, width: int, said: list[str]) -> int:
    """The row of the names: the first that is as wide as the table and more than a title."""
    rows = grid.rows
    i, comment, titles = top, -1, 0
    while i < bottom - 1:
        row = rows[i]
        filled = [cell.strip() for cell in row if cell.strip()]
        if is_comment(row) and not (len(row) == width and filled[0] in COMMENTS):
            comment = i
        elif filled:
            titles += 1
            if titles > MOST_TITLES or not (
                _is_title(row, filled, width, rows[i + 1 : i + SAMPLE])
                or _is_short_title(rows, i, width)
            ):
                break
        i += 1
    if comment == i - 1 >= top and _looks_like_data(rows[i]):
        named = uncommented(rows[comment])
        if len(named) == len(rows[i]):  # numpy.savetxt and gnuplot name columns in a comment
            rows[comment][:] = named
            i = comment
    above = [row for row in rows[top:i] if any(cell.strip() for cell in row)]
    if above:
        first = inert(" ".join(filter(None, above[0])), longest=40)
        lines = count(len(above), f"{grid.unit} above the names", f"{grid.unit}s above the names")
        said.append(f"{lines} skipped ('{first}')")
    return i


def _is_title(row: list[str], filled: list[str], width: int, below: Sequence[list[str]]) -> bool:
    if width < 2:
        return False
    if len(row) == width or len(row) == width - 1 >= 2:
        if len(set(filled)) == 1 and len(filled) > 2 and len(set(below[0])) > 1:
            return not _looks_like_data(below[0])  # a title merged over the columns
        # above data a single name is that of a column
        return len(filled) <= 1 and width > 2 and not is_data(below[0], below[1:])
    # a border behind the last name, or names that lack the last border
    names = _unbordered(row)
    if len(names) >= width or (len(row) >= 2 and len(names) == width - 1):
        return False
    # several words right above data are names, though too few: the row below is refused
    words = len(filled) > 1 and not _looks_like_data(row)
    return not (words and is_data(below[0], below[1:]))


def _is_short_title(rows: Sequence[list[str]], i: int, width: int) -> bool:
    """Whether a row that lacks one cell is a title: below it stands another, or the names."""
    row, below = rows[i], rows[i + 1]
    if len(row) != width - 1:
        return False
    if len(below) != width:
        return not is_comment(below)
    data = rows[i + 2] if i + 2 < len(rows) else []
    # R's write.table names one column less than there are cells; a gap is no name
    if any(cell.strip().lower() in NOT_AVAILABLE for cell in below):
        return False
    return not _looks_like_data(below) and _looks_like_data(data)


def _unbordered(row: list[str]) -> list[str]:
    """A row without the empty cells at its end."""
    n = len(row)
    while n and not row[n - 1].strip():
        n -= 1
    return row[:n]


def _looks_like_data(row: Sequence[str]) -> bool:
    return any(parts_of(cell.strip()) is not None for cell in row)


def _named(
    grid: Grid, options: Options, start: int, bottom: int, width: int, said: list[str]
) -> Layout:
    rows = grid.rows
    head = rows[start]
    body = rows[start + 1 : min(bottom, start + 1 + SAMPLE)]
    n_header = options.header_rows
    if n_header is None:
        n_header = 0 if is_data(head, body) else 1
        if n_header == 0:
            said.append(
                f"{grid.unit} {grid.numbers[start]} is data like the rows below it: the columns are "
                "called 'column 1' and so on (--header-rows 1 takes it for names)"
            )
        elif numbers := numbers_as_names(head):
            said.append(
                f"{grid.unit} {grid.numbers[start]} is taken for names, although some are numbers "
                f"({named(numbers, most=4)}); --header-rows 0 takes it for data"
            )
        elif is_grouped(head, body):
            n_header = 2
            said.append("names in two rows, joined")
    if n_header == 0:
        names = [f"column {k + 1}" for k in range(max(width, len(head)))]
        return Layout(names, {}, start, bottom, False, said)
    if bottom - start < n_header:
        raise TableError(f"{grid.where} has fewer rows than the {n_header} that hold the names")
    first = start + n_header
    names = _joined(rows[start:first])
    units: dict[int, str] = {}
    below = rows[first + 1 : min(bottom, first + 1 + SAMPLE)]
    asked = options.units_row
    if asked or (asked is None and below and is_units(rows[first], below)):
        if first + 1 >= bottom:
            raise TableError(f"{grid.where} has names and units but no rows below them")
        units = {k: unit_in(cell) for k, cell in enumerate(rows[first]) if unit_in(cell)}
        if asked is None:
            shown = named([*units.values()], most=4)
            said.append(f"{grid.unit} {grid.numbers[first]} holds the units ({shown})")
        first += 1
    names = _fitted_to(names, rows[first:bottom], grid, start)
    tidied, more = tidy(names, f"{grid.where}, {grid.unit} {grid.numbers[start]}")
    return Layout(tidied, units, first, bottom, not units and n_header == 1, [*said, *more])


def _joined(rows: Sequence[list[str]]) -> list[str]:
    """Names in several rows as one; an empty cell of an upper row means that of its left."""
    width = max(map(len, rows))
    names = [""] * width
    for level, row in enumerate(rows):
        last = ""
        for k in range(width):
            cell = row[k].strip() if k < len(row) else ""
            if level < len(rows) - 1:
                cell = last = cell or last
            if cell and cell != names[k]:
                names[k] = f"{names[k]} {cell}".strip()
    return names


def _fitted_to(names: list[str], body: Sequence[list[str]], grid: Grid, start: int) -> list[str]:
    """The names, one for each cell of a row: without those of borders, or with that of row names."""
    if not body:
        return names
    width = Counter(map(len, body)).most_common(1)[0][0]
    if len(names) > width and not any(name.strip() for name in names[width:]):
        return names[:width]
    more = width - len(names)
    if more > 0 and not any(c.strip() for row in body for c in row[len(names) :]):
        return names + [""] * more
    if more == 1 and len(names) and all(name.strip() for name in names):
        return ["", *names]
    if more and grid.unit == "row":
        return names + [""] * more
    return names
