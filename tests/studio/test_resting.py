"""A descent that rests: what one asks of it is answered from the weights of this very epoch."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import shoal
from shoal.datasets import lecture
from shoal.studio.tables.experiment import Experiment

from .pages import Page

SINE = {"targets": ["t"], "split": "last", "test_fraction": 0.5}
GD = {
    "hidden_layer_sizes": [20],
    "solver": "gd",
    "learning_rate_init": [0.1, 0.01],
    "max_iter": 1_000,
    "start": "lecture",
    "alpha": 0.0,
}


def by_api(epochs: int, seed: int = 0) -> Any:
    """The same fit by the Python API, ended after so many epochs."""
    random = np.random.RandomState(seed)
    data = lecture("sine", random)
    V, W = random.uniform(-0.1, 0.1, (2, 20)), random.uniform(-0.1, 0.1, (21, 1))
    table = {"x": np.append(data.X, data.X_test), "t": np.append(data.T, data.T_test)}
    settings: dict[str, Any] = {"hidden_layer_sizes": (20,), "solver": "gd", "alpha": 0.0, "tol": 0}
    settings |= {"learning_rate_init": (0.1, 0.01), "start": [V, W], "max_iter": epochs}
    return shoal.fit_table(table, "t", split="last", test_fraction=0.5, **settings)


def rests(page: Page, run: int, epoch: int) -> dict[str, Any]:
    """What the page is told when the fit has come to rest there."""

    def found() -> list[dict[str, Any]]:
        return [m for m in page.of("standing") if (m["run"], m["epoch"]) == (run, epoch)]

    page.until(lambda: bool(found()))
    return found()[-1]


@pytest.fixture
def paused(page: Page) -> tuple[Page, int]:
    """A page with the lecture's sine and its network at epoch 0."""
    page.ask("open", example="S19")
    run = page.ask("fit", **SINE, settings=GD, paused=True)["run"]
    return page, run


def test_at_each_epoch_all_panels_answer_from_its_weights(paused: tuple[Page, int]) -> None:
    page, run = paused
    rows = Experiment("sine").table()
    for epoch in (0, 1, 3):
        if epoch:
            page.ask("control", run=run, action="step", epochs=1 if epoch == 1 else 2)
        told = rests(page, run, epoch)
        model = by_api(epoch)
        assert told["training"]["rmse"] == list(model.record.training.rmse)
        assert told["held_out"]["rmse"] == list(model.record.held_out.rmse)
        assert told["epochs"] == epoch
        step = page.ask("step", run=run, row=0, weight=[0, 1, 2])
        same = shoal.explain.step(
            model, rows.take(np.arange(30)), row=list(range(6)), weight=(0, 1, 2)
        ).to_dict()
        assert step["epoch"] == epoch
        assert (step["arrays"], step["chain"]) == (same["arrays"], same["chain"])
        profile = page.ask("profile", run=run, values={"x": 2.5})
        assert profile["prediction"] == float(model.predict({"x": [2.5]})[0])
        assert (profile["epoch"], profile["prediction_low"]) == (epoch, None)
        residuals = page.ask("residuals", run=run)
        assert residuals["epoch"] == epoch
        predicted = model.predict(rows.take(np.arange(30))).tolist()
        assert residuals["parts"][0]["predicted"] == predicted
        assert page.ask("inputs", run=run)["epoch"] == epoch
        frame = [m for m in page.of("frame") if m["run"] == run][-1]
        assert frame["epoch"] == epoch


def test_it_is_told_behind_the_frame_of_its_epoch(paused: tuple[Page, int]) -> None:
    page, run = paused
    for epoch in (0, 1):
        rests(page, run, epoch)
        page.ask("control", run=run, action="step")
    rests(page, run, 2)
    told = [(m["kind"], m["epoch"]) for m, _ in page.told if m["kind"] in ("frame", "standing")]
    assert told == [(kind, epoch) for epoch in (0, 1, 2) for kind in ("frame", "standing")]


