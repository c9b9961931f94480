"""The first screen's cards in a browser: they show what a click on them ends on, the lecture's runs."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

import shoal
from shoal.datasets import lecture
from shoal.studio.fits.cards import cards, picture
from shoal.studio.tables.examples import EXAMPLES
from shoal.view.style import number

from .browser import Visitor
from .line import Line, until

UNIT: dict[str, Any] = {
    "hidden_layer_sizes": (),
    "output_activation": "logistic",
    "solver": "sgd",
    "batch_size": 1,
    "momentum": 0.0,
    "learning_rate_init": 0.1,
    "max_iter": 100,
    "standardize": False,
    "shuffle": False,
    "start": "zeros",
    "alpha": 0.0,
    "tol": 0,
}
SINE = {0: ("0.145", "0.282"), 1: ("0.166", "0.209"), 2: ("0.158", "0.261")}
SOLVERS = ("auto", "gd", "adam", "lm", "scg", "lbfgs", "sgd")


def by_api(epochs: int, seed: int = 0) -> Any:
    """The lecture's sine by the Python API."""
    random = np.random.RandomState(seed)
    data = lecture("sine", random)
    V, W = random.uniform(-0.1, 0.1, (2, 20)), random.uniform(-0.1, 0.1, (21, 1))
    table = {"x": np.append(data.X, data.X_test), "t": np.append(data.T, data.T_test)}
    settings: dict[str, Any] = {"hidden_layer_sizes": (20,), "solver": "gd", "alpha": 0.0, "tol": 0}
    settings |= {"learning_rate_init": (0.1, 0.01), "start": [V, W], "max_iter": epochs}
    return shoal.fit_table(table, "t", split="last", test_fraction=0.5, **settings)


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_kept_picture_of_a_card_is_the_fit_that_its_click_ends_on(name: str) -> None:
    kept, fresh = cards()[name], picture(EXAMPLES[name])
    assert kept["kind"] == fresh["kind"]
    for part in ("train", "held", "line", "cells"):
        a, b = np.asarray(kept.get(part, [])), np.asarray(fresh.get(part, []))
        assert a.shape == b.shape
        if a.size:
            assert np.abs(a - b).max() <= 0.02 * np.ptp(b)


def test_every_card_shows_rows_and_fit_under_its_heading(visitor: Visitor) -> None:
    visitor.page.locator(".card").first.wait_for()
    assert visitor.page.locator("h2").all_inner_texts() == [
        "Your table",
        "A table to try",
        "From the lecture",
    ]
    for name, card in cards().items():
        place = visitor.page.locator(f"[data-example={name}]")
        assert place.locator("strong").inner_text() == EXAMPLES[name].title
        if card["kind"] == "map":
            assert place.locator("rect.cell").count() == np.size(card["cells"])
            continue
        drawn = place.locator("path.points.train").get_attribute("d") or ""
        assert drawn.count("M") == len(card.get("train", []))
        assert place.locator("path.line").count() == 1


@pytest.mark.parametrize(("name", "rmse"), [("S5", 0.233), ("S6", 0.118), ("S7", 0.430)])
def test_a_card_of_the_unit_ends_on_the_lecture_s_figure(
    visitor: Visitor, name: str, rmse: float
) -> None:
    visitor.page.locator(f"[data-example={name}]").click()
    visitor.fitted()
    data = lecture(name, 0)
    table = {"x": data.X[:, 0], "t": data.T[:, 0]}
    record = shoal.fit_table(table, "t", test_fraction=0, **UNIT).record
    assert record.training.rmse[0] == pytest.approx(rmse, abs=5e-4)
    told = number(record.training.rmse[0], record.training.rmse_mean[0])
    assert visitor.figure("training RMSE") == told
    assert visitor.figure("network") == "1 logistic unit"


def test_the_sine_ends_on_the_lecture_s_figures_at_each_seed(visitor: Visitor) -> None:
    visitor.page.locator("[data-example=S19]").click()
    visitor.page.get_by_text("A seed draws the lecture").wait_for()
    visitor.page.select_option("#speed", "")
    for seed, (train, test) in SINE.items():
        if seed:
            visitor.page.locator("#seed").fill(str(seed))
            visitor.refitted(lambda: visitor.page.locator("#seed").blur())
        else:
            visitor.fitted()
        assert (visitor.figure("training RMSE"), visitor.figure("held-out RMSE")) == (train, test)
        record = by_api(100_000, seed).record
        assert visitor.figure("linear") == number(
            record.held_out.rmse_linear[0], record.held_out.rmse_mean[0]
        )
    labels = visitor.page.locator(".fit .label").all_text_contents()
    assert "true curve" in labels
    assert "noise 0.2" in visitor.page.locator(".errors .label").all_text_contents()
    assert visitor.page.locator(".fit path.band.muted").count() == 1


def test_step_and_step_through_agree_at_every_epoch_and_after_reset(visitor: Visitor) -> None:
    line = Line(visitor)
    visitor.page.locator("[data-example=S19]").click()
    visitor.page.wait_for_selector(".figures dt:text-is('epoch')")
    panel = visitor.tab("Step through")
    for _ in range(2):
        run = len(line.of("accepted"))
        visitor.button("Reset").click()
        until(visitor, lambda run=run: len(line.of("accepted")) > run)
        number_of_run = line.of("accepted")[-1]["run"]
        for epoch in (0, 1, 2, 3):
            if epoch:
                visitor.button("Step").click()

            def answered(epoch: int = epoch, run: int = number_of_run) -> bool:
                found = [m for m in line.of("step") if m["run"] == run]
                return bool(found) and found[-1].get("epoch") == epoch

            until(visitor, answered)
            if epoch == 2:
                continue
            model = by_api(epoch)
            data = lecture("sine", 0)
            rows = shoal.tables.from_frame({"x": data.X[:, 0], "t": data.T[:, 0]})
            same = shoal.explain.step(model, rows, row=list(range(6))).to_dict()
            answer = line.of("step")[-1]
            assert answer["arrays"] == same["arrays"]
            assert answer["cost"] == same["cost"]
            for drawn, theirs in zip(line.weights(), model.network.weights, strict=True):
                np.testing.assert_array_equal(drawn, theirs.astype("f4"))
            mark = f"weights of epoch {epoch}"
            assert panel.locator("xpath=..").locator("p.mark").inner_text() == mark
            marks = visitor.page.locator(".view small.mark").all_inner_texts()
            assert set(marks) == {mark}
            assert line.of("profile")[-1]["epoch"] == epoch
            panel.get_by_text(f"{same['cost']:.6g}").first.wait_for()  # it is drawn, too


