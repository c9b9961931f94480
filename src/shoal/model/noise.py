"""The noise of a table: how far a target strays from the prediction, and where.

A level, constant or depending on the prediction and the inputs, fitted to residuals of rows that a
network has not learned from; and the shape of what remains, from the same residuals.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import lgamma, log, pi

import numpy as np

from ..core import portable
from ..core.layout import Array
from ..core.rows import Rows
from .network import Network

STEPS = 30  # of Fisher scoring; convergence takes less than ten
CLOSE = 1e-3  # the last step, of a log variance: a standard deviation to less than 0.1 %
RIDGE = 1.0  # pseudo-rows on each slope of the log variance: few rows say little of where noise is
STEEPEST = 3.0  # log variance may leave its mean by so much: a factor 20 in variance either way
FREEDOM = (3.0, 4.0, 6.0, 10.0, 20.0, 50.0, np.inf)  # degrees of freedom tried for Student's t
QUANTILES = 400  # kept of the standardized residuals
LEAST = 1e-6  # of a standardized target's deviation
FOLDS = 5
LARGEST = 1e100  # residual that is told from others, in scaled units: its square is a number

# Of the slopes' estimation, in all: half a second of one core. One step costs rows times slopes times
# (slopes + SHARED), the latter for what rows cost however many slopes there are.
MOST_WORK, SHARED = 3e8, 70
ROWS_A_SLOPE = 5  # fewer say nothing of where the noise is


@dataclass(frozen=True)
class Noise:
    """Of one target, in scaled units: log variance = ``slopes`` . [1, y, x], around its mean.

    ``slopes`` has one entry for constant noise, D + 2 for varying noise. ``quantiles`` are those of
    |residual| / std at equal steps of probability, ``freedom`` the degrees of freedom of the
    Student's t that fits these ratios best (infinite: the normal distribution).
    """

    slopes: Array
    quantiles: Array
    freedom: float
    n_rows: float

    def std(self, y: Array, X: Array) -> Array:
        """Standard deviation of the noise (N,) at predictions y (N,) and inputs X (N, D), scaled."""
        return portable.exp(_log_variance(self.slopes, y, X) / 2)

    def multiple(self, coverage: float) -> float:
        """How many standard deviations hold a share ``coverage`` of the residuals.

        The quantile of the residuals seen, one row to the safe side (as in conformal prediction).
        """
        wanted = min(coverage * (1 + 1 / self.n_rows), 1.0)
        steps = np.linspace(0, 1, len(self.quantiles))
        return float(np.interp(wanted, steps, self.quantiles))

    def log_density(self, ratio: Array) -> Array:
        """Log density of residual / std, a distribution of standard deviation 1."""
        return _log_t(ratio, self.freedom)


def noise_of(
    network: Network, rows: Rows, left_out: Array, spread: Array | None, kind: str
) -> tuple[Noise, ...]:
    """The noise of each target, from answers to rows that a network has not learned from.

    Parameters
    ----------
    network : Network
        Its scaling is the one that ``Noise`` speaks in.
    rows : Rows
        The rows, in original units.
    left_out : array (N, K)
        What each row was answered by a network that left it out, in original units; NaN where none
        did. Such rows do not count; without any other the noise is not known: ``()``.
    spread : array (N, K) or None
        How far networks differ on the row, in scaled units; None for a single network.
    kind : {"auto", "constant", "varying"}
    """
    judged = np.isfinite(left_out).all(axis=1)
    if not judged.any():
        return ()
    between = np.zeros(left_out.shape) if spread is None else spread
    rows, left_out, between = rows.take(judged), left_out[judged], between[judged]
    X, Y = network.inputs.apply(rows.X.astype(np.float64)), network.targets.apply(left_out)
    with np.errstate(over="ignore"):
        residual = (rows.T - left_out) / network.targets.scale
    residual = np.clip(residual, -LARGEST, LARGEST)
    return tuple(
        fit_noise(residual[:, k], between[:, k], Y[:, k], X, rows.weights, kind)
        for k in range(rows.T.shape[1])
    )


def fit_noise(
    residual: Array, spread: Array, y: Array, X: Array, weights: Array, kind: str
) -> Noise:
    """Noise from residuals (N,) of rows that were left out, where the members differ by ``spread``.

    The variance of a residual is that of the noise plus ``spread``^2. ``kind`` is "constant",
    "varying", or "auto": varying where that raises the log likelihood of rows left out in five folds.
    Slopes are estimated from as many of the rows as ``MOST_WORK`` allows; where inputs are so many that
    these are too few, "auto" is "constant".
    """
    learned = weights[np.newaxis]
    n, n_slopes = rows_for_slopes(*X.shape), X.shape[1] + 2
    if kind == "varying":
        n = max(n, min(len(y), 2 * ROWS_A_SLOPE * n_slopes))
    trying = kind != "constant" and n > ROWS_A_SLOPE * n_slopes
    if trying and kind == "auto":
        folds = np.arange(len(y)) % FOLDS  # rows come sorted, so each spans them all
        learned = np.vstack([weights, weights * (folds != np.arange(FOLDS)[:, np.newaxis])])
    slopes = _fit_slopes(residual, spread, np.ones((len(y), 1)), learned)
    if trying:
        seen: Array | slice = slice(None)
        if n < len(y):
            seen = np.sort(np.random.RandomState(0).permutation(len(y))[:n])
        features = _features(y[seen], X[seen])
        varying = _fit_slopes(residual[seen], spread[seen], features, learned[:, seen])
        if kind == "varying" or _gain(residual, spread, y, X, weights, folds, varying, slopes) > 0:
            slopes = varying
    slopes = slopes[0]
    std = np.sqrt(portable.exp(_log_variance(slopes, y, X)) + spread**2)
    ratio = np.abs(residual) / std
    order = np.argsort(ratio)
    reach = np.cumsum(weights[order]) / weights.sum()
    steps = np.linspace(0, 1, QUANTILES + 1)
    quantiles = ratio[order][np.minimum(np.searchsorted(reach, steps - 1e-12), len(ratio) - 1)]
    freedom = max(FREEDOM, key=lambda f: float(portable.matmul(weights, _log_t(ratio, f))))
    return Noise(slopes, quantiles, freedom, float(weights.sum()))


def rows_for_slopes(n_rows: int, n_inputs: int) -> int:
    """From how many of the rows the slopes of varying noise are estimated."""
    return int(min(n_rows, MOST_WORK / _work_of_a_row(n_inputs)))


def work(n_rows: int, n_inputs: int) -> float:
    """What estimating the slopes costs, in the unit of ``MOST_WORK``; 0 where there are too few rows."""
    n = rows_for_slopes(n_rows, n_inputs)
    return n * _work_of_a_row(n_inputs) if n > ROWS_A_SLOPE * (n_inputs + 2) else 0.0


def _work_of_a_row(n_inputs: int) -> float:
    n_slopes = n_inputs + 2
    return (FOLDS + 1.0) * n_slopes * (n_slopes + SHARED)


def _fit_slopes(residual: Array, spread: Array, Phi: Array, weights: Array) -> Array:
    """Fisher scoring for the log variance Phi @ slopes, for each row of weights (F, N): (F, q).

    Each row's likelihood is normal.
    """
    floor = LEAST**2
    share = weights / weights.sum(axis=1, keepdims=True)
    total = np.maximum(portable.matmul(share, residual**2), floor)
    slopes = np.zeros((len(weights), Phi.shape[1]))
    slopes[:, 0] = portable.log(np.maximum(total - portable.matmul(share, spread**2), 0.1 * total))
    ridge = np.full(Phi.shape[1], RIDGE)
    ridge[0] = 1e-9
    pulling = np.where(np.arange(len(ridge)) > 0, ridge, 0.0)
    square, between = residual**2, spread**2
    features, half = np.ascontiguousarray(Phi.T), Phi / 2
    for _ in range(STEPS):
        noise = portable.exp(_bounded(portable.matmul(slopes, features), slopes[:, :1]))
        variance = noise + between
        part = noise / variance
        weighted = weights * part
        score = portable.matmul(weighted * (square / variance - 1), half) - pulling * slopes
        information = portable.matmul((weighted * part)[:, np.newaxis] * features, half) + np.diag(
            ridge
        )
        step = portable.solve(information, score)
        slopes = slopes + np.clip(step, -1, 1)
        slopes[:, 0] = np.maximum(slopes[:, 0], log(floor))
        if np.abs(step).max() < CLOSE:
            break
    return slopes


def _gain(
    residual: Array,
    spread: Array,
    y: Array,
    X: Array,
    weights: Array,
    folds: Array,
    varying: Array,
    constant: Array,
) -> float:
    """Log likelihood that varying noise gains over constant noise on rows left out.

    Row f + 1 of ``varying`` and ``constant`` was fitted without fold f.
    """
    values = []
    for slopes in (varying[1:][folds], constant[1:][folds]):
        variance = portable.exp(_log_variance(slopes, y, X)) + spread**2
        values.append(-(residual**2 / variance + portable.log(variance)) / 2)
    gain = weights * (values[0] - values[1])
    return float(gain.sum() - gain.std() * np.sqrt(len(gain)))  # one standard error clear of 0


def _features(y: Array, X: Array) -> Array:
    return np.column_stack([np.ones(len(y)), y, X])


def _log_variance(slopes: Array, y: Array, X: Array) -> Array:
    """(N,) at predictions y (N,) and inputs X (N, D), by the same slopes (q,) or a row's own (N, q)."""
    if slopes.shape[-1] == 1:
        return np.full(len(y), slopes[..., 0])
    features = _features(y, X)
    of_row = (
        portable.matmul(features, slopes) if slopes.ndim == 1 else (features * slopes).sum(axis=1)
    )
    return _bounded(of_row, slopes[..., 0])


def _bounded(log_variance: Array, level: Array | float) -> Array:
    return level + STEEPEST * portable.tanh((log_variance - level) / STEEPEST)


def _log_t(ratio: Array, freedom: float) -> Array:
    """Log density of Student's t scaled to standard deviation 1 (the normal for infinite freedom)."""
    if not np.isfinite(freedom):
        return -(ratio**2 + log(2 * pi)) / 2
    scale2 = (freedom - 2) / freedom
    constant = lgamma((freedom + 1) / 2) - lgamma(freedom / 2) - log(pi * freedom * scale2) / 2
    return constant - (freedom + 1) / 2 * portable.log1p(ratio**2 / (freedom * scale2))
