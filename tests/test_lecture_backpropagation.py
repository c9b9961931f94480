"""The lecture's rows S14 to S17: the chain rule, deltas, all indices, and the matrices."""

import numpy as np
import pytest

from shoal import NeuralRegressor, explain

RANDOM = np.random.RandomState(0)
N, D, M, K = 7, 2, 3, 2
X = RANDOM.normal(size=(N, D))
X1 = np.insert(X, 0, 1, axis=1)
T = RANDOM.normal(size=(N, K))
V, W = RANDOM.normal(size=(D + 1, M)), RANDOM.normal(size=(M + 1, K))


def error(V, W, K=K):
    Z1 = np.insert(np.tanh(X1 @ V), 0, 1, axis=1)
    return np.mean((T[:, :K] - Z1 @ W[:, :K]) ** 2)


def slope(at, h=1e-6):
    """Central differences of ``at(step)`` over the entries of a matrix of steps."""
    return lambda shape: np.array(
        [
            [
                (at(h * unit(shape, i, j)) - at(-h * unit(shape, i, j))) / (2 * h)
                for j in range(shape[1])
            ]
            for i in range(shape[0])
        ]
    )


def unit(shape, i, j):
    matrix = np.zeros(shape)
    matrix[i, j] = 1
    return matrix


def deltas(K=K):
    Z = np.tanh(X1 @ V)
    Z1 = np.insert(Z, 0, 1, axis=1)
    sent = T[:, :K] - Z1 @ W[:, :K]
    return Z, Z1, sent, sent @ W[1:, :K].T * (1 - Z**2)


def test_s14():
    """-2 (t - y) w (1 - z^2) x, factor by factor, is the finite difference."""
    Z, _Z1, sent, _ = deltas(1)
    product = -2 * sent[:, 0] * W[2, 0] * (1 - Z[:, 1] ** 2) * X1[:, 1] / N
    numeric = slope(lambda S: error(V + S, W, 1))(V.shape)[1, 1]
    assert product.sum() == pytest.approx(numeric, rel=1e-7)
    derivation = explain.derive(D=1, M=1, K=1, activation="tanh")
    assert max(step.check() for step in derivation.steps) < 1e-9


def test_s15():
    """Two outputs: the deltas carry both, and explain.step's update is that of the training."""
    model = NeuralRegressor(
        (M,), solver="gd", learning_rate_init=(0.1, 0.05), alpha=0, tol=0, max_iter=3, start=[V, W]
    ).fit(X, T)
    told = explain.step(model, X, T, weight=("V", 1, 2)).to_dict()
    Ts, Xs = model.network_.targets.apply(T), model.network_.inputs.apply(X)
    A1 = np.insert(Xs, 0, 1, axis=1)
    Z = np.tanh(A1 @ model.V_)
    sent = Ts - np.insert(Z, 0, 1, axis=1) @ model.W_
    hidden = sent @ model.W_[1:].T * (1 - Z**2)
    G_V = -A1.T @ hidden / (N * K)
    arrays = {array["name"]: np.asarray(array["values"]) for array in told["arrays"]}
    np.testing.assert_allclose(arrays["delta_h"], hidden, rtol=1e-12)
    np.testing.assert_allclose(arrays["G_V"], G_V, rtol=1e-12, atol=1e-15)


def test_s16():
    """The true -dE/dV is 2.0000 times the lecture's update, and so is that of W."""
    _Z, Z1, sent, hidden = deltas()
    true_V = -slope(lambda S: error(V + S, W))(V.shape)
    true_W = -slope(lambda S: error(V, W + S))(W.shape)
    np.testing.assert_allclose(true_V / (X1.T @ hidden / (N * K)), 2.0, atol=1e-5)
    np.testing.assert_allclose(true_W / (Z1.T @ sent / (N * K)), 2.0, atol=1e-5)


def test_s17():
    """The loops over all indices equal the matrices to 1e-12."""
    Z, Z1, sent, hidden = deltas()
    loop_V, loop_W = np.zeros_like(V), np.zeros_like(W)
    for n in range(N):
        for k in range(K):
            for m in range(M + 1):
                loop_W[m, k] += Z1[n, m] * sent[n, k]
        for m in range(M):
            back = sum(sent[n, k] * W[m + 1, k] for k in range(K)) * (1 - Z[n, m] ** 2)
            for j in range(D + 1):
                loop_V[j, m] += X1[n, j] * back
    np.testing.assert_allclose(X1.T @ hidden, loop_V, atol=1e-12)
    np.testing.assert_allclose(Z1.T @ sent, loop_W, atol=1e-12)
