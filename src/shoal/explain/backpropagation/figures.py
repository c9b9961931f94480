"""How a step's matrices and numbers are written: elided where they are wide, decimals aligned."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ...core.layout import Array
from .record import NamedArray

GAP = "…"
CONSTANT = "constant"  # name of the row or column of the constant 1
CELL = 11  # width of a column, the gap before it included


def shown(n: int, most: int) -> list[int | None]:
    """Indices 0 ... n-1; beyond ``most`` the first ones, None for a gap, and the last."""
    if n <= most:
        return list(range(n))
    return [*range(max(most - 2, 1)), None, n - 1]


def aligned(values: Array | Sequence[float], digits: int, cell: int = CELL) -> list[str]:
    """Numbers with the same decimals: ``digits`` significant figures of the largest.

    Powers of ten where these would not fit, sign included, into a column of width ``cell``.
    """
    values = np.asarray(values, dtype=np.float64).ravel()
    finite = np.abs(values[np.isfinite(values)])
    largest = float(finite.max()) if len(finite) else 0.0
    if largest == 0:
        return [f"{value:g}" for value in values]
    exponent = 0 if 0.1 <= largest < 1 else math.floor(math.log10(largest))
    if not digits + 3 - cell <= exponent <= digits:
        return [f"{value:.{cell - 8}e}" for value in values]
    decimals = max(digits - 1 - exponent, 0)
    return [f"{value:.{decimals}f}" for value in values]


def heads(names: Sequence[str]) -> list[str]:
    """Names of rows or columns with their number, from 1, or from 0 where the constant is the first.

    A name that ends in its number, as ``unit 2``, and the only one there is need none.
    """
    first = 0 if names[0] == CONSTANT else 1
    if len(names) == 1 and first:
        return list(names)
    return [
        name if name.endswith(f" {i}") else f"{i} {name}" for i, name in enumerate(names, first)
    ]


@dataclass(frozen=True)
class Excerpt:
    """What is shown of a matrix: names of columns, and rows of a name and their cells."""

    columns: list[str]
    rows: list[tuple[str, list[str]]]


def excerpt(array: NamedArray, most_rows: int, most_columns: int, digits: int) -> Excerpt:
    """The first and last rows and columns; a gap is a column ``""`` or a row ``GAP`` without cells."""
    rows, columns = shown(len(array.rows), most_rows), shown(len(array.columns), most_columns)
    labels = list(array.rows) if array.by_row else heads(array.rows)
    names = heads(array.columns)
    values = array.values[np.ix_(*([i for i in kept if i is not None] for kept in (rows, columns)))]
    texts = iter(aligned(values, digits))
    return Excerpt(
        ["" if c is None else names[c] for c in columns],
        [
            (GAP, [])
            if r is None
            else (labels[r], [GAP if c is None else next(texts) for c in columns])
            for r in rows
        ],
    )


def table_of(
    columns: Sequence[Array], labels: Sequence[str], most_rows: int, digits: int, cell: int = CELL
) -> list[tuple[str, list[str]]]:
    """Rows of a name and one number of each column, which has decimals of its own."""
    rows = shown(len(labels), most_rows)
    kept = [r for r in rows if r is not None]
    texts = [iter(aligned(np.asarray(values)[kept], digits, cell)) for values in columns]
    return [(GAP, []) if r is None else (labels[r], [next(t) for t in texts]) for r in rows]
