"""The columns that a model reads, as dials that one can turn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from ...core.layout import Array
from ...errors import InputError
from ...tables import Column, Table
from ...tables.plan.inputs import DateInput, InputColumn, NumericInput, TextInput, column_for

if TYPE_CHECKING:
    from .run import Run

POINTS = 61  # of a curve over a dial
BEYOND = 0.15  # of the training range that a curve shows on either side
BARS = 20
MISSING, OTHER = "(missing)", "(other)"
UNSEEN = "\0"  # no cell of a file holds it


@dataclass(frozen=True)
class Dial:
    """One column: a number within the training range ``low`` to ``high``, or one of ``choices``.

    ``raw`` are the cells behind the choices; ``features`` the columns of X that it moves; ``whole``
    says that training knew whole numbers alone; ``share`` is the column's part in the relevance;
    ``histogram`` counts the training rows over the range, or of each choice, where they are known.
    """

    column: InputColumn
    features: slice
    start: float | str
    low: float = 0.0
    high: float = 0.0
    whole: bool = False
    choices: tuple[str, ...] = ()
    raw: tuple[Any, ...] = ()
    share: float = 0.0
    histogram: tuple[int, ...] | None = field(default=None, repr=False)

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

    def value(self, place: float) -> float | str:
        """What ``read`` takes for this place."""
        return self.choices[int(place)] if self.choices else float(place)

    def grid(self, at: float | None = None, beyond: float = 0.0, points: int = POINTS) -> Array:
        """Places along the dial, ``beyond`` times its range on either side and as far as ``at``.

        A choice has its places alone, and so have a few whole numbers.
        """
        if self.choices:
            return np.arange(float(len(self.choices)))
        room = beyond * (self.high - self.low)
        first, last = self.low - room, self.high + room
        if at is not None:
            first, last = min(first, at), max(last, at)
        if self.whole and np.ceil(last) - np.floor(first) < points:
            return np.arange(np.floor(first), np.ceil(last) + 1)
        return np.linspace(first, last, points)

    def encode(self, places: Array) -> Array:
        """The features (n, f) at some places of the dial."""
        raw = [self.raw[int(place)] for place in places] if self.choices else places
        kind = self.column.kind
        values = np.empty(len(places), dtype=object if kind == "text" else np.float64)
        values[:] = raw
        column = Column(self.name, kind, values)
        return self.column.encode(Table("the dials", {self.name: column}, np.arange(len(places))))

    def places(self, table: Table) -> Array:
        """Where the rows of a table stand on the dial (n,); NaN where a number is missing."""
        found = column_for(table, self.name, self.column.kind, self.column.meaning).values
        if not self.choices:
            return np.asarray(found, dtype=np.float64)
        if self.column.kind == "boolean" and self.choices[0] != "present":
            return np.asarray(found, dtype=np.float64)
        if self.column.kind != "text":
            answer: Array = np.isnan(found).astype(np.float64)
            return answer
        place_of = {cell: float(i) for i, cell in enumerate(self.raw)}
        other = place_of.get(UNSEEN, np.nan)
        return np.array([place_of.get(cell, other) for cell in found])

    def counted(self, places: Array) -> Dial:
        """The dial with the histogram of some rows, standing at their commonest choice."""
        known = places[np.isfinite(places)]
        if self.choices:
            counts = np.bincount(known.astype(np.intp), minlength=len(self.choices))
            start = self.choices[int(counts.argmax())] if self.column.kind == "text" else self.start
            return replace(self, start=start, histogram=tuple(counts.tolist()))
        whole = bool(len(known)) and bool((known == np.round(known)).all())
        inside = known[(known >= self.low) & (known <= self.high)]
        reach = self.high - self.low
        if whole and reach < 2 * BARS:  # a bar a number
            counts = np.bincount((inside - self.low).astype(np.intp), minlength=int(reach) + 1)
        elif reach > 0 and np.isfinite(reach):
            counts = np.histogram(inside, BARS, (self.low, self.high))[0]
        else:
            counts = np.array([len(inside)])
        start = float(round(float(self.start))) if whole else self.start
        return replace(self, whole=whole, start=start, histogram=tuple(counts.tolist()))


def dials_of(run: Run) -> tuple[Dial, ...]:
    """A dial for each column, at its training median or its most frequent level."""
    low, high = run.model.ensemble.low, run.model.ensemble.high
    relevance = np.asarray(run.model.record.relevance)
    rows = run.some_rows()
    dials, first = [], 0
    for column in run.model.plan.inputs:
        features = slice(first, first + len(column.features))
        first = features.stop
        if isinstance(column, TextInput):
            dial = _text(column, features)
        else:
            dial = _numeric(
                column, features, float(low[features.start]), float(high[features.start])
            )
        dial = replace(dial, share=float(relevance[features].sum()))
        dials.append(dial if rows is None else dial.counted(dial.places(rows)))
    return tuple(dials)


def by_relevance(dials: Sequence[Dial]) -> list[int]:
    """Numbers of the dials, the most relevant first; of equal ones the first of the table."""
    found: list[int] = np.argsort([-dial.share for dial in dials], kind="stable").tolist()
    return found


def named(dials: Sequence[Dial], name: Any) -> Dial:
    """The dial of a column; InputError if there is none."""
    found = next((dial for dial in dials if dial.name == name), None)
    if found is None:
        raise InputError(f"the model has no input {name!r}")
    return found


def places_at(dials: Sequence[Dial], values: Mapping[str, Any]) -> list[float]:
    """The place of each dial at ``values`` of the columns; where there is none, its start.

    Raises
    ------
    InputError
        If there is no such column, or a value is none.
    """
    unknown = set(values) - {dial.name for dial in dials}
    if unknown:
        raise InputError(f"the model has no input {sorted(unknown)[0]!r}")
    return [dial.read(values.get(dial.name, dial.start)) for dial in dials]


def encoded(dials: Sequence[Dial], places: Sequence[float] | Array) -> Array:
    """The row (D,) of X with each dial at its place."""
    pairs = zip(dials, places, strict=True)
    return np.concatenate([dial.encode(np.array([at]))[0] for dial, at in pairs])


def turned(X: Array, dial: Dial, grid: Array) -> Array:
    """X (N, D) at each place of a dial: (places, N, D)."""
    moved = np.repeat(X[np.newaxis], len(grid), axis=0)
    moved[:, :, dial.features] = dial.encode(grid)[:, np.newaxis]
    return moved


def _text(column: TextInput, features: slice) -> Dial:
    raw: tuple[Any, ...] = column.levels
    names = column.levels
    if column.other:
        raw, names = (*raw, UNSEEN), (*names, OTHER)
    if column.missing:
        raw, names = (*raw, None), (*names, MISSING)
    return Dial(column, features, names[0], choices=names, raw=raw)


def _numeric(column: NumericInput | DateInput, features: slice, low: float, high: float) -> Dial:
    if not column.value:
        choices, raw = ("present", MISSING), (column.median, np.nan)
        return Dial(column, features, "present", choices=choices, raw=raw)
    if column.kind == "boolean":
        choices, raw = ("false", "true"), (0.0, 1.0)
        return Dial(column, features, choices[round(column.median)], choices=choices, raw=raw)
    return Dial(column, features, column.median, low, high)
