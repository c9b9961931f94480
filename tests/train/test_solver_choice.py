"""What solver="auto" becomes, and what it says of it."""

import warnings

import numpy as np
import pytest

from shoal import NeuralRegressor
from shoal.solve.outcome import EpochLimit
from shoal.train.solver_choice import chosen_solver, reason_of


@pytest.mark.parametrize(
    ("n_rows", "n_weights", "n_hidden_layers", "solver", "words"),
    [
        (100, 50, 1, "lm", "100 rows"),
        (50_000, 2_000, 2, "lm", "50,000 rows"),
        (50_001, 50, 1, "adam", "50,001 rows are too many"),
        (10_000, 2_001, 1, "adam", "2,001 weights are too many"),
        (9_999, 2_001, 1, "lbfgs", "2,001 weights on 9,999 rows"),
        (10, 5, 0, "lbfgs", "without hidden layer"),
        (10**6, 5, 0, "lbfgs", "without hidden layer"),
    ],
)
def test_by_rows_and_weights(n_rows, n_weights, n_hidden_layers, solver, words):
    assert chosen_solver(n_rows, n_weights, n_hidden_layers, batches=True) == solver
    assert words in reason_of(solver, n_rows, n_weights, n_hidden_layers)
    if solver == "adam":
        assert chosen_solver(n_rows, n_weights, n_hidden_layers, batches=False) == "lbfgs"


@pytest.fixture
def many_rows(monkeypatch):
    """A table that counts as large."""
    monkeypatch.setattr("shoal.train.solver_choice.SECOND_ORDER_ROWS", 500)
    monkeypatch.setattr("shoal.train.solver_choice.BATCHES_ROWS", 500)
    monkeypatch.setattr("shoal.train.settings.STEPS", 60)
    random = np.random.RandomState(0)
    X = random.normal(size=(1000, 2))
    return X, np.sin(X[:, 0]) + X[:, 1] + 0.1 * random.normal(size=1000)


def test_many_rows_take_adam_and_keep_the_best_planned_epoch(many_rows):
    X, y = many_rows
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # that all planned epochs were run is no failure
        model = NeuralRegressor(random_state=0).fit(X, y)
    assert (model.solver_, model.n_networks_, model.hidden_layer_sizes_) == ("adam", 1, (64, 64))
    assert "rows are too many" in model.solver_reason_
    assert isinstance(model.outcome_, EpochLimit)
    assert model.n_iter_ == 12  # 60 steps, five batches an epoch
    assert model.outcome_.kept == np.argmin(model.trace_["rmse_validation"])
    low, high = model.predict_interval(X)
    assert 0.8 < ((low < y) & (y < high)).mean() < 0.98
    assert model.early_stopping is False


def test_rows_that_are_only_watched_choose_no_epoch(many_rows):
    X, y = many_rows
    model = NeuralRegressor(random_state=0).fit(X, y, validation=(X[:100] + 1, y[:100]))
    assert model.outcome_ == EpochLimit(12, 12)
    assert np.argmin(model.trace_["rmse_validation"]) < 12


def test_a_named_solver_needs_no_reason(many_rows):
    X, y = many_rows
    model = NeuralRegressor((3,), solver="lbfgs", max_iter=2, tol=0).fit(X, y)
    assert (model.solver_, model.solver_reason_) == ("lbfgs", "")
    warm = NeuralRegressor((3,), warm_start=True, max_iter=2, tol=0).fit(X, y)
    assert warm.solver_ == "lbfgs"
