"""S5 to S7: one sigmoid unit, trained row by row."""

import numpy as np
import pytest

from shoal import NeuralRegressor
from shoal.datasets import lecture

from .runs import loop, one_sigmoid, rmse


def test_s5():
    """One sigmoid unit follows the rise: w = (-1.765, 0.454), RMSE 0.233 against the mean's 0.363."""
    data = lecture("rising line", 0)
    model = one_sigmoid().fit(data.X, data.T)
    np.testing.assert_allclose(model.W_.ravel(), [-1.765, 0.454], atol=5e-4)
    assert rmse(model, data.X, data.T) == pytest.approx(0.233, abs=5e-4)
    assert model.trace_["rmse_train"][-1] == pytest.approx(0.233, abs=5e-4)
    assert data.T.std() == pytest.approx(0.363, abs=5e-4)
    assert np.sum((data.T < 0) | (data.T > 1)) == 4  # unreachable for a sigmoid
    by_loop = loop.per_sample_sigmoid(data.X, data.T)
    np.testing.assert_allclose(model.W_, by_loop, rtol=1e-10)


def test_s6():
    """The other slope: w = (2.260, -0.468), RMSE 0.118."""
    data = lecture("falling line", 0)
    model = one_sigmoid().fit(data.X, data.T)
    np.testing.assert_allclose(model.W_.ravel(), [2.260, -0.468], atol=5e-4)
    assert rmse(model, data.X, data.T) == pytest.approx(0.118, abs=5e-4)
    np.testing.assert_allclose(model.W_, loop.per_sample_sigmoid(data.X, data.T), rtol=1e-10)


def test_s7():
    """One sigmoid cannot fit a bowl, and the order of the rows decides; two and a line can."""
    data = lecture("parabola", 0)
    mean_model = data.T.std()
    assert mean_model == pytest.approx(0.355, abs=5e-4)
    in_order = one_sigmoid().fit(data.X, data.T)
    backwards = one_sigmoid().fit(data.X[::-1], data.T[::-1])
    assert rmse(in_order, data.X, data.T) == pytest.approx(0.430, abs=5e-4)
    assert rmse(backwards, data.X, data.T) == pytest.approx(0.406, abs=5e-4)
    assert in_order.W_[1, 0] > 0 > backwards.W_[1, 0]
    shuffled = [
        rmse(one_sigmoid(shuffle=True, random_state=seed).fit(data.X, data.T), data.X, data.T)
        for seed in range(20)
    ]
    assert mean_model < np.median(shuffled) < 0.365
    assert min(shuffled) < 0.3585
    assert max(shuffled) < rmse(backwards, data.X, data.T)
    best = one_sigmoid(solver="lbfgs", max_iter=1000).fit(data.X, data.T)
    assert rmse(best, data.X, data.T) == pytest.approx(0.3546, abs=5e-5)
    two = [
        NeuralRegressor(
            (2,), "logistic", solver="lbfgs", alpha=0, tol=1e-9, max_iter=5000, random_state=seed
        )
        for seed in range(5)
    ]
    errors = [rmse(model.fit(data.X, data.T), data.X, data.T) for model in two]
    assert min(errors) == pytest.approx(0.075, abs=1e-3)
    assert data.noise == pytest.approx(0.115, abs=1e-3)
