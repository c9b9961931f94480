"""Products and functions whose last bits NumPy leaves to the machine, and the same with fixed bits.

BLAS adds in an order of its processor's, and NumPy's exp, log, tanh and arcsinh come from libraries that
differ. Under ``SHOAL_ISA=portable`` the names below stand for sums and series made of single additions,
multiplications, divisions and square roots, each of which IEEE 754 rounds alike everywhere; a fit then
ends at the same bits on every machine. Otherwise they are NumPy's own.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from .. import kernel
from ..layout import Array

Function = Callable[..., Array]

ACTIVE = kernel.isa() == kernel.PORTABLE
LN2_HIGH, LN2_LOW = float.fromhex("0x1.62e42feep-1"), float.fromhex("0x1.a39ef35793c76p-33")
TERMS = 12  # of atanh's series up to 0.172: 3e-18 are left
LARGE = 1e8  # whose square swallows a one


def _sum(terms: Array) -> Array:
    """Over the first axis, by halves."""
    while len(terms) > 1:
        half = (len(terms) + 1) // 2
        ahead, behind = terms[:half], terms[half:]
        terms = ahead.copy()
        terms[: len(behind)] += behind
    return terms[0] if len(terms) else np.zeros(terms.shape[1:])


def _matmul(A: Array, B: Array) -> Array:
    """``A @ B`` of vectors, matrices, or stacks of matrices A."""
    if A.ndim == 1:
        return _sum(A.reshape(-1, *(1,) * (B.ndim - 1)) * B)
    if B.ndim == 1:
        return _sum(np.moveaxis(A * B, -1, 0))
    return _sum(np.moveaxis(A, -1, 0)[..., np.newaxis] * B[(slice(None), *(None,) * (A.ndim - 1))])


def _mean_over(shares: Array, Y: Array) -> Array:
    return _sum(shares.reshape(-1, *(1,) * (Y.ndim - 1)) * Y)


def three_halves(x: Array) -> Array:
    """The power 3/2."""
    return x * np.sqrt(x) if ACTIVE else x**1.5


def _by_kernel(name: str) -> Callable[[Array], Array]:
    def function(x: Array) -> Array:
        flat = np.ascontiguousarray(x, dtype=np.float64).reshape(-1)
        return kernel.elementary(name, flat).reshape(np.shape(x))[()]

    return function


def _series(f: Array) -> Array:
    """log((1 + f) / (1 - f)) = 2 (f + f^3/3 + f^5/5 ...), for small f."""
    square, sum_ = f * f, np.zeros_like(f)
    for k in reversed(range(TERMS)):
        sum_ = sum_ * square + 1 / (2 * k + 1)
    found: Array = 2 * f * sum_
    return found


def _log(x: Array) -> Array:
    part, exponent = np.frexp(np.asarray(x, dtype=np.float64))
    low = part < math.sqrt(0.5)
    part, exponent = np.where(low, 2 * part, part), exponent - low
    with np.errstate(divide="ignore", invalid="ignore"):
        found = _series((part - 1) / (part + 1)) + exponent * LN2_LOW + exponent * LN2_HIGH
    found = np.where(np.equal(x, 0), -np.inf, np.where(np.less(x, 0), np.nan, found))
    return np.where(np.isposinf(x), np.inf, found)[()]


def _log1p(x: Array) -> Array:
    with np.errstate(invalid="ignore"):
        return np.where(np.abs(x) < 0.4, _series(x / (2 + x)), _log(1 + x))[()]


def _arcsinh(x: Array) -> Array:
    size = np.abs(np.asarray(x, dtype=np.float64))
    small = np.minimum(size, LARGE)
    found = _log1p(small + small * small / (1 + np.sqrt(1 + small * small)))
    signed: Array = np.copysign(np.where(size > LARGE, _log(size) + _log(np.array(2.0)), found), x)[
        ()
    ]
    return signed


def _solve(A: Array, b: Array) -> Array:
    """``A x = b`` of stacks of positive definite A (..., n, n) and b (..., n), by elimination."""
    A, x = A.copy(), b.copy()
    n = A.shape[-1]
    for k in range(n):
        factor = A[..., k + 1 :, k] / A[..., k : k + 1, k]
        A[..., k + 1 :, k:] -= factor[..., np.newaxis] * A[..., k : k + 1, k:]
        x[..., k + 1 :] -= factor * x[..., k : k + 1]
    for k in reversed(range(n)):
        x[..., k] /= A[..., k, k]
        x[..., :k] -= A[..., :k, k] * x[..., k : k + 1]
    return x


def mean_over(shares: Array, Y: Array) -> Array:
    """The sum over members of their shares (members,) times Y (members, ...)."""
    return _mean_over(shares, Y) if ACTIVE else np.tensordot(shares, Y, axes=1)


def solve(A: Array, b: Array) -> Array:
    """The solution (..., n) of ``A x = b``, A (..., n, n) positive definite, b (..., n)."""
    return _solve(A, b) if ACTIVE else np.linalg.solve(A, b[..., np.newaxis])[..., 0]


matmul: Function = _matmul if ACTIVE else np.matmul
exp: Function = _by_kernel("exp") if ACTIVE else np.exp
tanh: Function = _by_kernel("tanh") if ACTIVE else np.tanh
log: Function = _log if ACTIVE else np.log
log1p: Function = _log1p if ACTIVE else np.log1p
arcsinh: Function = _arcsinh if ACTIVE else np.arcsinh
