"""scikit-learn's MLPRegressor: plain full-batch descent, one epoch an iteration, nothing else on.

It knows one rate for both layers. The start is put into ``coefs_`` and ``intercepts_`` of a model
that is then continued by ``warm_start``, so its loss is compared with a NumPy run of that one rate.
"""

from __future__ import annotations

import warnings
from time import perf_counter

import numpy as np

from ..workloads import Array, LectureFit, Workload
from . import LectureResult

NAME = "scikit-learn"
TWO_RATES = False
NEVER = 10**9


def available() -> str | None:
    try:
        import sklearn.neural_network  # noqa: F401
    except ImportError:
        return "scikit-learn is not installed"
    return None


def _model(N: int, M: int, rate: float, n_epochs: int):
    from sklearn.neural_network import MLPRegressor

    return MLPRegressor(
        hidden_layer_sizes=(M,),
        activation="tanh",
        solver="sgd",
        alpha=0.0,
        batch_size=N,
        learning_rate="constant",
        learning_rate_init=rate,
        max_iter=n_epochs,
        shuffle=False,
        tol=0.0,
        momentum=0.0,
        nesterovs_momentum=False,
        early_stopping=False,
        n_iter_no_change=NEVER,
        warm_start=True,
        random_state=0,
    )


def _continue_from(model, X: Array, t: Array, V: Array, W: Array, n_epochs: int) -> float:
    """Train n epochs from (V, W); seconds of the ``fit`` that does it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # "maximum iterations reached" is what is asked for
        if not hasattr(model, "coefs_"):
            model.set_params(max_iter=1).fit(X, t)
        for own, start in zip(model.coefs_, (V[1:], W[1:]), strict=True):
            own[...] = start
        for own, start in zip(model.intercepts_, (V[0], W[0]), strict=True):
            own[...] = start
        model.set_params(max_iter=n_epochs)
        begin = perf_counter()
        model.fit(X, t)
        return perf_counter() - begin


def prepare(workload: Workload, rates: tuple[float, float], threads: int):
    assert rates[0] == rates[1]
    X, T, V0, W0 = workload.data()
    t = T.ravel() if workload.K == 1 else T
    model = _model(workload.N, workload.M, rates[0], 1)

    def run(n: int):
        seconds = _continue_from(model, X, t, V0, W0, n)
        V = np.vstack([model.intercepts_[0], model.coefs_[0]])
        W = np.vstack([model.intercepts_[1], model.coefs_[1]])
        return seconds, V, W

    return run


def lecture(fit: LectureFit, n_epochs: int, threads: int) -> LectureResult:
    begin = perf_counter()
    x_mean, x_std = fit.X.mean(axis=0), fit.X.std(axis=0)
    t_mean, t_std = fit.T.mean(axis=0), fit.T.std(axis=0)
    X, X_test = (fit.X - x_mean) / x_std, (fit.X_test - x_mean) / x_std
    t = ((fit.T - t_mean) / t_std).ravel()
    model = _model(len(X), fit.V.shape[1], fit.rates[0], n_epochs)
    _continue_from(model, X, t, fit.V, fit.W, n_epochs)

    def rmse(X: Array, T: Array) -> float:
        return float(np.sqrt(np.mean((model.predict(X)[:, None] * t_std + t_mean - T) ** 2)))

    train, test = rmse(X, fit.T), rmse(X_test, fit.T_test)
    return LectureResult(perf_counter() - begin, train, test, "records no test error")
