"""Rows that stand for all, where there are more than a picture can show."""

from __future__ import annotations

import numpy as np

from ...core.layout import Array


def evenly_taken(n: int, most: int) -> Array:
    """Places of at most ``most`` of ``n`` rows, evenly from the first to the last; all if they are fewer."""
    return np.unique(np.linspace(0, n - 1, min(n, most)).astype(int))
