"""An epoch of mini-batches: what the solvers that move by parts of the rows have in common."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from ..core.layout import Array
from ..core.updates import Rule
from .problem import Problem
from .stopping import Rows


class BatchState(Protocol):
    """Weights and the generator of the next shuffle, after ``epoch`` epochs."""

    theta: Array
    random: np.random.RandomState
    epoch: int
    finished: str


def run_epoch(
    problem: Problem, state: BatchState, rule: Rule, batch_size: int, shuffle: bool
) -> tuple[float, Array, Array | None]:
    """One pass through the rows under ``rule``; what is returned is measured at its beginning.

    With ``shuffle`` the rows come in a new order each epoch, else as they stand.
    """
    measured = problem.measure(state.theta)
    n = problem.training.n_rows
    order = state.random.permutation(n) if shuffle else np.arange(n)
    order = order.astype(np.int64, copy=False)
    problem.training.batches(state.theta, rule, order, batch_size, problem.penalty)
    state.epoch += 1
    return measured


def rows_of(measured: list[tuple[float, Array, Array | None]]) -> Rows:
    """The trace's rows of consecutive epochs."""
    cost, mse, watched = zip(*measured, strict=True)
    return Rows(np.array(cost), np.array(mse), None if watched[0] is None else np.array(watched))
