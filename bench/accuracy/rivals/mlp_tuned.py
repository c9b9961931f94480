"""scikit-learn's MLPRegressor with L-BFGS, size and penalty by cross-validation."""

from __future__ import annotations

import numpy as np

NAME, GROUP, VERSION, SLOW = "MLP lbfgs tuned", "ranked", 1, True


def available() -> str | None:
    return None


def fit(X, y, groups, seed):
    from sklearn.neural_network import MLPRegressor

    from ..scaled import MAX_ITER, PENALTIES, ROWS_TO_TUNE_ON, SIZES, folds, scaled, some_rows

    def model(size: int, alpha: float):
        return scaled(
            MLPRegressor(
                hidden_layer_sizes=(size,),
                activation="tanh",
                solver="lbfgs",
                alpha=alpha,
                max_iter=MAX_ITER,
                random_state=seed,
            )
        )

    rows = some_rows(len(y), ROWS_TO_TUNE_ON, seed)
    Xs, ys, gs = X[rows], y[rows], None if groups is None else groups[rows]
    parts = list(folds(Xs, ys, gs, seed))
    errors = {
        (size, alpha): sum(
            np.sum((model(size, alpha).fit(Xs[a], ys[a]).predict(Xs[b]) - ys[b]) ** 2)
            for a, b in parts
        )
        for size in SIZES
        for alpha in PENALTIES
    }
    best = min(errors, key=errors.get)
    fitted = model(*best).fit(X, y)
    fitted.note = f"size {best[0]}, alpha {best[1]:g}"
    return fitted
