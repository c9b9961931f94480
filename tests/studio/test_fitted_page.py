"""The fit and the profiler, side by side in a real browser: one point, moved from either side."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import shoal
from shoal.studio.tables.examples import example

from .browser import Visitor

COUNT = "document.querySelector('.profiler').dataset.drawn"
ANSWERED = "document.querySelector('.fitted-view > div').dataset.answered"
DRAWN = "document.querySelector('.map-view').dataset.drawn"

TICKS = """() => Object.fromEntries([['x', 'middle', 'x'], ['y', 'end', 'y']].map(([way, anchor, place]) =>
  [way, [...document.querySelectorAll(`.field-map .axes text.tick[text-anchor="${anchor}"]`)]
    .map((text) => [Number(text.textContent.replace('\u2212', '-').replace('\u202f', '')),
                    Number(text.getAttribute(place)) - (way === 'y' ? 4 : 0)])]))"""


def opened(visitor: Visitor, name: str) -> None:
    """An example, fitted, its fit and its profiler drawn."""
    visitor.page.locator(f"[data-example={name}]").click()
    visitor.fitted()
    visitor.page.wait_for_function(
        f"() => {ANSWERED} && {COUNT}"
        " && !document.querySelector('[data-stale], .view[aria-busy=true]')"
    )


def redrawn(visitor: Visitor, change: Callable[[], Any], *counters: str) -> None:
    """Change something, and wait until every counter has gone on."""
    page = visitor.page
    before = [page.evaluate(counter) for counter in counters]
    change()
    for counter, old in zip(counters, before, strict=True):
        page.wait_for_function(f"(old) => Number({counter}) > Number(old)", arg=old)


def model_of(name: str) -> Any:
    one = example(name)
    return shoal.fit_table(one.opened().table, one.target, random_state=0)


def standing(visitor: Visitor, name: str) -> float:
    """Where an input's line in the profiler stands."""
    line = visitor.page.locator(f".profiler [role=slider][aria-label='{name}']")
    return float(line.get_attribute("aria-valuenow"))


def said(visitor: Visitor) -> float:
    """The prediction that stands at the cross."""
    words = visitor.page.locator(".fitted-view text.answer").text_content()
    return float(re.match(r"[-\d.]+", words.replace("\u2212", "-").replace("\u202f", "")).group())


def agrees(visitor: Visitor, expected: float) -> None:
    """Wait until the cross says ``expected``, to the digits that it shows."""
    visitor.page.wait_for_function(
        """(expected) => {
          const words = document.querySelector('.fitted-view text.answer').textContent;
          const shown = words.replace('\u2212', '-').replace('\u202f', '').match(/^[-\\d.]+/)[0];
          const digits = (shown.split('.')[1] ?? '').length;
          return Math.abs(Number(shown) - expected) <= 0.5001 * 10 ** -digits;
        }""",
        arg=expected,
    )


def drag(visitor: Visitor, place: str, *stops: tuple[float, float]) -> None:
    """Press at the first stop, in shares of the place's width and height, and move through the others."""
    box = visitor.page.locator(place).first.bounding_box()
    points = [(box["x"] + a * box["width"], box["y"] + b * box["height"]) for a, b in stops]
    visitor.page.mouse.move(*points[0])
    visitor.page.mouse.down()
    for point in points[1:]:
        visitor.page.mouse.move(*point)
    visitor.page.mouse.up()


def test_the_cross_moves_the_profiler_and_the_profiler_the_cross(visitor: Visitor) -> None:
    opened(visitor, "surface")
    model = model_of("surface")
    place = ".map-view .plot-place"
    redrawn(
        visitor, lambda: drag(visitor, place, (0.3, 0.3), (0.4, 0.4), (0.6, 0.5)), COUNT, ANSWERED
    )
    at = {name: standing(visitor, name) for name in ("x1", "x2")}
    agrees(visitor, float(model.predict({k: [v] for k, v in at.items()})[0]))
    values = visitor.page.locator(".profiler")
    assert float(values.get_by_role("spinbutton", name="x1").input_value()) == at["x1"]
    cross = visitor.page.locator(".map-view circle.centre")
    before = cross.get_attribute("cx"), cross.get_attribute("cy")
    values.get_by_role("spinbutton", name="x1").fill("1.25")
    redrawn(visitor, lambda: values.get_by_role("spinbutton", name="x1").press("Enter"), ANSWERED)
    agrees(visitor, float(model.predict({"x1": [1.25], "x2": [at["x2"]]})[0]))
    assert (cross.get_attribute("cx"), cross.get_attribute("cy")) != before
    assert visitor.page.evaluate("String(getSelection())") == ""


