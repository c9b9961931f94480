"""What the library says of fits, as JSON, a text by name: ``python -m tests.golden.told_sentences``.

Run in the environment of ``environment.py`` by ``test_reports.py``, which says how to write the texts anew.
"""

import json
import re
import sys
import warnings
from itertools import groupby

import numpy as np

from shoal import NeuralRegressor, fit_table, read_table

from .environment import ROOT


def rows(n_rows=60):
    random = np.random.RandomState(4)
    X = random.uniform(-2, 2, (n_rows, 2))
    return X, np.sin(2 * X[:, 0]) + X[:, 1] + 0.1 * random.normal(size=n_rows)


def outcomes():
    """A line for each way to end: parameters, what is printed, why "auto" chose the solver."""
    X, y = rows()
    fits = {
        "gd, all epochs": {"solver": "gd", "max_iter": 20},
        "gd, tol": {"solver": "gd", "tol": 1e-3, "max_iter": 3000},
        "gd, diverged": {"solver": "gd", "learning_rate_init": 50.0, "max_iter": 500},
        "sgd": {"solver": "sgd", "max_iter": 5},
        "adam, early stopping": {
            "solver": "adam",
            "early_stopping": True,
            "learning_rate_init": 0.1,
            "n_iter_no_change": 3,
        },
        "lm, evidence": {"solver": "lm", "n_networks": 1},
        "lm, alpha": {"solver": "lm", "n_networks": 1, "alpha": 1.0},
        "scg": {"solver": "scg", "alpha": 10.0, "tol": 1e-3},
        "lbfgs": {"solver": "lbfgs", "alpha": 1.0},
        "auto, no hidden layer": {"hidden_layer_sizes": ()},
        "auto, one network": {"n_networks": 1, "alpha": 1.0},
    }
    lines = []
    for name, parameters in fits.items():
        size = {"hidden_layer_sizes": (4,)}
        model = NeuralRegressor(random_state=0, **(size | parameters)).fit(X, y)
        lines.append(f"{name}: {model.outcome_}")
        if model.solver_reason_:
            lines.append(f"    {model.solver_}: {model.solver_reason_}")
    return "\n".join(lines) + "\n"


def notes():
    """What the doctor says of tables and fits with something wrong."""
    X, y = rows()
    plain = {"a": X[:, 0], "b": X[:, 1], "y": y}
    once = {"hidden_layer_sizes": (4,), "n_networks": 1}
    fits = {
        "nothing wrong": (plain, once),
        "start of zeros": (plain, {**once, "start": "zeros"}),
        "equal start": (plain, {**once, "start": "equal", "solver": "gd", "max_iter": 2000}),
        "diverged": (plain, {**once, "solver": "gd", "learning_rate_init": 50.0}),
        "few epochs": (plain, {**once, "solver": "gd", "max_iter": 5}),
        "units saturated": (
            {**plain, "a": 1e3 * X[:, 0]},
            {**once, "solver": "gd", "standardize": False, "max_iter": 50},
        ),
        "targets out of reach": (plain, {**once, "output_activation": "logistic"}),
        "noise": ({**plain, "y": np.random.RandomState(1).normal(size=60)}, once),
        "replicates": ({name: np.repeat(values, 3) for name, values in plain.items()}, once),
    }
    lines = []
    for name, (table, parameters) in fits.items():
        lines.append(f"{name}:")
        lines += [f"    {note}" for note in fit_table(table, "y", **parameters).record.notes]
    return "\n".join(lines) + "\n"


def card():
    """The notebook's card of a small model: elements a line each, the numbers inside of them left out.

    Equal lines behind each other are one, with how often it stands there.
    """
    model = fit_table(
        read_table(ROOT / "examples" / "data" / "auto_mpg.csv"),
        "mpg",
        inputs=["weight", "model_year", "origin"],
        hidden_layer_sizes=(3,),
        solver="gd",
        max_iter=200,
    )
    html = re.sub(r"<style>.*?</style>", "<style/>", model._repr_html_(), flags=re.DOTALL)
    html = re.sub(r"<[^>]*>", lambda tag: re.sub(r"-?\d+(\.\d+)?", "#", tag.group()), html)
    html = re.sub(r"(# ?){2,}", "# … ", html)
    lines = re.sub(r"(?<!^)(<(?!/))", r"\n\1", html).splitlines()
    counted = ((line, len(list(same))) for line, same in groupby(lines))
    return "\n".join(line if n == 1 else f"{line}  ({n} times)" for line, n in counted) + "\n"


TEXTS = {"outcomes": outcomes, "notes": notes, "card": card}

if __name__ == "__main__":
    warnings.simplefilter("ignore")  # what is wrong on purpose is told by the texts
    json.dump({name: text() for name, text in TEXTS.items()}, sys.stdout)
