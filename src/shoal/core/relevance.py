"""How much of a model's answer is due to each input."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .layout import Array
from .network import ROWS_AT_ONCE

CHANCE = 2.0  # times its variance: a smaller change predicts worse than none would (Mallows' C_p)
ROWS = 200  # are enough to tell a share to a few per cent of itself


def input_relevance(
    members: Callable[[Array], Array],
    shares: Array,
    X: Array,
    weights: Array,
    scale: Array,
    n_folds: int = 1,
) -> Array:
    """Shares (D,), sum 1: the RMS change of the prediction when an input is set to its mean.

    ``members`` maps (N, D) to each network's answer (networks, N, K), ``shares`` are theirs in the
    prediction; changes of several targets are taken in units of ``scale`` (K,) and their squares are
    averaged. Where each network left out one of ``n_folds`` parts of the rows, the rows give the
    change a variance of (n_folds - 1) times the networks' own (the jackknife, Tukey 1958); twice
    that is taken off its square: what chance explains is no effect. All shares are equal where the
    prediction never changes.
    """
    rows = np.linspace(0, len(X) - 1, min(len(X), ROWS)).astype(int)
    X, weights = np.asarray(X[rows], dtype=np.float64), weights[rows]
    share = weights / weights.sum()
    mean, answers = share @ X, members(X)
    N, D = X.shape
    square = np.empty(D)
    at_once = max(1, ROWS_AT_ONCE // N)
    for first in range(0, D, at_once):
        inputs = np.arange(first, min(first + at_once, D))
        without = np.repeat(X[np.newaxis], len(inputs), axis=0)
        without[np.arange(len(inputs)), :, inputs] = mean[inputs, np.newaxis]
        found = members(without.reshape(-1, D)).reshape(len(answers), len(inputs), N, -1)
        changes = (found - answers[:, np.newaxis]) / scale
        change = np.tensordot(shares, changes, axes=1)
        variance = np.tensordot(shares, (changes - change) ** 2, axes=1)
        surplus = change**2 - CHANCE * (n_folds - 1) * variance
        square[inputs] = np.tensordot(share, surplus, axes=(0, 1)).mean(axis=1)
    effect = np.sqrt(np.maximum(square, 0))
    total = effect.sum()
    return effect / total if total > 0 else np.full(D, 1 / D)
