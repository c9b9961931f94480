"""Factor and solve symmetric positive definite matrices, with the GIL released.

SciPy's own wrappers of these LAPACK routines hold the GIL: two networks trained in two threads
would take as long as one after the other. The same compiled routines are reached here through the
pointers that ``scipy.linalg.cython_lapack`` publishes for this purpose; ctypes releases the GIL.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable

import numpy as np
from scipy.linalg import cython_lapack

from .layout import Array


def _routine(name: str, n_arguments: int) -> Callable[..., None]:
    capsule = cython_lapack.__pyx_capi__[name]
    api = ctypes.pythonapi
    api.PyCapsule_GetName.restype = ctypes.c_char_p
    api.PyCapsule_GetName.argtypes = [ctypes.py_object]
    api.PyCapsule_GetPointer.restype = ctypes.c_void_p
    api.PyCapsule_GetPointer.argtypes = [ctypes.py_object, ctypes.c_char_p]
    address = api.PyCapsule_GetPointer(capsule, api.PyCapsule_GetName(capsule))
    return ctypes.CFUNCTYPE(None, *[ctypes.c_void_p] * n_arguments)(address)


_potrf = _routine("dpotrf", 5)
_potrs = _routine("dpotrs", 8)
_potri = _routine("dpotri", 5)


def factor(A: Array) -> Array:
    """Cholesky factor of a symmetric positive definite float64 A (P, P), C-ordered; in place.

    The upper triangle of LAPACK's column order is the lower one of A: ``A = L L'`` with L in the
    lower triangle; what stands above is left as it was.

    Raises
    ------
    numpy.linalg.LinAlgError
        If A is not positive definite.
    """
    n, info = ctypes.c_int(len(A)), ctypes.c_int(0)
    _potrf(b"U", ctypes.byref(n), A.ctypes.data, ctypes.byref(n), ctypes.byref(info))
    if info.value:
        raise np.linalg.LinAlgError("the matrix is not positive definite")
    return A


def solve(L: Array, b: Array) -> Array:
    """A^-1 b (P,) from the factor of A; ``b`` is not changed."""
    x = np.array(b, dtype=np.float64)
    n, one, info = ctypes.c_int(len(L)), ctypes.c_int(1), ctypes.c_int(0)
    size = ctypes.byref(n)
    _potrs(
        b"U", size, ctypes.byref(one), L.ctypes.data, size, x.ctypes.data, size, ctypes.byref(info)
    )
    return x


def inverse_diagonal(L: Array) -> Array:
    """Diagonal of A^-1 (P,) from the factor of A, which is overwritten."""
    n, info = ctypes.c_int(len(L)), ctypes.c_int(0)
    _potri(b"U", ctypes.byref(n), L.ctypes.data, ctypes.byref(n), ctypes.byref(info))
    return np.diagonal(L).copy()
