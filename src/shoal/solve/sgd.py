"""Stochastic gradient descent: mini-batches down to single rows, with momentum.

``run_epoch`` is Adam's as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Protocol, Self

import numpy as np

from ..core.layout import Array
from ..core.updates import Momentum, Rule
from .history import History, joined, one_epoch
from .outcome import Ending
from .problem import HasBatches
from .solver import BATCHES, Start


class ShuffledState(Protocol):
    """Weights and the generator of the next shuffle, after ``epoch`` epochs."""

    theta: Array
    random: np.random.RandomState
    epoch: int
    finished: Ending | None


def run_epoch(
    problem: HasBatches, state: ShuffledState, rule: Rule, batch_size: int, shuffle: bool
) -> History:
    """One pass through the rows under ``rule``; what is returned is measured at its beginning.

    With ``shuffle`` the rows come in a new order each epoch, else as they stand.
    """
    measured = one_epoch(*problem.measure(state.theta))
    n = problem.n_rows
    order = state.random.permutation(n) if shuffle else np.arange(n)
    order = order.astype(np.int64, copy=False)
    problem.batches(state.theta, rule, order, batch_size)
    state.epoch += 1
    return measured


@dataclass
class StochasticState:
    """Weights, velocity and the generator of the next shuffle, after ``epoch`` epochs."""

    theta: Array
    velocity: Array
    random: np.random.RandomState
    epoch: int = 0
    finished: Ending | None = None


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
    needs: ClassVar = BATCHES
    exact: ClassVar = False
    first_slice: ClassVar = 1
    longest_slice: ClassVar = None

    @classmethod
    def begin(cls, start: Start) -> tuple[Self, StochasticState]:
        """Goes on with the velocity of an earlier state of its own; the generator is the start's."""
        options, theta, earlier = start.options, start.theta, start.earlier
        assert start.random is not None
        solver = cls(start.rates, options.batch_size, options.momentum, options.shuffle)
        if isinstance(earlier, StochasticState):
            velocity = earlier.velocity.astype(theta.dtype)
        else:
            velocity = np.zeros_like(theta)
        return solver, StochasticState(theta, velocity, start.random)

    def run(self, problem: HasBatches, state: StochasticState, n_epochs: int) -> History:
        """``n_epochs`` passes through the rows, each measured at its beginning."""
        rule = Momentum(self.rates, self.momentum, state.velocity)
        return joined(
            [
                run_epoch(problem, state, rule, self.batch_size, self.shuffle)
                for _ in range(n_epochs)
            ]
        )
