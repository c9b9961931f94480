"""Adam: mini-batches, each weight's step in units of its own gradient's size (Kingma and Ba 2015)."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, pi
from typing import ClassVar, Self

import numpy as np

from ..core.layout import Array
from ..core.updates import Adam as AdamRule
from .history import History, joined
from .outcome import Ending
from .problem import HasBatches
from .sgd import run_epoch
from .solver import BATCHES, Start

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
    finished: Ending | None = None

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
    needs: ClassVar = BATCHES
    exact: ClassVar = False
    first_slice: ClassVar = 1
    longest_slice: ClassVar = None

    @classmethod
    def begin(cls, start: Start) -> tuple[Self, AdamState]:
        """Goes on with the moments of an earlier state of its own; the generator is the start's."""
        options, theta, earlier = start.options, start.theta, start.earlier
        assert start.random is not None
        solver = cls(
            start.rates,
            options.batch_size,
            options.planned_epochs,
            *options.betas,
            options.epsilon,
            options.shuffle,
        )
        if not isinstance(earlier, AdamState):
            return solver, AdamState.at(theta, start.random)
        first, second = (moment.astype(theta.dtype) for moment in (earlier.first, earlier.second))
        return solver, AdamState(theta, first, second, start.random, earlier.n_steps)

    def run(self, problem: HasBatches, state: AdamState, n_epochs: int) -> History:
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
        return joined(measured)

    def share_of_rate(self, epoch: int) -> float:
        """The rate of the epoch that follows ``epoch`` epochs, over the first epoch's."""
        if self.planned_epochs is None or self.planned_epochs < 2:
            return 1.0
        done = min(epoch / (self.planned_epochs - 1), 1.0)
        return LAST_RATE + (1 - LAST_RATE) * (1 + cos(pi * done)) / 2
