"""Prediction intervals and likelihoods, from the noise of the rows left out and the members' spread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..core.layout import Array
from ..core.numeric import check_finite, check_numeric
from ..errors import InputError
from .ensemble import Ensemble


@dataclass(frozen=True)
class Intervals:
    """Prediction, bounds and standard deviation (N, K); ``extrapolates`` (N,) marks rows with an
    input outside the training rows' range.
    """

    prediction: Array
    low: Array
    high: Array
    std: Array
    extrapolates: Array


def intervals(ensemble: Ensemble, X: Array, coverage: float) -> Intervals:
    """Bounds between which a new target lies with probability ``coverage``, for rows X (N, D).

    ``prediction -+ q std`` with std from the noise and the members' spread, and q the quantile of
    |residual| / std over the training rows, each judged by a network that never saw it (a split
    conformal prediction with normalized residuals: Papadopoulos and others 2002).

    Raises
    ------
    InputError
        If ``coverage`` is not between 0 and 1, or no noise was estimated.
    """
    if not 0 < coverage < 1:
        raise InputError(f"coverage must lie between 0 and 1, not {coverage!r}")
    mean, spread = ensemble.spread(X)
    half = spread.total * [noise.multiple(coverage) for noise in ensemble.noise]
    return Intervals(mean, mean - half, mean + half, spread.total, ensemble.extrapolates(X))


@np.errstate(all="ignore")  # a target beyond all numbers has the likelihood 0: -inf
def log_likelihood(ensemble: Ensemble, X: Array, y: Any) -> Array:
    """Log density of each row's targets (N,) under its own prediction; outputs are summed.

    Student's t around the prediction, with the freedom that fits the rows left out best.

    Raises
    ------
    InputError
        If no noise was estimated, or y does not fit.
    """
    mean, spread = ensemble.spread(X)
    check_numeric(y, "y")
    T = np.asarray(y, dtype=np.float64)
    check_finite(T, "y")
    if T.size != mean.size or T.shape[:1] != mean.shape[:1]:
        raise InputError(f"y has shape {T.shape}; the model predicts {mean.shape}")
    ratio = (T.reshape(mean.shape) - mean) / spread.total
    found: Array = np.sum(
        [
            noise.log_density(ratio[:, k]) - np.log(spread.total[:, k])
            for k, noise in enumerate(ensemble.noise)
        ],
        axis=0,
    )
    return found
