"""A smooth line through points: lines fitted to the neighbours of each place, close ones weighing most.

The local linear regression of Cleveland 1979 (lowess) without its rounds of reweighting: around each
place x0 a weighted straight line through the nearest share of the points, with weights
(1 - (|x - x0| / h)^3)^3, where h is the distance of the farthest of them. Its value at x0 is the line's.

Source: Cleveland 1979, Journal of the American Statistical Association 74, 829-836.
"""

from __future__ import annotations

import numpy as np

from ...core.layout import Array

SPAN = (
    0.2  # of the points that each place looks at: narrow enough for the bends that the doctor sees
)
FEWEST = 12  # points that it looks at in any case: fewer are drawn as noise
PLACES = 61
LEAST = 8  # different values: fewer are levels, and a line between them says nothing


def smooth_line(x: Array, y: Array) -> tuple[Array, Array] | None:
    """Places and heights of the line; None where the points have too few different places.

    The places are quantiles of x (N,): where points are dense the line is drawn finer.
    """
    known = np.isfinite(x) & np.isfinite(y)
    x, y = x[known], y[known]
    if len(np.unique(x)) < LEAST:
        return None
    places = np.unique(np.quantile(x, np.linspace(0, 1, PLACES)))
    away = np.abs(places[:, np.newaxis] - x)
    nearest = min(len(x), max(FEWEST, round(SPAN * len(x)))) - 1
    # beyond the farthest that is looked at, so that it weighs a little and equal values are no zero
    reach = np.partition(away, nearest, axis=1)[:, nearest, np.newaxis]
    reach = 1.001 * np.maximum(reach, 1e-9 * max(float(np.ptp(x)), 1e-300))
    weights = np.clip(1 - (away / reach) ** 3, 0, None) ** 3
    total = weights.sum(axis=1)
    middle, height = weights @ x / total, weights @ y / total
    beside = x - middle[:, np.newaxis]
    spread = (weights * beside**2).sum(axis=1)
    slope = (weights * beside * y).sum(axis=1) / np.maximum(spread, 1e-300)
    # all that is near lies in one place: there is no slope, and the mean is the answer
    slope[spread <= 1e-12 * total * reach[:, 0] ** 2] = 0.0
    return places, height + slope * (places - middle)
