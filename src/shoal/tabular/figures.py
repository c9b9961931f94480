"""How far predictions lie from targets, beside the two models to beat: the mean and the linear model."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..core.layout import Array
from ..model.ensemble import Ensemble


@dataclass(frozen=True)
class Figures:
    """Errors on some rows, for each target: of the model, of the mean and of the linear model.

    RMSE in the target's unit; ``r2`` is 1 - (RMSE / the rows' standard deviation)^2, NaN where the
    rows' target does not vary. Mean and linear model are those of the training rows.
    """

    n_rows: int
    rmse: tuple[float, ...]
    rmse_mean: tuple[float, ...]
    rmse_linear: tuple[float, ...]
    r2: tuple[float, ...]
    r2_mean: tuple[float, ...]
    r2_linear: tuple[float, ...]


def figures(
    ensemble: Ensemble,
    means: Array,
    linear: Array,
    X: Array,
    T: Array,
    weights: Array | None = None,
) -> Figures:
    """Errors of networks and of the two baselines on encoded rows X (N, D), T (N, K).

    ``weights`` (N,) say how much each row counts; all alike where there are none.
    """
    answers = (ensemble.predict(X), means, X @ linear[1:] + linear[0])
    rmse = np.array([_rmse(T, Y, weights) for Y in answers])
    spread = _rmse(T, np.average(T, axis=0, weights=weights), weights)
    with np.errstate(divide="ignore", invalid="ignore"):
        r2 = np.where(spread > 0, 1 - (rmse / spread) ** 2, np.nan)
    errors, shares = (tuple(tuple(map(float, row)) for row in a) for a in (rmse, r2))
    return Figures(len(T), *errors, *shares)


def _rmse(T: Array, Y: Array, weights: Array | None) -> Array:
    """Root mean square of each column of T - Y; squares neither overflow nor vanish."""
    R = np.abs(T - Y)
    largest = R.max(axis=0)
    unit = np.where(largest > 0, largest, 1)
    return np.asarray(unit * np.sqrt(np.average((R / unit) ** 2, axis=0, weights=weights)))
