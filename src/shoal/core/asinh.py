"""The inverse hyperbolic sine of skewed columns: linear near one end, a logarithm far from it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .layout import Array

MOST_SKEW = 2.0  # of an exponential distribution: columns more skewed than that are transformed
HALVINGS = 20  # of the range of units, in logarithms
EPS, TINY = np.finfo(np.float64).eps, np.finfo(np.float64).tiny


@dataclass(frozen=True)
class Asinh:
    """``asinh((x - origin) / unit)`` of some columns (Johnson 1949, his S_U; Burbidge and others 1988).

    Defined and smooth for every x, so that rows beyond the training range have an answer too.

    Attributes
    ----------
    columns : array (n,) of int
    origin : array (n,)
        Where most values lie: the smallest of a column that is skewed to the right, else the largest.
    unit : array (n,), positive
        Values much closer to the origin keep their distances, values much farther off their ratios.
    """

    columns: Array
    origin: Array
    unit: Array

    @classmethod
    def of(cls, X: Array, weights: Array) -> Asinh | None:
        """For the columns of X (N, D) whose skewness is beyond ``MOST_SKEW``; None without any.

        Skewness is the weighted mean of ((x - mean) / deviation)^3. The unit is the one that leaves
        a column no skewness, but no smaller than its smallest step from the origin. One input alone
        stays as it is: a network bends by itself along one direction as it must.
        """
        found = []
        for j, x in enumerate(np.asarray(X, dtype=np.float64).T if X.shape[1] > 1 else ()):
            exponent = int(np.frexp(np.abs(x).max())[1])
            x, share = np.ldexp(x, -exponent), weights / weights.sum()
            skewness = _skewness(x, share)
            varies = np.ptp(x) > len(x) * EPS and len(np.unique(x)) > 2
            if abs(skewness) > MOST_SKEW and varies:
                origin = x.min() if skewness > 0 else x.max()
                unit = _unit(np.abs(x - origin), share)
                found.append((j, np.ldexp(origin, exponent), max(np.ldexp(unit, exponent), TINY)))
        return cls(*map(np.array, zip(*found, strict=True))) if found else None

    def formula(self, column: int, name: str) -> str:
        """The transformed column of X called ``name``, as text."""
        i = int(np.flatnonzero(self.columns == column)[0])
        return f"asinh(({name} − {self.origin[i]:.6g}) / {self.unit[i]:.6g})"

    def apply(self, X: Array) -> Array:
        """A copy of X (N, D), float64, with its columns transformed."""
        X = np.array(X, dtype=np.float64)
        X[:, self.columns] = np.arcsinh((X[:, self.columns] - self.origin) / self.unit)
        return X

    def invert(self, X: Array) -> Array:
        """A copy of X (N, D), float64, with its columns back in their original units."""
        X = np.array(X, dtype=np.float64)
        X[:, self.columns] = np.sinh(X[:, self.columns]) * self.unit + self.origin
        return X


def _skewness(x: Array, share: Array) -> float:
    deviation = x - share @ x
    variance = float(share @ deviation**2)
    return float(share @ deviation**3) / variance**1.5 if variance > 0 else 0.0


def _unit(distance: Array, share: Array) -> float:
    """The unit whose asinh(distance / unit) is not skewed, by halving the range of units."""
    farthest = distance.max()
    low = np.log(max(distance[distance > 0].min(), EPS * farthest))
    high = np.log(farthest)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if _skewness(np.arcsinh(distance / np.exp(middle)), share) > 0:
            high = middle
        else:
            low = middle
    return float(np.exp(high))
