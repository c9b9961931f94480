"""PyTorch with autograd, one rate a layer, in the leanest eager form that was found.

Modules of Linear with ``torch.optim.SGD`` and two parameter groups (also fused or foreach) took
longer than ``addmm``, ``autograd.grad`` and an update in place.
"""

from __future__ import annotations

from time import perf_counter

import numpy as np

from ..workloads import Array, LectureFit, Workload
from . import LectureResult

NAME = "PyTorch"
TWO_RATES = True


def available() -> str | None:
    try:
        import torch  # noqa: F401
    except ImportError:
        return "PyTorch is not installed"
    return None


def _layers(V: Array, W: Array):
    """Constants and weights of both layers as leaves: (v0, V), (w0, W)."""
    import torch

    parts = (V[0], V[1:], W[0], W[1:])
    return [torch.from_numpy(np.array(part)).requires_grad_() for part in parts]


def _mse(layers, X, T):
    import torch

    v0, V, w0, W = layers
    Y = torch.addmm(w0, torch.tanh(torch.addmm(v0, X, V)), W)
    return torch.nn.functional.mse_loss(Y, T)


def _step(layers, cost, rates: tuple[float, float]) -> None:
    import torch

    gradients = torch.autograd.grad(cost, layers)
    with torch.no_grad():
        for weights, gradient, rate in zip(
            layers, gradients, (rates[0], rates[0], rates[1], rates[1]), strict=True
        ):
            weights.sub_(gradient, alpha=rate)


def prepare(workload: Workload, rates: tuple[float, float], threads: int):
    import torch

    torch.set_num_threads(threads)
    X0, T0, V0, W0 = workload.data()
    X, T = torch.from_numpy(X0), torch.from_numpy(T0)

    def run(n: int):
        layers = _layers(V0, W0)
        start = perf_counter()
        for _ in range(n):
            _step(layers, 0.5 * _mse(layers, X, T), rates)
        seconds = perf_counter() - start
        v0, V, w0, W = (part.detach().numpy() for part in layers)
        return seconds, np.vstack([v0, V]), np.vstack([w0, W])

    return run


def lecture(fit: LectureFit, n_epochs: int, threads: int) -> LectureResult:
    import torch

    torch.set_num_threads(threads)
    start = perf_counter()
    x_mean, x_std = fit.X.mean(axis=0), fit.X.std(axis=0)
    t_mean, t_std = fit.T.mean(axis=0), fit.T.std(axis=0)
    X, X_test = (torch.from_numpy((x - x_mean) / x_std) for x in (fit.X, fit.X_test))
    T, T_test = (torch.from_numpy((t - t_mean) / t_std) for t in (fit.T, fit.T_test))
    layers = _layers(fit.V, fit.W)
    train, test = torch.empty(2, n_epochs + 1, dtype=torch.float64)
    for e in range(n_epochs + 1):
        with torch.no_grad():
            test[e] = _mse(layers, X_test, T_test)
        mse = _mse(layers, X, T)
        train[e] = mse.detach()
        if e < n_epochs:
            _step(layers, 0.5 * mse, fit.rates)
    rmse = [float(torch.sqrt(trace[-1]) * t_std[0]) for trace in (train, test)]
    return LectureResult(perf_counter() - start, *rmse)
