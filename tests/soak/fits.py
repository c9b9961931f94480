"""Fits of every solver, of the default search and of tables, one after another and in threads at once."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from shoal import NeuralRegressor, fit_table

ONE = {"hidden_layer_sizes": (5,), "n_networks": 1, "random_state": 0}
SETTINGS = (
    {"solver": "lm", **ONE},
    {"solver": "lm", "alpha": "evidence", **ONE},
    {"solver": "scg", "max_iter": 30, **ONE},
    {"solver": "lbfgs", "max_iter": 30, **ONE},
    {"solver": "lbfgs", "project_outputs": True, "max_iter": 10, **ONE},
    {"solver": "gd", "max_iter": 50, "tol": 0, **ONE},
    {"solver": "sgd", "max_iter": 5, "tol": 0, **ONE},
    {"solver": "adam", "max_iter": 5, "tol": 0, "activation": "relu", **ONE},
    {"hidden_layer_sizes": (4,), "n_networks": 4, "n_jobs": 2, "random_state": 0},
    {"hidden_layer_sizes": (3, 2), "n_networks": 2, "activation": "logistic", "random_state": 0},
    {"hidden_layer_sizes": (), "random_state": 0},
    {"time_limit": 0.05, "random_state": 0, "n_jobs": 2},
)
AT_ONCE = 4


def _rows(number, n=60):
    draw = np.random.RandomState(number)
    X = draw.normal(size=(n, 3))
    return X, np.sin(X[:, 0]) + X[:, 1] + 0.1 * draw.normal(size=n)


def _fit(number):
    X, y = _rows(number)
    model = NeuralRegressor(**SETTINGS[number % len(SETTINGS)]).fit(X, y)
    assert np.isfinite(model.predict(X)).all()


def fits(number, folder):
    """One fit of each solver, and one of a table that is saved."""
    for k in range(len(SETTINGS)):
        _fit(number * len(SETTINGS) + k)
    X, y = _rows(number)
    model = fit_table({"a": X[:, 0], "b": X[:, 1], "y": y}, "y", solver="lm", **_of_table())
    model.save(folder / "m.shoal")
    return len(SETTINGS) + 1


def _of_table():
    return {name: value for name, value in ONE.items() if name != "random_state"}


def overlapping_fits(number, folder):
    """Several fits at a time, whose threads and numbers of BLAS threads overlap."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        done = list(pool.map(_fit, range(number * AT_ONCE, (number + 1) * AT_ONCE)))
    return len(done)
