"""The rate that a diverged fit suggests: with it the same fit does not diverge."""

import re
import warnings

import numpy as np
import pytest

import shoal
from shoal.core.activations import ACTIVATIONS
from shoal.core.layout import Layout
from shoal.core.objective import Objective, sums_over
from shoal.errors import DivergenceWarning
from shoal.train.stable_rate import largest_stable_factor

random = np.random.RandomState(0)
X = random.normal(size=(60, 3))
Y = np.stack([np.sin(X[:, 0]), X[:, 1] * X[:, 2]], axis=1)


def suggested(sentence):
    found = re.search(r"learning_rate_init=(\([^)]*\)|[\d.e-]+)", sentence).group(1)
    return [float(v) for v in found.strip("()").split(",")] if "(" in found else float(found)


@pytest.mark.parametrize("solver", ["gd", "sgd"])
@pytest.mark.parametrize("rate", [30.0, 1e4, (100.0, 1.0), (1.0, 300.0)])
@pytest.mark.parametrize("activation", ["tanh", "relu", "polynomial", "identity"])
def test_the_suggestion_holds(solver, rate, activation):
    def fit(rate):
        model = shoal.NeuralRegressor(
            (6,),
            activation,
            solver=solver,
            learning_rate_init=rate,
            max_iter=300,
            tol=0,
            random_state=0,
        )
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            model.fit(X, Y)
        return model, [w for w in caught if w.category is DivergenceWarning], len(caught)

    model, warned, n_warnings = fit(rate)
    assert n_warnings == len(warned)
    assert np.isfinite(model.predict(X)).all()
    assert all(np.isfinite(column).all() for column in model.trace_.values())
    if not warned:  # tanh is bounded: large rates only make it wander
        assert activation == "tanh"
        return
    sentence = str(warned[0].message)
    assert f"diverged at epoch {model.n_iter_:,}" in sentence
    better = suggested(sentence)
    if not np.isscalar(rate):
        assert better[0] / better[1] == pytest.approx(rate[0] / rate[1], rel=1)
    again, warned, _ = fit(better)
    assert not warned, f"{sentence} - but then: {warned[0].message}"
    assert again.loss_ < again.trace_["cost"][0]


def test_the_largest_stable_rate_of_a_quadratic():
    """No hidden layer: the Hessian is known, and so is its largest eigenvalue."""
    layout = Layout((3, 1))
    h = ACTIVATIONS["identity"]
    problem = Objective(sums_over(layout, h, h, X, Y[:, :1]), np.zeros(4))
    X1 = np.insert(X, 0, 1, axis=1)
    rates = np.array([0.5, 2.0, 2.0, 2.0])
    hessian = X1.T @ X1 / len(X) * rates
    largest = np.abs(np.linalg.eigvals(hessian)).max()
    found = largest_stable_factor(problem, np.zeros(4), rates)
    assert found == pytest.approx(1 / largest, rel=1e-3)
