"""Step through: one scene in three steps, and every number in it is ``explain.step``'s."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import shoal

from .axe import violations
from .browser import Visitor

ROW, WEIGHT = 7, ("v", 2, 2)  # from x2 to unit 2
SHOWN = """() => [...document.querySelectorAll('.step-through .nodes .value[data-value]')].map((v) =>
  Number(v.dataset.value))"""
MIDDLE = """(line) => {
  const box = line.ownerSVGElement.getBoundingClientRect();
  const at = (name) => line[name].baseVal.value;
  return [box.left + (at('x1') + at('x2')) / 2, box.top + (at('y1') + at('y2')) / 2];
}"""


@pytest.fixture
def panel(visitor: Visitor) -> Any:
    """The panel of a fitted surface, at one row and weight."""
    visitor.page.locator("[data-example=surface]").click()
    visitor.fitted()
    panel = visitor.tab("Step through")
    panel.locator(".said-of-step:not(:empty)").wait_for()
    panel.get_by_role("spinbutton", name="row").fill(str(ROW))
    panel.get_by_role("spinbutton", name="row").press("Enter")
    panel.get_by_text("of 320: row").wait_for()
    panel.get_by_label("matrix of weights").select_option("V")
    panel.get_by_label("weight from").select_option("x2")
    panel.get_by_label("weight to").select_option("unit 2")
    panel.get_by_text("The chain rule of v₂,₂ (V[2, 1] in Python)").wait_for()
    return panel


@pytest.fixture(scope="module")
def step() -> Any:
    """The same by the Python interface."""
    random = np.random.RandomState(0)  # the surface of the first screen, by its published recipe
    x1, x2 = random.uniform(-3, 3, (2, 400))
    t = np.sin(x1) * np.cos(x2) + 0.05 * random.standard_normal(400)
    table = {"x1": x1, "x2": x2, "t": t}
    model = shoal.fit_table(table, "t", random_state=0)
    rows = shoal.tables.from_frame(table).take(model.training_rows)
    return shoal.explain.step(model, rows, row=list(range(ROW, ROW + 6)), weight=WEIGHT)


def shown(panel: Any) -> list[float]:
    """The numbers at the nodes, layer by layer from top to bottom."""
    return list(panel.page.evaluate(SHOWN))


def phase(panel: Any, name: str) -> Any:
    """One of the three steps; its sentence."""
    panel.get_by_role("radio", name=name).click()
    return panel.locator(".said-of-step")


def number(text: str) -> float:
    return float(text.replace("−", "-"))


def settle(panel: Any, there: Callable[[], bool]) -> None:
    """Wait for the answer of the row that was asked for; on a busy machine another stands there first."""
    for _ in range(200):
        if there():
            return
        panel.page.wait_for_timeout(50)


def test_forward_shows_inputs_units_and_output(panel: Any, step: Any) -> None:
    said = phase(panel, "Forward").inner_text()
    expected = [*step["X1"][0, 1:], *step["Z"][0], *step["Y"][0]]
    settle(panel, lambda: shown(panel) == pytest.approx(expected, rel=1e-9))
    assert shown(panel) == pytest.approx(expected, rel=1e-9)
    assert f"z = tanh({step['A'][0, 1]:.3g})".replace("-", "−")[:12] in said
    assert number(said.split("gives y = ")[1].split(";")[0]) == pytest.approx(
        step["Y"][0, 0], rel=0.01
    )
    lit = panel.locator(".diagram line.lit")
    assert {lit.nth(i).get_attribute("data-weight") for i in range(lit.count())} == {
        "0 2 1",  # v₂,₂, and the way of unit 2 to the output
        "1 2 0",
    }
    assert panel.locator("math").count() == 3


def test_the_error_goes_back_as_deltas(panel: Any, step: Any) -> None:
    said = phase(panel, "Error back").inner_text()
    assert shown(panel) == pytest.approx([*step["delta_h"][0], *step["delta_o"][0]], rel=1e-9)
    off = number(said.split("t − y = ")[1].split(";")[0])
    assert off == pytest.approx(step["error"][0, 0], rel=0.01)
    assert number(said.split("δ⁽ʰ⁾ = ")[1].rstrip(".")) == pytest.approx(
        step["delta_h"][0, 1], rel=0.01
    )
    lit = panel.locator(".diagram line.lit")
    places = {lit.nth(i).get_attribute("data-weight") for i in range(lit.count())}
    assert places == {f"1 {m} 0" for m in range(1, 13)}  # W, without the constant's


def test_the_update_moves_the_weight_from_old_to_new(panel: Any, step: Any) -> None:
    said = phase(panel, "Update").inner_text()
    old, new = (number(w) for w in panel.locator(".diagram .moved").text_content().split(" → "))
    assert old == pytest.approx(step.chain.value, abs=1e-3)
    assert new - old == pytest.approx(step.chain.update, rel=0.1)
    before, after = said.rstrip(".").split("from ")[-1].split(" to ")
    assert number(after) - number(before) == pytest.approx(step.chain.update, rel=0.1)
    assert ("up" if step.chain.update > 0 else "down") in said
    moves = np.abs(step["V_new"] - step["V"])
    widths = {
        tuple(map(int, line["at"].split()))[1:]: float(line["width"])
        for line in panel.page.evaluate(
            "() => [...document.querySelectorAll('.step-through line')].map((l) =>"
            " ({ at: l.dataset.weight, width: l.getAttribute('stroke-width') }))"
        )
        if line["at"].startswith("0 ")
    }
    widest = max(widths, key=lambda place: widths[place])
    assert widest == np.unravel_index(moves.argmax(), moves.shape)


def test_a_click_on_a_weight_unfolds_its_chain_rule(panel: Any, step: Any) -> None:
    assert not panel.locator(".products").is_visible()
    line = panel.locator("line[data-weight='0 0 0']")  # the constant's to the first unit
    line.scroll_into_view_if_needed()
    panel.page.mouse.move(*line.evaluate(MIDDLE))
    panel.get_by_text("v₀,₁ = ").wait_for()
    panel.page.mouse.down()
    panel.page.mouse.up()
    panel.get_by_text("∂E/∂v₀,₁ = Σₙ").wait_for()
    assert panel.locator(".products").is_visible()
    panel.get_by_label("weight from").select_option("x2")
    panel.get_by_label("weight to").select_option("unit 2")
    panel.get_by_text("∂E/∂v₂,₂ = Σₙ").wait_for()
    chain = step.chain
    cells = panel.locator(".products tbody tr:first-child td.value")

    def values() -> list[float]:
        return [float(cells.nth(i).get_attribute("data-value")) for i in range(cells.count())]

    expected = [*(f.values[0] for f in chain.factors), chain.terms[0]]
    settle(panel, lambda: values() == pytest.approx(expected, rel=1e-9))
    assert values() == pytest.approx(expected, rel=1e-9)
    for name, value in (
        ("gradient", chain.gradient),
        ("finite difference", chain.difference),
        ("update", chain.update),
        ("new value", chain.new),
    ):
        cell = panel.locator(f"tr[data-name='{name}'] td.value")
        assert float(cell.get_attribute("data-value")) == pytest.approx(value, rel=1e-6)


def test_arrow_keys_go_from_step_to_step(panel: Any) -> None:
    panel.get_by_role("radio", name="Forward").focus()
    said = [panel.locator(".said-of-step").inner_text()]
    for name in ("Error back", "Update", "Forward"):
        panel.page.keyboard.press("ArrowRight")
        assert panel.get_by_role("radio", name=name).get_attribute("aria-checked") == "true"
        assert panel.page.evaluate("document.activeElement.textContent").endswith(name)
        said.append(panel.locator(".said-of-step").inner_text())
    assert len(set(said)) == 3
    assert said[0] == said[-1]


def test_what_can_be_clicked_can_be_reached_by_keys(panel: Any) -> None:
    drawing = panel.locator("svg.diagram")
    assert drawing.get_attribute("role") == "group"  # an image has no buttons in it
    stops = drawing.locator("[tabindex='0']")
    assert stops.count() == 1  # Tab enters once
    stops.focus()
    panel.page.keyboard.press("ArrowDown")
    panel.page.keyboard.press("ArrowDown")
    assert panel.page.evaluate("document.activeElement.ariaLabel") == "unit 3: step through it"
    panel.page.keyboard.press("Enter")
    panel.get_by_text("The chain rule of v₁,₃").wait_for()


def test_nothing_moves_for_those_who_ask_for_less_motion(
    browser: Any, address: str, visitor: Visitor
) -> None:
    running = "document.getAnimations().filter((a) => a.animationName === 'flow').length"
    still = Visitor(browser, address, reduced_motion="reduce")
    for each, moves in ((visitor, True), (still, False)):
        each.page.locator("[data-example=surface]").click()
        each.fitted()
        panel = each.tab("Step through")
        panel.locator(".said-of-step:not(:empty)").wait_for()
        panel.get_by_role("radio", name="Error back").click()
        assert (each.page.evaluate(running) > 0) == moves
    still.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_scene_keeps_the_rules_of_access(browser: Any, address: str, theme: str) -> None:
    visitor = Visitor(browser, address, color_scheme=theme, reduced_motion="reduce")
    visitor.page.locator("[data-example=surface]").click()
    visitor.fitted()
    panel = visitor.tab("Step through")
    panel.locator(".said-of-step:not(:empty)").wait_for()
    for name in ("Forward", "Error back", "Update"):
        phase(panel, name)
        assert not violations(visitor.page, ".step-through"), name
    panel.locator(".chain-rule summary").click()
    assert not violations(visitor.page, ".step-through")
    assert not violations(visitor.page, ".live .network")
    visitor.close()
