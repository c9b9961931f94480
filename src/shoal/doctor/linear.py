"""Whether the linear model is better than the fit, beyond chance: also where targets have heavy tails."""

from __future__ import annotations

import numpy as np
from scipy.linalg import solve
from scipy.special import bdtrc

from ..core.layout import Array
from ..core.rows import Rows
from .facts import rmse

MARGIN = 1.05  # times the linear model's error: a straight table costs a network a little
TWICE = 2.0  # times it: no chance makes a network's error so large beside a line's on the same rows
SQUARES = 2.0  # standard errors by which the linear model's squared errors are smaller
CHANCE = 0.02  # that rows on which the errors plainly differ favour the linear model so often


# Columns beyond which the normal equations are solved, in a tenth of the time of singular values, with a
# ridge that only keeps collinear columns from dividing by nothing: half of the digits are left.
WIDE, RIDGE = 200, 1e-10


def is_better(judged: Rows, answer: Array, linear: Array, k: int) -> bool:
    """Whether the linear model's answers to target k are better by a margin, and beyond chance.

    A few rows with huge errors make the standard error of squares as large as their mean. So the
    rows where one error exceeds the other by more than a typical error are counted as well: each
    would favour either model with chance 1/2.
    """
    ratio = float(rmse(judged, answer)[k] / max(rmse(judged, linear)[k], np.finfo(float).tiny))
    if not ratio > MARGIN:
        return False
    mine, its = np.abs(judged.T[:, k] - answer[:, k]), np.abs(judged.T[:, k] - linear[:, k])
    return (
        ratio > TWICE
        or _standard_errors(mine**2 - its**2) > SQUARES
        or _by_chance(mine - its, float(np.median(its))) < CHANCE
    )


def _standard_errors(excess: Array) -> float:
    """The mean in its standard errors."""
    error = float(excess.std()) / np.sqrt(len(excess))
    return float(excess.mean() / max(error, np.finfo(float).tiny))


def _by_chance(excess: Array, typical: float) -> float:
    """The chance of so many rows in favour of the linear model, of those that plainly differ."""
    plain = excess[np.abs(excess) > typical]
    lost = int((plain > 0).sum())
    return float(bdtrc(lost - 1, len(plain), 0.5)) if lost else 1.0


def least_squares(rows: Rows, X: Array) -> Array | None:
    """Least squares on the training rows, answering X; None where the rows do not determine it."""
    if len(rows.X) <= 2 * (rows.X.shape[1] + 1):
        return None
    root = np.sqrt(rows.weights)[:, np.newaxis]
    shift, scale = rows.X.mean(axis=0), rows.X.std(axis=0)
    scale = np.where(scale > 0, scale, 1)

    def with_ones(A: Array) -> Array:
        return np.column_stack([np.ones(len(A)), (A - shift) / scale])

    Phi, T = with_ones(rows.X) * root, rows.T * root
    if Phi.shape[1] <= WIDE:
        W = np.linalg.lstsq(Phi, T, rcond=None)[0]
    else:
        G = Phi.T @ Phi
        G.flat[:: len(G) + 1] += RIDGE * G.diagonal().max()
        W = solve(G, Phi.T @ T, assume_a="pos")
    return np.asarray(with_ones(X) @ W)
