"""Rows that judge a model of a table have no say in it: not in epochs, medians, levels or codes."""

import numpy as np
import pytest

from shoal import fit_table
from shoal.estimators.regressor import NeuralRegressor


def table(n=80, seed=0):
    random = np.random.RandomState(seed)
    x = random.normal(size=n)
    gaps = np.where(random.uniform(size=n) < 0.2, np.nan, random.exponential(size=n))
    town = random.choice(["Ulm", "Kiel", "Bonn"], n).astype(object)
    y = np.sin(x) + 0.3 * random.normal(size=n) + (town == "Ulm")
    w = random.uniform(0.2, 5.0, n)
    return {
        "x": x,
        "gaps": gaps,
        "town": town,
        "y": y,
        "g": (np.arange(n) // 4).astype(float),
        "w": w,
    }


QUICK = {"hidden_layer_sizes": (3,), "n_networks": 2, "alpha": "ard", "max_iter": 15}
ONE = {"hidden_layer_sizes": (6,), "n_networks": 1, "solver": "lm", "alpha": 0.0, "max_iter": 40}


def fitted(columns, ignore=("g", "w"), **settings):
    return fit_table(columns, "y", ignore=ignore, random_state=3, split="random", **settings)


def weights(model):
    return b"".join(w.tobytes() for network in model.ensemble.networks for w in network.weights)


@pytest.mark.parametrize(
    "settings", [QUICK, {**ONE, "early_stopping": True}, ONE], ids=["several", "early", "one"]
)
def test_other_values_in_the_rows_held_out_change_no_weight(settings):
    columns = table()
    model = fitted(columns, **settings)
    held = model.held_out_rows
    other = {name: values.copy() for name, values in columns.items()}
    random = np.random.RandomState(9)
    other["x"][held] = random.normal(size=len(held)) * 7
    other["gaps"][held] = random.uniform(50, 99, len(held))
    other["y"][held] = random.normal(size=len(held)) * 20
    again = fitted(other, **settings)
    np.testing.assert_array_equal(again.held_out_rows, held)
    assert weights(again) == weights(model)
    assert [c.median for c in again.plan.inputs if hasattr(c, "median")] == [
        c.median for c in model.plan.inputs if hasattr(c, "median")
    ]
    assert again.record.held_out.rmse != model.record.held_out.rmse


def test_the_rows_held_out_are_those_that_judge():
    columns = table()
    model = fitted(columns, **QUICK)
    held = model.held_out_rows
    answers = model.predict({name: values[held] for name, values in columns.items()})
    rmse = np.sqrt(np.mean((answers - columns["y"][held]) ** 2))
    assert model.record.held_out.rmse[0] == pytest.approx(rmse, rel=1e-12)
    assert len(model.training_rows) + len(held) == 80


def seen_by_fit(monkeypatch):
    seen, real = {}, NeuralRegressor.fit

    def fit(self, X, y, sample_weight=None, **more):
        seen.setdefault("first", (X, y, sample_weight, more))
        return real(self, X, y, sample_weight, **more)

    monkeypatch.setattr(NeuralRegressor, "fit", fit)
    return seen


def test_groups_are_kept_together_inside_training(monkeypatch):
    seen, columns = seen_by_fit(monkeypatch), table()
    model = fit_table(columns, "y", groups="g", ignore=("w",), **QUICK)
    inside = seen["first"][3]["groups"]
    names = columns["g"][model.training_rows]
    np.testing.assert_array_equal(names[:, None] == names, inside[:, None] == inside)
    assert not set(names) & set(columns["g"][model.held_out_rows])


def test_weights_count_in_every_figure():
    columns = table(n=300)
    model = fitted(columns, ignore=("g",), weights="w", **QUICK)
    held, learned = model.held_out_rows, model.training_rows
    mean = np.average(columns["y"][learned], weights=columns["w"][learned])
    assert model.means[0] == pytest.approx(mean, rel=1e-12)
    asked = {name: values[held] for name, values in columns.items()}
    for coverage, found in zip((0.9, 0.95), model.record.coverage, strict=True):
        interval = model.predict_interval(asked, coverage)
        y = columns["y"][held]
        inside = (interval.low[:, 0] <= y) & (y <= interval.high[:, 0])
        assert found == pytest.approx(np.average(inside, weights=columns["w"][held]), rel=1e-12)
    assert 0 < model.record.coverage[0] < 1
