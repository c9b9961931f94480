"""Rows and columns of the table: constants, replicates, rows outside the training range."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..core.layout import Array
from ..core.rows import Rows
from ..model.ensemble import Ensemble
from ..model.scaling import Scaling
from ..tables.wording import count, quoted
from .facts import Fit, fingerprints
from .note import Note

SHOWN = 3  # names of columns in one sentence
MANY = 0.3  # of the rows share their inputs with another: chance alone does not do it
CELL = 1e-3  # of a column's deviation: closer rows are one setting, measured again
A_FEW = 0.05  # of the held-out rows: single odd rows are no pattern
AT_LEAST = 3  # of them


def constant_columns(fit: Fit) -> list[Note]:
    """Inputs with one value in every row."""
    X = np.asarray(fit.rows.X, dtype=np.float64)
    scaled = Scaling.of(X, fit.rows.weights)
    constant = np.flatnonzero(np.abs((X - scaled.shift) / scaled.scale).max(axis=0) <= 1e-12)
    constant = np.union1d(constant, np.flatnonzero(np.ptp(X, axis=0) == 0))
    if not len(constant):
        return []
    one = len(constant) == 1
    values = ", ".join(f"input {fit.input_name(j)} is {X[0, j]:.6g}" for j in constant[:SHOWN])
    more = f" and {len(constant) - SHOWN} more" if len(constant) > SHOWN else ""
    return [
        Note(
            "inputs",
            f"{count(len(constant), 'column')} {'is' if one else 'are'} constant",
            f"{values} in all {count(len(X), 'row')}{more}",
            f"leave {'it' if one else 'them'} out",
        )
    ]


def replicates(fit: Fit) -> list[Note]:
    """Many rows with equal inputs, or nearly equal ones, that no groups keep together."""
    if fit.rows.groups is not None:
        return []
    n = int(_shared(fit.rows).sum())
    if n < MANY * len(fit.rows.X):
        return []
    return [
        Note(
            "rows",
            "replicates without groups: errors and intervals may be too small",
            f"{n:,} of {count(len(fit.rows.X), 'row')} share their inputs with another row",
            "name what they share, a batch or a subject, with groups=",
        )
    ]


def outside(fit: Fit) -> list[Note]:
    """Held-out rows far outside the training range, more than chance puts there."""
    if fit.judged is None:
        return []
    rows = fit.judged.X
    away = fit.ensemble.far_outside(rows).any(axis=1)
    if away.sum() < max(AT_LEAST, A_FEW * len(rows)):
        return []
    return outside_note(fit.ensemble, rows, fit.inputs)


def outside_note(ensemble: Ensemble, X: Array, inputs: Sequence[str]) -> list[Note]:
    """Rows of X (N, D) far outside the training range, if there are any."""
    away = ensemble.far_outside(X)
    n = int(away.any(axis=1).sum())
    if not n:
        return []
    column = int(np.argmax(away.sum(axis=0)))
    name = quoted(inputs[column]) if len(inputs) else f"number {column + 1}"
    low, high = ensemble.low[column], ensemble.high[column]
    return [
        Note(
            "rows",
            f"{n:,} of {count(len(X), 'row')} "
            f"{'lies' if n == 1 else 'lie'} far outside the training range",
            f"input {name} was {low:.6g} to {high:.6g} and is now {X[:, column].min():.6g} to "
            f"{X[:, column].max():.6g}",
            "do not trust these answers: train on rows like them",
        )
    ]


def _shared(rows: Rows) -> Array:
    """True (N,) for rows whose inputs are those of another row.

    Two inputs or more are compared by cells; of a single one, rows close by chance are many, and
    only equal values count.
    """
    X = np.asarray(rows.X, dtype=np.float64)
    if X.shape[1] > 1:
        X = np.round(Scaling.of(X, rows.weights).apply(X) / CELL)
    _, which, sizes = np.unique(fingerprints(X), return_inverse=True, return_counts=True)
    return np.asarray(sizes[which.ravel()] > 1)
