"""One sheet of a workbook as cells, and what is the same for every format: which, and merged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ....errors import TableError
from ...wording import named, quoted
from ..memory import refuse_too_large
from ..source import Grid

# A sheet may reach over so many cells, and so many for each that is written, or for each byte of its
# file: laid out, a cell takes some 100 bytes whether it is written or not.
ROOM = 1 << 21
SPARSE = 20
CELLS_EACH_BYTE = 100


@dataclass(frozen=True)
class SheetName:
    """A sheet before its cells are read."""

    name: str
    hidden: bool = False


@dataclass(frozen=True)
class Area:
    """Merged cells: the first and the last row and column, from 0, both counted in."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, eq=False)
class Sheet:
    """The cells of a sheet.

    Attributes
    ----------
    rows : list of list of str
        From the first row on; an empty text where there is no cell.
    left : int
        How many empty columns before the first cell of a row were left away.
    merged : sequence of Area
    """

    rows: list[list[str]]
    left: int = 0
    merged: Sequence[Area] = field(default=())


def grid_of(
    source: str,
    sheets: Sequence[SheetName],
    asked: str | int | None,
    read: Callable[[SheetName], Sheet],
) -> Grid:
    """The cells of the sheet that is asked for, or of the first that holds a table."""
    if not sheets:
        raise TableError(f"{source} has no sheets; save the workbook again")
    if asked is not None:
        chosen = _asked(sheets, asked, source)
        cells = read(chosen)
    else:
        chosen, cells = _first_table(sheets, read)
    others = [sheet.name for sheet in sheets if sheet is not chosen]
    where = f"{source}, sheet {quoted(chosen.name)}"
    numbers = [i for i, row in enumerate(cells.rows) if any(row)]
    if not numbers:
        raise TableError(f"{where} is empty; its first row must name the columns")
    fill_merged(cells, set(numbers), where)
    said = []
    if asked is None and others:
        verb = "the other is" if len(others) == 1 else "the others are"
        said.append(
            f"sheet {quoted(chosen.name)} is read; {verb} {named(map(quoted, others))} "
            "(--sheet NAME)"
        )
    if chosen.hidden:
        said.append(f"sheet {quoted(chosen.name)} is hidden in {source}")
    rows = [cells.rows[i] for i in numbers]
    names = tuple(sheet.name for sheet in sheets)
    lines = [i + 1 for i in numbers]
    return Grid(source, rows, lines, where, "row", tuple(said), names, chosen.name)


def refuse_far_cells(room: int, cells: int, size: int, where: str) -> None:
    """TableError if ``cells`` cells of a file of ``size`` bytes lie too far apart to be a table."""
    if room > ROOM + min(SPARSE * cells, CELLS_EACH_BYTE * size):
        raise TableError(
            f"{where} reaches over {room:,} cells though {cells:,} are written: some lie far from "
            "the table; delete their rows and columns"
        )
    refuse_too_large(room, where)


def with_errors(sheet: Sheet, errors: Mapping[tuple[int, int], str], merged: list[Area]) -> Sheet:
    """``sheet`` with the texts of the errors in the cells where the library leaves them out."""
    for (row, column), text in errors.items():
        k = column - sheet.left
        if row < len(sheet.rows) and 0 <= k < len(sheet.rows[row]):
            sheet.rows[row][k] = text
    return Sheet(sheet.rows, sheet.left, merged)


def fill_merged(sheet: Sheet, kept: set[int], where: str) -> None:
    """The text of merged cells in every one of them, as far as the sheet has cells."""
    rows, area_so_far = sheet.rows, 0
    room = sum(map(len, rows))
    for area in sheet.merged:
        columns = range(max(area.left - sheet.left, 0), area.right - sheet.left + 1)
        if area.top >= len(rows) or area.left < sheet.left or columns.start >= len(rows[area.top]):
            continue
        text = rows[area.top][columns.start]
        bottom = min(area.bottom, len(rows) - 1)
        across = min(len(columns), len(rows[area.top]) - columns.start)
        area_so_far += (bottom - area.top + 1) * across
        if area_so_far > room:
            # areas that lie over each other could take any time
            raise TableError(f"{where}: merged cells lie over each other; unmerge them")
        for i in range(area.top, bottom + 1):
            if i in kept:
                for k in range(columns.start, min(columns.stop, len(rows[i]))):
                    rows[i][k] = rows[i][k] or text


def _asked(sheets: Sequence[SheetName], asked: str | int, source: str) -> SheetName:
    for sheet in sheets:
        if sheet.name == asked:
            return sheet
    number = int(asked) if isinstance(asked, str) and _is_number(asked) else asked
    if isinstance(number, int) and not isinstance(number, bool) and 1 <= number <= len(sheets):
        return sheets[number - 1]
    raise TableError(
        f"{source}: it has no sheet {quoted(str(asked))}; name one of "
        f"{named(sheet.name for sheet in sheets)}"
    )


def _first_table(
    sheets: Sequence[SheetName], read: Callable[[SheetName], Sheet]
) -> tuple[SheetName, Sheet]:
    """The first sheet with two rows and two columns that have cells; else the first with a cell."""
    second: tuple[SheetName, Sheet] | None = None
    for sheet in sorted(sheets, key=lambda sheet: sheet.hidden):
        cells = read(sheet)
        if _is_table(cells.rows):
            return sheet, cells
        if second is None and any(any(row) for row in cells.rows):
            second = sheet, cells
    return second or (sheets[0], Sheet([]))


def _is_table(rows: Iterable[list[str]]) -> bool:
    filled = 0
    columns: set[int] = set()
    for row in rows:
        if any(row):
            filled += 1
            if len(columns) < 2:
                columns.update(k for k, cell in enumerate(row) if cell)
        if filled >= 2 and len(columns) >= 2:
            return True
    return False


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 6
