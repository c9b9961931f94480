"""Every state of the page keeps the rules of the WCAG, as axe-core knows them, in light and dark."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import shoal
from shoal.studio.fits.snapshots import Snapshots
from shoal.studio.report.report_page import report

from .axe import required, violations
from .browser import Visitor, running
from .test_connection import ENDED, LOST, REMEMBER_LINES
from .test_long_fits import thousand, with_units
from .test_preview import days
from .test_second_table_page import without_target

__all__ = ["days", "thousand"]

PANELS = ("Inputs", "Doctor's note", "Repeat", "Data")
PANEL = "document.querySelector('[role=tabpanel]')"
RESTS = """() => document.querySelector('.residuals tbody tr')
  && !document.querySelector('[data-stale]')"""
READY = """() => document.querySelector('.profiler').dataset.drawn
  && document.querySelector('.fitted-view > div').dataset.answered
  && document.querySelector('.residuals tbody tr') && !document.querySelector('[data-stale]')"""


class States(Visitor):
    """One page that goes from state to state, and what breaks a rule in each."""

    def __init__(self, browser: Any, address: str, theme: str) -> None:
        super().__init__(browser, address, color_scheme=theme)
        self.theme = theme
        self.page.add_init_script(REMEMBER_LINES)
        self.page.reload()
        self.page.locator("[data-example]").first.wait_for()
        self.broken: list[str] = []

    def look(self, state: str, page: Any = None) -> None:
        """Remember what breaks a rule now, on this page or another."""
        self.broken += [f"{state}: {found}" for found in violations(page or self.page)]

    def home(self) -> None:
        """The first screen, whatever stood before."""
        if self.page.locator(".head").count():
            self.page.get_by_role("button", name="Shoal", exact=True).click()
        self.page.locator("[data-example]").first.wait_for()

    def opened(self, name: str) -> None:
        """An example, fitted, all its pictures drawn."""
        self.home()
        self.page.locator(f"[data-example={name}]").click()
        self.fitted()
        self.page.locator(".tabs").scroll_into_view_if_needed()
        self.page.wait_for_function(READY)

    def watched(self, name: str, state: str) -> None:
        """A lecture's card, until its line says so."""
        self.home()
        self.page.locator(f"[data-example={name}]").click()
        self.page.locator(".live p.line", has_text=re.compile(state)).wait_for()


@pytest.fixture(scope="module", params=["light", "dark"])
def states(browser: Any, address: str, request: pytest.FixtureRequest) -> Iterator[States]:
    required()
    found = States(browser, address, request.param)
    yield found
    assert found.complaints == []
    found.close()


@pytest.fixture(autouse=True)
def none_is_broken(states: States) -> Iterator[None]:
    """All states of a test are looked at before it says what is wrong with them."""
    states.broken.clear()
    yield
    assert not states.broken, "\n".join(states.broken)


def test_the_first_screen(states: States, tmp_path: Path) -> None:
    states.look("first screen")
    bad = tmp_path / "bad.csv"
    bad.write_text('a,b\n1,"2\n')
    states.open(str(bad))
    states.page.get_by_role("alert").get_by_text("bad.csv").wait_for()
    states.forgive("status of 422", times=1)
    states.look("a refused file")


def test_a_fitted_table_and_its_tabs(states: States) -> None:
    page = states.page
    states.opened("auto_mpg")
    states.look("auto_mpg")
    states.button("draw it").click()
    for name in PANELS:
        states.tab(name)
        page.wait_for_function(f"() => {PANEL}.innerText && {PANEL}.ariaBusy !== 'true'")
        states.look(f"the network unfolded, {name}")
    page.locator(".residual-strip .plot").nth(1).click()
    page.get_by_role("button", name="clear", exact=True).wait_for()
    states.look("a row chosen")
    page.locator(".finer summary").click()
    states.refitted(states.button("+ target").click)
    page.locator(".targets button").nth(1).wait_for()
    states.look("two targets, all settings")


def test_step_through_in_its_three_steps(states: States) -> None:
    states.opened("surface")
    panel = states.tab("Step through")
    panel.locator(".said-of-step:not(:empty)").wait_for()
    for name in ("Forward", "Error back", "Update"):
        panel.get_by_role("radio", name=name).click()
        states.look(f"Step through, {name}")
    for fold in panel.locator("summary").all():
        fold.click()
    states.look("Step through, unfolded")


def test_one_input_and_runs_over_each_other(states: States) -> None:
    page = states.page
    states.opened("thurber")
    states.look("thurber")
    page.get_by_label("seed").fill("1")
    states.refitted(lambda: page.get_by_label("seed").press("Enter"))
    states.tab("Runs").locator("input[type=checkbox]").first.check()
    page.locator(".fit path.other1").wait_for()
    states.look("two runs over each other")


