"""Factor and solve symmetric positive definite matrices, with the GIL released.

SciPy's wrappers of LAPACK hold the GIL, and the routines take several times as long as these for
the sizes of small networks: below a few hundred rows their own bookkeeping is most of the time.
"""

from __future__ import annotations

import numpy as np

from . import kernel
from .layout import Array


class Cholesky:
    """The factor U of A + diag(shift) = U'U, U upper triangular with a positive diagonal.

    Parameters
    ----------
    A : array (P, P), float64, C-ordered
        Symmetric; its upper triangle is read, and nothing is changed.
    shift : array (P,), float64

    Raises
    ------
    numpy.linalg.LinAlgError
        If the sum is not positive definite, or no number.
    """

    def __init__(self, A: Array, shift: Array) -> None:
        self._factor = kernel.cholesky(A, shift)
        if not self._factor.positive():
            raise np.linalg.LinAlgError("the matrix is not positive definite")

    def log_determinant(self) -> float:
        """Logarithm of det(A + diag(shift))."""
        return self._factor.log_determinant()

    def solve(self, b: Array) -> Array:
        """(A + diag(shift))^-1 b (P,)."""
        x = np.empty(len(b))
        self._factor.solve(np.ascontiguousarray(b, dtype=np.float64), x)
        return x

    def inverse_diagonal(self) -> Array:
        """Diagonal of (A + diag(shift))^-1 (P,), from the inverse of U alone."""
        diagonal = np.empty(self._factor.n())
        self._factor.inverse_diagonal(diagonal)
        return diagonal
