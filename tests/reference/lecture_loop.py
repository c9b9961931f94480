"""The lecture's two training loops in plain NumPy, slips repaired: the second opinion of the tests.

Nothing here uses Shoal. Load it with ``importlib`` (``tests`` is not a package).

Slips repaired, against the lecture's cells:
- the rate of the single sigmoid unit is one name (``rjp`` is set there, ``rho`` is used);
- ``Z1`` (the hidden outputs with the constant's column), the rates divided by N K, and the body of
  the function that adds the constant's column are there;
- train and test RMSE are measured at the *same* weights: the lecture measures the training error
  before each update and the test error after it.
Kept: the factor 2 of the squared error's derivative is dropped, and V is updated first while both
updates use the old W.
"""

from __future__ import annotations

import numpy as np


def with_ones(A):
    """A (N, D) with a first column of ones, (N, D+1)."""
    return np.hstack([np.ones((len(A), 1)), A])


def sigmoid(s):
    return 1 / (1 + np.exp(-s))


def per_sample_sigmoid(X, T, rho=0.1, passes=100, order=None):
    """Weights w (D+1, 1) of one sigmoid unit after per-sample descent from w = 0 (S5 to S7).

    ``order``: indices of the rows, (N,) for the same order in each pass or (passes, N) for one
    order a pass; None is the order of the file. One step: w += rho (t - y) y (1 - y) x.
    """
    N, D = X.shape
    orders = np.broadcast_to(np.arange(N) if order is None else np.asarray(order), (passes, N))
    rows = with_ones(X)
    w = np.zeros((D + 1, 1))
    for one_pass in orders:
        for n in one_pass:
            x = rows[n : n + 1]
            y = sigmoid(x @ w)
            w = w + rho * x.T * ((T[n : n + 1] - y) * (y * (1 - y)))
    return w


def sigmoid_rmse(X, T, w):
    """RMSE of the single sigmoid unit."""
    return float(np.sqrt(np.mean((T - sigmoid(with_ones(X) @ w)) ** 2)))


def start_uniform(random, D, M, K, width=0.1):
    """The lecture's start: V (D+1, M), then W (M+1, K), uniform in +-width from ``random``."""
    V = random.uniform(-width, width, size=(D + 1, M))
    W = random.uniform(-width, width, size=(M + 1, K))
    return V, W


def two_layer(X, T, X_test, T_test, V, W, rho_h=0.1, rho_o=0.01, n_epochs=100_000):
    """The two-layer tanh network by full-batch descent (S18 to S22), in the units of the table.

    X, T (N, D), (N, K) and X_test, T_test are in original units and standardized here by the
    training rows (ddof 0). V (D+1, M) and W (M+1, K) are the start, in standardized units; they
    are not changed. Returns V, W, rmse_train, rmse_test; the RMSE have n_epochs + 1 rows, row e
    measured at the weights after e epochs, over all rows and outputs in units of T.
    """
    x_mean, x_std = X.mean(axis=0), X.std(axis=0)
    t_mean, t_std = T.mean(axis=0), T.std(axis=0)
    X1 = with_ones((X - x_mean) / x_std)
    X1_test = with_ones((X_test - x_mean) / x_std)
    S = (T - t_mean) / t_std

    step_h = rho_h / S.size
    step_o = rho_o / S.size
    Z1, Z1_test = np.ones((len(X), len(W))), np.ones((len(X_test), len(W)))
    squares = np.empty((n_epochs + 1, 2))
    for e in range(n_epochs + 1):
        Z = np.tanh(X1 @ V)
        Z1[:, 1:] = Z
        error = S - Z1 @ W
        Z1_test[:, 1:] = np.tanh(X1_test @ V)
        error_test = T_test - (Z1_test @ W * t_std + t_mean)
        squares[e, 0] = np.square(error * t_std).sum()
        squares[e, 1] = np.square(error_test).sum()
        if e < n_epochs:
            V = V + step_h * (X1.T @ ((error @ W[1:].T) * (1 - Z**2)))
            W = W + step_o * (Z1.T @ error)
    rmse = np.sqrt(squares / [T.size, T_test.size])
    return V, W, rmse[:, 0], rmse[:, 1]
