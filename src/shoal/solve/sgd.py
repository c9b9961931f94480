"""Stochastic gradient descent: mini-batches down to single rows, with momentum."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..core.layout import Array
from ..core.updates import Momentum
from .batches import rows_of, run_epoch
from .problem import Problem
from .stopping import Rows


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
        rule = Momentum(self.rates, self.momentum, state.velocity)
        return rows_of(
            [
                run_epoch(problem, state, rule, self.batch_size, self.shuffle)
                for _ in range(n_epochs)
            ]
        )
