"""The columns that a model reads, as dials that one can turn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..core.layout import Array
from ..errors import InputError
from ..tables import Column, Table
from ..tables.plan.inputs import DateInput, InputColumn, NumericInput, TextInput
from .run import Run

POINTS = 61  # of a curve over a dial
BEYOND = 0.15  # of the training range that a curve shows on either side
MISSING, OTHER = "(missing)", "(other)"
UNSEEN = "\0"  # no cell of a file holds it


@dataclass(frozen=True)
class Dial:
    """One column: a number within the training range ``low`` to ``high``, or one of ``choices``.

    ``raw`` are the cells behind the choices; ``features`` the columns of X that it moves; ``whole``
    says that training knew whole numbers alone.
    """

    column: InputColumn
    features: slice
    start: float | str
    low: float = 0.0
    high: float = 0.0
    whole: bool = False
    choices: tuple[str, ...] = ()
    raw: tuple[Any, ...] = ()

    @property
    def name(self) -> str:
        """The column's."""
        return self.column.name

    @property
    def kind(self) -> str:
        """One of "number", "date" and "choice"."""
        return "choice" if self.choices else self.column.kind

    def read(self, value: Any) -> float:
        """A page's value as a place on the dial: the number itself, or a choice's index.

        Raises
        ------
        InputError
            If it is neither a finite number nor, of a choice, a text.
        """
        if self.choices:
            if not isinstance(value, str):
                raise InputError(f"input {self.name!r} needs one of its levels, not {value!r}")
            return float(self.choices.index(value if value in self.choices else str(self.start)))
        if isinstance(value, bool) or not isinstance(value, int | float) or not np.isfinite(value):
            raise InputError(f"input {self.name!r} needs a finite number, not {value!r}")
        return float(value)

    def grid(self, at: float | None = None) -> Array:
        """Places along the dial; those of numbers reach beyond the training range, and to ``at``."""
        if self.choices:
            return np.arange(float(len(self.choices)))
        room = BEYOND * (self.high - self.low) if at is not None else 0.0
        first, last = self.low - room, self.high + room
        if at is not None:
            first, last = min(first, at), max(last, at)
        if self.whole and np.ceil(last) - np.floor(first) < POINTS:
            return np.arange(np.floor(first), np.ceil(last) + 1)
        return np.linspace(first, last, POINTS)

    def encode(self, places: Array) -> Array:
        """The features (n, f) at some places of the dial."""
        raw = [self.raw[int(place)] for place in places] if self.choices else places
        kind = self.column.kind
        values = np.empty(len(places), dtype=object if kind == "text" else np.float64)
        values[:] = raw
        column = Column(self.name, kind, values)
        return self.column.encode(Table("the dials", {self.name: column}, np.arange(len(places))))


def dials_of(run: Run) -> list[Dial]:
    """A dial for each column, at its training median or its most frequent level."""
    low, high = run.model.ensemble.low, run.model.ensemble.high
    rows = run.some_rows()
    dials, first = [], 0
    for column in run.model.plan.inputs:
        features = slice(first, first + len(column.features))
        first = features.stop
        known = None if rows is None else rows.columns.get(column.name)
        if not isinstance(column, TextInput):
            dials.append(_numeric(column, features, float(low[features.start]),
                                  float(high[features.start]), known))  # fmt: skip
            continue
        raw: tuple[Any, ...] = column.levels
        names = column.levels
        if column.other:
            raw, names = (*raw, UNSEEN), (*names, OTHER)
        if column.missing:
            raw, names = (*raw, None), (*names, MISSING)
        dials.append(Dial(column, features, _commonest(names, known), choices=names, raw=raw))
    return dials


def _numeric(
    column: NumericInput | DateInput, features: slice, low: float, high: float, known: Column | None
) -> Dial:
    if not column.value:
        choices, raw = ("present", MISSING), (column.median, np.nan)
        return Dial(column, features, "present", choices=choices, raw=raw)
    if column.kind == "boolean":
        choices, raw = ("false", "true"), (0.0, 1.0)
        return Dial(column, features, choices[round(column.median)], choices=choices, raw=raw)
    present = np.empty(0) if known is None or known.kind == "text" else known.values
    present = present[np.isfinite(present)]
    whole = bool(len(present)) and bool((present == np.round(present)).all())
    start = float(round(column.median)) if whole else column.median
    return Dial(column, features, start, low, high, whole)


def _commonest(names: tuple[str, ...], known: Column | None) -> str:
    if known is None or known.kind != "text":
        return names[0]
    counts = dict.fromkeys(names, 0)
    for cell in known.values:
        name = MISSING if cell is None else cell if cell in counts else OTHER
        if name in counts:
            counts[name] += 1
    return max(counts, key=lambda name: counts[name])
