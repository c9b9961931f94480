"""Shoal: the compiled kernel's full-batch descent, and ``NeuralRegressor`` as a user calls it."""

from __future__ import annotations

from time import perf_counter

import numpy as np

from ..workloads import LectureFit, Workload
from . import LectureResult

NAME = "Shoal"
TWO_RATES = True


def available() -> str | None:
    try:
        from shoal.core.kernel import KernelSums  # noqa: F401
    except ImportError as error:
        return f"the compiled kernel cannot be loaded ({error})"
    return None


def prepare(workload: Workload, rates: tuple[float, float], threads: int):
    from shoal.core.activations import ACTIVATIONS
    from shoal.core.kernel import KernelSums
    from shoal.core.layout import Layout

    X, T, V0, W0 = workload.data()
    layout = Layout((workload.D, workload.M, workload.K))
    tanh, identity = ACTIVATIONS["tanh"], ACTIVATIONS["identity"]
    sums = KernelSums(layout, tanh, identity, X, T, None, n_threads=threads)
    start_weights = layout.flatten([V0, W0])
    step = layout.per_layer(rates, X.dtype)
    penalty = np.zeros_like(step)

    def run(n: int):
        theta = start_weights.copy()
        start = perf_counter()
        sums.descend(theta, step, penalty, n, None)
        seconds = perf_counter() - start
        V, W = layout.views(theta)
        return seconds, V, W

    return run


def lecture(fit: LectureFit, n_epochs: int, threads: int) -> LectureResult:
    from shoal import NeuralRegressor

    start = perf_counter()
    model = NeuralRegressor(
        (fit.V.shape[1],),
        solver="gd",
        learning_rate_init=fit.rates,
        alpha=0.0,
        tol=0.0,
        max_iter=n_epochs,
        start=(fit.V, fit.W),
        n_jobs=threads,
    )
    model.fit(fit.X, fit.T, validation=(fit.X_test, fit.T_test))
    train, test = model.trace_["rmse_train"], model.trace_["rmse_validation"]
    seconds = perf_counter() - start
    assert len(train) == len(test) == n_epochs + 1
    return LectureResult(seconds, float(train[-1]), float(test[-1]))
