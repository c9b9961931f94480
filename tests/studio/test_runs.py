"""The runs of a page: named, pinned, told apart, laid over each other."""

from __future__ import annotations

import re

import numpy as np
import pytest

import shoal
from shoal.studio.fits import kept_runs as keeping

from .browser import Visitor
from .pages import Page
from .test_tab import DESCENT, cars

SHORT = {**DESCENT, "max_iter": 3}


@pytest.fixture
def cars_page():
    made = Page(cars())
    yield made
    made.tab.close()


def points(path: str) -> list[float]:
    """The heights of a line, in pixels."""
    return [float(pair.split()[1]) for pair in re.split("[ML]", path) if pair.strip()]


def test_two_runs_are_laid_over_the_shown_one_in_colours_of_their_own(visitor: Visitor) -> None:
    page = visitor.page
    page.locator("[data-example=thurber]").click()
    visitor.fitted()
    for seed in ("1", "2"):
        page.get_by_label("seed").fill(seed)
        visitor.refitted(lambda: page.get_by_label("seed").press("Enter"))
    rows = visitor.tab("Runs")
    rows.get_by_role("textbox").nth(1).fill("the second")
    rows.get_by_role("textbox").nth(1).press("Enter")
    for box in (0, 1):
        rows.locator("input[type=checkbox]").nth(box).check()
    page.locator(".fit path.other2").wait_for()
    colours = set()
    for panel in ("errors", "fit"):
        for look in ("other1", "other2"):
            line = page.locator(f".live .{panel} path.line.{look}")
            assert line.count() == 1
            colours.add(line.evaluate("(line) => getComputedStyle(line).stroke"))
    drawn = page.locator(".live .fit path.line.model").evaluate("(l) => getComputedStyle(l).stroke")
    assert len(colours) == 2
    assert drawn not in colours
    page.locator(".live .fit text.label", has_text="the second").wait_for()
    table = shoal.read_table("examples/data/thurber.csv")
    model = shoal.fit_table(table, "mobility", random_state=1)
    shown = shoal.fit_table(table, "mobility", random_state=2)
    grid = np.linspace(-3, 2, 50)
    apart = np.abs(model.predict({"log_density": grid}) - shown.predict({"log_density": grid}))
    assert apart.max() > 0  # there is something to see
    first = points(page.locator(".live .fit path.line.other1").get_attribute("d"))
    second = points(page.locator(".live .fit path.line.other2").get_attribute("d"))
    assert first != second
    for box in (0, 1):
        rows.locator("input[type=checkbox]").nth(box).uncheck()
    page.locator(".live path.other1, .live path.other2").first.wait_for(state="detached")


def test_a_name_and_a_pin_outlive_a_reload(visitor: Visitor) -> None:
    page = visitor.page
    page.locator("[data-example=thurber]").click()
    visitor.fitted()
    rows = visitor.tab("Runs")
    rows.get_by_role("textbox").fill("the first")
    rows.get_by_role("textbox").press("Enter")
    rows.get_by_role("button", name="pin").click()
    rows.get_by_role("button", name="pin", pressed=True).wait_for()
    page.reload()
    visitor.fitted()
    assert rows.get_by_role("textbox").input_value() == "the first"
    rows.get_by_role("button", name="pin", pressed=True).wait_for()


def test_what_differs_from_the_shown_run_stands_beside_each(visitor: Visitor) -> None:
    page = visitor.page
    page.locator("[data-example=auto_mpg]").click()
    visitor.fitted()
    visitor.refitted(lambda: page.select_option("#activation", "logistic"))
    page.locator(".inputs input").first.uncheck()
    visitor.refitted(lambda: page.get_by_label("seed").press("Enter"))
    cells = visitor.tab("Runs").locator("tbody tr td:nth-child(4)").all_inner_texts()
    assert cells[0] == ""  # the shown run itself
    assert cells[1].startswith("left out none")
    assert "activation" not in cells[1]
    assert "activation tanh" in cells[2]


def test_pinned_runs_are_kept_when_the_oldest_are_forgotten(
    cars_page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "MOST_RUNS", 2)
    numbers = []
    for _ in range(4):
        numbers.append(cars_page.fit(targets=["torque"], settings=SHORT)["run"])
        if len(numbers) == 1:
            kept = cars_page.ask("keep", run=numbers[0], pinned=True, name=" a\nname ")
            assert (kept["name"], kept["pinned"]) == ("aname", True)
    runs = cars_page.ask("hello")["runs"]
    assert [run["run"] for run in runs] == [numbers[0], numbers[3]]
    assert [run["pinned"] for run in runs] == [True, False]


def test_so_many_pins_and_no_more(cars_page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "MOST_PINS", 1)
    one, two = (cars_page.fit(targets=["torque"], settings=SHORT)["run"] for _ in range(2))
    assert cars_page.ask("keep", run=one, pinned=True)["kind"] == "kept"
    assert "1 runs are pinned" in cars_page.ask("keep", run=two, pinned=True)["message"]
    assert cars_page.ask("keep", run=one, pinned=False)["kind"] == "kept"
    assert cars_page.ask("keep", run=two, pinned=True)["kind"] == "kept"


@pytest.mark.parametrize(
    "message", [{"name": 3}, {"pinned": "yes"}, {"pinned": None}, {"name": ["a"]}]
)
def test_a_name_or_pin_that_is_none(cars_page: Page, message: dict) -> None:
    run = cars_page.fit(targets=["torque"], settings=SHORT)["run"]
    assert cars_page.ask("keep", run=run, **message)["kind"] == "error"
    assert cars_page.ask("keep", run=99)["kind"] == "error"


def test_a_curve_is_the_models_own_prediction(cars_page: Page) -> None:
    run = cars_page.fit(targets=["torque"], inputs=["speed"])["run"]
    curve = cars_page.ask("curve", run=run)
    model = shoal.fit_table(cars(), "torque", inputs=["speed"], random_state=0)
    expected = model.predict({"speed": np.array(curve["x"])})
    assert curve["y"] == pytest.approx(expected.ravel().tolist(), rel=1e-9)
    several = cars_page.fit(targets=["torque"], settings=SHORT)["run"]
    assert "several inputs" in cars_page.ask("curve", run=several)["message"]


def test_the_table_of_an_older_run_is_the_pages_again(cars_page: Page) -> None:
    first = cars_page.ask("hello")["table"]["number"]
    run = cars_page.fit(targets=["torque"], settings=SHORT)
    assert run["table"] == first
    other = cars_page.ask("open", example="thurber")
    assert other["number"] != first
    assert cars_page.ask("table", run=run["run"])["number"] == first
    again = cars_page.fit(**run["wish"])
    assert again["training"]["rmse"] == run["training"]["rmse"]  # wish and table: the same fit
    assert again["table"] == first
