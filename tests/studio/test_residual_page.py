"""Residuals in a browser: a row lit in one picture is lit in all, and the profiler goes to it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import shoal

from .browser import Visitor

LIT = """() => [...document.querySelectorAll('.residual-strip')].map((strip) => {
  const lit = strip.querySelector('.lit');
  const ring = strip.querySelector('.ring');
  const at = (name) => Number(ring.getAttribute(name));
  return lit.style.display === 'none' ? null : [at('cx'), at('cy')];
})"""

# where each point of a plot stands, in the order of the rows that were sent
POINTS = """(strip) => {
  const place = document.querySelectorAll('.residual-strip')[strip];
  return [...place.querySelectorAll('path.points:not(.chosen)')]
    .flatMap((path) => (path.getAttribute('d') ?? '').split('M').slice(1))
    .map((point) => point.split('h')[0].split(' ').map(Number));
}"""

CHOSEN = """() => [...document.querySelectorAll('.residual-strip path.chosen')]
  .map((path) => (path.getAttribute('d') ?? '').split('M').length - 1)"""


@pytest.fixture
def shown(visitor: Visitor, engine: Path) -> Visitor:
    """The residuals of a fit."""
    visitor.open(str(engine))
    visitor.fitted()
    visitor.refitted(lambda: visitor.page.select_option("#target", "torque"))
    into_sight(visitor)
    return visitor


def into_sight(visitor: Visitor) -> None:
    visitor.page.locator(".residuals").scroll_into_view_if_needed()
    visitor.page.locator(".residual-strip path.points").first.wait_for(state="attached")
    visitor.page.locator(".residual-strips").scroll_into_view_if_needed()


def over(visitor: Visitor, strip: int, x: float, y: float) -> None:
    box = visitor.page.locator(".residual-strip .plot-place").nth(strip).bounding_box()
    visitor.page.mouse.move(box["x"] + x, box["y"] + y)


def far(points: list[list[float]]) -> int:
    """The point that is farthest from its neighbours: there can be no doubt which one is meant."""
    places = np.array(points)
    away = np.hypot(*(places[:, np.newaxis] - places).transpose(2, 0, 1))
    np.fill_diagonal(away, np.inf)
    return int(away.min(axis=1).argmax())


def test_a_row_under_the_pointer_is_lit_in_every_picture(shown: Visitor) -> None:
    first, second = (shown.page.evaluate(POINTS, strip) for strip in (0, 1))
    row = far(first)
    over(shown, 0, *first[row])
    lit = shown.page.evaluate(LIT)
    assert lit[0] == pytest.approx(first[row], abs=0.2)
    assert lit[1] == pytest.approx(second[row], abs=0.2)
    assert all(place is not None for place in lit)
    over(shown, 0, -20, 40)  # beside the picture
    assert shown.page.evaluate(LIT) == [None] * len(lit)


def test_a_click_keeps_a_row_and_the_profiler_goes_to_it(shown: Visitor, engine: Path) -> None:
    points = shown.page.evaluate(POINTS, 1)
    over(shown, 1, *points[far(points)])
    shown.page.mouse.down()
    shown.page.mouse.up()
    shown.button("set the profiler to this row").wait_for()
    assert set(shown.page.evaluate(CHOSEN)) == {1}
    words = shown.page.locator(".chosen-rows p").inner_text()
    line = int(words.split(":")[0].removeprefix("line "))
    table = shoal.read_table(engine)
    place = [table.row_label(i) for i in range(table.n_rows)].index(f"line {line}")
    model = shoal.fit_table(table, "torque", random_state=0)
    expected = float(model.predict(table.take(np.array([place])))[0])
    shown.button("set the profiler to this row").click()
    shown.page.wait_for_function(
        "(value) => { const { textContent } = document.querySelector('.answer-said');"
        " const said = textContent.replace('\\u2212', '-');"
        " return Math.abs(Number(said.split(' = ')[1].split(/[, ]/)[0]) - value) < 0.006 }",
        arg=expected,
    )
    shown.page.keyboard.press("Escape")
    assert set(shown.page.evaluate(CHOSEN)) == {0}
    assert shown.page.locator(".chosen-rows").get_by_text("point at a row").is_visible()


def test_a_rectangle_chooses_its_rows_everywhere(shown: Visitor) -> None:
    points = np.array(shown.page.evaluate(POINTS, 1))
    middle = np.median(points, axis=0)
    inside = int(((points <= middle) & (points >= points.min(axis=0) - 2)).all(axis=1).sum())
    over(shown, 1, *(points.min(axis=0) - 2))
    shown.page.mouse.down()
    over(shown, 1, *(middle - 10))
    over(shown, 1, *middle)
    shown.page.mouse.up()
    counts = shown.page.evaluate(CHOSEN)
    assert abs(counts[1] - inside) <= 1  # a point on the edge
    assert set(counts) == {counts[1]}
    assert shown.page.locator(".chosen-rows p").inner_text().startswith(f"{counts[1]} rows chosen")
    assert shown.page.evaluate("getSelection().toString()") == ""
    assert not shown.button("set the profiler to this row").is_visible()
    shown.page.locator(".chosen-rows").get_by_role("button", name="clear").click()
    assert set(shown.page.evaluate(CHOSEN)) == {0}


def test_the_keyboard_chooses_one_of_the_worst_rows(shown: Visitor) -> None:
    first = shown.page.locator(".residuals td button").first
    first.focus()
    shown.page.keyboard.press("Enter")
    shown.button("set the profiler to this row").wait_for()
    assert shown.page.locator(".chosen-rows b").inner_text() == first.inner_text()


def test_bends_left_over_are_named_on_their_strip(visitor: Visitor, tmp_path: Path) -> None:
    x = np.linspace(0, 10, 150)
    y = 8 * np.exp(-x / 4) * np.sin(2 * x) + 0.3 * np.random.RandomState(4).normal(size=150)
    rows = "\n".join(f"{a:.4f},{b:.4f}" for a, b in zip(x, y, strict=True))
    place = tmp_path / "damped.csv"
    place.write_text(f"x,y\n{rows}\n")
    visitor.open(str(place))
    visitor.fitted()
    into_sight(visitor)
    visitor.page.get_by_text("bends left over along x", exact=True).wait_for()
    assert visitor.page.locator(".residual-strip.bent").count() == 1
    assert visitor.page.locator(".doubt").get_by_text("bends left over along x").is_visible()
