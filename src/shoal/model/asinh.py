"""The inverse hyperbolic sine of skewed columns: linear near one end, a logarithm far from it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..core import portable
from ..core.layout import Array

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
        if X.shape[1] == 1:
            return None
        X, share = np.asarray(X, dtype=np.float64), weights / weights.sum()
        exponent = np.frexp(np.abs(X).max(axis=0))[1]
        U = np.ldexp(X, -exponent)
        skewness = _skewness(U, share)
        found = []
        for j in np.flatnonzero(np.abs(skewness) > MOST_SKEW):
            u = U[:, j]
            if np.ptp(u) <= len(u) * EPS or len(np.unique(u)) <= 2:
                continue  # rounding errors, or two points, which any line joins
            origin = u.min() if skewness[j] > 0 else u.max()
            unit = max(np.ldexp(_unit(np.abs(u - origin), share), exponent[j]), TINY)
            found.append((j, np.ldexp(origin, exponent[j]), unit))
        return cls(*map(np.array, zip(*found, strict=True))) if found else None

    def formula(self, column: int, name: str) -> str:
        """The transformed column of X called ``name``, as text."""
        i = int(np.flatnonzero(self.columns == column)[0])
        return f"asinh({standardized(name, self.origin[i], self.unit[i])})"

    def apply(self, X: Array) -> Array:
        """A copy of X (N, D), float64, with its columns transformed."""
        X = np.array(X, dtype=np.float64)
        X[:, self.columns] = portable.arcsinh((X[:, self.columns] - self.origin) / self.unit)
        return X

    def invert(self, X: Array) -> Array:
        """A copy of X (N, D), float64, with its columns back in their original units."""
        X = np.array(X, dtype=np.float64)
        X[:, self.columns] = np.sinh(X[:, self.columns]) * self.unit + self.origin
        return X


def standardized(name: str, shift: float, scale: float) -> str:
    """``(name - shift) / scale`` as text to six digits, without what changes nothing."""
    by, over = f"{abs(shift):.6g}", f"{scale:.6g}"
    moved = name if by == "0" else f"{name} {'−' if shift > 0 else '+'} {by}"
    if over == "1":
        return moved
    return f"{moved} / {over}" if moved == name else f"({moved}) / {over}"


def _skewness(U: Array, share: Array) -> Array:
    """Of a column, or of each of several; 0 where nothing varies."""
    deviation = U - portable.matmul(share, U)
    square = deviation * deviation
    variance = np.maximum(portable.matmul(share, square), EPS**4)
    return np.asarray(portable.matmul(share, square * deviation) / portable.three_halves(variance))


def _unit(distance: Array, share: Array) -> float:
    """The unit whose asinh(distance / unit) is not skewed, by halving the range of units."""
    farthest = distance.max()
    low = portable.log(max(distance[distance > 0].min(), EPS * farthest))
    high = portable.log(farthest)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if _skewness(portable.arcsinh(distance / portable.exp(middle)), share) > 0:
            high = middle
        else:
            low = middle
    return float(portable.exp(high))
