"""S10 and S13: two layers, their shapes and their minima."""

import numpy as np
import pytest

import shoal
from shoal import NeuralRegressor
from shoal.datasets import lecture
from shoal.errors import InputError


def test_s10():
    """Z = h(X~V), Z~ = [1 Z], Y = Z~W: the five shapes, and what does not fit is refused."""
    random = np.random.RandomState(0)
    N, D, M, K = 12, 3, 5, 2
    X, T = random.normal(size=(N, D)), random.normal(size=(N, K))
    model = NeuralRegressor((M,), solver="lbfgs", max_iter=5, tol=0, standardize=False).fit(X, T)
    V, W, Z, Y = model.V_, model.W_, model.transform(X), model.predict(X)
    X1, Z1 = np.insert(X, 0, 1, axis=1), np.insert(Z, 0, 1, axis=1)
    shapes = [A.shape for A in (X1, V, Z1, W, Y)]
    assert shapes == [(N, D + 1), (D + 1, M), (N, M + 1), (M + 1, K), (N, K)]
    np.testing.assert_allclose(Z, np.tanh(X1 @ V), rtol=1e-12)
    np.testing.assert_allclose(Y, Z1 @ W, rtol=1e-12)
    with pytest.raises(ValueError, match=r"needs \(\(4, 5\), \(6, 2\)\)"):
        NeuralRegressor((M,), start=[V[1:], W]).fit(X, T)
    with pytest.raises(ValueError, match=r"\(N, 3\)"):
        model.network_.predict(X[:, :2])
    with pytest.raises(InputError, match="constant's row first"):
        shoal.check_gradient(X, T, [V, W[1:]])


def scaled(A):
    return (A - A.mean(axis=0)) / A.std(axis=0)


def fitted(seed, epochs, start="auto"):
    """(the fitted network of four tanh units on the sine, all its weights in one vector)."""
    data = lecture("sine", 0)
    model = NeuralRegressor(
        (4,),
        solver="lm",
        n_networks=1,
        alpha=0,
        tol=0,
        max_iter=epochs,
        start=start,
        random_state=seed,
    ).fit(data.X, data.T)
    return model, np.concatenate([model.V_.ravel(), model.W_.ravel()])


def slope(theta, step=1e-20):
    """The gradient of E/2, each entry by a complex step through the forward pass alone."""
    data = lecture("sine", 0)
    X, T = scaled(data.X), scaled(data.T)

    def half_error(theta):
        V, W = theta[:8].reshape(2, 4), theta[8:].reshape(5, 1)
        return np.mean((T - np.tanh(V[0] + X @ V[1:]) @ W[1:] - W[0]) ** 2) / 2

    return np.array([half_error(theta + step * 1j * way).imag / step for way in np.eye(13)])


def curvatures(theta, step=1e-6):
    """The Hessian's eigenvalues, the smallest first: central differences of the gradient."""
    rows = [
        (slope(theta + step * way) - slope(theta - step * way)) / (2 * step) for way in np.eye(13)
    ]
    return np.linalg.eigvalsh((np.array(rows) + np.array(rows).T) / 2)


def test_s13():
    """Two strict minima (flat, and curved upwards in every direction), and a run that has none."""
    for seed, height in {5: 0.110523, 2: 0.148243, 41: 0.110523}.items():
        model, theta = fitted(seed, 1000)
        assert model.loss_ == pytest.approx(height, abs=5e-7)
        assert np.abs(slope(theta)).max() < 1e-8
        assert curvatures(theta)[0] > 1e-6
    # A run-away is lower than both, and its weights grow for ever less.
    runs = [fitted(3, epochs, "uniform") for epochs in (300, 1000, 3000)]
    heights, sizes = [m.loss_ for m, _ in runs], [np.abs(theta).max() for _, theta in runs]
    assert 0.110523 > heights[0] > heights[1] > heights[2] > 0.105
    assert heights[0] - heights[2] < 1e-5
    assert sizes[1] > 5 * sizes[0] > 2000
    assert sizes[2] > 1.5 * sizes[1]


def test_s13_every_minimum_has_twins():
    """Units that change places, or turn their signs, change no answer: M! 2^M copies."""
    data = lecture("parabola", 0)
    model = NeuralRegressor((2,), solver="lbfgs", alpha=0, tol=0, max_iter=50, random_state=0)
    model.fit(data.X, data.T)
    V, W = model.V_, model.W_
    flipped = V * [-1, 1], W * [[1], [-1], [1]]
    swapped = V[:, ::-1], W[[0, 2, 1]]
    for other in (flipped, swapped):
        twin = NeuralRegressor((2,), solver="lbfgs", start=other, alpha=0, max_iter=0, tol=0).fit(
            data.X, data.T
        )
        np.testing.assert_allclose(twin.predict(data.X), model.predict(data.X), rtol=1e-9)
        assert twin.loss_ == pytest.approx(model.loss_, rel=1e-12)
