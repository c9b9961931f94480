"""The epoch that is kept: the last one, unless it is clearly worse than the best."""

import numpy as np
import pytest
from sklearn.exceptions import ConvergenceWarning

from shoal import NeuralRegressor, examine
from shoal.solve.outcome import Unsettled

RANDOM = np.random.RandomState(0)
X = RANDOM.normal(size=(100, 3))
Y = np.sin(X[:, 0]) + X[:, 1]


def cost_now(model, X, y):
    """Cost of the model as it answers, without the small penalty: from predictions alone."""
    return np.mean((model.predict(X) - y) ** 2) / 2 / y.var()


TOO_FAST = [("gd", 1.0, "auto"), ("sgd", 0.3, 8), ("adam", 3.0, 8)]


@pytest.mark.parametrize(("solver", "rate", "batch"), TOO_FAST)
def test_a_rate_too_large_is_not_called_converged(solver, rate, batch):
    model = NeuralRegressor(
        (10,), solver=solver, learning_rate_init=rate, batch_size=batch, random_state=0
    )
    with pytest.warns(ConvergenceWarning, match="did not settle: after .* smaller learning_rate"):
        model.fit(X, Y)
    assert type(model.outcome_) is Unsettled
    assert not model.outcome_.success
    cost = model.trace_["cost"]
    assert model.outcome_.kept == cost.argmin() < len(cost) - 1
    assert cost[-1] > 2 * cost.min()
    assert cost_now(model, X, Y) <= 1.01 * cost.min()
    assert "did not settle" in [note.sentence for note in examine(model, X, Y)]


@pytest.mark.parametrize(("solver", "rate", "batch"), TOO_FAST)
def test_a_limit_keeps_the_best_epoch_too(solver, rate, batch):
    model = NeuralRegressor(
        (10,), solver=solver, learning_rate_init=rate, batch_size=batch, random_state=0, tol=0
    )
    most = 9 if solver == "sgd" else 5 if solver == "gd" else 4
    model.set_params(max_iter=most).fit(X, Y)
    cost = model.trace_["cost"]
    assert cost[-1] > 2 * cost.min()
    assert (
        model.outcome_.sentence
        == f"ran all {most} epochs; kept the weights of epoch {cost.argmin()}"
    )
    assert cost_now(model, X, Y) <= 1.01 * cost.min()


def test_an_epoch_of_partial_fit_is_kept_whatever_it_did():
    model = NeuralRegressor(
        (10,), solver="sgd", learning_rate_init=0.3, batch_size=8, random_state=0
    )
    for epoch in range(1, 4):
        model.partial_fit(X, Y)
        assert model.outcome_.kept == model.outcome_.epoch == 1
        assert model.n_iter_ == epoch
    assert model.trace_["cost"][-1] > 2 * model.trace_["cost"].min()


@pytest.mark.parametrize("constant", [3.3, 0.0, -1e6, 1e-6, 1e300, 1e-290])
@pytest.mark.parametrize("solver", ["gd", "sgd", "adam", "lbfgs", "scg", "lm"])
def test_a_constant_target_is_answered(solver, constant):
    model = NeuralRegressor((5,), solver=solver, n_networks=1, max_iter=20, tol=0, random_state=0)
    answers = model.fit(X, np.full(100, constant)).predict(3 * X)
    np.testing.assert_allclose(answers, constant, rtol=1e-11, atol=1e-11 * (constant == 0))
    two = model.fit(X, np.column_stack([np.full(100, constant), Y])).predict(X)
    np.testing.assert_allclose(two[:, 0], constant, rtol=1e-11, atol=1e-11 * (constant == 0))


def test_rows_to_come_are_not_scaled_by_a_constant():
    model = NeuralRegressor((5,), solver="sgd", random_state=0)
    model.partial_fit(X, np.full(100, 3.3)).partial_fit(X, Y)
    assert np.abs(model.predict(X)).max() < 10
    model = NeuralRegressor((5,), solver="lbfgs", warm_start=True, random_state=0)
    model.fit(X, np.full(100, 3.3)).fit(X, Y)
    assert model.score(X, Y) > 0.9
