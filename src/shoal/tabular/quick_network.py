"""A network that is fitted in milliseconds: what the inputs roughly explain, and what they do not."""

from __future__ import annotations

import numpy as np

from ..core.layout import Array
from ..estimators.quiet_regressor import QuietRegressor

FOLDS = 5
UNITS, LEAST_UNITS = 10, 3
WEIGHTS = 400  # of the hidden layer at most: what many inputs would make slow
STEPS = 30


def left_out_errors(
    X: Array, T: Array, seed: int, groups: Array | None = None, wider: float = 1.0
) -> Array:
    """Errors T - Y (N, K) of a small network at each row, of one that has not learned from it.

    Folds are drawn by chance, whole ``groups`` where they are given; ``wider`` multiplies the units.
    """
    group = np.arange(len(X)) if groups is None else groups
    n = int(group.max()) + 1
    fold = (np.random.RandomState(seed).permutation(n) % FOLDS)[group]
    errors = np.empty(T.shape)
    for k in range(FOLDS):
        out = fold == k
        if out.any():
            errors[out] = errors_on(X, T, ~out, out, seed, wider)
    return errors


def errors_on(
    X: Array, T: Array, known: Array, asked: Array, seed: int, wider: float = 1.0
) -> Array:
    """Errors of a small network that learned the rows ``known`` at the rows ``asked``."""
    units = int(wider * np.clip(WEIGHTS // (X.shape[1] + 1), LEAST_UNITS, UNITS))
    network = QuietRegressor(
        (units,), solver="lm", alpha="ard", n_networks=1, max_iter=STEPS, random_state=seed
    )
    Y = network.fit(X[known], T[known]).predict(X[asked])  # it need not converge
    found: Array = T[asked] - Y.reshape(-1, T.shape[1])
    return found
