"""How one column of a table becomes features, as learned from the training rows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Literal

import numpy as np

from ...errors import TableError
from ..meaning.meaning import DATES, NUMBERS, TEXTS, Meaning
from ..meaning.rereading import column_as, wrong_unit
from ..table import Column, Table
from ..wording import count, inert, quoted


@dataclass(frozen=True)
class NumericInput:
    """A column of numbers or booleans: its value, and whether it is missing or a limit.

    Attributes
    ----------
    name : str
    kind : {"number", "boolean"}
    median : float
        Of the training rows; stands where the value is missing.
    indicator : bool
        Whether there is a feature that is 1 where the value is missing: it is in some training row.
    value : bool
        Whether the value is a feature; not if all values are equal and only their absence tells.
    limit : bool
        Whether there is a feature that is 1 where the cell gives a limit (<0.1).
    meaning : Meaning
        How its cells are read.
    """

    name: str
    kind: Literal["number", "boolean"]
    median: float
    indicator: bool
    value: bool
    limit: bool = False
    meaning: Meaning = NUMBERS

    @property
    def features(self) -> tuple[str, ...]:
        """The names of the features."""
        missing = (f"{self.name} is missing",) if self.indicator else ()
        limit = (f"{self.name} is a limit",) if self.limit else ()
        return ((self.name,) if self.value else ()) + limit + missing

    def encode(self, table: Table) -> np.ndarray:
        """The features of every row; TableError where the column is of another kind."""
        column = column_for(table, self.name, self.kind, self.meaning)
        missing = np.isnan(column.values)
        columns = [np.where(missing, self.median, column.values)] if self.value else []
        if self.limit:
            none = np.zeros(table.n_rows, dtype=bool)
            columns.append(none if column.limited is None else column.limited)
        columns += [missing] if self.indicator else []
        return np.column_stack(columns).astype(np.float64)

    def surprise(self, table: Table) -> str:
        """A sentence on missing values that training did not have; empty without."""
        return _gaps(self, column_for(table, self.name, self.kind, self.meaning))


@dataclass(frozen=True)
class DateInput:
    """A column of dates: its days, and where it stands in the day, the week and the year.

    Attributes
    ----------
    name : str
    median : float
        Days since 1970-01-01, of the training rows; stands where the date is missing.
    indicator : bool
        As of ``NumericInput``.
    value : bool
        As of ``NumericInput``.
    cycles : tuple of {"day", "week", "year"}
        Each is two features, the sine and the cosine of the place in it.
    meaning : Meaning
    """

    name: str
    median: float
    indicator: bool
    value: bool
    cycles: tuple[str, ...] = ()
    meaning: Meaning = DATES

    kind: Literal["date"] = "date"

    @property
    def features(self) -> tuple[str, ...]:
        """The names of the features."""
        waves = tuple(f"{self.name} {wave} of {c}" for c in self.cycles for wave in ("sin", "cos"))
        missing = (f"{self.name} is missing",) if self.indicator else ()
        return ((self.name,) if self.value else ()) + waves + missing

    def encode(self, table: Table) -> np.ndarray:
        """The features of every row; TableError where the column is not of dates."""
        values = column_for(table, self.name, "date", self.meaning).values
        missing = np.isnan(values)
        filled = np.where(missing, self.median, values)
        columns = [filled] if self.value else []
        for cycle in self.cycles:
            angle = 2 * np.pi * place_in(cycle, filled)
            columns += [np.sin(angle), np.cos(angle)]
        columns += [missing] if self.indicator else []
        return np.column_stack(columns).astype(np.float64)

    def surprise(self, table: Table) -> str:
        """A sentence on missing values that training did not have; empty without."""
        return _gaps(self, column_for(table, self.name, "date", self.meaning))


CYCLES = {"day": "time of day", "week": "weekday", "year": "season"}


def place_in(cycle: str, days: np.ndarray) -> np.ndarray:
    """Where each day (since 1970-01-01, a Thursday) stands in its day, week or year, from 0 to 1."""
    if cycle == "day":
        return np.asarray(days - np.floor(days))
    if cycle == "week":
        return np.asarray(((days + 3) % 7) / 7)
    return np.asarray((days / 365.2425) % 1)


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
    meaning : Meaning
    """

    name: str
    levels: tuple[str, ...]
    other: bool
    missing: bool
    share: float
    meaning: Meaning = TEXTS

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
        texts = self._texts(table)
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
        return np.array([number_of.get(text, unseen) for text in self._texts(table)], dtype=np.intp)

    def _texts(self, table: Table) -> list[str | None]:
        """The texts; what a small file's texts look like (1, yes) is taken as written."""
        return list(column_for(table, self.name, "text", self.meaning).values)


InputColumn = NumericInput | DateInput | TextInput


def usable_column(table: Table, name: str) -> Column:
    """The column; TableError if it is not there or has a problem."""
    column = table[name]
    if column.problem:
        raise TableError(column.problem)
    return column


def column_for(table: Table, name: str, kind: str, meaning: Meaning) -> Column:
    """The column as a model means it.

    Raises
    ------
    TableError
        It is not there, holds something else, or its numbers have another unit.
    """
    found = table[name]
    if not found.problem and found.missing().all():
        # a column without any value is of no kind
        empty = np.full(
            table.n_rows,
            None if kind == "text" else np.nan,
            dtype=object if kind == "text" else np.float64,
        )
        return Column(name, kind, empty)  # type: ignore[arg-type]
    column = column_as(found, meaning, partial(table.place, column=name))
    if column.problem or column.kind != kind:
        what = column.problem or f"{table.source}: {inert(name)} is a column of {column.kind}s"
        raise TableError(
            f"{what.partition('; ')[0]}, but the model reads a {kind} here; mend the cell"
        )
    problem = wrong_unit(found, meaning)
    if problem:
        raise TableError(f"{table.source}: {problem} by the model; convert the column")
    return column


def _gaps(entry: NumericInput | DateInput, column: Column) -> str:
    missing = 0 if entry.indicator else int(np.isnan(column.values).sum())
    if not missing:
        return ""
    return (
        f"{inert(entry.name)}: missing in {count(missing, 'row')}, although never in training; "
        f"filled with the training median {entry.median:.6g}"
    )
