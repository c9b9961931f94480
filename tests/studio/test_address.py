"""Reload, Back, Home: where the page stands is in its address and in its tab."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .browser import Visitor


def place(visitor: Visitor) -> str:
    """The part of the address that says where the page stands."""
    return visitor.page.url.partition("#")[2]


def stands(visitor: Visitor) -> dict[str, Any]:
    """The controls and the figures."""
    page = visitor.page
    return {
        "seed": page.input_value("#seed"),
        "activation": page.input_value("#activation"),
        "target": page.input_value("#target"),
        "share": page.input_value("#share"),
        "run": page.locator(".figures").get_attribute("data-run"),
        "held out": visitor.figure("held-out RMSE"),
    }


def with_two_runs(visitor: Visitor) -> tuple[dict[str, Any], dict[str, Any]]:
    """A table, fitted twice; how the page stood after each."""
    visitor.page.locator("[data-example=auto_mpg]").click()
    visitor.fitted()
    first = stands(visitor)
    visitor.page.get_by_label("held out, per cent").fill("30")
    visitor.refitted(lambda: visitor.page.get_by_label("held out, per cent").press("Enter"))
    visitor.refitted(lambda: visitor.page.select_option("#activation", "logistic"))
    visitor.page.locator(".inputs input").first.uncheck()
    visitor.page.get_by_label("seed").fill("4")
    visitor.refitted(lambda: visitor.page.get_by_label("seed").press("Enter"))
    return first, stands(visitor)


def test_a_reload_shows_the_same_run_with_its_controls_and_fits_nothing(visitor: Visitor) -> None:
    _, second = with_two_runs(visitor)
    visitor.tab("Runs")
    before, rows = place(visitor), visitor.page.locator(".runs tbody tr").count()
    left_out = visitor.page.locator(".inputs input:not(:checked)").count()
    visitor.page.reload()
    visitor.fitted()
    assert stands(visitor) == second
    assert place(visitor) == before
    assert visitor.page.locator(".runs tbody tr").count() == rows
    assert visitor.page.locator(".inputs input:not(:checked)").count() == left_out == 1


def test_choosing_a_run_moves_the_controls_to_it_and_back_returns(visitor: Visitor) -> None:
    first, second = with_two_runs(visitor)
    rows = visitor.tab("Runs")
    rows.get_by_role("button", name=first["run"], exact=True).click()
    visitor.page.wait_for_selector(f".figures[data-run='{first['run']}']")
    visitor.page.wait_for_function("() => document.querySelector('#seed').value === '0'")
    assert stands(visitor) == first
    assert visitor.page.locator(".inputs input:not(:checked)").count() == 0
    visitor.page.go_back()
    visitor.page.wait_for_selector(f".figures[data-run='{second['run']}']")
    assert stands(visitor) == second
    visitor.page.go_forward()
    visitor.page.wait_for_selector(f".figures[data-run='{first['run']}']")
    assert stands(visitor) == first


def test_home_leads_to_the_first_screen_and_back_to_the_work(visitor: Visitor) -> None:
    _, second = with_two_runs(visitor)
    visitor.button("Shoal").click()
    visitor.page.locator(".card").first.wait_for()
    visitor.page.go_back()
    visitor.fitted()
    assert stands(visitor) == second
    visitor.page.go_forward()
    visitor.page.locator(".card").first.wait_for()
    visitor.page.reload()  # the first screen is a place, too
    visitor.page.locator(".card").first.wait_for()
    visitor.page.locator("[data-example=thurber]").click()
    visitor.fitted()
    assert "thurber" in visitor.page.locator(".head").inner_text()
    visitor.page.go_back()
    visitor.page.locator(".card").first.wait_for()
    visitor.page.go_back()  # the work on the other table, with that table
    visitor.page.wait_for_selector(f".figures[data-run='{second['run']}']")
    assert "auto_mpg" in visitor.page.locator(".head").inner_text()
    assert stands(visitor) == second


def test_a_panel_is_a_place(visitor: Visitor) -> None:
    visitor.page.locator("[data-example=thurber]").click()
    visitor.fitted()
    visitor.tab("Repeat")
    visitor.tab("Data")
    visitor.page.reload()
    visitor.fitted()
    chosen = visitor.page.locator("[role=tab][aria-selected=true]")
    assert chosen.inner_text() == "Data"
    visitor.page.go_back()
    visitor.page.wait_for_selector("[role=tab][aria-selected=true]:text-is('Repeat')")


def test_a_reload_finds_a_fit_that_still_runs(visitor: Visitor) -> None:
    page = visitor.page
    page.locator("[data-example=S19]").click()
    page.wait_for_selector(".figures dt:text-is('epoch')")
    page.select_option("#speed", "1000")  # more than a minute
    page.reload()
    page.wait_for_selector(".live p.line:text-matches('^epoch ')")
    assert page.input_value("#solver") == "gd"
    page.select_option("#speed", "")
    visitor.fitted()
    assert page.locator(".live p.line").inner_text() == "ran all 100,000 epochs"
    assert visitor.tab("Runs").locator("tbody tr").count() == 1


def test_which_of_several_targets_is_shown_survives_a_reload(
    visitor: Visitor, engine: Path
) -> None:
    page = visitor.page
    visitor.open(str(engine))
    visitor.fitted()
    visitor.refitted(lambda: page.select_option("#target", "torque"))
    visitor.refitted(page.get_by_role("button", name="+ target").click)
    other = page.locator(".targets button").nth(1)
    name = other.inner_text()
    other.click()
    page.locator(".targets button[aria-pressed=true]", has_text=name).wait_for()
    figure = visitor.figure("held-out RMSE")
    page.reload()
    visitor.fitted()
    page.locator(".targets button[aria-pressed=true]", has_text=name).wait_for()
    assert visitor.figure("held-out RMSE") == figure
