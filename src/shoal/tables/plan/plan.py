"""What was decided on a table's columns, and the encoding of any table by it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from ...errors import TableError
from ..meaning.cells import why_no_number
from ..meaning.meaning import ANY, NUMBERS, Meaning
from ..meaning.rereading import column_as, wrong_unit
from ..table import Table
from ..wording import inert, quoted
from .inputs import InputColumn


@dataclass(frozen=True)
class Plan:
    """Which columns are read and how each becomes features; made by ``decide``.

    Attributes
    ----------
    targets : tuple of str
        The columns that are fitted.
    inputs : tuple of NumericInput or TextInput
        One for each column that is read, with its encoding.
    decisions : tuple of str
        One short sentence for each decision on a column that is not plain.
    reading : tuple of str
        One for each decision on where the table is in its file.
    notes : tuple of str
        What may be wrong with the table itself, worth the first lines of a report.
    target_meanings : tuple of Meaning
        How the cells of each target are read.
    units : dict of str to str
        Of the columns that have one.
    weights : str or None
        The column that says how much each row counts.
    """

    targets: tuple[str, ...]
    inputs: tuple[InputColumn, ...]
    decisions: tuple[str, ...]
    reading: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    target_meanings: tuple[Meaning, ...] = ()
    units: Mapping[str, str] = field(default_factory=dict)
    weights: str | None = None

    @property
    def reads(self) -> tuple[str, ...]:
        """The columns that a table needs for predictions."""
        return tuple(column.name for column in self.inputs)

    @property
    def feature_names(self) -> tuple[str, ...]:
        """A name for each column of X; a name that would come twice gets a number."""
        names: dict[str, None] = {}
        for feature in (f for column in self.inputs for f in column.features):
            name, k = feature, 2
            while name in names:
                name, k = f"{feature} ({k})", k + 1
            names[name] = None
        return tuple(names)

    @property
    def feature_labels(self) -> tuple[str, ...]:
        """``feature_names`` with their units, for axes."""
        return tuple(map(self.label, self.feature_names))

    @property
    def target_labels(self) -> tuple[str, ...]:
        """``targets`` with their units, for axes."""
        return tuple(map(self.label, self.targets))

    def encode(self, table: Table) -> np.ndarray:
        """X (N, D), float64, C-ordered, all finite: the features of every row.

        Further columns and their order do not matter. A missing value is the training median, a
        level that training never saw counts as rare (see ``surprises``).

        Raises
        ------
        TableError
            A column is absent, of another kind than in training, or cannot be read.
        """
        return np.ascontiguousarray(np.hstack([column.encode(table) for column in self.inputs]))

    def surprises(self, table: Table) -> tuple[str, ...]:
        """Sentences on what was met in this table and its file, and never in training."""
        told = "; ".join(self.decisions)
        columns = [table[column.name] for column in self.inputs]
        read = [f"{inert(c.name)}: {s}" for c in columns for s in c.said if s not in told]
        there = (s for s in table.said if s not in self.reading)
        return (*there, *read, *(s for column in self.inputs if (s := column.surprise(table))))

    def encode_targets(self, table: Table) -> np.ndarray:
        """T (N, K), float64: the targets of every row, in their own units.

        Raises
        ------
        TableError
            A target is absent, text, a date, or missing in a row.
        """
        columns = self._target_columns(table)
        for name, values in zip(self.targets, columns, strict=True):
            absent = np.flatnonzero(np.isnan(values))
            if len(absent):
                raise TableError(
                    f"{table.place(int(absent[0]), name)}: the target is missing; leave the row out"
                )
        return np.ascontiguousarray(np.column_stack(columns))

    def usable_rows(self, table: Table) -> np.ndarray:
        """True for every row that has all its targets; TableError as ``encode_targets``."""
        columns = [np.isnan(values) for values in self._target_columns(table)]
        found: np.ndarray = ~np.any(columns, axis=0)
        return found

    def encode_weights(self, table: Table) -> np.ndarray:
        """How much each row counts (N,); ones where no column says it.

        Raises
        ------
        TableError
            A weight is missing, negative or no number, or all are zero.
        """
        if self.weights is None:
            return np.ones(table.n_rows)
        return weights_of(table, self.weights)

    def label(self, feature: str) -> str:
        """A feature or target with its unit, for axes."""
        unit = self.units.get(feature, "")
        return f"{feature} ({unit})" if unit and not feature.endswith((")", "]")) else feature

    def _target_columns(self, table: Table) -> list[np.ndarray]:
        meanings = self.target_meanings or (NUMBERS,) * len(self.targets)
        return [
            target_values(table, name, meaning)
            for name, meaning in zip(self.targets, meanings, strict=True)
        ]

    def to_dict(self) -> dict[str, Any]:
        """The plan as dicts, lists, texts and finite numbers, for a model file."""
        from .plan_dict import plan_to_dict

        return plan_to_dict(self)

    @staticmethod
    def from_dict(content: dict[str, Any]) -> Plan:
        """The plan that ``to_dict`` wrote; ModelFileError if anything in it does not fit."""
        from .plan_dict import plan_from_dict

        return plan_from_dict(content)


def target_values(table: Table, name: str, meaning: Meaning = ANY) -> np.ndarray:
    """The numbers of a target, NaN where missing; TableError if it has none."""
    column = table[name]
    # true and false are 1 and 0 for a model that was told numbers
    if meaning.kind not in (None, "number" if column.kind == "boolean" else column.kind) or (
        meaning.missing
    ):
        column = column_as(column, meaning, partial(table.place, column=name))
    if column.problem:
        raise TableError(column.problem)
    if column.kind in ("number", "boolean"):
        problem = wrong_unit(table[name], meaning)
        if problem:
            raise TableError(f"{table.source}: {problem} by the model; convert the column")
        return column.values
    present = np.flatnonzero(~column.missing())
    if not len(present):
        raise TableError(f"{table.source}: the target {quoted(name)} is empty; name another target")
    i = int(present[0])
    if column.kind == "date":
        raise TableError(
            f"{table.place(i, name)}: the target is a date; fit a number, such as days since a start"
        )
    why = why_no_number(column.values[i])
    raise TableError(f"{table.place(i, name)}: {why}: a target must be a column of numbers")


def weights_of(table: Table, name: str) -> np.ndarray:
    """The weights of every row; TableError as ``Plan.encode_weights``."""
    column = table[name]
    if column.problem:
        raise TableError(column.problem)
    if column.kind not in ("number", "boolean"):
        raise TableError(f"{table.source}: the weights {quoted(name)} must be numbers")
    bad = np.flatnonzero(~(column.values >= 0))
    if len(bad):
        what = "missing" if np.isnan(column.values[bad[0]]) else f"{column.values[bad[0]]:g}"
        raise TableError(
            f"{table.place(int(bad[0]), name)}: the weight is {what}; weights are numbers from 0"
        )
    if not column.values.any():
        raise TableError(f"{table.source}: the weights {quoted(name)} are 0 in every row")
    return column.values
