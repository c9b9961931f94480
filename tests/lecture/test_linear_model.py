"""S8 and S9: the linear model in closed form, and on a basis."""

import numpy as np
from sklearn.preprocessing import FunctionTransformer

from shoal import LinearNetwork, NeuralRegressor

from .runs import rmse


def test_s8():
    """W = (X~'X~)^-1 X~'T to 1e-10, and the shapes N x (D+1), (D+1) x K, N x K."""
    random = np.random.RandomState(0)
    X, T = random.normal(size=(40, 3)), random.normal(size=(40, 2))
    X1 = np.insert(X, 0, 1, axis=1)
    model = LinearNetwork().fit(X, T)
    normal_equations = np.linalg.inv(X1.T @ X1) @ X1.T @ T
    np.testing.assert_allclose(model.W_, normal_equations, rtol=1e-10)
    assert (X1.shape, model.W_.shape, model.predict(X).shape) == ((40, 4), (4, 2), (40, 2))
    trained = NeuralRegressor((), alpha=0, tol=1e-12, max_iter=1000).fit(X, T)
    np.testing.assert_allclose(trained.predict(X), model.predict(X), atol=1e-5)
    collinear = np.column_stack([X, X[:, 0]])
    assert LinearNetwork().fit(collinear, T).rank_ == 3  # where the normal equations break
    np.testing.assert_allclose(
        LinearNetwork().fit(collinear, T).predict(collinear), model.predict(X), rtol=1e-9
    )


def test_s9():
    """The lecture's basis x1, x2^5, x2^3 x4^2 as a transformer, then the closed form again."""
    random = np.random.RandomState(0)
    X = random.uniform(-1, 1, size=(60, 4))

    def columns(X):
        return np.column_stack([X[:, 0], X[:, 1] ** 5, X[:, 1] ** 3 * X[:, 3] ** 2])

    truth = np.array([[0.5], [2.0], [-3.0], [4.0]])
    T = truth[0] + columns(X) @ truth[1:]
    model = LinearNetwork(FunctionTransformer(columns)).fit(X, T)
    np.testing.assert_allclose(model.W_, truth, rtol=1e-10)
    assert rmse(LinearNetwork().fit(X, T), X, T) > 0.1  # without the basis it cannot
