"""How one column of a table becomes features, as learned from the training rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from shoal.errors import TableError
from shoal.tables.meaning.cells import BLANKS, BOOLEANS, days, is_missing, number, why_no_number
from shoal.tables.table import Column, Table
from shoal.tables.wording import count, inert, quoted


@dataclass(frozen=True)
class NumericInput:
    """A column of numbers, dates or booleans: its value, and whether it is missing.

    Attributes
    ----------
    name : str
    kind : {"number", "date", "boolean"}
    median : float
        Of the training rows; stands where the value is missing.
    indicator : bool
        Whether there is a feature that is 1 where the value is missing: it is in some training row.
    value : bool
        Whether the value is a feature; not if all values are equal and only their absence tells.
    """

    name: str
    kind: Literal["number", "date", "boolean"]
    median: float
    indicator: bool
    value: bool

    @property
    def features(self) -> tuple[str, ...]:
        """The names of the features."""
        missing = (f"{self.name} is missing",) if self.indicator else ()
        return ((self.name,) if self.value else ()) + missing

    def encode(self, table: Table) -> np.ndarray:
        """The features of every row; TableError where the column is of another kind."""
        values = _values(table, self.name, self.kind)
        missing = np.isnan(values)
        filled = np.where(missing, self.median, values)
        columns = ([filled] if self.value else []) + ([missing] if self.indicator else [])
        return np.column_stack(columns).astype(np.float64)

    def surprise(self, table: Table) -> str:
        """A sentence on missing values that training did not have; empty without."""
        missing = 0 if self.indicator else int(np.isnan(_values(table, self.name, self.kind)).sum())
        if not missing:
            return ""
        return (
            f"{inert(self.name)}: missing in {count(missing, 'row')}, although never in training; "
            f"filled with the training median {self.median:.6g}"
        )


@dataclass(frozen=True)
class TextInput:
    """A column of texts: one feature a level, or a single one if there are two.

    The categories are the levels in order, then ``other`` (the pooled rare levels, and every level
    that training never saw), then missing. Without ``other`` an unseen level is no category: all
    features are 0; with two categories, where 0 would say the first of them, the one feature is
    its mean over the training rows.

    Attributes
    ----------
    name : str
    levels : tuple of str
        Sorted; the levels with a category of their own.
    other : bool
        Whether rare levels were pooled.
    missing : bool
        Whether some training row has no text.
    share : float
        Of the training rows in the last category.
    """

    name: str
    levels: tuple[str, ...]
    other: bool
    missing: bool
    share: float

    kind: Literal["text"] = "text"

    @property
    def categories(self) -> tuple[str, ...]:
        """A name for each category; ``other`` gives way to a level of that name."""
        names = [f"{self.name}={level}" for level in self.levels]
        if self.other:
            names.append(f"{self.name}={'(other)' if 'other' in self.levels else 'other'}")
        if self.missing:
            names.append(f"{self.name} is missing")
        return tuple(names)

    @property
    def features(self) -> tuple[str, ...]:
        """The names of the features; of two categories the second is the feature."""
        categories = self.categories
        return categories[1:] if len(categories) == 2 else categories

    def encode(self, table: Table) -> np.ndarray:
        """The features of every row; TableError where the column is not of texts."""
        codes = self._codes(table)
        one_hot = np.zeros((table.n_rows, len(self.categories)))
        known = codes >= 0
        one_hot[np.flatnonzero(known), codes[known]] = 1.0
        if len(self.categories) > 2:
            return one_hot
        one_hot[~known, 1] = self.share
        return one_hot[:, 1:]

    def surprise(self, table: Table) -> str:
        """A sentence on texts that training never saw; empty without."""
        texts = _texts(table, self.name)
        known = {*self.levels, None} if self.missing else set(self.levels)
        # a rare level that was pooled is not remembered, so with a pool only absence is a surprise
        new = [t for t in texts if t not in known and not (self.other and t is not None)]
        if not new:
            return ""
        first = "missing" if new[0] is None else quoted(new[0])
        return f"{inert(self.name)}: {first} and the like in {count(len(new), 'row')}, never seen"

    def _codes(self, table: Table) -> np.ndarray:
        """The number of each row's category; -1 for none."""
        number_of: dict[str | None, int] = {level: k for k, level in enumerate(self.levels)}
        unseen = len(self.levels) if self.other else -1
        number_of[None] = len(self.categories) - 1 if self.missing else unseen
        texts = _texts(table, self.name)
        return np.array([number_of.get(text, unseen) for text in texts], dtype=np.intp)


InputColumn = NumericInput | TextInput


def usable_column(table: Table, name: str) -> Column:
    """The column; TableError if it is not there or has a problem."""
    column = table[name]
    if column.problem:
        raise TableError(column.problem)
    return column


def _values(table: Table, name: str, kind: str) -> np.ndarray:
    """The numbers of a column that is a number, date or boolean, as ``kind`` says."""
    column = usable_column(table, name)
    if column.kind == kind:
        return column.values
    present = np.flatnonzero(~column.missing())
    if not len(present):
        # a column without any value is of no kind
        return np.full(table.n_rows, np.nan)
    if column.kind != "text":
        where = table.place(int(present[0]), name)
        raise TableError(
            f"{where}: a {column.kind} where the model reads a {kind}; mend the column"
        )
    bad = [i for i in present if not _fits(column.values[i], kind)]
    # a text column has cells of another kind; if not, only a declared text column can be meant
    i = int(bad[0] if bad else present[0])
    cell = str(column.values[i])
    why = why_no_number(cell) if kind == "number" and bad else f"{quoted(cell)} is no {kind}"
    raise TableError(
        f"{table.place(i, name)}: {why}, but the model reads a {kind} here; mend the cell"
    )


def _fits(cell: str, kind: str) -> bool:
    if kind == "number":
        return number(cell) is not None
    return days(cell) is not None if kind == "date" else cell.lower() in BOOLEANS


def _texts(table: Table, name: str) -> list[str | None]:
    """The texts of a column; what a small file's texts look like (1, yes) is taken as written."""
    column = usable_column(table, name)
    if column.kind == "text":
        return list(column.values)
    if column.cells is not None:
        return [None if is_missing(c) else c.strip(BLANKS) for c in column.cells]
    present = np.flatnonzero(~column.missing())
    if not len(present):
        return [None] * table.n_rows
    raise TableError(
        f"{table.place(int(present[0]), name)}: a {column.kind} where the model reads a "
        "text; turn the column into texts"
    )
