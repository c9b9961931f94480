"""The record of a fit: how a table model came about, and its errors beside mean and linear model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

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


@dataclass(frozen=True)
class Record:
    """How a table model came about: what the file tells whoever opens it later.

    ``rows`` counts the rows of the ``table``, those ``without_target``, and those for ``training``
    and ``held_out``; ``settings`` are the arguments of ``fit_table`` that were set and that numbers
    follow from; ``ending`` is the type of the outcome and ``outcome`` its sentence; ``relevance`` has
    a share for each feature; ``effective_weights`` is gamma where it was estimated; ``coverage`` are
    the shares of held-out targets inside their 90 and 95 % intervals, or empty; ``notes`` say what is
    wrong with the fit, a line each, or are empty. ``seconds`` are those of the whole fit; None of a
    model that was loaded, for they tell of a machine and its load, and stand in no file.
    """

    source: str
    rows: Mapping[str, int]
    settings: Mapping[str, Any]
    seed: int
    solver: str
    outcome: str
    ending: str
    epochs: int
    kept: int
    relevance: tuple[float, ...]
    effective_weights: float | None
    coverage: tuple[float, ...]
    training: Figures
    held_out: Figures | None
    notes: tuple[str, ...]
    seconds: float | None = field(default=None, compare=False)


@np.errstate(over="ignore", invalid="ignore", divide="ignore")
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
    r2 = np.where(spread > 0, 1 - (rmse / spread) ** 2, np.nan)
    errors, shares = (tuple(tuple(map(float, row)) for row in a) for a in (rmse, r2))
    return Figures(len(T), *errors, *shares)


def _rmse(T: Array, Y: Array, weights: Array | None) -> Array:
    """Root mean square of each column of T - Y; squares neither overflow nor vanish."""
    R = np.abs(T - Y)
    largest = R.max(axis=0)
    unit = np.where(largest > 0, largest, 1)
    return np.asarray(unit * np.sqrt(np.average((R / unit) ** 2, axis=0, weights=weights)))
