"""How a batch's gradient moves the weights: the rules of the solvers of mini-batches.

A rule keeps vectors like ``theta`` of its own (moments), which ``move`` changes in place. The
compiled engine says the same of both in ``native/engine.cpp``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .layout import Array


@dataclass
class Momentum:
    """``velocity = momentum * velocity - rates * g; theta += velocity`` (Polyak 1964)."""

    rates: Array
    momentum: float
    velocity: Array

    def move(self, theta: Array, g: Array) -> None:
        """One step by the batch's gradient ``g``."""
        self.velocity *= self.momentum
        self.velocity -= self.rates * g
        theta += self.velocity


@dataclass
class Adam:
    """Steps by the mean gradient over the root of its mean square (Kingma and Ba 2015, algorithm 1).

    ``first = beta_1 * first + (1 - beta_1) * g; second = beta_2 * second + (1 - beta_2) * g^2``, both
    divided by ``1 - beta^t`` at step t, since they begin at 0; then
    ``theta -= rates * first / (sqrt(second) + epsilon)``. ``n_steps`` were taken before.
    """

    rates: Array
    beta_1: float
    beta_2: float
    epsilon: float
    first: Array
    second: Array
    n_steps: int = 0

    def move(self, theta: Array, g: Array) -> None:
        """One step by the batch's gradient ``g``."""
        self.n_steps += 1
        self.first *= self.beta_1
        self.first += (1 - self.beta_1) * g
        self.second *= self.beta_2
        self.second += (1 - self.beta_2) * g**2
        mean = self.first / (1 - self.beta_1**self.n_steps)
        square = self.second / (1 - self.beta_2**self.n_steps)
        theta -= self.rates * mean / (np.sqrt(square) + self.epsilon)


Rule = Momentum | Adam
