"""The page without a mouse: from the first screen to a fitted table, its point, its steps."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from .browser import Visitor
from .test_fitted_page import ANSWERED, COUNT, redrawn, standing
from .test_second_table_page import without_target

FOCUSED = """() => {
  const at = document.activeElement;
  const place = at.closest("label") ?? at; // a file's own button is hidden under its label
  return { name: at.ariaLabel || at.textContent.trim().slice(0, 40) || at.id, tag: at.tagName,
    ring: [at, place].some((e) => getComputedStyle(e).outlineStyle !== "none"
      && parseFloat(getComputedStyle(e).outlineWidth) >= 2) };
}"""
WITHIN = "(selector) => !!document.activeElement.closest(selector)"
MOST = 120  # presses of Tab from one end of the page to the other


def tabbed(page: Any, selector: str, key: str = "Tab") -> None:
    """Press Tab until what has the focus is ``selector`` or within it."""
    for _ in range(MOST):
        if page.evaluate(WITHIN, selector):
            return
        page.keyboard.press(key)
    pytest.fail(f"Tab does not reach {selector}")


def opened(visitor: Visitor, name: str) -> None:
    """An example, by Tab and Enter."""
    visitor.page.locator(".card").first.wait_for()
    tabbed(visitor.page, f"[data-example={name}]")
    visitor.page.keyboard.press("Enter")


def test_a_table_is_fitted_its_point_moved_and_a_tab_chosen(visitor: Visitor) -> None:
    page = visitor.page
    opened(visitor, "surface")
    visitor.fitted()
    page.wait_for_function(f"() => {COUNT} && {ANSWERED}")
    tabbed(page, ".map-view [role=slider][aria-orientation=horizontal]")
    across = page.evaluate("document.activeElement.ariaLabel")
    for key, sign in (("ArrowRight", 1), ("ArrowLeft", -1)):
        before = standing(visitor, across)
        redrawn(visitor, lambda key=key: page.keyboard.press(key), COUNT, ANSWERED)
        assert sign * (standing(visitor, across) - before) > 0
    tabbed(page, ".dial [role=slider]")
    name = page.evaluate("document.activeElement.ariaLabel")
    before = standing(visitor, name)
    redrawn(visitor, lambda: page.keyboard.press("End"), COUNT, ANSWERED)
    assert standing(visitor, name) > before
    tabbed(page, "[role=tab]")
    page.keyboard.press("End")
    assert page.locator("[role=tab][aria-selected=true]").inner_text() == "Data"
    page.keyboard.press("Tab")
    assert page.evaluate(WITHIN, "[role=tabpanel]")
    assert visitor.pressed() == 0


def test_a_descent_runs_rests_steps_and_begins_anew(visitor: Visitor) -> None:
    page = visitor.page
    line = page.locator(".live p.line")
    opened(visitor, "S19")
    line.filter(has_text=re.compile("^epoch ")).wait_for()
    page.keyboard.press("r")
    visitor.button("Continue").wait_for()
    page.keyboard.press("0")
    line.filter(has_text=re.compile("^epoch 0 ")).wait_for()
    for epoch in (1, 2):
        page.keyboard.press("s")
        line.filter(has_text=re.compile(f"^epoch {epoch} ")).wait_for()
    tabbed(page, "#seed")
    page.keyboard.press("s")  # of what is typed it is a letter
    page.keyboard.press("Escape")
    assert line.inner_text().startswith("epoch 2 ")
    assert visitor.pressed() == 0


def test_the_links_that_skip_show_with_the_focus_and_lead_on(visitor: Visitor) -> None:
    page = visitor.page
    opened(visitor, "thurber")
    visitor.fitted()
    skips = page.locator(".skips button")
    assert skips.count() == 3
    for name, part in (
        ("to the answer", "h1"),
        ("to the controls", ".side"),
        ("to the tabs", ".tabs"),
    ):
        link = skips.filter(has_text=name)
        assert link.bounding_box()["y"] < 0
        page.evaluate("() => document.activeElement.blur()")
        tabbed(page, ".skips")
        while page.evaluate("document.activeElement.textContent") != name:
            page.keyboard.press("Tab")
        assert link.bounding_box()["y"] >= 0
        page.keyboard.press("Enter")
        assert page.evaluate(WITHIN, part)
        assert page.locator(part).first.is_visible()
    page.keyboard.press("Tab")
    assert page.evaluate(WITHIN, "[role=tab]")


def test_the_dialog_is_left_by_escape_and_the_focus_comes_back(
    visitor: Visitor, engine: Path, tmp_path: Path
) -> None:
    page = visitor.page
    visitor.open(str(engine))
    visitor.fitted()
    tabbed(page, "#seed")
    new = without_target(engine, tmp_path / "new.csv")
    visitor.open(str(new))
    page.get_by_role("dialog").wait_for()
    page.keyboard.press("Tab")
    assert page.evaluate(WITHIN, "dialog")
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="detached")
    assert page.evaluate("document.activeElement.id") == "seed"


@pytest.mark.parametrize("name", ["", "auto_mpg", "S5"])
def test_whatever_has_the_focus_shows_it(visitor: Visitor, name: str) -> None:
    page = visitor.page
    page.locator(".card").first.wait_for()
    if name:
        opened(visitor, name)
        visitor.fitted()
        page.locator(".profiler [role=slider]").first.wait_for()
    page.evaluate("() => document.activeElement.blur()")
    seen = []
    for _ in range(MOST):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused["tag"] == "BODY":
            break
        seen.append(focused)
    assert len(seen) >= 8
    assert [one for one in seen if not one["ring"]] == []
