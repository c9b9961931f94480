"""Standardization: columns to mean 0 and standard deviation 1, weighted, and back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..core import portable
from ..core.layout import Array
from .asinh import Asinh, standardized

# Deviations from the mean that are told from more: beyond, a row stands there, so that sums and squares of
# what lies so far off are numbers still.
FARTHEST, FARTHEST_FLOAT32 = 1e100, 1e15


@dataclass(frozen=True)
class Scaling:
    """``scaled = (x - shift) / scale`` for each column; ``shift`` and ``scale`` are float64 (columns,).

    With ``asinh`` x is, in its columns, first transformed by it.
    """

    shift: Array
    scale: Array
    asinh: Asinh | None = None

    @classmethod
    def none(cls, n_columns: int) -> Scaling:
        """The scaling that changes nothing."""
        return cls(np.zeros(n_columns), np.ones(n_columns))

    @classmethod
    def of(cls, X: Array, weights: Array | None = None, asinh: Asinh | None = None) -> Scaling:
        """Weighted mean and standard deviation (ddof 0) of each column of X (N, columns), or its asinh.

        Each column is first divided by a power of two (exactly), so that squares of values around
        1e300 or 1e-300 stay in range; the mean comes in one pass, the deviations from it in a
        second. A column whose variance lies within the rounding error of these sums is constant:
        it keeps scale 1, so it is 0 after scaling and is never divided by 0 (or, where rounding
        errors themselves exceed 1, the scale of these).
        """
        X = np.asarray(X, dtype=np.float64) if asinh is None else asinh.apply(X)
        share = np.full(len(X), 1 / len(X)) if weights is None else weights / weights.sum()
        exponent = np.frexp(np.abs(X).max(axis=0))[1]
        U = np.ldexp(X, -exponent)
        mean = portable.matmul(share, U)
        deviation = U - mean
        correction = portable.matmul(
            share, deviation
        )  # the mean's own rounding error, removed (two-pass)
        variance = np.maximum(portable.matmul(share, deviation**2) - correction**2, 0)
        rounding = np.finfo(np.float64).eps * np.sqrt(len(X)) * np.abs(U).max(axis=0)
        constant = variance <= rounding**2
        low, high = U.min(axis=0), U.max(axis=0)
        spread = np.maximum(np.ldexp(high - low, exponent), 1.0)
        scale = np.where(constant, spread, np.ldexp(np.sqrt(variance), exponent))
        shift = np.clip(mean + correction, low, high)  # so a constant's shift is its very value
        return cls(np.ldexp(shift, exponent), np.where(scale > 0, scale, 1.0), asinh)

    def formula(self, column: int, name: str) -> str:
        """What becomes of a column called ``name``, as text: the name itself where nothing does."""
        if self.asinh is not None and column in self.asinh.columns:
            name = self.asinh.formula(column, name)
        return standardized(name, self.shift[column], self.scale[column])

    def apply(self, X: Array) -> Array:
        """Scaled copy of X, in X's own dtype; the arithmetic is float64."""
        U = X if self.asinh is None else self.asinh.apply(X)
        with np.errstate(over="ignore"):
            found: Array = ((U - self.shift) / self.scale).astype(X.dtype, copy=False)
        return found

    def bounded(self, X: Array) -> Array:
        """``apply``, no farther from 0 than ``FARTHEST``: as networks read their inputs."""
        U, farthest = self.apply(X), FARTHEST_FLOAT32 if X.dtype == np.float32 else FARTHEST
        found: Array = np.clip(U, -farthest, farthest, out=U)
        return found

    def invert(self, Y: Array) -> Array:
        """Columns back in their original units, in Y's own dtype."""
        U = Y * self.scale + self.shift
        return (U if self.asinh is None else self.asinh.invert(U)).astype(Y.dtype, copy=False)
