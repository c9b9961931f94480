"""What is timed: the same rows, start weights and rates for everyone, made from a fixed seed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

Array = np.ndarray


@dataclass(frozen=True)
class Workload:
    """Full-batch descent of the two-layer tanh network: N rows, D inputs, M units, K outputs.

    ``check_epochs``: after so many epochs from the common start, all must have the same error.
    ``rtol``: how closely, relative.
    """

    name: str
    N: int
    D: int
    M: int
    K: int
    dtype: str
    check_epochs: int
    rtol: float
    rates: tuple[float, float] = (0.1, 0.01)

    @property
    def title(self) -> str:
        return (
            f"{self.N:,} rows, {_count(self.D, 'input')}, {_count(self.M, 'hidden unit')}, "
            f"{_count(self.K, 'output')}, {self.dtype}"
        )

    def data(self) -> tuple[Array, Array, Array, Array]:
        """X (N, D), T (N, K), both standardized, V (D+1, M), W (M+1, K), all of ``dtype``."""
        random = np.random.RandomState(0)
        if self.D == 1:
            X = np.linspace(-10.0, 10.0, self.N)[:, None]
            T = 0.2 + 0.05 * (X + 10) + 0.4 * np.sin(X + 10)
        else:
            X = random.normal(size=(self.N, self.D))
            waves = random.normal(size=(self.D, self.K)) / self.D**0.5
            T = np.sin(2 * X @ waves) + 0.5 * X[:, :1]
        T = T + 0.2 * random.normal(size=(self.N, self.K))
        X = (X - X.mean(axis=0)) / X.std(axis=0)
        T = (T - T.mean(axis=0)) / T.std(axis=0)
        V = random.uniform(-0.1, 0.1, size=(self.D + 1, self.M))
        W = random.uniform(-0.1, 0.1, size=(self.M + 1, self.K))
        X, T, V, W = (np.ascontiguousarray(a, dtype=self.dtype) for a in (X, T, V, W))
        return X, T, V, W

    def mse(self, V: Array, W: Array) -> float:
        """Mean squared error of the weights over all rows and outputs, computed in float64."""
        X, T, _, _ = (a.astype(float) for a in self.data())
        V, W = V.astype(float), W.astype(float)
        Y = np.tanh(X @ V[1:] + V[0]) @ W[1:] + W[0]
        return float(np.mean((Y - T) ** 2))


def _count(n: int, noun: str) -> str:
    return f"{n} {noun}" + ("" if n == 1 else "s")


WORKLOADS = {
    w.name: w
    for w in (
        Workload("lecture-size", 30, 1, 20, 1, "float64", 1000, 1e-6),
        Workload("small", 1_000, 8, 50, 1, "float64", 200, 1e-6),
        Workload("medium", 10_000, 8, 50, 1, "float64", 50, 1e-6),
        Workload("large", 100_000, 20, 100, 1, "float32", 10, 1e-3),
    )
}


@dataclass(frozen=True)
class LectureFit:
    """The lecture's experiment in original units: S19's rows, S21's start, S22's rates."""

    X: Array
    T: Array
    X_test: Array
    T_test: Array
    V: Array
    W: Array
    rates: tuple[float, float] = (0.1, 0.01)


def lecture_fit() -> LectureFit:
    """Seed 0, in the lecture's draw order: T noise, test x jitter, test T noise, V, W."""
    random = np.random.RandomState(0)

    def noisy(x: Array) -> Array:
        return 0.2 + 0.05 * (x + 10) + 0.4 * np.sin(x + 10) + 0.2 * random.normal(size=x.shape)

    X = np.linspace(0.0, 20.0, 30)[:, None] - 10
    T = noisy(X)
    X_test = X + 0.1 * random.normal(size=X.shape)
    T_test = noisy(X_test)
    V = random.uniform(-0.1, 0.1, size=(2, 20))
    W = random.uniform(-0.1, 0.1, size=(21, 1))
    return LectureFit(X, T, X_test, T_test, V, W)
