"""Models that the tests of the displays share, and a pyplot that is left as it was."""

import sys

import numpy as np
import pandas as pd
import pytest

from shoal import NeuralRegressor, fit_table


@pytest.fixture(autouse=True)
def _figures_are_closed():
    yield
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")


@pytest.fixture(scope="session")
def wave():
    """X (60, 1), y (60,) and five networks fitted to it."""
    random = np.random.RandomState(0)
    X = np.sort(random.uniform(-2, 2, (60, 1)), axis=0)
    y = np.sin(2 * X.ravel()) + 0.1 * random.normal(size=60)
    model = NeuralRegressor((3,), n_networks=5, alpha="ard", max_iter=30, random_state=0)
    return X, y, model.fit(X, y)


@pytest.fixture(scope="session")
def engine():
    """A frame and the table model of its torque."""
    random = np.random.RandomState(1)
    frame = pd.DataFrame(
        {"throttle": random.uniform(0, 100, 120), "speed <rpm>": random.uniform(800, 6000, 120)}
    )
    frame["torque"] = (
        200 * np.tanh(frame["throttle"] / 40)
        + 0.01 * frame["speed <rpm>"]
        + random.normal(0, 3, 120)
    )
    return frame, fit_table(frame, "torque", hidden_layer_sizes=(3,), max_iter=30)


@pytest.fixture(scope="session")
def crowd():
    """One network of 30 inputs, 25 units and 2 outputs, and the names of both."""
    random = np.random.RandomState(2)
    X = pd.DataFrame(random.normal(size=(80, 30)), columns=[f"sensor {d}" for d in range(30)])
    Y = pd.DataFrame({"left": np.sin(X["sensor 3"]), "right": X["sensor 20"]})
    model = NeuralRegressor((25,), solver="lbfgs", n_networks=1, max_iter=20, tol=0, random_state=0)
    return X, Y, model.fit(X, Y)