def test_while_a_descent_runs_no_panel_speaks_of_an_older_fit(visitor: Visitor) -> None:
    line = Line(visitor)
    visitor.page.locator("[data-example=S19]").click()
    visitor.page.select_option("#speed", "10")
    visitor.button("Reset").click()
    visitor.page.locator("p.mark:text-is('weights of epoch 0')").wait_for()
    visitor.button("Run").click()
    visitor.page.locator("p.mark:has-text('the fit runs')").wait_for()
    asked = [m for m in line.said if m["kind"] in ("profile", "step", "residuals", "inputs")]
    visitor.page.get_by_role("tab", name="Inputs", exact=True).click()
    visitor.page.wait_for_selector(".live p.line:text-matches('^epoch [3-9]')")
    assert visitor.page.locator("[role=tabpanel] > *").evaluate("(panel) => panel.inert")
    views = visitor.page.locator(".view")
    assert views.count() >= 2  # the profiler, the residuals: all of them wait
    assert visitor.page.locator(".view[data-stale]").count() == views.count()
    late = [m for m in line.said if m["kind"] in ("profile", "step", "residuals", "inputs")]
    assert late == asked
    visitor.button("Pause").click()
    visitor.page.locator("p.mark:has-text('weights of epoch')").wait_for()
    assert visitor.page.locator(".view[data-stale]").count() == 0


def test_a_sigmoid_stays_one_under_every_solver(visitor: Visitor) -> None:
    visitor.page.locator("[data-example=S6]").click()
    visitor.fitted()
    for solver in SOLVERS:
        visitor.refitted(lambda solver=solver: visitor.page.select_option("#solver", solver))
        assert re.match("1 logistic unit($| ×)", visitor.figure("network"))
        assert visitor.page.locator("#output-activation").input_value() == "logistic"


def test_the_finer_settings_are_repeated(visitor: Visitor) -> None:
    visitor.page.locator("[data-example=S5]").click()
    visitor.fitted()
    visitor.page.locator("#shuffle").check()
    visitor.page.locator("#momentum").fill("0.5")
    visitor.page.locator("#batch").fill("4")
    visitor.page.select_option("#start", "equal")
    visitor.refitted(lambda: visitor.page.locator("#standardize").check())
    panel = visitor.tab("Repeat")
    panel.locator("pre").first.wait_for()
    said: dict[str, Any] = {}
    text = panel.locator("pre").first.inner_text()
    exec(text, said)  # our own text
    for setting in (
        "start='equal'",
        "momentum=0.5",
        "batch_size=4",
        "output_activation='logistic'",
    ):
        assert setting in text
    assert "shuffle" not in text  # by default
    training = said["model"].record.training
    assert visitor.figure("training RMSE") == number(training.rmse[0], training.rmse_mean[0])


def test_explosion_and_dead_start_are_one_click_each(visitor: Visitor) -> None:
    visitor.page.locator("[data-example=S11]").click()
    visitor.fitted()
    assert "diverged at epoch" in visitor.page.locator(".live p.line").inner_text()
    assert "NaN" not in visitor.page.locator("body").inner_text()
    assert "diverged at epoch" in visitor.page.locator(".sentence").inner_text()
    assert EXAMPLES["S11"].text in visitor.page.locator("p.read").inner_text()
    visitor.page.locator(".home").click()
    visitor.page.locator("[data-example=S21]").click()
    visitor.fitted()
    visitor.tab("Doctor's note").get_by_text("stay zero").first.wait_for()
    visitor.refitted(lambda: visitor.page.select_option("#start", "equal"))
    visitor.tab("Repeat").get_by_text("start='equal'").wait_for()


def test_a_slider_is_followed_while_it_moves_and_the_whole_fit_stands_at_its_end(
    visitor: Visitor,
) -> None:
    line = Line(visitor)
    visitor.page.locator("[data-example=auto_mpg]").click()
    visitor.fitted()
    visitor.refitted(lambda: visitor.page.locator("#auto-size").uncheck())
    before = len([m for m in line.said if m["kind"] == "fit"])
    slider = visitor.page.locator("input[type=range]").first
    box = slider.bounding_box()
    up = box["y"] + box["height"] / 2
    visitor.page.mouse.move(box["x"] + 8, up)
    visitor.page.mouse.down()
    drafts, moves = len(line.of("draft")), 0
    while len(line.of("draft")) == drafts:  # it is drawn while it moves
        moves += 1
        assert moves < 2_000
        visitor.page.mouse.move(box["x"] + 8 + moves % 60, up)
    visitor.refitted(visitor.page.mouse.up)
    fits = [m for m in line.said if m["kind"] == "fit"][before:]
    assert fits[0]["moving"]
    assert not fits[-1]["moving"]
    units = int(slider.input_value())
    assert fits[-1]["settings"]["hidden_layer_sizes"] == [units]
    assert visitor.figure("network").startswith(f"{units} tanh")
