"""A descent that rests, in a browser: what stands on the page is of this epoch, also after a reload."""

from __future__ import annotations

from typing import Any

import pytest

from .browser import Visitor

SETTLED = "() => !document.querySelector('[data-stale], .view[aria-busy=true]')"
LATER = "the interval is known when the fit has ended"


def rests_at(visitor: Visitor, epoch: int) -> None:
    """Wait until all of the page speaks of this epoch."""
    visitor.page.locator(f"p.mark:text-is('weights of epoch {epoch}')").wait_for()
    visitor.page.wait_for_selector(f".live p.line:text-matches('^epoch {epoch} ')")
    visitor.page.wait_for_function(SETTLED)
    visitor.page.locator(".state", has_text=f"weights of epoch {epoch}").first.wait_for()


def at_rest(visitor: Visitor, name: str) -> None:
    """One of the lecture's fits, at epoch 0."""
    visitor.page.locator(f"[data-example={name}]").click()
    visitor.page.wait_for_selector(".figures dt")
    visitor.button("Reset").click()
    rests_at(visitor, 0)


def seen(visitor: Visitor) -> dict[str, Any]:
    """What stands on the page."""
    page = visitor.page
    curves = {
        name: page.locator(f".live {name}").first.get_attribute("d")
        for name in (".errors path.line.train", ".fit path.line.model", ".units path.line")
    }
    words = (".answer-said", ".sentence", ".step-through .products", ".live p.line")
    said = {name: page.locator(name).first.text_content() for name in words}
    told = said[".live p.line"] or ""
    return {**curves, **said, ".live p.line": told.rpartition("   ")[0]}  # without its time


def test_after_a_reload_it_stands_as_before_and_goes_on(visitor: Visitor) -> None:
    at_rest(visitor, "S19")
    for epoch in (1, 2, 3):
        visitor.button("Step").click()
        rests_at(visitor, epoch)
    before = seen(visitor)
    visitor.page.reload()
    rests_at(visitor, 3)
    visitor.page.locator(".live .diagram line").first.wait_for()
    assert seen(visitor) == before
    visitor.button("Step").click()
    rests_at(visitor, 4)
    visitor.page.select_option("#speed", "")
    visitor.button("Continue").click()
    visitor.fitted()
    assert visitor.figure("held-out RMSE") == "0.282"  # as if it had never been held


def test_an_input_is_picked_while_it_rests(visitor: Visitor) -> None:
    page = visitor.page
    page.locator("[data-example=surface]").click()
    visitor.fitted()
    visitor.refitted(lambda: page.select_option("#solver", "adam"))
    visitor.button("Reset").click()
    rests_at(visitor, 0)
    for name in ("x1", "x2", "x1"):
        page.get_by_label(f"hidden units over {name}").click()
        page.locator(".units text.name", has_text=f"{name} (others").wait_for()  # without a step


@pytest.mark.parametrize(
    ("name", "resting", "ended"),
    [
        ("S19", LATER, "95 %: where the target"),
        ("S6", "one network on all rows knows", "one network on all rows knows"),
    ],
)
def test_why_there_is_no_interval(visitor: Visitor, name: str, resting: str, ended: str) -> None:
    at_rest(visitor, name)
    assert (visitor.page.locator(".statement").text_content() or "").startswith(resting)
    visitor.page.select_option("#speed", "")
    visitor.button("Run").click()
    visitor.fitted()
    visitor.page.locator(".statement", has_text=ended).wait_for()
