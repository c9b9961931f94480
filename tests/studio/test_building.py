"""The drawing of a network that is watched: its weights lead to their steps, its buttons change it."""

from __future__ import annotations

from typing import Any

import pytest

from .browser import Visitor

MIDDLE = """(line) => {
  const box = line.ownerSVGElement.getBoundingClientRect();
  const at = (name) => line[name].baseVal.value;
  return [box.left + (at('x1') + at('x2')) / 2, box.top + (at('y1') + at('y2')) / 2];
}"""
NETWORK = ".live .network"


@pytest.fixture
def dead_start(visitor: Visitor) -> Visitor:
    """1 000 epochs of gradient descent with 20 hidden units, ended."""
    visitor.page.locator("[data-example=S21]").click()
    visitor.fitted()
    return visitor


def click_weight(visitor: Visitor, layer: int, start: int, to: int) -> None:
    line = visitor.page.locator(f"{NETWORK} line[data-weight='{layer} {start} {to}']")
    line.scroll_into_view_if_needed()
    visitor.page.mouse.click(*line.evaluate(MIDDLE))


def build(visitor: Visitor, name: str) -> Any:
    return visitor.page.locator(NETWORK).get_by_role("button", name=name, exact=True)


def drawn(visitor: Visitor, heading: str) -> None:
    """Wait until the drawing has this layer."""
    visitor.page.locator(f"{NETWORK} text.heading:text-is('{heading}')").wait_for()


def sizes(visitor: Visitor) -> list[str]:
    """Units of the hidden layers, as the controls have them."""
    exact = visitor.page.locator(".layers input[type=number]")
    return [exact.nth(i).input_value() for i in range(exact.count())]


def test_a_click_on_a_weight_steps_through_it(dead_start: Visitor) -> None:
    page = dead_start.page
    dead_start.tab("Runs")
    click_weight(dead_start, 1, 3, 0)  # from unit 3 to the output
    page.get_by_role("tab", name="Step through", exact=True, selected=True).wait_for()
    page.get_by_text("∂E/∂w₃,₁ = Σₙ").wait_for()
    assert page.get_by_label("weight from").input_value() == "unit 3"
    assert page.locator(".products").is_visible()
    assert page.locator(".tabs").bounding_box()["y"] < 200  # in sight
    page.locator(NETWORK).get_by_role("button", name="unit 5: step through it").click()
    page.get_by_text("∂E/∂v₁,₅ = Σₙ").wait_for()


def test_a_weight_of_a_fit_that_runs_is_stepped_through_once_it_rests(visitor: Visitor) -> None:
    page = visitor.page
    page.locator("[data-example=S19]").click()
    page.select_option("#speed", "10")
    page.locator("p.mark:has-text('the fit runs')").wait_for()
    drawn(visitor, "20 tanh units")
    click_weight(visitor, 1, 3, 0)
    visitor.button("Pause").click()
    page.get_by_text("∂E/∂w₃,₁ = Σₙ").wait_for()
    assert page.get_by_label("weight from").input_value() == "unit 3"


def test_units_are_added_and_taken_away_and_the_network_is_fitted_anew(dead_start: Visitor) -> None:
    dead_start.refitted(build(dead_start, "one unit more").click)
    drawn(dead_start, "21 tanh units")
    assert sizes(dead_start) == ["21"]
    assert dead_start.figure("network") == "21 tanh"
    dead_start.page.get_by_label("units of hidden layer 1, exactly").fill("2")
    dead_start.refitted(
        lambda: dead_start.page.get_by_label("units of hidden layer 1, exactly").press("Enter")
    )
    drawn(dead_start, "2 tanh units")
    dead_start.refitted(build(dead_start, "one unit fewer").click)
    drawn(dead_start, "1 tanh unit")
    assert sizes(dead_start) == ["1"]
    assert build(dead_start, "one unit fewer").is_disabled()  # without the layer: the cross


def test_layers_are_added_up_to_three_and_taken_away_down_to_none(dead_start: Visitor) -> None:
    page = dead_start.page
    page.get_by_label("start", exact=True).select_option("auto")  # the lecture's is of one layer
    dead_start.fitted()
    for layers in ([20, 10], [20, 10, 10]):
        dead_start.refitted(build(dead_start, "one hidden layer more").click)
        assert sizes(dead_start) == [str(n) for n in layers]
    page.locator(NETWORK).get_by_role("button", name="without hidden layer 3").wait_for()
    assert build(dead_start, "one hidden layer more").is_disabled()
    dead_start.refitted(build(dead_start, "one unit fewer of hidden layer 2").click)
    assert sizes(dead_start) == ["20", "9", "10"]
    for left in (["9", "10"], ["10"], []):
        dead_start.refitted(build(dead_start, "without hidden layer 1").click)
        assert sizes(dead_start) == left
    build(dead_start, "without hidden layer 1").wait_for(state="detached")
    dead_start.refitted(build(dead_start, "one hidden layer more").click)
    drawn(dead_start, "10 tanh units")


def test_a_network_that_is_found_is_not_built(visitor: Visitor) -> None:
    visitor.page.locator("[data-example=surface]").click()
    visitor.fitted()
    visitor.page.locator(f"{NETWORK} line").first.wait_for()
    assert visitor.page.locator(".builds").count() == 0
    visitor.refitted(lambda: visitor.page.select_option("#solver", "adam"))
    build(visitor, "one unit more").wait_for()


def test_the_curve_of_a_descent_is_drawn_once(visitor: Visitor) -> None:
    page = visitor.page
    page.locator("[data-example=S21]").click()
    visitor.fitted()
    page.locator(".profiler[data-drawn]").wait_for()
    assert page.locator(".live .panel.fit").is_visible()
    assert page.locator(".fitted-view").count() == 0
    wide = page.locator(".profiler").bounding_box()["width"]
    assert wide > 0.95 * page.locator(".asked").bounding_box()["width"]
    visitor.refitted(lambda: page.select_option("#solver", "lm"))
    page.locator(".fitted-view .curve-view").wait_for()
    assert not page.locator(".live .panel.fit").is_visible()
