"""What training minimizes: the cost of a network's weights on the rows of a table, and its gradient."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, Self

import numpy as np

from . import kernel, portable
from .activations import Activation
from .backpropagation import ReferenceSums
from .gauss_newton import GaussNewton
from .layout import Array, Layout
from .losses import SQUARED_ERROR, Loss
from .sums import Sums
from .updates import Rule


def sums_over(
    layout: Layout,
    hidden: Activation,
    output: Activation,
    X: Array,
    T: Array,
    weights: Array | None = None,
    n_threads: int = 1,
    loss: Loss = SQUARED_ERROR,
) -> Sums:
    """The compiled engine where it knows the loss and both activations, else the one in NumPy."""
    if loss is SQUARED_ERROR and kernel.knows(hidden) and kernel.knows(output):
        return kernel.KernelSums(layout, hidden, output, X, T, weights, n_threads)
    return ReferenceSums(layout, hidden, output, X, T, weights, loss)


def penalty_of(layout: Layout, alpha: float, total_weight: float, dtype: np.dtype) -> Array:
    """A vector of alpha / sum(s), 0 at the constants' weights, like ``theta`` (see ``sums``)."""
    return (layout.not_constant() * (alpha / total_weight)).astype(dtype)


@dataclass(frozen=True)
class Objective:
    """``cost = mean_k(losses_k) + sum(penalty * theta^2) / 2`` over training rows.

    ``validation`` are rows that are watched and never learned from. Numbers may overflow to
    infinity or NaN, without a warning: who asks judges them.
    """

    training: Sums
    penalty: Array
    validation: Sums | None = None
    curvature: GaussNewton | None = None
    kind: ClassVar[str] = "the problem of a whole network"

    def weights(self, theta: Array) -> list[Array]:
        """The weight matrices of ``theta``, copied."""
        return [view.copy() for view in self.training.layout.views(theta)]

    @property
    def n_rows(self) -> int:
        return self.training.n_rows

    def losses(self, theta: Array) -> Array:
        return self.training.losses(theta)

    def watched(self, theta: Array) -> Array | None:
        """The validation rows' losses (K,), None without any."""
        return None if self.validation is None else self.validation.losses(theta)

    def cost(self, theta: Array, losses: Array) -> float:
        """The cost at ``theta``, given the training rows' ``losses`` there."""
        with np.errstate(over="ignore", invalid="ignore"):
            return self._cost(theta, losses)

    def cost_and_gradient(self, theta: Array, out: Array) -> tuple[float, Array]:
        """Cost and the training rows' ``losses`` (K,); into ``out`` the gradient of the cost."""
        with np.errstate(over="ignore", invalid="ignore"):
            losses = self.training.gradient(theta, out)
            out += self.penalty * theta
            return self._cost(theta, losses), losses

    def measure(self, theta: Array) -> tuple[float, Array, Array | None]:
        """Cost, training ``losses`` (K,) and validation ``losses`` (K,) or None."""
        with np.errstate(over="ignore", invalid="ignore"):
            losses = self.losses(theta)
            return self._cost(theta, losses), losses, self.watched(theta)

    def descend(
        self, theta: Array, rates: Array, n_epochs: int
    ) -> tuple[Array, Array, Array | None]:
        """Full-batch steps in place, and what was measured before each: ``Sums.descend``."""
        return self.training.descend(theta, rates, self.penalty, n_epochs, self.validation)

    def batches(self, theta: Array, rule: Rule, order: Array, batch_size: int) -> None:
        """An epoch of mini-batch steps in place: ``Sums.batches``."""
        self.training.batches(theta, rule, order, batch_size, self.penalty)

    def normal_equations(self, theta: Array) -> tuple[float, Array, Array, Array]:
        """Cost, ``losses`` (K,), the cost's gradient (P,) and J'J + penalty (P, P), at ``theta``.

        Raises
        ------
        ValueError
            If the objective was made without ``curvature``.
        """
        if self.curvature is None:
            raise ValueError("this objective was made without its Gauss-Newton sums")
        with np.errstate(over="ignore", invalid="ignore"):
            losses, g, H = self.curvature.normal_equations(theta)
            g += self.penalty * theta
            H.reshape(-1)[:: len(g) + 1] += self.penalty
            return self._cost(theta, losses), losses, g, H

    @cached_property
    def marquardt(self) -> kernel.KernelMarquardt | None:
        """The compiled steps of Levenberg-Marquardt over these sums, for networks that have them."""
        compiled = None if self.curvature is None else self.curvature.compiled
        if compiled is None or not isinstance(self.training, kernel.KernelSums):
            return None
        if not isinstance(self.validation, kernel.KernelSums | None):
            return None
        return kernel.KernelMarquardt(self.training, compiled, self.validation)

    def _cost(self, theta: Array, losses: Array) -> float:
        mean = np.add.reduce(losses) / len(losses)  # ``losses.mean()`` takes six times the time
        return float(mean + portable.matmul(self.penalty, theta * theta) / 2)

    def with_penalty(self, penalty: Array) -> Self:
        """The same objective under another penalty."""
        return type(self)(self.training, penalty, self.validation, self.curvature)
