"""Rows of a table that are equal in all that a fit sees: a copy held out would be known by heart."""

from __future__ import annotations

import numpy as np

from ..core.layout import Array

BY_CHANCE = 1.0  # rows equal to one, expected of columns that hold few values: those are no copies


def equal_rows(X: Array, T: Array) -> Array | None:
    """A group (N,) for each row of X (N, D), T (N, K), equal rows in one; None where none are equal.

    None as well where the columns hold so few values that each row meets its equal by chance: such
    rows are further measurements, and to hold out all of them would judge a setting never seen.
    """
    rows = np.column_stack([X, T]).astype(np.float64) + 0.0  # no minus 0
    first = _first_equal(rows)
    if first is None or len(rows) * np.prod([_agreement(column) for column in rows.T]) >= BY_CHANCE:
        return None
    return np.unique(first, return_inverse=True)[1].ravel()


def _first_equal(rows: Array) -> Array | None:
    """The first row that equals each one; None if all differ.

    A number for each row is compared first: a table of a million different rows costs one sort.
    """
    number = np.zeros(len(rows), dtype=np.uint64)
    for column in rows.T:
        number ^= np.ascontiguousarray(column).view(np.uint64)
        number *= np.uint64(0x9E3779B97F4A7C15)  # odd, so nothing is lost: 2**64 / golden ratio
        number ^= number >> np.uint64(32)
    order = np.argsort(number, kind="stable")
    twice = np.zeros(len(rows), dtype=bool)
    same = number[order][1:] == number[order][:-1]
    twice[order[1:][same]] = twice[order[:-1][same]] = True
    suspects = np.flatnonzero(twice)
    if not len(suspects):
        return None
    _, where, which = np.unique(rows[suspects], axis=0, return_index=True, return_inverse=True)
    if len(where) == len(suspects):
        return None
    first = np.arange(len(rows))
    first[suspects] = suspects[where][which.ravel()]
    return first


def _agreement(column: Array) -> float:
    """The chance that two rows agree in a column."""
    share = np.unique(column, return_counts=True)[1] / len(column)
    return float(share @ share)
