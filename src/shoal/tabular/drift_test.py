"""Whether the last rows are answered worse than rows held out by chance, where rows have an order."""

from __future__ import annotations

import numpy as np

from ..core.layout import Array
from ..doctor.drift import Drift
from ..tables import Plan
from .quick_network import errors_on, left_out_errors

FEWEST = 100  # rows: the last fifth of fewer says too little
ROWS = 1_000  # of a long table, evenly spaced
LAST = 0.2  # of the rows
PARTS, MOST = 8, 7  # of the last rows' stretches so many are worse: by chance, 1 time in 28
WORSE = 1.5  # times the error
EVEN = 0.5  # deviation of a clock's steps over their mean; those of sorted values that are drawn: 1


def clock(plan: Plan, X: Array) -> str | None:
    """An input that only rises, or only falls, over the rows, in steps of about one length.

    Sorted rows of an experiment have no such input: where the only input is in order, or its steps
    are as uneven as chance makes them, the table is sorted by it, and time need not pass.
    """
    if len(plan.inputs) < 2 or len(X) < FEWEST:
        return None
    j = 0
    for column in plan.inputs:
        if column.kind == "number" and column.value and not column.indicator:
            steps = np.diff(X[:, j])
            even = steps.std() <= EVEN * abs(steps.mean())
            if even and ((steps > 0).all() or (steps < 0).all()):
                return column.name
        j += len(column.features)
    return None


def drift(X: Array, T: Array, order: str, seed: int, groups: Array | None = None) -> Drift | None:
    """How much worse the last rows are answered; None where that is chance.

    Errors of a small network that learned only from the rows before are compared, row by row, with
    those of one that learned from others drawn by chance, whole ``groups`` where they are given:
    rows that are noisier are so for both.
    """
    if len(X) < FEWEST:
        return None
    chosen = np.linspace(0, len(X) - 1, min(len(X), ROWS)).astype(int)
    X, T = X[chosen], T[chosen]
    last = np.arange(len(X)) >= round((1 - LAST) * len(X))
    if groups is not None:
        groups = np.unique(groups[chosen], return_inverse=True)[1].ravel()
    found = _compared(X, T, last, seed, groups)
    if found is not None:  # a network may have gone astray: another start has to agree
        found = _compared(X, T, last, seed + 1, groups)
    return None if found is None else Drift(order, *found)


def _compared(
    X: Array, T: Array, last: Array, seed: int, groups: Array | None
) -> tuple[float, float, int] | None:
    """RMSE on the last rows, from those before and by chance, of the target that is worst off."""
    ahead = errors_on(X, T, ~last, last, seed)
    by_chance = left_out_errors(X, T, seed, groups)[last]
    sure = [k for k in range(T.shape[1]) if _is_worse(ahead[:, k], by_chance[:, k])]
    if not sure:
        return None
    rmse = np.sqrt([(errors**2).mean(axis=0) for errors in (ahead, by_chance)])
    k = max(sure, key=lambda k: rmse[0, k] / T[:, k].std())
    return float(rmse[0, k]), float(rmse[1, k]), k


def _is_worse(ahead: Array, by_chance: Array) -> bool:
    """Whether errors on the rows ahead are larger by a factor, and so in nearly all stretches of them."""
    if not (ahead**2).mean() > WORSE**2 * (by_chance**2).mean():
        return False
    excess = ahead**2 - by_chance**2
    return bool(sum(part.mean() > 0 for part in np.array_split(excess, PARTS)) >= MOST)
