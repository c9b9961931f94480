"""What the neural rivals share: standardized inputs and target, folds, and the rows tuned on."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

SIZES = (3, 10, 20)
PENALTIES = (0.03, 0.3, 1.0, 3.0)
FOLDS = 5
ROWS_TO_TUNE_ON = 2_000
MAX_ITER = 200


def scaled(estimator):
    """The estimator on standardized inputs and a standardized target."""
    from sklearn.compose import TransformedTargetRegressor
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    inner = make_pipeline(StandardScaler(), estimator)
    return TransformedTargetRegressor(inner, transformer=StandardScaler())


def some_rows(n_rows: int, at_most: int, seed: int) -> np.ndarray:
    rows = np.arange(n_rows)
    if n_rows > at_most:
        rows = np.sort(np.random.RandomState(seed).permutation(n_rows)[:at_most])
    return rows


def folds(X, y, groups, seed) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    from sklearn.model_selection import GroupKFold, KFold

    if groups is None:
        return KFold(FOLDS, shuffle=True, random_state=seed).split(X, y)
    return GroupKFold(FOLDS).split(X, y, groups)
