"""The lecture's cards are the lecture's runs: its rows, its draw order, its figures."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from shoal.datasets import lecture
from shoal.studio.tables.examples import EXAMPLES, LECTURE

from .pages import Page


def lectures_loop() -> Any:
    """The lecture's own loops in plain NumPy: no word of Shoal in them."""
    path = Path(__file__).parents[1] / "reference" / "lecture_loop.py"
    spec = importlib.util.spec_from_file_location("lecture_loop", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


loop = lectures_loop()
UNITS = {  # name: RMSE after 100 passes, w0, w1; the parabola's end is worse than the mean
    "S5": (0.233, -1.765, 0.454),
    "S6": (0.118, 2.260, -0.468),
    "S7": (0.430, None, None),
}
SINE = {0: (0.145, 0.282), 1: (0.166, 0.209), 2: (0.158, 0.261)}  # training, test rows


def opened(page: Page, name: str, **changed: Any) -> dict[str, Any]:
    """What the page asks for after a click on a card: its target, its split, its settings."""
    answer = page.ask("open", example=name)
    held = {n: answer["experiment"][n] for n in ("split", "test_fraction")}
    return {
        "targets": [answer["suggested_target"]],
        **held,
        "settings": answer["settings"] | changed,
    }


@pytest.mark.parametrize("name", UNITS)
def test_one_sigmoid_unit_ends_on_the_lecture_s_figures(page: Page, name: str) -> None:
    wish = opened(page, name)
    run = page.fit(**wish)
    model = page.tab.runs[run["run"]].model
    rmse, w0, w1 = UNITS[name]
    assert run["rows"] == {"table": 20, "without_target": 0, "training": 20, "held_out": 0}
    assert run["held_out"] is None
    assert run["training"]["rmse"][0] == pytest.approx(rmse, abs=5e-4)
    W = model.network.weights[0].ravel()
    if w0 is not None:
        np.testing.assert_allclose(W, [w0, w1], atol=5e-4)
    data = lecture(name, 0)
    by_loop = loop.per_sample_sigmoid(data.X, data.T)
    np.testing.assert_allclose(W, by_loop.ravel(), rtol=1e-10)
    assert run["title"] == "sgd, 1 logistic unit"
    if name == "S7":  # in the order of the file; the other way round the slope is negative
        assert W[1] > 0
        assert run["training"]["rmse"][0] > run["training"]["rmse_mean"][0]


@pytest.mark.parametrize("seed", SINE)
def test_the_sine_ends_on_the_lecture_s_figures_at_each_seed(page: Page, seed: int) -> None:
    """The control of the seed draws data and start anew, in the lecture's order."""
    run = page.fit(**opened(page, "S19", random_state=seed))
    train, test = SINE[seed]
    assert run["rows"]["training"] == run["rows"]["held_out"] == 30
    assert run["training"]["rmse"][0] == pytest.approx(train, abs=6e-4)
    assert run["held_out"]["rmse"][0] == pytest.approx(test, abs=6e-4)
    assert (run["epochs"], run["kept"]) == (100_000, 100_000)
    random = np.random.RandomState(seed)
    data = lecture("S19", random)
    V, W = loop.start_uniform(random, 1, 20, 1)
    V, W, *_ = loop.two_layer(data.X, data.T, data.X_test, data.T_test, V, W, n_epochs=200)
    short = page.fit(**opened(page, "S19", random_state=seed, max_iter=200))
    found = page.tab.runs[short["run"]].model.network.weights
    np.testing.assert_allclose(found[0], V, rtol=0, atol=1e-10)
    np.testing.assert_allclose(found[1], W, rtol=0, atol=1e-10)


def test_another_seed_is_another_table_and_the_page_is_told(page: Page) -> None:
    wish = opened(page, "S5", random_state=3)
    answer = page.ask("fit", **wish)
    assert answer["table"]["experiment"]["seed"] == 3
    column = page.tab.table["t"].values
    np.testing.assert_array_equal(column, lecture("S5", 3).T[:, 0])
    page.wait("done", answer["run"])
    assert "table" not in page.ask("fit", **wish)  # the same seed again: the same table


def test_true_curve_and_noise_are_in_the_picture_of_t_over_x_alone(page: Page) -> None:
    wish = opened(page, "S19", max_iter=5)
    run = page.fit(**wish)["run"]
    scene = page.of("scene")[-1]
    data = lecture("S19", 0)
    x = np.asarray(scene["grid"])
    truth = 0.2 + 0.05 * (x + 10) + 0.4 * np.sin(x + 10)
    np.testing.assert_allclose(scene["truth"], truth, rtol=1e-12)
    assert scene["noise"] == scene["baselines"]["noise"] == data.noise == 0.2
    looked = page.ask("look", run=run)["scene"]
    assert (looked["truth"], looked["noise"]) == (scene["truth"], 0.2)
    page.fit(**wish | {"targets": ["x"]})  # x of t: nobody knows that curve
    assert page.of("scene")[-1]["truth"] is None
    assert "noise" not in page.of("scene")[-1]["baselines"]


@pytest.mark.parametrize("solver", ["auto", "gd", "sgd", "adam", "lm", "scg", "lbfgs"])
def test_a_sigmoid_unit_stays_one_under_every_solver(page: Page, solver: str) -> None:
    run = page.fit(**opened(page, "S6", solver=solver, start="auto"))
    network = page.tab.runs[run["run"]].model.network
    assert (network.layout.sizes, network.output.name) == ((1, 1), "logistic")
    assert run["units"] == "1 logistic unit"
    assert 0 < network.predict(np.array([[-1e3], [1e3]])).min()  # never leaves 0 to 1
    assert network.predict(np.array([[-1e3], [1e3]])).max() <= 1


def test_the_explosion_ends_with_its_message_not_with_nan(page: Page) -> None:
    run = page.fit(**opened(page, "S11"))
    assert run["ending"] == "Diverged"
    assert "diverged at epoch" in run["why"]
    assert "try learning_rate_init=" in run["why"]
    assert run["epochs"] < 10
    assert np.isfinite(run["training"]["rmse"] + run["held_out"]["rmse"]).all()
    assert None not in run["trace"]["rmse_train"]


def test_from_zero_weights_the_hidden_ones_never_move(page: Page) -> None:
    run = page.fit(**opened(page, "S21"))
    V, W = page.tab.runs[run["run"]].model.network.weights
    assert (V == 0).all()
    assert (W[1:] == 0).all()
    assert any("stay zero" in note for note in run["notes"])


def test_from_equal_weights_the_units_stay_equal(page: Page) -> None:
    run = page.fit(**opened(page, "S21", start="equal"))
    V, W = page.tab.runs[run["run"]].model.network.weights
    assert np.ptp(V, axis=1).max() < 1e-12
    assert np.ptp(W[1:]) < 1e-12
    assert np.abs(V - 0.05).max() > 1e-3  # and learn


SETTINGS: list[tuple[str, dict[str, Any]]] = [
    ("S5", {}),
    ("S5", {"shuffle": True, "batch_size": 4, "momentum": 0.5, "random_state": 2}),
    ("S7", {"solver": "lbfgs", "start": "uniform", "random_state": 5}),
    ("S19", {"max_iter": 60, "random_state": 1}),
    ("S19", {"max_iter": 60, "hidden_layer_sizes": [6, 3], "learning_rate_init": [0.1, 0.1, 0.01]}),
    ("S19", {"max_iter": 60, "start": "equal", "output_activation": "logistic"}),
    ("S19", {"max_iter": 60, "start": "glorot", "early_stopping": True, "random_state": 4}),
    ("S19", {"max_iter": 40, "solver": "adam", "learning_rate_init": 0.01, "batch_size": 7}),
    ("S11", {}),
    ("S21", {"max_iter": 30}),
]


@pytest.mark.parametrize(("name", "changed"), SETTINGS)
def test_repeat_repeats_to_the_last_bit(page: Page, name: str, changed: dict[str, Any]) -> None:
    run = page.fit(**opened(page, name, **changed))
    answer = page.ask("code", run=run["run"])
    assert answer["shell"] is None  # no file: there is no command line
    said: dict[str, Any] = {}
    exec(answer["python"], said)  # our own text
    mine, theirs = page.tab.runs[run["run"]].model, said["model"]
    assert np.array_equal(mine.network.theta, theirs.network.theta)
    assert mine.record.training == theirs.record.training
    assert mine.record.held_out == theirs.record.held_out


@pytest.mark.parametrize(
    ("name", "changed", "sentence"),
    [
        ("thurber", {"start": "lecture"}, "only a table of the lecture"),
        ("S19", {"hidden_layer_sizes": "auto"}, "needs a number of units"),
        ("S19", {"start": "random"}, "start must be one of"),
    ],
)
def test_a_start_that_cannot_be_is_refused_in_a_sentence(
    page: Page, name: str, changed: dict[str, Any], sentence: str
) -> None:
    answer = page.ask("open", example=name)
    settings = answer["settings"] | changed
    said = page.ask("fit", targets=[answer["suggested_target"]], settings=settings)
    assert said["kind"] == "error"
    assert sentence in said["message"]


def test_every_card_says_what_there_is_to_see() -> None:
    assert {one.group for one in EXAMPLES.values()} == {"A table to try", LECTURE}
    assert all(one.text.endswith((".", "?")) for one in EXAMPLES.values())
    assert len({one.title for one in EXAMPLES.values()}) == len(EXAMPLES)
