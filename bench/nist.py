"""``python -m bench.nist``: NIST's 27 certified regressions, each from its two starts.

Digits of the worst parameter, of 11 that are certified: Shoal's Marquardt engine beside the methods
of ``scipy.optimize.least_squares`` and MINPACK's ``leastsq``. All have the same exact Jacobians and
tolerances as tight as they take; SciPy's scaling is the better of none and the Jacobian's, by its
mean over all problems.
"""

from __future__ import annotations

import importlib.util
import sys
import warnings
from pathlib import Path

import numpy as np
from scipy.optimize import least_squares, leastsq

from shoal.solve.lm import LevenbergMarquardt, MarquardtState

STEPS = 20_000
UNDAMPED = 1e-20  # to begin with, and at least
TIGHT = 1e-15
SOLVED = 4  # digits from which a problem counts as solved


def nist():
    """The module of the problems, which stands beside the tests' data."""
    path = Path(__file__).parents[1] / "tests" / "solve" / "nist" / "problems.py"
    spec = importlib.util.spec_from_file_location("nist_problems", path)
    module = sys.modules.setdefault(spec.name, importlib.util.module_from_spec(spec))
    spec.loader.exec_module(module)
    return module


def ours(problem, start):
    state = MarquardtState(start.copy(), damping=UNDAMPED)
    LevenbergMarquardt(0.0, UNDAMPED).run(nist().LeastSquares(problem), state, STEPS)
    return state.theta


def minpack(problem, start):
    return leastsq(
        problem.residuals, start, Dfun=problem.jacobian, ftol=TIGHT, xtol=TIGHT, maxfev=STEPS
    )[0]


def scipy_method(method, scale):
    def solve(problem, start):
        return least_squares(
            problem.residuals,
            start,
            problem.jacobian,
            method=method,
            x_scale=scale,
            ftol=TIGHT,
            xtol=TIGHT,
            gtol=TIGHT,
            max_nfev=STEPS,
        ).x

    return solve


def digits_of(solve, problems) -> np.ndarray:
    found = []
    for problem in problems:
        for start in problem.starts:
            try:
                with np.errstate(all="ignore"), warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    found.append(problem.digits(solve(problem, start)))
            except (ValueError, np.linalg.LinAlgError):  # residuals that are not finite
                found.append(0.0)
    return np.array(found)


def main() -> int:
    problems = [nist().read(name) for name in nist().MODELS]
    columns = {"Shoal": digits_of(ours, problems)}
    for method in ("trf", "dogbox", "lm"):
        both = [digits_of(scipy_method(method, scale), problems) for scale in (1.0, "jac")]
        columns[f"SciPy {method}"] = max(both, key=np.mean)
    columns["leastsq"] = digits_of(minpack, problems)
    print(f"{'problem':11s}" + "".join(f"{name:>14s}" for name in columns))
    for i, problem in enumerate(problems):
        for start in (0, 1):
            row = "".join(f"{column[2 * i + start]:14.1f}" for column in columns.values())
            print(f"{problem.name:9s} {start + 1}{row}")
    print(f"{'mean':11s}" + "".join(f"{column.mean():14.2f}" for column in columns.values()))
    print(
        f"{'solved':11s}"
        + "".join(f"{np.sum(column >= SOLVED):11d}/{len(column)}" for column in columns.values())
    )
    return 0 if (columns["Shoal"] >= SOLVED).all() else 1


if __name__ == "__main__":
    sys.exit(main())
