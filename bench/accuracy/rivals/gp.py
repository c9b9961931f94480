"""scikit-learn's GaussianProcessRegressor: RBF with a length an input, white noise, one restart.

Lengths and noise come from the same marginal likelihood as scikit-learn's, with a gradient that
needs N^2 D instead of several N^2 D arrays: the GP as it would be, only sooner.
"""

from __future__ import annotations

import numpy as np

from ..scaled import some_rows

NAME, GROUP, VERSION, SLOW = "GP", "ranked", 1, True
ROWS_FOR_LENGTHS, ROWS = 1_000, 4_000
LENGTHS, AMPLITUDE, NOISE = (1e-2, 1e3), (1e-2, 1e3), (1e-6, 1e1)


def available() -> str | None:
    return None


def negative_log_likelihood(theta, X, t):
    """Value and gradient for theta = log(amplitude, lengths, noise)."""
    from scipy.linalg import lapack

    amplitude, lengths, noise = np.exp(theta[0]), np.exp(theta[1:-1]), np.exp(theta[-1])
    S = X / lengths
    squares = np.einsum("nd,nd->n", S, S)
    K = S @ S.T
    K *= 2
    K -= squares[:, None]
    K -= squares[None, :]
    np.minimum(K, 0, out=K)
    K *= 0.5
    np.exp(K, out=K)
    K *= amplitude
    A = K.copy()
    A.flat[:: len(A) + 1] += noise + 1e-10
    L, failed = lapack.dpotrf(A, lower=1, overwrite_a=0, clean=1)
    if failed:
        return 1e10, np.zeros_like(theta)
    a = lapack.dpotrs(L, t, lower=1)[0]
    value = 0.5 * t @ a + np.log(np.diag(L)).sum() + 0.5 * len(t) * np.log(2 * np.pi)
    inverse, _ = lapack.dpotri(L, lower=1)
    inverse = np.tril(inverse) + np.tril(inverse, -1).T
    inverse -= np.outer(a, a)  # A^-1 - a a'
    of_noise = 0.5 * noise * np.trace(inverse)
    inverse *= K
    sums = inverse.sum(axis=1)
    of_lengths = sums @ S**2 - np.einsum("nd,nd->d", S, inverse @ S)
    return value, np.concatenate([[0.5 * sums.sum()], of_lengths, [of_noise]])


class Fitted:
    def __init__(self, scaler, model, note):
        self.scaler, self.model, self.note = scaler, model, note

    def predict(self, X):
        return self.model.predict(self.scaler.transform(X))

    def _moments(self, X):
        return self.model.predict(self.scaler.transform(X), return_std=True)

    def intervals(self, X, coverage):
        from scipy.stats import norm

        mean, std = self._moments(X)
        half = norm.ppf(0.5 + coverage / 2) * std
        return mean - half, mean + half

    def log_density(self, X, y):
        from scipy.stats import norm

        mean, std = self._moments(X)
        return norm.logpdf(y, mean, std)


def fit(X, y, groups, seed):
    from scipy.optimize import minimize
    from sklearn.gaussian_process import GaussianProcessRegressor
    from sklearn.gaussian_process.kernels import RBF, ConstantKernel, WhiteKernel
    from sklearn.preprocessing import StandardScaler

    rows = some_rows(len(y), ROWS, seed)
    X, y = X[rows], y[rows]
    scaler = StandardScaler().fit(X)
    X = scaler.transform(X)
    some = some_rows(len(y), ROWS_FOR_LENGTHS, seed)
    Xs, t = X[some], (y[some] - y.mean()) / y.std()
    bounds = np.log([AMPLITUDE, *[LENGTHS] * X.shape[1], NOISE])
    starts = [
        np.log([1.0, *[1.0] * X.shape[1], 0.1]),
        np.random.RandomState(seed).uniform(bounds[:, 0], bounds[:, 1]),
    ]
    best = min(
        (
            minimize(
                negative_log_likelihood,
                start,
                (Xs, t),
                "L-BFGS-B",
                jac=True,
                bounds=bounds,
                options={"maxiter": 100},
            )
            for start in starts
        ),
        key=lambda found: found.fun,
    )
    found = np.exp(best.x)
    kernel = ConstantKernel(found[0]) * RBF(found[1:-1]) + WhiteKernel(found[-1])
    model = GaussianProcessRegressor(kernel, optimizer=None, normalize_y=True).fit(X, y)
    return Fitted(scaler, model, f"{len(some)} rows for the lengths, {len(y)} in all")
