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


def test_s13():
    """Gradient descent finds *a* minimum: two starts, two minima; and each has M! 2^M twins."""
    data = lecture("parabola", 0)
    minima = {}
    for seed in (0, 1, 2, 7):
        model = NeuralRegressor(
            (2,), solver="lbfgs", alpha=0, tol=0, max_iter=5000, start="uniform", random_state=seed
        ).fit(data.X, data.T)
        slope = shoal.check_gradient(
            model.network_.inputs.apply(data.X),
            model.network_.targets.apply(data.T),
            [model.V_, model.W_],
        ).gradient
        assert np.abs(slope).max() < 1e-5
        minima[seed] = model.loss_
    assert minima[0] == pytest.approx(minima[2], rel=1e-9)  # most starts find this one
    assert minima[0] == pytest.approx(0.022235, abs=1e-6)
    assert minima[1] == pytest.approx(0.039965, abs=1e-5)
    assert minima[7] > 10 * minima[0]
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
