"""How much of a model's answer is due to each input."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .layout import Array

ROWS = 200  # are enough to tell a share to a few per cent of itself


def input_relevance(
    predict: Callable[[Array], Array], X: Array, weights: Array, scale: Array
) -> Array:
    """Shares (D,), sum 1: the RMS change of the prediction when an input is set to its mean.

    ``predict`` maps (N, D) to (N, K); changes of several targets are taken in units of ``scale`` (K,)
    and their squares are averaged. All shares are equal where the prediction never changes.
    """
    rows = np.linspace(0, len(X) - 1, min(len(X), ROWS)).astype(int)
    X, weights = np.asarray(X[rows], dtype=np.float64), weights[rows]
    share = weights / weights.sum()
    mean, answer = share @ X, predict(X)
    change = np.empty(X.shape[1])
    for j in range(X.shape[1]):
        without = X.copy()
        without[:, j] = mean[j]
        difference = (predict(without) - answer) / scale
        change[j] = np.sqrt((share @ difference**2).mean())
    total = change.sum()
    return change / total if total > 0 else np.full(len(change), 1 / len(change))