def test_a_page_that_comes_back_is_told_where_it_stands(paused: tuple[Page, int]) -> None:
    page, run = paused
    rests(page, run, 0)
    page.ask("control", run=run, action="step", epochs=2)
    before = rests(page, run, 2)
    heard = len(page.told)
    page.ask("hello")
    page.ask("look", run=run, output=0)
    again = [(message, buffer) for message, buffer in page.told[heard:] if "answers" not in message]
    assert [message["kind"] for message, _ in again] == ["scene", "frame", "standing"]
    frames = [found for found in page.told[:heard] if found[0]["kind"] == "frame"]
    weights, times = -4 * (2 * 20 + 21), ("seconds", "rows")
    same = [{k: v for k, v in f.items() if k not in times} for f in (again[1][0], frames[-1][0])]
    assert same[0] == same[1]
    assert again[1][1][weights:] == frames[-1][1][weights:]
    assert again[2][0] == before
    assert before["trace"]["epoch"] == [0, 1, 2]


def test_a_fit_that_runs_answers_nothing(paused: tuple[Page, int]) -> None:
    page, run = paused
    rests(page, run, 0)
    page.ask("control", run=run, action="continue", speed=0.5)  # the next epoch in two seconds
    assert "pause it to ask" in page.ask("profile", run=run)["message"]
    page.ask("control", run=run, action="pause")
    page.until(lambda: len(page.of("standing")) == 2)
    again = page.of("standing")[-1]
    assert page.ask("profile", run=run)["epoch"] == again["epoch"]
    page.ask("control", run=run, action="continue", speed=None)
    page.wait("done", run)
    assert "epoch" not in page.ask("profile", run=run)  # it has ended: a run like all others


def test_reset_rests_at_epoch_0_and_the_older_fit_is_gone(paused: tuple[Page, int]) -> None:
    page, run = paused
    page.ask("control", run=run, action="step", epochs=5)
    rests(page, run, 5)
    again = page.ask("fit", **SINE, settings=GD, paused=True)["run"]
    rests(page, again, 0)
    model = by_api(0)
    assert page.ask("profile", run=again, values={"x": 1.0})["prediction"] == float(
        model.predict({"x": [1.0]})[0]
    )
    assert "no run" in page.ask("profile", run=run)["message"]


def test_a_fit_that_goes_on_rests_where_it_goes_on(page: Page) -> None:
    page.ask("open", example="S19")
    settings = GD | {"max_iter": 4}
    page.fit(**SINE, settings=settings)
    longer = GD | {"max_iter": 8}
    on = page.ask("fit", **SINE, settings=longer, after=4, paused=True)["run"]
    told = rests(page, on, 4)
    assert told["training"]["rmse"] == list(by_api(4).record.training.rmse)
    assert told["trace"]["epoch"] == [0, 1, 2, 3, 4]


def test_steps_until_the_end_leave_the_run_that_is_kept(page: Page) -> None:
    page.ask("open", example="S5")
    settings = {"solver": "sgd", "hidden_layer_sizes": [], "output_activation": "logistic"}
    settings |= {"max_iter": 2, "batch_size": 1}
    run = page.ask("fit", targets=["t"], settings=settings, paused=True)["run"]
    rests(page, run, 0)
    page.ask("control", run=run, action="step")
    rests(page, run, 1)
    page.ask("control", run=run, action="step")
    assert page.wait("done", run)["epochs"] == 2
    assert list(page.tab.runs) == [run]
    assert [m["epoch"] for m in page.of("standing")] == [0, 1]


def test_weighed_rows_count_as_much_as_in_the_fit(page: Page) -> None:
    random = np.random.RandomState(2)
    x = random.uniform(-1, 1, 40)
    columns = {"x": x, "n": random.randint(1, 9, 40) * 1.0, "t": x**2}
    page.tab.open(shoal.tables.from_frame(columns))
    settings = {"solver": "gd", "hidden_layer_sizes": [3], "max_iter": 9}
    run = page.ask("fit", targets=["t"], weights="n", settings=settings, paused=True)["run"]
    page.ask("control", run=run, action="step", epochs=3)
    told = rests(page, run, 3)
    same = shoal.fit_table(
        columns, "t", weights="n", solver="gd", hidden_layer_sizes=(3,), max_iter=3, tol=0
    )
    assert told["training"]["rmse"] == list(same.record.training.rmse)
    assert told["held_out"]["rmse"] == list(same.record.held_out.rmse)
    assert told["relevance"][0]["share"] == same.record.relevance[0]
