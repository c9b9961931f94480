"""How a step's matrices and numbers are written: elided where they are wide, decimals aligned."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from ...core.layout import Array

GAP = "…"
CELL = 11  # width of a column, the gap before it included


def shown(n: int, most: int) -> list[int | None]:
    """Indices 0 ... n-1; beyond ``most`` the first ones, None for a gap, and the last."""
    if n <= most:
        return list(range(n))
    return [*range(max(most - 2, 1)), None, n - 1]


def aligned(values: Array | Sequence[float], digits: int, cell: int = CELL) -> list[str]:
    """Numbers with the same decimals: ``digits`` significant figures of the largest.

    Powers of ten where these would not fit, sign included, into a column of width ``cell``.
    """
    values = np.asarray(values, dtype=np.float64).ravel()
    finite = np.abs(values[np.isfinite(values)])
    largest = float(finite.max()) if len(finite) else 0.0
    if largest == 0:
        return [f"{value:g}" for value in values]
    exponent = 0 if 0.1 <= largest < 1 else math.floor(math.log10(largest))
    if not digits + 3 - cell <= exponent <= digits:
        return [f"{value:.{cell - 8}e}" for value in values]
    decimals = max(digits - 1 - exponent, 0)
    return [f"{value:.{decimals}f}" for value in values]


def heads(names: Sequence[str]) -> list[str]:
    """Names of rows or columns with their index, which a unit's name already holds."""
    if names and names[0].startswith("unit "):
        return list(names)
    return [f"{i} {name}" for i, name in enumerate(names)]
