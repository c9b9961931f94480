"""What the lecture's experiments share: its loops, and the estimators set as it trains them."""

import importlib.util
from pathlib import Path

import numpy as np

from shoal import NeuralRegressor
from shoal.datasets import lecture


def load_reference():
    path = Path(__file__).parents[1] / "reference" / "lecture_loop.py"
    spec = importlib.util.spec_from_file_location("lecture_loop", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


loop = load_reference()


def one_sigmoid(**parameters):
    """The single sigmoid unit of S5 to S7, as the lecture trains it."""
    lectures = {
        "output_activation": "logistic",
        "solver": "sgd",
        "batch_size": 1,
        "momentum": 0,
        "learning_rate_init": 0.1,
        "max_iter": 100,
        "tol": 0,
        "alpha": 0,
        "start": "zeros",
        "standardize": False,
        "shuffle": False,
    }
    return NeuralRegressor((), **{**lectures, **parameters})


def two_layers(start="uniform", **parameters):
    """The two-layer network of S18 to S23, as the lecture trains it."""
    lectures = {
        "solver": "gd",
        "learning_rate_init": (0.1, 0.01),
        "alpha": 0,
        "tol": 0,
        "max_iter": 1000,
    }
    return NeuralRegressor((20,), start=start, **{**lectures, **parameters})


def lecture_run(seed):
    """Data, V and W in the lecture's draw order."""
    random = np.random.RandomState(seed)
    data = lecture("sine", random)
    return data, *loop.start_uniform(random, 1, 20, 1)


def rmse(model, X, T):
    return float(np.sqrt(np.mean((model.predict(X).reshape(T.shape) - T) ** 2)))
