"""Sparse rows made dense, where memory holds them: every sum over rows reads all of a row."""

from __future__ import annotations

from contextlib import suppress
from math import inf, prod
from typing import Any

from scipy.sparse import issparse

from ..errors import InputError


def dense(X: Any) -> Any:
    """A ``scipy.sparse`` matrix or array as a NumPy array, anything else as it is.

    Raises
    ------
    InputError
        If memory cannot hold it as floating-point numbers.
    """
    if not issparse(X):
        return X
    size, free = prod(X.shape) * (4 if X.dtype == "float32" else 8), free_bytes()
    if size < free:
        with suppress(MemoryError):
            return X.toarray()
    raise InputError(
        f"X is sparse and {' x '.join(map(str, X.shape))}; the networks read it dense, which takes "
        f"{_gigabytes(size)}, more than is free; take fewer rows, or fewer columns, such as those "
        "that sklearn.decomposition.TruncatedSVD gives"
    )


def free_bytes() -> float:
    """Memory that may still be taken; infinite where the system does not say."""
    with suppress(OSError), open("/proc/meminfo") as told:
        for line in told:
            name, amount, *_ = line.split()
            if name == "MemAvailable:":
                return 1024.0 * int(amount)
    return inf


def _gigabytes(size: float) -> str:
    return f"{size / 2**30:,.1f} GiB"
