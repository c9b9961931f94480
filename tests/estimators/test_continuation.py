"""partial_fit and warm_start: going on from where a fit stands."""

import pickle

import numpy as np
import pytest

from shoal import NeuralRegressor
from shoal.core.activations import ACTIVATIONS
from shoal.errors import InputError

random = np.random.RandomState(0)
X = random.normal(size=(40, 2))
y = np.sin(X[:, 0]) * X[:, 1]


def model_of(solver="sgd", **parameters):
    parameters = {"tol": 0, "random_state": 0, "max_iter": 10, **parameters}
    return NeuralRegressor((5,), solver=solver, **parameters)


def test_partial_fit_is_there_for_gd_sgd_and_adam_alone():
    for solver in ("gd", "sgd", "adam"):
        assert hasattr(model_of(solver), "partial_fit")
    for solver in ("auto", "lbfgs"):
        assert not hasattr(model_of(solver), "partial_fit")
    with pytest.raises(InputError, match="early_stopping"):
        model_of(early_stopping=True).partial_fit(X, y)


@pytest.mark.parametrize("solver", ["gd", "sgd", "adam"])
def test_calls_of_partial_fit_equal_one_fit(solver, monkeypatch):
    """On sorted rows, as fit sorts them: the same draws, the same bits.

    Adam's rate falls in a fit alone, whose end is known; here it stays.
    """
    monkeypatch.setattr("shoal.solve.adam.LAST_RATE", 1.0)
    order = np.lexsort(X.T[::-1])
    rows, targets = X[order], y[order]
    whole = model_of(solver, max_iter=12, batch_size=7).fit(rows, targets)
    parts = model_of(solver, batch_size=7)
    for _ in range(12):
        parts.partial_fit(rows, targets)
    np.testing.assert_array_equal(parts.V_, whole.V_)
    np.testing.assert_array_equal(parts.W_, whole.W_)
    assert parts.n_iter_ == whole.n_iter_ == 12
    for name, column in whole.trace_.items():
        np.testing.assert_array_equal(parts.trace_[name], column)


@pytest.mark.parametrize("rows", ["early stopping", "interrupted by a slice"])
def test_going_on_after_a_fit_does_not_depend_on_how_it_was_sliced(rows, monkeypatch):
    from shoal.solve import loop

    found = []
    for seconds in (1e-9, 10.0):
        monkeypatch.setattr(loop, "SLICE", seconds)
        model = model_of(max_iter=400, early_stopping=True, tol=1e-3)
        model.fit(X, y)
        model.set_params(early_stopping=False)
        for _ in range(3):
            model.partial_fit(X, y)
        found.append(model.V_)
    np.testing.assert_array_equal(*found)


def test_the_scaling_is_frozen_by_the_first_call():
    model = model_of().partial_fit(X, y)
    shift = model.network_.inputs.shift.copy()
    model.partial_fit(X + 100, y - 7)
    np.testing.assert_array_equal(model.network_.inputs.shift, shift)
    np.testing.assert_allclose(shift, X.mean(axis=0), rtol=1e-12)


@pytest.mark.parametrize("solver", ["gd", "sgd", "adam"])
def test_another_dtype_may_come(solver):
    model = model_of(solver).partial_fit(X, y)
    model.partial_fit(X.astype(np.float32), y)
    assert model.V_.dtype == np.float32
    model.partial_fit(X, y)
    assert model.V_.dtype == np.float64


def test_a_pickle_goes_on_to_the_same_bits():
    model = model_of().partial_fit(X, y).partial_fit(X, y)
    copy = pickle.loads(pickle.dumps(model))
    np.testing.assert_array_equal(copy.partial_fit(X, y).V_, model.partial_fit(X, y).V_)


@pytest.mark.parametrize("solver", ["gd", "sgd", "adam", "lbfgs"])
def test_warm_start_runs_max_iter_more_epochs_with_the_first_scaling(solver):
    model = model_of(solver, warm_start=True).fit(X, y)
    loss, shift = model.loss_, model.network_.inputs.shift.copy()
    V = model.V_.copy()
    model.fit(X[:30], y[:30])
    assert model.n_iter_ == 10
    np.testing.assert_array_equal(model.network_.inputs.shift, shift)
    model.fit(X, y)
    assert model.loss_ < loss
    assert not np.array_equal(model.V_, V)


def test_warm_starts_of_gd_equal_one_long_fit():
    long = model_of("gd", max_iter=30).fit(X, y)
    steps = model_of("gd", warm_start=True)
    for _ in range(3):
        steps.fit(X, y)
    np.testing.assert_array_equal(steps.V_, long.V_)


def test_without_warm_start_fit_begins_anew():
    model = model_of().fit(X, y)
    first = model.V_.copy()
    np.testing.assert_array_equal(model.fit(X, y).V_, first)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"hidden_layer_sizes": (6,)}, r"layers of \(2, 5, 1\) units.*\(2, 6, 1\)"),
        ({"hidden_layer_sizes": (5, 5)}, "layers of"),
        ({"activation": "relu"}, "activation='tanh'"),
        ({"output_activation": "logistic"}, "output_activation='identity'"),
    ],
)
def test_a_changed_network_is_an_error(change, words):
    model = model_of(warm_start=True).fit(X, y)
    V = model.V_
    model.set_params(**change)
    for method in (model.fit, model.partial_fit):
        with pytest.raises(InputError, match=words):
            method(X, y)
        assert model.V_ is V
    model.set_params(warm_start=False).fit(X, y)


def test_an_activation_given_as_an_object_is_the_same_one():
    model = model_of(warm_start=True).fit(X, y)
    model.set_params(activation=ACTIVATIONS["tanh"]).fit(X, y)


def test_a_changed_number_of_inputs_or_outputs_is_an_error():
    model = model_of(warm_start=True).fit(X, y)
    with pytest.raises(ValueError, match="expecting 2 features"):
        model.fit(X[:, :1], y)
    with pytest.raises(InputError, match="y has 2 outputs; this network was fitted to 1"):
        model.fit(X, np.stack([y, y], axis=1))