def test_a_contour_runs_where_the_model_predicts_its_value(visitor: Visitor) -> None:
    opened(visitor, "surface")
    model = model_of("surface")
    page = visitor.page
    ticks = page.evaluate(TICKS)
    lines = {
        way: np.polyfit(*zip(*[(p, v) for v, p in found], strict=True), 1)
        for way, found in ticks.items()
    }
    names = [page.get_by_label(label).input_value() for label in ("input across", "input upwards")]
    checked = 0
    for path in page.locator(".bands .contour").all():
        level = float(path.get_attribute("data-level"))
        points = np.array(re.findall(r"([-\d.]+) ([-\d.]+)", path.get_attribute("d")), float)
        frame = page.locator(".field-map .axes rect.edge").first
        left, top, width, height = (
            float(frame.get_attribute(a)) for a in ("x", "y", "width", "height")
        )
        inside = (points > [left + 2, top + 2]).all(1) & (
            points < [left + width - 2, top + height - 2]
        ).all(1)
        points = points[inside]
        cells = {
            name: np.polyval(lines[way], points[:, k])
            for k, (way, name) in enumerate(zip("xy", names, strict=True))
        }
        np.testing.assert_allclose(model.predict(cells), level, atol=0.02)
        checked += len(points)
    assert checked > 200


def test_another_input_redraws_the_field_coarsely_while_it_moves_then_finely(
    visitor: Visitor,
) -> None:
    opened(visitor, "auto_mpg")
    page = visitor.page
    fine = "() => document.querySelector('.map-view').dataset.points === '64'"
    page.wait_for_function(fine)
    field = "document.querySelector('.bands').innerHTML"
    before = page.evaluate(field)
    line = page.locator(".profiler").get_by_role("slider", name="horsepower")
    redrawn(visitor, lambda: line.press("PageUp"), COUNT, ANSWERED, DRAWN)
    page.wait_for_function("() => Number(document.querySelector('.map-view').dataset.drawn) >= 3")
    page.wait_for_function(fine)
    assert page.evaluate(field) != before


def test_a_drag_is_drawn_as_it_goes(visitor: Visitor) -> None:
    opened(visitor, "auto_mpg")
    page = visitor.page
    box = page.locator(".profiler .plot-place").first.bounding_box()
    page.mouse.move(box["x"] + 10, box["y"] + 40)
    page.mouse.down()
    seen = set()
    for step in range(1, 9):
        redrawn(
            visitor,
            lambda to=step: page.mouse.move(box["x"] + 10 + 8 * to, box["y"] + 40),
            COUNT,
            ANSWERED,
        )
        seen.add(page.locator(".profiler path.line.model").nth(1).get_attribute("d"))
    page.mouse.up()
    assert len(seen) == 8  # the other curves follow while the pointer is down


def test_a_locked_input_is_moved_by_its_own_strip_alone(visitor: Visitor) -> None:
    opened(visitor, "auto_mpg")
    page, place = visitor.page, ".map-view .plot-place"
    page.get_by_role("button", name="lock weight").click()
    weight, year = standing(visitor, "weight"), standing(visitor, "model_year")
    redrawn(visitor, lambda: drag(visitor, place, (0.3, 0.3), (0.5, 0.2)), COUNT)
    assert standing(visitor, "weight") == weight
    assert standing(visitor, "model_year") > year
    redrawn(visitor, visitor.button("to the largest").click, COUNT)
    page.get_by_text("largest found: ").wait_for()
    assert standing(visitor, "weight") == weight
    redrawn(
        visitor,
        lambda: page.locator(".profiler").get_by_role("slider", name="weight").press("ArrowRight"),
        COUNT,
    )
    assert standing(visitor, "weight") > weight
    page.get_by_role("button", name="lock weight").click()
    redrawn(visitor, visitor.button("to the middle").click, COUNT)
    assert (standing(visitor, "weight"), standing(visitor, "model_year")) == (weight, year)


def test_the_cross_is_walked_by_keys_and_speaks(visitor: Visitor) -> None:
    opened(visitor, "auto_mpg")
    page = visitor.page
    assert page.get_by_label("input across").input_value() == "weight"
    across = page.locator(".map-view [role=slider][aria-label='weight']")
    redrawn(visitor, lambda: across.press("End"), COUNT)
    top = float(across.get_attribute("aria-valuemax"))
    assert standing(visitor, "weight") == top == float(across.get_attribute("aria-valuenow"))
    up = page.locator(".map-view [role=slider][aria-label='model_year']")
    redrawn(visitor, lambda: up.press("ArrowUp"), COUNT)
    assert standing(visitor, "model_year") == float(up.get_attribute("aria-valuenow"))
    group = page.get_by_role("group", name="map of mpg over weight and model_year")
    words = page.locator(".map-view text.answer")
    assert group.get_attribute("aria-describedby") == words.get_attribute("id")


def test_other_two_inputs_are_chosen_and_a_text_is_one_of_them(visitor: Visitor) -> None:
    opened(visitor, "auto_mpg")
    page = visitor.page
    redrawn(visitor, lambda: page.get_by_label("input across").select_option("origin"), DRAWN)
    page.locator(".field-map .axes text.tick", has_text="Japan").wait_for()
    redrawn(visitor, lambda: page.get_by_label("input upwards").select_option("origin"), DRAWN)
    assert page.get_by_label("input across").input_value() == "model_year"  # they change places


