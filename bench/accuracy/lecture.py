"""``python -m bench.accuracy.lecture``: the lecture's 100,000 epochs and Levenberg-Marquardt.

The lecture's data (S19), 20 draws, 20 tanh units, the lecture's rates 0.1 and 0.01. Its curves give
two numbers a draw: the test RMSE at their best point, which only someone who sees the test data can
know, and at their end. Against them ``NeuralRegressor((20,), solver="lm", alpha="evidence",
n_networks=5)``. The same epochs as a loop in NumPy are timed once.
"""

from __future__ import annotations

import argparse
import sys
from time import perf_counter

import numpy as np

from ..rivals import numpy_loop
from ..workloads import lecture_fit
from .report import error_of_mean

UNITS, RATES = 20, (0.1, 0.01)
REPEATS = 5  # fits timed a draw: the middle one counts


def curve(data, i: int, n_epochs: int) -> tuple[float, float, float]:
    """Best and last test RMSE of gradient descent, and its seconds."""
    from shoal import NeuralRegressor

    model = NeuralRegressor(
        (UNITS,),
        solver="gd",
        learning_rate_init=RATES,
        alpha=0.0,
        tol=0.0,
        max_iter=n_epochs,
        start="uniform",
        random_state=i,
    )
    begin = perf_counter()
    model.fit(data.X, data.T, validation=(data.X_test, data.T_test))
    seconds = perf_counter() - begin
    test = model.trace_["rmse_validation"]
    return float(test.min()), float(test[-1]), seconds


def second_order(data, i: int) -> tuple[float, float]:
    """Test RMSE of LM with evidence, five members, and the middle of its seconds."""
    from shoal import NeuralRegressor

    seconds = []
    for _ in range(REPEATS):
        model = NeuralRegressor(
            (UNITS,), solver="lm", alpha="evidence", n_networks=5, random_state=i
        )
        begin = perf_counter()
        model.fit(data.X, data.T)
        seconds.append(perf_counter() - begin)
    error = model.predict(data.X_test) - data.T_test
    return float(np.sqrt(np.mean(error**2))), float(np.median(seconds))


def main() -> int:
    from shoal import NeuralRegressor
    from shoal.datasets import lecture

    parser = argparse.ArgumentParser(prog="python -m bench.accuracy.lecture")
    parser.add_argument("--draws", type=int, default=20)
    parser.add_argument("--epochs", type=int, default=100_000)
    options = parser.parse_args()
    draws = [lecture("S19", np.random.RandomState(i)) for i in range(options.draws)]

    curves = np.array([curve(data, i, options.epochs) for i, data in enumerate(draws)])
    for name, column in (("best point of the curves", 0), ("end of the curves", 1)):
        show(name, curves[:, column], np.median(curves[:, 2]))
    if "n_networks" not in NeuralRegressor().get_params():
        print('Skipped: this version of Shoal has no solver="lm" with members.')
        return 0
    found = np.array([second_order(data, i) for i, data in enumerate(draws)])
    show("LM with evidence, 5 members", found[:, 0], np.median(found[:, 1]))
    gap = found[:, 0] - curves[:, 0]
    print(f"LM less the best point, paired: {gap.mean():+.4f} ± {error_of_mean(gap):.4f}")
    loop = numpy_loop.lecture(lecture_fit(), options.epochs, 1).seconds
    print(f"the NumPy loop's epochs take {loop:.2f} s")
    for name, seconds in (("curves", np.median(curves[:, 2])), ("NumPy loop", loop)):
        print(f"LM is {seconds / np.median(found[:, 1]):.1f} times faster than the {name}")
    return 0 if gap.mean() < 0 else 1


def show(name: str, rmse: np.ndarray, seconds: float) -> None:
    spread = error_of_mean(rmse)
    print(f"{name:28s} test RMSE {rmse.mean():.4f} ± {spread:.4f}   {1000 * seconds:8.1f} ms a fit")


if __name__ == "__main__":
    sys.exit(main())
