"""A call that fails costs nothing: the estimator is as it was, and the message names what to do."""

import pickle

import numpy as np
import pytest

from shoal import Activation, LinearNetwork, NeuralRegressor
from shoal.errors import DivergenceWarning, InputError

random = np.random.RandomState(0)
X = random.normal(size=(30, 2))
y = np.sin(X[:, 0])
BAD = X.copy()
BAD[3, 1] = np.nan
HUGE = [np.full((3, 5), 1e200), np.full((6, 1), 1e200)]


def breaks(a):
    raise RuntimeError("my function broke")


CASES = {
    "rates, wrong number": ({"learning_rate_init": [0.1]}, (X, y), {}, "2 of them, one a layer"),
    "rates, negative": ({"learning_rate_init": [0.1, -1]}, (X, y), {}, "positive number"),
    "rates, not finite": ({"learning_rate_init": [0.1, np.inf]}, (X, y), {}, "positive number"),
    "rates, words": ({"learning_rate_init": ["a", "b"]}, (X, y), {}, "positive number"),
    "rate 0": ({"learning_rate_init": 0.0}, (X, y), {}, "learning_rate_init"),
    "sizes": ({"hidden_layer_sizes": (5, 0)}, (X, y), {}, "whole numbers > 0"),
    "sizes, float": ({"hidden_layer_sizes": (5.0,)}, (X, y), {}, "whole numbers > 0"),
    "projection, gd": ({"project_outputs": True, "solver": "gd"}, (X, y), {}, "solver='gd' moves"),
    "projection, adam": (
        {"project_outputs": True, "solver": "adam"},
        (X, y),
        {},
        "solver='adam' moves all layers",
    ),
    "projection, outputs": (
        {"project_outputs": True, "solver": "lm", "output_activation": "tanh"},
        (X, y),
        {},
        "output_activation='identity'.*got 'tanh'",
    ),
    "projection, no hidden layer": (
        {"project_outputs": True, "solver": "lbfgs", "hidden_layer_sizes": ()},
        (X, y),
        {},
        "this network has none",
    ),
    "projection, evidence": (
        {"project_outputs": True, "solver": "lm", "alpha": "ard"},
        (X, y),
        {},
        "takes a number for alpha",
    ),
    "activation": ({"activation": "sigmoid"}, (X, y), {}, "activation"),
    "start, shape": ({"start": [np.ones((2, 5)), np.ones((6, 1))]}, (X, y), {}, "start: weight"),
    "start, NaN": ({"start": [np.ones((3, 5)), np.full((6, 1), np.nan)]}, (X, y), {}, "NaN"),
    "start, word": ({"start": "xavier"}, (X, y), {}, "start"),
    "start, overflow": (
        {"start": HUGE, "activation": "identity"},
        (X, y),
        {},
        "cost at the first weights is not a finite number",
    ),
    "X, NaN": ({}, (BAD, y), {}, "NaN"),
    "y, NaN": ({}, (X, np.where(y > 0, np.nan, y)), {}, "NaN"),
    "y, length": ({}, (X, y[:-1]), {}, "inconsistent numbers of samples"),
    "y, words": ({}, (X, np.array(["a"] * 30)), {}, "y, row 0, is the text 'a'"),
    "weights, length": ({}, (X, y, np.ones(29)), {}, "sample_weight"),
    "weights, negative": ({}, (X, y, -np.ones(30)), {}, "[Nn]egative"),
    "weights, NaN": ({}, (X, y, np.full(30, np.nan)), {}, "NaN"),
    "weights, all zero": ({}, (X, y, np.zeros(30)), {}, "zero for every row|at least one non-zero"),
    "weights, too large": ({}, (X, y, np.full(30, 1e307)), {}, "multiply it by one common factor"),
    "weights, too small": ({}, (X, y, np.full(30, 1e-310)), {}, "multiply it by one common factor"),
    "validation, no tuple": ({}, (X, y), {"validation": [X, y]}, r"validation must be \(X, y\)"),
    "validation, length": ({}, (X, y), {"validation": (X,)}, r"validation must be \(X, y\)"),
    "validation, NaN": ({}, (X, y), {"validation": (BAD, y)}, "NaN"),
    "validation, inputs": ({}, (X, y), {"validation": (X[:, :1], y)}, "expecting 2 features"),
    "validation, outputs": (
        {},
        (X, y),
        {"validation": (X, np.stack([y, y], axis=1))},
        "y has 2 outputs",
    ),
    "one group to split": (
        {"early_stopping": True},
        (np.ones((9, 2)), np.arange(9.0)),
        {},
        "at least 2 rows that differ in X",
    ),
    "no sink": ({}, (X, y), {"sinks": [print]}, "is no sink"),
    "n_jobs": ({"n_jobs": 0}, (X, y), {}, "n_jobs"),
    "activation that breaks": (
        {"activation": Activation("b", breaks, breaks)},
        (X, y),
        {},
        "my function broke",
    ),
}