def test_a_row_is_lit_and_named_under_the_pointer(visitor: Visitor) -> None:
    opened(visitor, "auto_mpg")
    page = visitor.page
    page.locator(".field-map path.points.held").wait_for()
    first = page.locator(".field-map path.points.held").get_attribute("d")
    x, y = map(float, re.match(r"M([\d.]+) ([\d.]+)h0", first).groups())
    box = page.locator(".map-view .plot-place").bounding_box()
    page.mouse.move(box["x"] + x, box["y"] + y)
    page.locator(".map-view .lit .words").wait_for()
    words = page.locator(".map-view .lit .words").text_content()
    line, actual, predicted = re.match(
        r"line (\d+): mpg ([\d.]+), predicted ([\d.]+)", words
    ).groups()
    rows = shoal.read_table("examples/data/auto_mpg.csv")
    i = int(line) - 2  # the header is line 1
    assert float(actual) == pytest.approx(rows["mpg"].values[i], abs=0.05)
    row = rows.take(np.array([i]))
    assert float(predicted) == pytest.approx(float(model_of("auto_mpg").predict(row)[0]), abs=0.06)
    page.mouse.move(box["x"] + 2, box["y"] - 20)
    page.wait_for_function(
        "() => document.querySelector('.map-view .lit').style.display === 'none'"
    )


def test_one_input_is_a_curve_that_is_dragged(visitor: Visitor) -> None:
    opened(visitor, "thurber")
    model = model_of("thurber")
    page = visitor.page
    assert page.locator(".curve-view path.band").count() == 1
    assert page.locator(".curve-view path.points").count() == 2
    redrawn(
        visitor,
        lambda: drag(visitor, ".curve-view .plot-place", (0.3, 0.5), (0.7, 0.5)),
        COUNT,
        ANSWERED,
    )
    at = standing(visitor, "log_density")
    agrees(visitor, float(model.predict({"log_density": [at]})[0]))
    redrawn(
        visitor, lambda: page.locator(".curve-view [role=slider]").press("Home"), COUNT, ANSWERED
    )
    agrees(visitor, float(model.predict({"log_density": [standing(visitor, "log_density")]})[0]))
    assert page.evaluate("String(getSelection())") == ""


def test_what_if_answers_like_predict_by_mouse_and_by_keyboard(
    visitor: Visitor, engine: Path
) -> None:
    visitor.open(str(engine))
    visitor.fitted()
    visitor.refitted(lambda: visitor.page.select_option("#target", "torque"))
    model = shoal.fit_table(shoal.read_table(engine), "torque", random_state=0)
    panel = visitor.page.locator(".profiler")
    panel.get_by_role("spinbutton", name="speed").fill("2.5")
    panel.get_by_role("spinbutton", name="speed").press("Enter")
    panel.get_by_role("combobox", name="fuel").select_option("gas")
    line = panel.get_by_role("slider", name="gear")
    for key in ("Home", "ArrowRight", "ArrowRight"):
        line.press(key)
    noise = standing(visitor, "<script>alert(1)</script>")
    row = {"speed": [2.5], "gear": [3.0], "fuel": np.array(["gas"], object)}
    agrees(visitor, float(model.predict(row | {"<script>alert(1)</script>": [noise]})[0]))
    assert standing(visitor, "gear") == 3
    panel.get_by_text("95 %").first.wait_for()
    place = panel.locator(".plot-place").first.bounding_box()
    visitor.page.mouse.move(place["x"] + 30, place["y"] + 40)
    visitor.page.mouse.down()
    visitor.page.mouse.move(place["x"] + place["width"] - 2, place["y"] + 40)
    visitor.page.mouse.up()
    panel.get_by_text("outside the training range").wait_for()
    assert visitor.page.locator("body script, .shoal img").count() == 0


def test_the_map_is_saved_with_its_rows_and_its_cross(visitor: Visitor, tmp_path: Path) -> None:
    opened(visitor, "surface")
    place = visitor.page.locator(".map-view .plot-place")
    place.hover()
    drawn = visitor.saved(place.get_by_text("SVG").click, tmp_path)
    assert drawn.name == "map-of-t-over-x2-and-x1.svg"
    text = drawn.read_text()
    root = ElementTree.fromstring(text)
    fills = {path.get("fill") for path in root.iter("{http://www.w3.org/2000/svg}path")}
    assert len(fills) > 6  # the bands
    words = {"".join(node.itertext()) for node in root.iter("{http://www.w3.org/2000/svg}text")}
    assert visitor.page.locator(".map-view text.answer").text_content() in words
    assert text.count("h0") >= 400  # a point a row
    assert not {"var(", "light-dark("} & set(re.findall(r"[a-z-]+\(", text))
