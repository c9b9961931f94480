"""The integral of a slope that has no formula: Gauss-Legendre sums from the nearest node of a grid.

Between -REACH and REACH the value at s is the sum to the node on its left, held in a table, and
eight slopes from there to s. Beyond, the function goes on as a straight line with the last slope.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from ....core.layout import Array

REACH = 40.0
WIDTH = 1 / 16
_POINTS, _WEIGHTS = np.polynomial.legendre.leggauss(8)


@dataclass(frozen=True)
class NumericalIntegral:
    """f(s) = at_zero + integral of ``slope`` from 0 to s.

    Parameters
    ----------
    slope : callable
        The derivative, on arrays; smooth, or with kinks at multiples of 1/16.
    at_zero : float
        f(0).
    """

    slope: Callable[[Array], Array]
    at_zero: float = 0.0

    @cached_property
    def _table(self) -> tuple[Array, Array]:
        nodes = np.arange(-REACH, REACH + WIDTH / 2, WIDTH)
        panels = self._panel(nodes[:-1], nodes[1:])
        middle = len(panels) // 2
        # Outwards from 0: a slope that is huge far to one side costs no digits on the other.
        left = -np.cumsum(panels[:middle][::-1])[::-1]
        right = np.cumsum(panels[middle:])
        return nodes, np.concatenate([left, [0.0], right]) + self.at_zero

    def _panel(self, left: Array, right: Array) -> Array:
        half = (right - left) / 2
        at = left[..., None] + half[..., None] * (1 + _POINTS)
        found: Array = half * (np.asarray(self.slope(at)) @ _WEIGHTS)
        return found

    def error(self) -> float:
        """How far each sum over one panel is from that over its halves, all of them added up."""
        nodes, _ = self._table
        left, right = nodes[:-1], nodes[1:]
        middle = (left + right) / 2
        halves = self._panel(left, middle) + self._panel(middle, right)
        return float(np.abs(self._panel(left, right) - halves).sum())

    def __call__(self, a: Any) -> Array:
        """The values at ``a``, of its shape and dtype."""
        a = np.asarray(a)
        s = np.clip(a.astype(float), -REACH, REACH)
        nodes, sums = self._table
        with np.errstate(all="ignore"):
            left = np.clip(((s + REACH) / WIDTH).astype(int), 0, len(nodes) - 1)
            z = sums[left] + self._panel(nodes[left], s)
            out = a != s
            if np.any(out):
                z = z + np.where(out, (a - s) * np.asarray(self.slope(s)), 0.0)
        found: Array = z.astype(a.dtype if np.issubdtype(a.dtype, np.floating) else float)
        return found


@dataclass(frozen=True)
class SlopeWithin:
    """The slope of a ``NumericalIntegral``: constant beyond its reach."""

    slope: Callable[[Array], Array]

    def __call__(self, a: Any) -> Array:
        """dz/da at the sums ``a``."""
        a = np.asarray(a)
        return np.asarray(self.slope(np.clip(a, -REACH, REACH)))


@dataclass(frozen=True)
class CentralDifference:
    """The slope of a function whose formula is not known, from four of its values.

    (f(s-2h) - 8 f(s-h) + 8 f(s+h) - f(s+2h)) / 12h with h = (1 + abs(s)) / 1000: good to about 1e-11 for
    a function that varies over lengths of one.
    """

    f: Callable[[Array], Array]

    def __call__(self, a: Any) -> Array:
        """dz/da at the sums ``a``."""
        a = np.asarray(a, dtype=float)
        h = (1 + np.abs(a)) / 1000
        f = self.f
        with np.errstate(all="ignore"):
            z = f(a - 2 * h) - 8 * f(a - h) + 8 * f(a + h) - f(a + 2 * h)
        return np.asarray(z / (12 * h))
