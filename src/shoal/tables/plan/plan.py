"""What was decided on a table's columns, and the encoding of any table by it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from shoal.errors import TableError
from shoal.tables.meaning.cells import why_no_number
from shoal.tables.plan.inputs import InputColumn, usable_column
from shoal.tables.table import Table


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
        One short sentence for each decision that is not plain.
    """

    targets: tuple[str, ...]
    inputs: tuple[InputColumn, ...]
    decisions: tuple[str, ...]

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
        """Sentences on what ``encode`` meets in this table and training never had."""
        return tuple(s for column in self.inputs if (s := column.surprise(table)))

    def encode_targets(self, table: Table) -> np.ndarray:
        """T (N, K), float64: the targets of every row, in their own units.

        Raises
        ------
        TableError
            A target is absent, text, a date, or missing in a row.
        """
        columns = [target_values(table, name) for name in self.targets]
        for name, values in zip(self.targets, columns, strict=True):
            absent = np.flatnonzero(np.isnan(values))
            if len(absent):
                raise TableError(
                    f"{table.place(int(absent[0]), name)}: the target is missing; leave the row out"
                )
        return np.ascontiguousarray(np.column_stack(columns))

    def usable_rows(self, table: Table) -> np.ndarray:
        """True for every row that has all its targets; TableError as ``encode_targets``."""
        columns = [np.isnan(target_values(table, name)) for name in self.targets]
        return ~np.any(columns, axis=0)

    def to_dict(self) -> dict[str, Any]:
        """The plan as dicts, lists, texts and finite numbers, for a model file."""
        from shoal.tables.plan.plan_dict import plan_to_dict

        return plan_to_dict(self)

    @staticmethod
    def from_dict(content: dict[str, Any]) -> Plan:
        """The plan that ``to_dict`` wrote; ModelFileError if anything in it does not fit."""
        from shoal.tables.plan.plan_dict import plan_from_dict

        return plan_from_dict(content)


def target_values(table: Table, name: str) -> np.ndarray:
    """The numbers of a target, NaN where missing; TableError if it has none."""
    column = usable_column(table, name)
    if column.kind in ("number", "boolean"):
        return column.values
    i = int(np.flatnonzero(~column.missing())[0])
    if column.kind == "date":
        raise TableError(
            f"{table.place(i, name)}: the target is a date; fit a number, such as days since a start"
        )
    why = why_no_number(column.values[i])
    raise TableError(f"{table.place(i, name)}: {why}: a target must be a column of numbers")