@pytest.mark.parametrize("was_fitted", [False, True], ids=["new", "fitted"])
@pytest.mark.parametrize("solver", ["lbfgs", "gd", "sgd", "adam"])
@pytest.mark.parametrize("case", list(CASES))
def test_the_estimator_is_as_it_was(case, solver, was_fitted):
    parameters, arguments, keywords, words = CASES[case]
    model = NeuralRegressor((5,), solver=solver, max_iter=3, tol=0, random_state=0)
    if was_fitted:
        model.fit(X, y)
    model.set_params(**parameters)
    before = {k: pickle.dumps(v) for k, v in vars(model).items() if k != "activation"}
    identities = {k: id(v) for k, v in vars(model).items()}
    with pytest.raises((ValueError, TypeError, RuntimeError), match=words):
        model.fit(*arguments, **keywords)
    assert {k: id(v) for k, v in vars(model).items()} == identities
    assert {k: pickle.dumps(v) for k, v in vars(model).items() if k != "activation"} == before
    assert hasattr(model, "network_") == was_fitted


@pytest.mark.parametrize("solver", ["gd", "sgd", "adam"])
@pytest.mark.parametrize("arguments", [(BAD, y), (X[:, :1], y), (X, y[:-1]), (X, y, np.zeros(30))])
def test_partial_fit_too(solver, arguments):
    model = NeuralRegressor((5,), solver=solver, random_state=0).partial_fit(X, y)
    before = pickle.dumps(vars(model))
    with pytest.raises(ValueError):
        model.partial_fit(*arguments)
    assert pickle.dumps(vars(model)) == before


def test_our_errors_are_value_errors_of_our_own():
    with pytest.raises(InputError):
        NeuralRegressor((5,), learning_rate_init=[1.0]).fit(X, y)
    assert issubclass(InputError, ValueError)


def test_before_fit_the_attributes_are_missing_by_name():
    for name in ("V_", "W_", "coefs_", "intercepts_", "loss_curve_", "n_layers_"):
        with pytest.raises(AttributeError, match=name):
            getattr(NeuralRegressor(), name)


@pytest.mark.parametrize("solver", ["gd", "sgd", "adam"])
def test_a_diverging_fit_warns_once_and_keeps_finite_weights(solver):
    model = NeuralRegressor((5,), "relu", solver=solver, learning_rate_init=1e3, random_state=0)
    with pytest.warns(DivergenceWarning, match=r"diverged at epoch \d+: .*init=") as caught:
        model.fit(X, y)
    assert len(caught) == 1
    assert caught[0].filename == __file__
    assert np.isfinite(model.predict(X)).all()
    assert np.isfinite(model.loss_)
    assert model.trace_["cost"][model.outcome_.kept] == model.trace_["cost"].min()
    assert not model.outcome_.success


def test_too_large_a_batch_warns_once():
    model = NeuralRegressor((5,), solver="sgd", batch_size=1000, max_iter=2, tol=0)
    with pytest.warns(UserWarning, match="larger than the 30 training rows") as caught:
        model.fit(X, y)
    assert len(caught) == 1


def test_linear_network_refuses_by_name():
    class Flat:
        def fit(self, X):
            return self

        def transform(self, X):
            return X[:, 0]

        def get_params(self, deep=False):
            return {}

        def __sklearn_clone__(self):
            return self

    for arguments, words in [
        ((BAD, y), "NaN"),
        ((X, y, np.zeros(30)), "zero for every row|at least one non-zero"),
        ((X, y, -np.ones(30)), "[Nn]egative"),
    ]:
        with pytest.raises(ValueError, match=words):
            LinearNetwork().fit(*arguments)
    with pytest.raises(InputError, match=r"must give a finite array \(N, B\)"):
        LinearNetwork(Flat()).fit(X, y)
