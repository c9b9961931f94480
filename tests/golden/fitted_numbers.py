"""The golden fits by name, and their numbers as JSON: ``python -m tests.golden.fitted_numbers [NAME ...]``.

Run in the environment of ``environment.py`` by ``test_fits.py``, which also says how to write them anew.
"""

import json
import sys
import warnings

import numpy as np

from shoal import NeuralRegressor, datasets

ASKED = 8  # rows whose predictions are kept, evenly spread


def sine():
    """The lecture's row S19: 30 training rows, 30 test rows, the start drawn behind them."""
    random = np.random.RandomState(0)
    data = datasets.lecture("S19", random)
    start = random.uniform(-0.1, 0.1, (2, 8)), random.uniform(-0.1, 0.1, (9, 1))
    return data, start


def waves(n_rows=90):
    """Two targets of three inputs, and a weight for each row."""
    random = np.random.RandomState(7)
    X = random.uniform(-2, 2, (n_rows, 3))
    T = np.column_stack([np.sin(2 * X[:, 0]) + X[:, 1] * X[:, 2], X[:, 1] ** 2 - X[:, 0]])
    return X, T + 0.1 * random.normal(size=T.shape), random.uniform(0.2, 2.0, n_rows)


S19, START = sine()
X, T, WEIGHTS = waves()
LECTURE = {
    "hidden_layer_sizes": (8,),
    "start": START,
    "learning_rate_init": (0.1, 0.01),
    "alpha": 0,
    "tol": 0,
}
ONE = {"hidden_layer_sizes": (6,), "solver": "lm", "n_networks": 1}

# name: (parameters, X, targets, arguments of fit)
DESCENTS = {
    "gd": ({**LECTURE, "solver": "gd", "max_iter": 1000}, S19.X, S19.T, {}),
    "gd_validation": (
        {**LECTURE, "solver": "gd", "max_iter": 300},
        S19.X,
        S19.T,
        {"validation": (S19.X_test, S19.T_test)},
    ),
    "gd_two_outputs_weighted": (
        {"hidden_layer_sizes": (5,), "solver": "gd", "max_iter": 200, "alpha": 0.01, "tol": 0},
        X,
        T,
        {"sample_weight": WEIGHTS},
    ),
    "gd_two_layers_logistic": (
        {
            "hidden_layer_sizes": (5, 4),
            "solver": "gd",
            "activation": "logistic",
            "learning_rate_init": 0.2,
            "max_iter": 200,
            "tol": 0,
        },
        X,
        T[:, 0],
        {},
    ),
    "sgd_file_order": (
        {
            **LECTURE,
            "solver": "sgd",
            "max_iter": 60,
            "batch_size": 1,
            "shuffle": False,
            "momentum": 0,
        },
        S19.X,
        S19.T,
        {},
    ),
    "sgd_momentum": (
        {**LECTURE, "solver": "sgd", "max_iter": 60, "batch_size": 7, "momentum": 0.9},
        S19.X,
        S19.T,
        {},
    ),
    "sgd_weighted": (
        {"hidden_layer_sizes": (5,), "solver": "sgd", "max_iter": 20, "batch_size": 16},
        X,
        T,
        {"sample_weight": WEIGHTS},
    ),
    "adam": (
        {**LECTURE, "solver": "adam", "max_iter": 60, "batch_size": 10},
        S19.X,
        S19.T,
        {},
    ),
    "adam_two_layers": (
        {
            "hidden_layer_sizes": (6, 4),
            "solver": "adam",
            "max_iter": 20,
            "batch_size": 16,
            "beta_1": 0.8,
            "alpha": 0.1,
        },
        X,
        T,
        {},
    ),
}
STEPS = {
    "lm_fixed_alpha": ({**ONE, "alpha": 0.01, "max_iter": 20}, X, T[:, 0], {}),
    "lm_evidence": ({**ONE, "alpha": "evidence", "max_iter": 15}, X, T[:, 0], {}),
    "lm_ard": ({**ONE, "alpha": "ard"}, X, T[:, 0], {}),
    "lm_two_outputs_weighted": ({**ONE, "alpha": 0.01}, X, T, {"sample_weight": WEIGHTS}),
    "lm_two_outputs_evidence": ({**ONE, "alpha": "evidence"}, X, T, {}),
    "lm_early_stopping": ({**ONE, "alpha": 1e-4, "early_stopping": True}, X, T[:, 0], {}),
    "lm_fewer_rows_than_weights": (
        {**ONE, "hidden_layer_sizes": (15,), "alpha": 0.1, "max_iter": 20},
        X[:40],
        T[:40, 0],
        {},
    ),
    "lm_two_layers": (
        {**ONE, "hidden_layer_sizes": (4, 3), "alpha": 0.01, "max_iter": 12},
        X,
        T[:, 0],
        {},
    ),
    "lm_sine_evidence": ({**ONE, "hidden_layer_sizes": (8,)}, S19.X, S19.T, {}),
    "lm_projected": (
        {**ONE, "alpha": 0.001, "project_outputs": True, "max_iter": 15},
        X,
        T[:, 0],
        {},
    ),
    "scg": (
        {"hidden_layer_sizes": (5,), "solver": "scg", "max_iter": 40, "alpha": 0.1},
        X,
        T,
        {},
    ),
    "lbfgs": (
        {"hidden_layer_sizes": (5,), "solver": "lbfgs", "max_iter": 60, "alpha": 0.1},
        X,
        T,
        {},
    ),
}
ENSEMBLES = {
    "default_one_output": ({}, X, T[:, 0], {}),
    "default_two_outputs": ({}, X, T, {}),
    "default_weighted": ({}, X, T[:, 0], {"sample_weight": WEIGHTS}),
    "default_groups": ({}, X, T[:, 1], {"groups": np.arange(len(X)) // 3}),
    "early_stopping": (
        {"hidden_layer_sizes": (6,), "early_stopping": True},
        X,
        T[:, 0],
        {"sample_weight": WEIGHTS},
    ),
    "varying_noise": ({"noise": "varying"}, X, T[:, 1], {}),
}
FITS = DESCENTS | STEPS | ENSEMBLES


def numbers(name):
    """Of one network weights, cost and how it ended; of several what they answer together."""
    parameters, inputs, targets, given = FITS[name]
    one_column = targets.ravel() if targets.ndim == 2 and targets.shape[1] == 1 else targets
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that a descent was cut short is no news
        model = NeuralRegressor(random_state=0, **parameters).fit(inputs, one_column, **given)
    asked = inputs[np.linspace(0, len(inputs) - 1, ASKED).astype(int)]
    kept = {"prediction": model.predict(asked).tolist()}
    if name in ENSEMBLES:
        low, high = model.predict_interval(asked, coverage=0.9)
        return kept | {
            "low": low.tolist(),
            "high": high.tolist(),
            "deviation": np.std(targets, axis=0).tolist(),
        }
    return kept | {
        "outcome": str(model.outcome_),
        "epochs": model.n_iter_,
        "loss": model.loss_,
        "weights": [matrix.tolist() for matrix in model.network_.weights],
    }


if __name__ == "__main__":
    print(json.dumps({name: numbers(name) for name in sys.argv[1:] or FITS}))
