"""What training minimizes: the cost of a network's weights on the rows of a table, and its gradient."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np

from . import kernel
from .activations import Activation
from .backpropagation import ReferenceSums
from .gauss_newton import GaussNewton
from .layout import Array, Layout
from .sums import Sums


def sums_over(
    layout: Layout,
    hidden: Activation,
    output: Activation,
    X: Array,
    T: Array,
    weights: Array | None = None,
    n_threads: int = 1,
) -> Sums:
    """The compiled engine where it knows both activations, else the one in NumPy."""
    if kernel.knows(hidden) and kernel.knows(output):
        return kernel.KernelSums(layout, hidden, output, X, T, weights, n_threads)
    return ReferenceSums(layout, hidden, output, X, T, weights)


def penalty_of(layout: Layout, alpha: float, total_weight: float, dtype: np.dtype) -> Array:
    """A vector of alpha / sum(s), 0 at the constants' weights, like ``theta`` (see ``sums``)."""
    return (layout.not_constant() * (alpha / total_weight)).astype(dtype)


@dataclass(frozen=True)
class Objective:
    """``cost = mean_k(mse_k) / 2 + sum(penalty * theta^2) / 2`` over training rows.

    ``validation`` are rows that are watched and never learned from. Numbers may overflow to
    infinity or NaN, without a warning: who asks judges them.
    """

    training: Sums
    penalty: Array
    validation: Sums | None = None
    curvature: GaussNewton | None = None

    def weights(self, theta: Array) -> list[Array]:
        """The weight matrices of ``theta``, copied."""
        return [view.copy() for view in self.training.layout.views(theta)]

    def cost(self, theta: Array, mse: Array) -> float:
        """The cost at ``theta``, given the training rows' ``mse`` there."""
        with np.errstate(over="ignore", invalid="ignore"):
            return self._cost(theta, mse)

    def cost_and_gradient(self, theta: Array, out: Array) -> tuple[float, Array]:
        """Cost and the training rows' ``mse`` (K,); into ``out`` the gradient of the cost."""
        with np.errstate(over="ignore", invalid="ignore"):
            mse = self.training.gradient(theta, out)
            out += self.penalty * theta
            return self._cost(theta, mse), mse

    def measure(self, theta: Array) -> tuple[float, Array, Array | None]:
        """Cost, training ``mse`` (K,) and validation ``mse`` (K,) or None."""
        with np.errstate(over="ignore", invalid="ignore"):
            mse = self.training.mse(theta)
            watched = None if self.validation is None else self.validation.mse(theta)
            return self._cost(theta, mse), mse, watched

    def normal_equations(self, theta: Array) -> tuple[float, Array, Array, Array]:
        """Cost, ``mse`` (K,), the cost's gradient (P,) and J'J + penalty (P, P), at ``theta``.

        Raises
        ------
        ValueError
            If the objective was made without ``curvature``.
        """
        if self.curvature is None:
            raise ValueError("this objective was made without its Gauss-Newton sums")
        with np.errstate(over="ignore", invalid="ignore"):
            mse, g, H = self.curvature.normal_equations(theta)
            g += self.penalty * theta
            H.reshape(-1)[:: len(g) + 1] += self.penalty
            return self._cost(theta, mse), mse, g, H

    @cached_property
    def marquardt(self) -> kernel.KernelMarquardt | None:
        """The compiled steps of Levenberg-Marquardt over these sums, for networks that have them."""
        compiled = None if self.curvature is None else self.curvature.compiled
        if compiled is None or not isinstance(self.training, kernel.KernelSums):
            return None
        if not isinstance(self.validation, kernel.KernelSums | None):
            return None
        return kernel.KernelMarquardt(self.training, compiled, self.validation)

    def _cost(self, theta: Array, mse: Array) -> float:
        mean = np.add.reduce(mse) / len(mse)  # ``mse.mean()`` says the same in six times the time
        return float(mean / 2 + np.dot(self.penalty, theta * theta) / 2)

    def with_penalty(self, penalty: Array) -> Self:
        """The same objective under another penalty."""
        return type(self)(self.training, penalty, self.validation, self.curvature)
