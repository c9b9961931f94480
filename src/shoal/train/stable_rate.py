"""The largest stable rate of gradient descent, read off the cost's curvature."""

from __future__ import annotations

import numpy as np

from ..core.layout import Array
from ..solve.problem import HasGradient

ITERATIONS = 30
STEP = 1e-4  # relative length of the difference step: near the fourth root of float64's precision


def largest_stable_factor(problem: HasGradient, theta: Array, rates: Array) -> float:
    """The factor c for which descent with rates c * ``rates`` is just stable around ``theta``, times 1/2.

    Gradient descent is stable where every eigenvalue of rates * Hessian is below 2. The largest is
    found by power iteration on differences of gradients (no Hessian is formed); c is its inverse,
    which leaves a factor 2 for the curvature that grows as the fit goes on. NaN where the
    gradient is not finite.
    """
    root = np.sqrt(rates)
    direction = np.random.RandomState(0).standard_normal(len(theta)).astype(theta.dtype)
    plus, minus = np.empty_like(theta), np.empty_like(theta)
    eigenvalue = np.nan
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in range(ITERATIONS):
            direction /= np.linalg.norm(direction)
            step = STEP * (1 + np.linalg.norm(theta))
            problem.cost_and_gradient(theta + step * root * direction, plus)
            problem.cost_and_gradient(theta - step * root * direction, minus)
            direction = root * (plus - minus) / (2 * step)
            eigenvalue = float(np.linalg.norm(direction))
            if not np.isfinite(eigenvalue) or eigenvalue == 0:
                break
    return 1 / eigenvalue if eigenvalue > 0 else np.nan
