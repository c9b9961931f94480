"""From the cells of a column, as texts, to the column: which kind it is, and its values.

A column is of numbers (of dates) if at least 80 % of its cells that are not missing were meant as
numbers (as dates); then every other cell is an error of that cell. It is boolean if all of them are
true, false, yes or no. Otherwise it is text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from shoal.tables.meaning.cells import (
    BLANKS,
    BOOLEANS,
    COMMA_GROUPS,
    COMMA_NUMBER,
    MISSING,
    NUMBER,
    OTHER_DATE,
    days,
    decimals,
    is_missing,
    meant_as_number,
    number,
    why_no_number,
)
from shoal.tables.meaning.cells import DATE as DATE_SHAPE
from shoal.tables.table import Column
from shoal.tables.wording import quoted

ENOUGH = 0.8
_NUMBER_CHARACTERS = b"0123456789+-.eE \t\n"

# Where row i of the column is: "engine.csv, line 17, column 'speed'".
Place = Callable[[int], str]


def column_from_cells(
    name: str, cells: Sequence[str], place: Place, *, comma: bool = False
) -> Column:
    """The column that ``cells`` write; a column that cannot be read has a ``problem``.

    ``comma`` says that the column's numbers are written with a decimal comma and no point.
    """
    pointed = [_with_point(c) for c in cells] if comma else cells
    values = _numbers(pointed)
    if values is not None:
        return Column(name, "number", values, _most_decimals(pointed), cells)

    stripped = [c.strip(BLANKS) for c in cells]
    present = [i for i, c in enumerate(stripped) if c.lower() not in MISSING]
    if all(stripped[i].lower() in BOOLEANS for i in present):
        values = np.full(len(cells), np.nan)
        values[present] = [BOOLEANS[stripped[i].lower()] for i in present]
        return Column(name, "boolean", values, 0, cells)
    dates = [i for i in present if DATE_SHAPE.fullmatch(stripped[i])]
    if len(dates) >= ENOUGH * len(present):
        return _dates(name, cells, stripped, present, place)
    meant = [i for i in present if meant_as_number(stripped[i])]
    if len(meant) >= ENOUGH * len(present):
        bad = next(i for i in present if number(pointed[i].strip(BLANKS)) is None)
        return _unusable(name, cells, f"{place(bad)}: {why_no_number(stripped[bad])}")
    texts = np.array([None if c.lower() in MISSING else c for c in stripped], dtype=object)
    return Column(name, "text", texts, 0, cells, _odd(stripped, present, meant))


def _with_point(cell: str) -> str:
    return cell.replace(",", ".") if COMMA_NUMBER.fullmatch(cell.strip(BLANKS)) else cell


def text_column(name: str, texts: Sequence[str | None]) -> Column:
    """A column declared to be of texts (a categorical column of a frame): numbers stay texts."""
    stripped = [None if t is None or is_missing(t) else t.strip(BLANKS) for t in texts]
    cells = ["" if t is None else t for t in texts]
    return Column(name, "text", np.array(stripped, dtype=object), 0, cells)


def _unusable(name: str, cells: Sequence[str], problem: str) -> Column:
    texts = np.array([None if is_missing(c) else c.strip(BLANKS) for c in cells], dtype=object)
    advice = "; mend the cell or leave the column out with --ignore"
    return Column(name, "text", texts, 0, cells, problem=problem + advice)


def _numbers(cells: Sequence[str]) -> np.ndarray | None:
    """All cells as numbers, NaN where missing; None if one of them is neither.

    Within these characters Python's ``float`` and the grammar of a number agree, and the
    conversion of a whole column at once takes a tenth of the time.
    """
    values = _converted(cells)
    if values is None:
        present = [i for i, c in enumerate(cells) if not is_missing(c)]
        if len(present) == len(cells):
            return None
        found = _converted([cells[i] for i in present])
        if found is None:
            return None
        values = np.full(len(cells), np.nan)
        values[present] = found
    return values


def _converted(cells: Sequence[str]) -> np.ndarray | None:
    joined = "\n".join(cells)
    if not joined.isascii() or joined.encode().translate(None, _NUMBER_CHARACTERS):
        return None
    try:
        values = np.array(cells, dtype=np.float64)
    except ValueError:
        return None
    return values if bool(np.isfinite(values).all()) else None


def _most_decimals(cells: Sequence[str]) -> int:
    most = 0
    joined = "\n".join([*cells, ""])
    if "e" in joined or "E" in joined:
        exponents = [c.strip(BLANKS) for c in cells if "e" in c or "E" in c]
        most = max((decimals(c) for c in exponents if not is_missing(c)), default=0)
        joined = "\n".join([*(c for c in cells if "e" not in c and "E" not in c), ""])
    # the longest run from a point to the end of its cell, over all cells at once
    letters = np.frombuffer(joined.encode("ascii", "replace"), dtype=np.uint8)
    points = np.flatnonzero(letters == ord("."))
    if not len(points):
        return most
    ends = np.flatnonzero((letters == ord("\n")) | (letters == ord(" ")) | (letters == ord("\t")))
    after = ends[np.searchsorted(ends, points)] - points - 1
    return max(most, min(int(after.max()), 17))


def _dates(
    name: str, cells: Sequence[str], stripped: list[str], present: list[int], place: Place
) -> Column:
    values = np.full(len(cells), np.nan)
    with_offset: bool | None = None
    for i in present:
        found = days(stripped[i])
        if found is None:
            return _unusable(
                name, cells, f"{place(i)}: {quoted(stripped[i])} is not a date such as 2024-05-31"
            )
        values[i], has_offset = found
        # a bare date is the same day with any offset, only times of day must agree
        if len(stripped[i]) > len("2024-05-31"):
            if with_offset is not None and has_offset != with_offset:
                return _unusable(
                    name,
                    cells,
                    f"{place(i)}: {quoted(stripped[i])} and the times above it do not agree on "
                    "giving an offset from UTC",
                )
            with_offset = has_offset
    return Column(name, "date", values, 0, cells)


def _odd(stripped: list[str], present: list[int], meant: list[int]) -> str:
    """The note of a text column, for the sentence that says what became of it."""
    other = [i for i in present if OTHER_DATE.fullmatch(stripped[i])]
    if len(other) >= ENOUGH * len(present):
        return f"dates are read only as 2024-05-31, not as {quoted(stripped[other[0]])}"
    if meant:
        return f"{len(meant):,} of its {len(present):,} cells are numbers"
    return ""


class DecimalCommas:
    """Which columns of a file with ``;`` or tabs between the cells write a decimal comma.

    A comma is a decimal comma only where nothing contradicts it: no point in the same column, and
    somewhere in the file a number that cannot be one with a thousands separator (``1,5``; but
    ``1,234`` could be either). Then no column of the file may write a decimal point.
    """

    def __init__(self, names: Sequence[str], columns: Sequence[Sequence[str]]) -> None:
        self.names = names
        self.columns = columns
        self.proof: tuple[int, int] | None = None
        self.with_commas: set[int] = set()
        for k, cells in enumerate(columns):
            if not any("," in c for c in cells):
                continue
            stripped = [c.strip(BLANKS) for c in cells]
            commas = [i for i, c in enumerate(stripped) if COMMA_NUMBER.fullmatch(c)]
            groups = [i for i, c in enumerate(stripped) if COMMA_GROUPS.fullmatch(c)]
            written = {*commas, *groups}
            present = sum(c.lower() not in MISSING for c in stripped)
            plain = sum(bool(NUMBER.fullmatch(c)) for c in stripped)
            if not written or len(written) + plain < ENOUGH * present:
                continue
            self.with_commas.add(k)
            proofs = [i for i in commas if not COMMA_GROUPS.fullmatch(stripped[i])]
            if proofs and self.proof is None:
                self.proof = k, proofs[0]

    def column(self, k: int, place_of: Callable[[int, int], str]) -> Column:
        """Column ``k``; ``place_of(column, row)`` says where a cell is."""
        name, cells = self.names[k], self.columns[k]
        place = partial(place_of, k)
        if self.proof is None and k not in self.with_commas:
            return column_from_cells(name, cells, place)
        if self.proof is None:
            i = next(i for i, c in enumerate(cells) if COMMA_GROUPS.fullmatch(c.strip(BLANKS)))
            cell = cells[i].strip(BLANKS)
            return _unusable(
                name,
                cells,
                f"{place(i)}: {quoted(cell)} could be {cell.replace(',', '.', 1)} or "
                f"{cell.replace(',', '')}: write it without the comma",
            )
        column = column_from_cells(name, cells, place, comma=k in self.with_commas)
        pointed = self._point(k, column)
        if pointed is None:
            return column
        proof = place_of(*self.proof)
        cell, other = cells[pointed].strip(BLANKS), self.columns[self.proof[0]][self.proof[1]]
        return _unusable(
            name,
            cells,
            f"{place(pointed)}: {quoted(cell)} has a decimal point, but {proof} has a decimal "
            f"comma ({quoted(other.strip(BLANKS))}): write one of the two throughout",
        )

    def _point(self, k: int, column: Column) -> int | None:
        """The first row of a column of numbers where one is written with a point."""
        if k not in self.with_commas and column.kind != "number":
            return None
        cells = enumerate(self.columns[k])
        return next((i for i, c in cells if "." in c and NUMBER.fullmatch(c.strip(BLANKS))), None)
