"""Adam: mini-batches, each weight's step in units of its own gradient's size (Kingma and Ba 2015)."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, pi

import numpy as np

from ..core.layout import Array
from ..core.updates import Adam as AdamRule
from .batches import rows_of, run_epoch
from .problem import Problem
from .stopping import Rows

LAST_RATE = 0.01  # of the first, at the end of the planned epochs


@dataclass
class AdamState:
    """Weights, both moments, steps taken and the generator of the next shuffle."""

    theta: Array
    first: Array
    second: Array
    random: np.random.RandomState
    n_steps: int = 0
    epoch: int = 0
    finished: str = ""

    @classmethod
    def at(cls, theta: Array, random: np.random.RandomState) -> AdamState:
        """The state before the first step: moments of 0."""
        return cls(theta, np.zeros_like(theta), np.zeros_like(theta), random)


@dataclass(frozen=True)
class Adam:
    """``theta -= rate * mean(g) / (sqrt(mean(g^2)) + epsilon)``, see ``core.updates.Adam``.

    The rates fall along half a cosine (Loshchilov and Hutter 2017) from ``rates`` to a hundredth
    of them over ``planned_epochs``, one rate an epoch: the noise of the batches, which a constant
    rate never gets rid of, dies away. None keeps the rates as they are.
    """

    rates: Array
    batch_size: int
    planned_epochs: int | None
    beta_1: float = 0.9
    beta_2: float = 0.999
    epsilon: float = 1e-8
    shuffle: bool = True
    longest_slice = None

    def run(self, problem: Problem, state: AdamState, n_epochs: int) -> Rows:
        """``n_epochs`` passes through the rows, each measured at its beginning."""
        measured = []
        for _ in range(n_epochs):
            rates = self.rates * np.asarray(self.share_of_rate(state.epoch), self.rates.dtype)
            rule = AdamRule(
                rates,
                self.beta_1,
                self.beta_2,
                self.epsilon,
                state.first,
                state.second,
                state.n_steps,
            )
            measured.append(run_epoch(problem, state, rule, self.batch_size, self.shuffle))
            state.n_steps = rule.n_steps
        return rows_of(measured)

    def share_of_rate(self, epoch: int) -> float:
        """The rate of the epoch that follows ``epoch`` epochs, over the first epoch's."""
        if self.planned_epochs is None or self.planned_epochs < 2:
            return 1.0
        done = min(epoch / (self.planned_epochs - 1), 1.0)
        return LAST_RATE + (1 - LAST_RATE) * (1 + cos(pi * done)) / 2
