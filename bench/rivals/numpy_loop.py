"""Backpropagation in NumPy as a careful teacher writes it: no copies that can be avoided."""

from __future__ import annotations

from time import perf_counter

import numpy as np

from ..workloads import Array, LectureFit, Workload
from . import LectureResult

NAME = "NumPy loop"
TWO_RATES = True


def available() -> str | None:
    return None


def ones_before(A: Array) -> Array:
    return np.concatenate([np.ones((len(A), 1), dtype=A.dtype), A], axis=1)


def prepare(workload: Workload, rates: tuple[float, float], threads: int):
    X, T, V0, W0 = workload.data()
    X1 = ones_before(X)
    Z1 = np.ones((workload.N, workload.M + 1), dtype=X.dtype)
    Z = Z1[:, 1:]
    # Weak Python floats: they do not promote float32 arrays.
    rate_h, rate_o = (rate / T.size for rate in rates)

    def run(n: int):
        V, W = V0.copy(), W0.copy()
        start = perf_counter()
        for _ in range(n):
            np.tanh(X1 @ V, out=Z)
            R = Z1 @ W
            R -= T
            slope = Z * Z
            np.subtract(1, slope, out=slope)
            slope *= R @ W[1:].T
            V -= rate_h * (X1.T @ slope)
            W -= rate_o * (Z1.T @ R)
        return perf_counter() - start, V, W

    return run


def lecture(fit: LectureFit, n_epochs: int, threads: int) -> LectureResult:
    start = perf_counter()
    x_mean, x_std = fit.X.mean(axis=0), fit.X.std(axis=0)
    t_mean, t_std = fit.T.mean(axis=0), fit.T.std(axis=0)
    X1 = ones_before((fit.X - x_mean) / x_std)
    X1_test = ones_before((fit.X_test - x_mean) / x_std)
    T, T_test = (fit.T - t_mean) / t_std, (fit.T_test - t_mean) / t_std
    V, W = fit.V.copy(), fit.W.copy()
    Z1, Z1_test = np.ones((len(T), len(W))), np.ones((len(T_test), len(W)))
    Z = Z1[:, 1:]
    rate_h, rate_o = (rate / T.size for rate in fit.rates)
    squares = np.empty((n_epochs + 1, 2))
    for e in range(n_epochs + 1):
        np.tanh(X1 @ V, out=Z)
        R = Z1 @ W
        R -= T
        np.tanh(X1_test @ V, out=Z1_test[:, 1:])
        R_test = Z1_test @ W
        R_test -= T_test
        squares[e, 0] = np.vdot(R, R)
        squares[e, 1] = np.vdot(R_test, R_test)
        if e < n_epochs:
            slope = Z * Z
            np.subtract(1, slope, out=slope)
            slope *= R @ W[1:].T
            V -= rate_h * (X1.T @ slope)
            W -= rate_o * (Z1.T @ R)
    rmse = np.sqrt(squares / [T.size, T_test.size]) * t_std
    return LectureResult(perf_counter() - start, float(rmse[-1, 0]), float(rmse[-1, 1]))
