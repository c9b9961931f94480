"""Stochastic gradient descent: mini-batches down to single rows, with momentum."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..core.layout import Array
from .problem import Problem
from .watch import Rows


@dataclass
class StochasticState:
    """Weights, velocity and the generator of the next shuffle, after ``epoch`` epochs."""

    theta: Array
    velocity: Array
    random: np.random.RandomState
    epoch: int = 0
    finished: str = ""


@dataclass(frozen=True)
class StochasticDescent:
    """``velocity = momentum * velocity - rates * g; theta += velocity``, g a batch's gradient.

    With ``shuffle`` the rows are drawn in a new order each epoch, else they come as they stand
    (the lecture's way, which can fail: its third data set). Classical momentum (Polyak 1964).
    """

    rates: Array
    batch_size: int
    momentum: float
    shuffle: bool
    longest_slice = None

    def run(self, problem: Problem, state: StochasticState, n_epochs: int) -> Rows:
        """``n_epochs`` passes through the rows, each measured at its beginning."""
        sums, measured = problem.training, []
        for _ in range(n_epochs):
            measured.append(problem.measure(state.theta))
            n = sums.n_rows
            order = state.random.permutation(n) if self.shuffle else np.arange(n)
            sums.sgd(
                state.theta,
                state.velocity,
                order.astype(np.int64, copy=False),
                self.batch_size,
                self.rates,
                self.momentum,
                problem.penalty,
            )
            state.epoch += 1
        cost, mse, watched = zip(*measured, strict=True)
        return Rows(
            np.array(cost), np.array(mse), None if watched[0] is None else np.array(watched)
        )
