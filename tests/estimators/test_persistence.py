"""A fitted regressor outlives its process by skops, joblib and pickle: same answers, no functions."""

import io
import pickle
import types

import joblib
import numpy as np
import pytest
import skops.io
from sklearn.base import clone

from shoal import Activation, NeuralRegressor
from shoal.core.activations import ACTIVATIONS
from shoal.core.kernel import knows

random = np.random.RandomState(0)
X = random.normal(size=(70, 3))
y = np.sin(X[:, 0]) + X[:, 1]

MODELS = {
    "defaults": NeuralRegressor(random_state=0),
    "one network": NeuralRegressor((4,), n_networks=1, random_state=0),
    "early stopping": NeuralRegressor((4,), n_networks=1, early_stopping=True, random_state=0),
    "relu": NeuralRegressor((4,), "relu", solver="lbfgs", tol=1e-2, random_state=0),
    "logistic output": NeuralRegressor(
        (4,), "gaussian", output_activation="logistic", solver="gd", tol=0, max_iter=20
    ),
} | {
    solver: NeuralRegressor((4,), solver=solver, max_iter=9, tol=0, random_state=0)
    for solver in ("gd", "sgd", "adam", "lbfgs", "scg")
}


def by_skops(model):
    content = skops.io.dumps(model)
    named = skops.io.get_untrusted_types(data=content)
    assert all(name.startswith("shoal.") for name in named)
    return skops.io.loads(content, trusted=named)


def by_joblib(model):
    place = io.BytesIO()
    joblib.dump(model, place)
    place.seek(0)
    return joblib.load(place)


WAYS = [by_skops, by_joblib, lambda model: pickle.loads(pickle.dumps(model))]


@pytest.fixture(scope="module", params=list(MODELS))
def fitted(request):
    return clone(MODELS[request.param]).fit(X, y)


@pytest.mark.parametrize("way", WAYS, ids=["skops", "joblib", "pickle"])
def test_what_comes_back_answers_with_the_same_bits(fitted, way):
    again = way(fitted)
    np.testing.assert_array_equal(again.predict(X), fitted.predict(X))
    np.testing.assert_array_equal(again.transform(X), fitted.transform(X))
    np.testing.assert_array_equal(again.feature_importances_, fitted.feature_importances_)
    assert again.outcome_ == fitted.outcome_
    assert again.get_params() == fitted.get_params()
    if fitted.ensemble_.noise:
        np.testing.assert_array_equal(again.predict_interval(X), fitted.predict_interval(X))
    for network in again.networks_:
        assert knows(network.hidden)
        assert knows(network.output)


@pytest.mark.parametrize("way", WAYS, ids=["skops", "joblib", "pickle"])
@pytest.mark.parametrize("solver", ["gd", "sgd", "adam"])
def test_training_goes_on_to_the_same_bits(solver, way):
    model = clone(MODELS[solver]).partial_fit(X, y).partial_fit(X, y)
    again = way(model)
    for one in (model, again):
        one.partial_fit(X, y)
    np.testing.assert_array_equal(again.network_.theta, model.network_.theta)


def test_a_pickle_is_hardly_larger_than_the_model_file(tmp_path):
    model = NeuralRegressor(random_state=0).fit(X, y)
    model.save(tmp_path / "m.shoal")
    assert len(pickle.dumps(model)) < 1.5 * (tmp_path / "m.shoal").stat().st_size


def test_no_function_lies_in_a_fitted_model(fitted):
    def walk(value, path):
        assert not callable(value) or isinstance(value, np.random.RandomState), path
        if isinstance(value, dict):
            for name, entry in value.items():
                walk(entry, f"{path}[{name!r}]")
        elif isinstance(value, list | tuple):
            for i, entry in enumerate(value):
                walk(entry, f"{path}[{i}]")
        elif hasattr(value, "__dict__") and not isinstance(value, types.ModuleType):
            state = value.__getstate__()
            walk(state, f"{path}.{type(value).__name__}")

    walk(fitted.__getstate__(), "model")


def test_a_users_activation_stays_the_users():
    own = Activation("tanh", np.tanh, np.cos)  # another's under one of Shoal's names
    network = NeuralRegressor((3,), own, solver="gd", max_iter=2, tol=0).fit(X, y).network_
    again = pickle.loads(pickle.dumps(network))
    assert again.hidden == own
    assert again.hidden is not ACTIVATIONS["tanh"]
    assert again.output is ACTIVATIONS["identity"]
