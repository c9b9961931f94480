"""A table: named columns of equal length, each a number, a text, a date or a boolean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from ..errors import TableError
from .meaning.meaning import ANY, Meaning
from .meaning.spelling import Comma
from .wording import quoted, unknown

Kind = Literal["number", "text", "date", "boolean"]


@dataclass(frozen=True)
class Dialect:
    """How a text file was written, so that predictions can be written the same way.

    ``delimiter`` is " " where runs of blanks separate the cells; ``encoding`` is a name of a codec.
    """

    delimiter: str = ","
    decimal: str = "."
    encoding: str = "utf-8"


@dataclass(frozen=True, eq=False)
class Column:
    """One column of a table.

    Attributes
    ----------
    name : str
    kind : {"number", "text", "date", "boolean"}
    values : ndarray
        A number: float64, NaN where missing. A date: float64 days since 1970-01-01 (UTC where an
        offset is given), the time of day as a fraction, NaN where missing. A boolean: float64 0,
        1 or NaN. A text: objects, ``str`` or ``None`` where missing.
    cells : sequence of str or None
        The cells as they were written, where they were texts.
    note : str
        What is odd about a column of texts (40 of its 100 cells are numbers), or empty.
    problem : str
        Why the column cannot be used: one sentence with the place of the cell, or empty. It
        becomes a TableError as soon as anything uses the column; a column that is left out
        may have problems. Its kind is text, so it is never taken for numbers.
    meaning : Meaning
        How the cells were read: what a model keeps of the column.
    said : tuple of str
        What was decided on the way that is not plain, a sentence each.
    limited : ndarray of bool or None
        Of numbers: where the cell gives a limit (<0.1) in place of a value.
    unit : str
        Of numbers: what stood beside each of them, or in a row of units.
    comma : {"", "decimal", "thousands", "unclear"}
        What a comma between digits is in the file.
    """

    name: str
    kind: Kind
    values: np.ndarray
    cells: Sequence[str] | None = None
    note: str = ""
    problem: str = ""
    meaning: Meaning = ANY
    said: tuple[str, ...] = ()
    limited: np.ndarray | None = None
    unit: str = ""
    comma: Comma = ""

    def missing(self) -> np.ndarray:
        """True where the value is missing."""
        if self.kind != "text":
            found: np.ndarray = np.isnan(self.values)
            return found
        # not == None: NumPy would go through __eq__ of every object
        return np.fromiter((v is None for v in self.values), dtype=bool, count=len(self.values))

    def take(self, rows: np.ndarray) -> Column:
        """The column at ``rows``."""
        cells = None if self.cells is None else _selected(self.cells, rows)
        limited = None if self.limited is None else self.limited[rows]
        return replace(self, values=self.values[rows], cells=cells, limited=limited)


def _selected(cells: Sequence[str], rows: np.ndarray) -> Sequence[str]:
    # those of a large file are read when they are asked for, and select them unread
    select = getattr(cells, "select", None)
    return [cells[i] for i in rows] if select is None else select(rows)


@dataclass(frozen=True, eq=False)
class Table:
    """Named columns of equal length, which know where they come from.

    Attributes
    ----------
    source : str
        What messages call the table: the file's name, or "the frame".
    columns : dict of str to Column
        In the order of the table.
    positions : ndarray of int
        Each row's number in the table that was read, from 0; ``take`` keeps it.
    lines : ndarray of int or None
        The line of the file at which each row of the table that was read begins, from 1.
    counts : str
        What ``lines`` counts: "line" of a text, "row" of a sheet.
    labels : Column or None
        The names of the rows, where the file has a column of them; no input.
    said : tuple of str
        What was decided on the file, a sentence each.
    dialect : Dialect or None
        Of a text file.
    parts : tuple of str
        The sheets of the workbook, the files of the archive, the arrays that it was read from.
    part : str
        Which of them this is; empty where all of them are read together.
    """

    source: str
    columns: dict[str, Column]
    positions: np.ndarray
    lines: np.ndarray | None = None
    counts: str = "line"
    labels: Column | None = None
    said: tuple[str, ...] = ()
    dialect: Dialect | None = None
    parts: tuple[str, ...] = ()
    part: str = ""

    @property
    def n_rows(self) -> int:
        """How many rows there are."""
        return len(self.positions)

    @property
    def names(self) -> list[str]:
        """The names of the columns, in order."""
        return list(self.columns)

    def __getitem__(self, name: str) -> Column:
        """The column called ``name``; TableError if there is none."""
        if name not in self.columns:
            raise TableError(
                f"{self.source} has no column {quoted(str(name))}; {unknown(str(name), self.names)}"
            )
        return self.columns[name]

    def take(self, rows: np.ndarray) -> Table:
        """The table of these rows, an array of indices or of booleans.

        Raises TableError for a row that is not there.
        """
        chosen = self.row_indices(rows)
        columns = {name: column.take(chosen) for name, column in self.columns.items()}
        labels = None if self.labels is None else self.labels.take(chosen)
        return replace(self, columns=columns, positions=self.positions[chosen], labels=labels)

    def row_indices(self, rows: np.ndarray | None) -> np.ndarray:
        """``rows`` as indices from 0 that all exist: from indices, booleans or None (every row).

        Raises TableError for anything else.
        """
        if rows is None:
            return np.arange(self.n_rows)
        chosen = np.asarray(rows)
        if chosen.dtype == bool and chosen.shape == (self.n_rows,):
            return np.flatnonzero(chosen)
        if chosen.size == 0 and chosen.ndim == 1:
            return np.zeros(0, dtype=np.intp)
        if chosen.ndim != 1 or chosen.dtype.kind not in "iu":
            raise TableError("rows must be a flat array of row indices or one boolean a row")
        if chosen.min() < 0 or chosen.max() >= self.n_rows:
            raise TableError(f"rows must lie between 0 and {self.n_rows - 1} for {self.source}")
        return chosen.astype(np.intp)

    def row_label(self, i: int) -> str:
        """How messages call row ``i``: "line 17" of a text file, else "row 16", counted from 1."""
        position = int(self.positions[i])
        if self.lines is not None:
            return f"{self.counts} {int(self.lines[position])}"
        return f"row {position + 1}"

    def place(self, i: int, column: str) -> str:
        """Where a cell is: "engine.csv, line 17, column 'speed'"."""
        return f"{self.source}, {self.row_label(i)}, column {quoted(column)}"
