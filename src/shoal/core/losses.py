"""Losses: what an error at the outputs costs, with its slope, its curvature and its metric.

The one normalization, which everything else builds on. A loss gives each row and output a value
``l(y, t)`` whose slope is dl/dy, so that the squared error is ``(y - t)^2 / 2`` with slope ``y - t``
and curvature 1. An engine's ``losses`` (K,) are the weighted means over the rows, and

    cost = mean_k(losses_k) + sum(penalty * theta^2) / 2.

Twice a mean loss is the mean *deviance* (Nelder and Wedderburn 1972), for the squared error the mean
squared error: the validation rows are compared by it, and metrics are made of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Protocol

import numpy as np

from .layout import Array


class Loss(Protocol):
    """Outputs Y and targets T (N, K) in scaled units in, arrays of their shape and dtype out.

    Nothing here may overflow into an exception, and ``value`` and ``slope`` take complex Y, so that
    a complex step can check a gradient. ``least_squares``: value is ``(y - t)^2 / 2``, so residuals
    exist, the best output layer is a linear model, and noise is Gaussian. ``metric`` is the name of
    the trace's column, whose unit is the targets' own.
    """

    @property
    def name(self) -> str: ...
    @property
    def metric(self) -> str: ...
    @property
    def least_squares(self) -> bool: ...

    def value(self, Y: Array, T: Array) -> Array:
        """The loss, 0 where an answer is perfect."""

    def slope(self, Y: Array, T: Array) -> Array:
        """dl/dy, which backpropagation starts from."""

    def curvature(self, Y: Array, T: Array) -> Array:
        """d2l/dy2, not negative: the diagonal in generalized Gauss-Newton's J' diag(curvature) J."""

    def in_units(self, losses: Array, scale: Array) -> Array:
        """The metric (n,) over all outputs of mean losses (n, K), with the targets' scale (K,)."""


@dataclass(frozen=True)
class SquaredError:
    """``(y - t)^2 / 2``, the likelihood of Gaussian noise; its metric is the root mean square error.

    The metric of several outputs is the root of their mean squared errors' mean, in their own units.
    """

    name: ClassVar[str] = "squared error"
    metric: ClassVar[str] = "rmse"
    least_squares: ClassVar[bool] = True

    def value(self, Y: Array, T: Array) -> Array:
        return np.asarray((Y - T) ** 2 / 2)

    def slope(self, Y: Array, T: Array) -> Array:
        return np.asarray(Y - T)

    def curvature(self, Y: Array, T: Array) -> Array:
        return np.ones_like(Y)

    def in_units(self, losses: Array, scale: Array) -> Array:
        largest = scale.max()  # taken out, lest its square overflow
        return np.asarray(largest * np.sqrt((2 * losses * (scale / largest) ** 2).mean(axis=1)))


SQUARED_ERROR = SquaredError()