def test_a_further_table(states: States, engine: Path, tmp_path: Path) -> None:
    page = states.page
    states.home()
    states.open(str(engine))
    states.fitted()
    states.refitted(lambda: page.select_option("#target", "torque"))
    states.tab("Predict a table")
    states.look("no table predicted")
    states.open(str(without_target(engine, tmp_path / "new.csv")))
    dialog = page.get_by_role("dialog")
    dialog.wait_for()
    states.look("what is it for?")
    dialog.get_by_role("button", name="Predict with this model").click()
    page.locator(".predictions tbody tr").first.wait_for()
    states.look("predictions")
    states.tab("Data")
    states.refitted(lambda: page.get_by_role("checkbox", name="gear").uncheck())
    states.look("a column left out")


def test_a_table_that_cannot_be_read_as_it_stands(states: States, days: Path) -> None:
    states.home()
    states.open(str(days))
    states.page.get_by_text("2 columns cannot be read as they stand.").wait_for()
    states.look("a blocked table")


def test_a_fit_that_takes_its_time(states: States, thousand: Path) -> None:
    page = states.page
    states.home()
    states.open(str(thousand))
    states.fitted()
    page.locator(".tabs").scroll_into_view_if_needed()
    page.wait_for_function(READY)
    with_units(states, 80)
    page.wait_for_selector(".pacing .busy:text-matches('fitting')")
    states.look("fitting")
    states.button("Stop").click()
    states.fitted()
    states.look("stopped")


def test_a_descent_runs_rests_steps_and_diverges(states: States) -> None:
    page = states.page
    states.watched("S19", "epoch")
    states.look("S19 runs")
    states.button("Pause").click()
    page.wait_for_function(RESTS)
    states.look("S19 paused")
    states.button("Step").click()
    states.look("S19 stepped")
    states.button("Reset").click()
    page.locator(".live p.line", has_text=re.compile("^epoch 0 ")).wait_for()
    states.look("S19 anew")
    states.button("Present").click()
    states.look("S19 presented")
    states.button("Present").click()
    states.watched("S11", "diverged|overflow|finite|large")
    states.look("S11 diverged")


def test_a_narrow_page_and_one_for_a_class(states: States) -> None:
    page = states.page
    states.opened("auto_mpg")
    page.set_viewport_size({"width": 600, "height": 800})
    states.look("600 pixels")
    page.set_viewport_size({"width": 1280, "height": 800})
    states.button("Present").click()
    states.look("presented")
    states.button("Present").click()


def test_a_loaded_model(states: States, tmp_path: Path) -> None:
    random = np.random.RandomState(0)
    x = random.uniform(-2, 2, 60)
    table = {"x": x, "z": x**2, "t": np.sin(x)}
    shoal.fit_table(table, "t", n_networks=2).save(tmp_path / "sine.shoal")
    states.home()
    states.open(str(tmp_path / "sine.shoal"))
    states.page.get_by_text("A loaded model").wait_for()
    states.look("a loaded model")


def test_the_line_is_lost(states: States) -> None:
    page = states.page
    states.opened("thurber")
    page.evaluate("() => { refuse = true; lines.forEach((line) => line.close()) }")
    page.locator(".connection").get_by_text(LOST).wait_for()
    states.look("connection lost")
    page.evaluate("() => { refuse = false }")
    page.locator(".connection").wait_for(state="hidden")
    states.complaints = [said for said in states.complaints if "WebSocket" not in said]


def test_the_studio_ends(states: States, browser: Any) -> None:
    with running() as address:
        visitor = Visitor(browser, address, color_scheme=states.theme)
        visitor.page.locator("[data-example=thurber]").click()
        visitor.fitted()
    visitor.page.locator(".connection", has_text=ENDED).wait_for()
    states.look("the studio has ended", visitor.page)
    visitor.page.goto("about:blank")  # it tries no more
    refused = ("ERR_CONNECTION", "WebSocket")  # the browser's own words on lines
    visitor.complaints = [s for s in visitor.complaints if not any(r in s for r in refused)]
    visitor.close()


@pytest.mark.parametrize("solver", ["auto", "gd"])
def test_the_report(states: States, browser: Any, tmp_path: Path, solver: str) -> None:
    random = np.random.RandomState(0)
    x, kind = random.uniform(-2, 2, 80), random.choice(["oil", "gas"], 80)
    table = shoal.tables.from_frame({"x": x, "kind": kind, "t": np.sin(x) + (kind == "gas")})
    snapshots = Snapshots()
    descent = {"hidden_layer_sizes": (3,), "max_iter": 50, "sinks": [snapshots]}
    model = shoal.fit_table(table, "t", solver=solver, **(descent if solver == "gd" else {}))
    place = tmp_path / "report.html"
    place.write_text(report(model, table, snapshots.frames), encoding="utf-8")
    visitor = Visitor(browser, place.as_uri(), offline=True, color_scheme=states.theme)
    visitor.page.wait_for_function(
        "() => document.querySelector('.profiler').dataset.drawn"
        " && document.querySelector('.residuals tbody tr')"
    )
    states.look(f"report of {solver}", visitor.page)
    visitor.close()
