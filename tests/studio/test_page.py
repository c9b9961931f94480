"""The page as a user meets it, in a real browser."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import shoal
from shoal.studio.tables.examples import EXAMPLES
from shoal.view.style import number

from .browser import Visitor

UNCOVERED = """(control) => {
  const { x, y, width, height } = control.getBoundingClientRect();
  return document.elementFromPoint(x + width / 2, y + height / 2) === control;
}"""

# where each part of the page stands, in every picture of the screen
REMEMBER_PLACES = """() => {
  window.places = new Set();
  const parts = ['.figures', '.pictures', '.live .errors', '.asked', '.residuals', '.tabs'];
  const top = (part) => document.querySelector(part).getBoundingClientRect().top + scrollY;
  const look = () => { places.add(String(parts.map(top))); requestAnimationFrame(look) };
  look();
}"""


def shown(value: float, size: float) -> str:
    """A number as the page prints it."""
    return number(value, size).replace("-", "\u2212")


def epoch(visitor: Visitor) -> int:
    """The epoch of the picture."""
    words = visitor.page.locator(".live p.line").inner_text().split("   ")[0]
    return int("".join(c for c in words if c.isdigit()))


def test_from_a_csv_to_a_saved_model_in_five_clicks(
    visitor: Visitor, engine: Path, tmp_path: Path
) -> None:
    with visitor.page.expect_file_chooser() as dialog:
        visitor.page.get_by_text("Drop a table here, or choose a file").click()
    dialog.value.set_files(str(engine))  # a click of the system's dialog
    visitor.fitted()
    visitor.page.locator("#target").click()
    # a click on what the system unfolds
    visitor.refitted(lambda: visitor.page.select_option("#target", "torque"))
    model = shoal.fit_table(shoal.read_table(engine), "torque", random_state=0)
    held, mean = model.record.held_out.rmse[0], model.record.held_out.rmse_mean[0]
    assert visitor.figure("held-out RMSE") == shown(held, mean)
    assert visitor.figure("linear") == shown(model.record.held_out.rmse_linear[0], mean)
    curve = visitor.page.locator(".errors path.line.train").get_attribute("d")
    heights = [float(point.split(" ")[1]) for point in curve[1:].split("L")]
    assert heights[0] < heights[-1]  # pixels count downwards: the error falls
    saved = visitor.saved(visitor.page.get_by_text("Save model").click, tmp_path)
    assert visitor.pressed() + 2 <= 5
    again = shoal.load(saved)
    rows = shoal.read_table(engine)
    assert np.array_equal(again.predict(rows), model.predict(rows))


def test_one_click_on_a_card_ends_on_a_fitted_model(visitor: Visitor) -> None:
    visitor.page.locator("[data-example=thurber]").click()
    visitor.fitted()
    model = shoal.fit_table(shoal.read_table("examples/data/thurber.csv"), "mobility")
    held = model.record.held_out
    assert visitor.figure("held-out RMSE") == shown(held.rmse[0], held.rmse_mean[0])
    visitor.page.locator(".curve-view path.band").wait_for()
    assert visitor.pressed() == 1


@pytest.mark.parametrize("name", [name for name in EXAMPLES if name != "thurber"])
def test_so_does_one_click_on_any_other(visitor: Visitor, name: str) -> None:
    visitor.page.locator(f"[data-example={name}]").click()
    visitor.fitted()
    points = ".fitted-view path.points, .live .fit path.points"  # of a descent over one input
    visitor.page.locator(points).first.wait_for(state="attached")
    assert visitor.pressed() == 1
    folded = visitor.button("draw it")
    assert folded.is_visible() == (name == "auto_mpg")  # more inputs than lines can be told apart
    if folded.is_visible():
        assert not visitor.page.locator(".live .network .plot-place").is_visible()
        folded.click()
        visitor.page.locator(".live .network .plot-place").wait_for()
    visitor.page.wait_for_function("() => document.querySelectorAll('.diagram line').length > 1")


def until_it_stands(visitor: Visitor) -> None:
    """The epoch told stays the same: what was under way when a fit was paused has arrived."""
    for _ in range(60):
        told = epoch(visitor)
        visitor.page.wait_for_timeout(300)
        if epoch(visitor) == told:
            return
    raise AssertionError(f"epoch {epoch(visitor)} and still going on")


def test_a_descent_is_reset_stepped_run_paused_and_continued(visitor: Visitor) -> None:
    visitor.page.locator("[data-example=S19]").click()
    visitor.page.wait_for_selector(".figures dt:text-is('epoch')")
    visitor.button("Reset").click()
    visitor.page.wait_for_selector(".live p.line:text-matches('^epoch 0 ')")
    for after in (1, 2, 3):
        visitor.button("Step").click()
        visitor.page.wait_for_selector(f".live p.line:text-matches('^epoch {after} ')")
        visitor.page.wait_for_timeout(120)
        assert epoch(visitor) == after  # and not one more
    visitor.page.select_option("#speed", "1000")  # does not end before it is paused
    visitor.button("Continue").click()
    visitor.page.wait_for_function(
        "() => /^epoch [\\d\\u202f]{4,} /.test(document.querySelector('.live p.line').textContent)"
    )
    visitor.button("Pause").click()
    visitor.button("Continue").wait_for()
    until_it_stands(visitor)
    visitor.page.select_option("#speed", "")  # as fast as it goes
    visitor.button("Continue").click()
    visitor.fitted()
    assert visitor.figure("held-out RMSE") == "0.282"  # as if it had never been held
    visitor.button("Continue").click()  # as many epochs again
    visitor.page.wait_for_selector(".live p.line:text-matches('200,000 epochs')")
    assert visitor.page.input_value("#epochs") == "200000"


def test_a_model_is_saved_opened_again_and_predicts(
    browser: Any, address: str, visitor: Visitor, engine: Path, tmp_path: Path
) -> None:
    visitor.open(str(engine))
    visitor.fitted()
    model = visitor.saved(visitor.page.get_by_text("Save model").click, tmp_path)
    table = visitor.saved(visitor.page.get_by_text("Predictions").click, tmp_path)
    other = Visitor(browser, address)
    other.open(str(model))
    other.page.get_by_text("A loaded model, fitted to engine.csv").wait_for()
    other.page.locator(".profiler .answer-said", has_text="=").wait_for()
    other.open(str(engine))
    other.page.get_by_text("beside the table engine.csv").wait_for()
    again = other.saved(other.page.get_by_text("Predictions").click, tmp_path)
    assert again.read_text() == table.read_text()
    other.button("Fit this table anew").click()
    other.fitted()
    other.close()


def test_a_wrong_file_gets_a_sentence_and_the_page_lives_on(
    visitor: Visitor, engine: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "broken.csv"
    bad.write_text('a,b\n1,"2\n3,4\n')
    visitor.open(str(bad))
    alert = visitor.page.get_by_role("alert")
    alert.get_by_text("broken.csv").wait_for()
    (tmp_path / "not.shoal").write_text("no model")
    visitor.open(str(tmp_path / "not.shoal"))
    alert.get_by_text("not.shoal").wait_for()
    visitor.forgive("status of 422", times=2)  # the browser itself logs the two refusals
    visitor.open(str(engine))
    visitor.fitted()
    assert not alert.is_visible()


def test_two_pages_do_not_disturb_each_other(browser: Any, address: str, visitor: Visitor) -> None:
    other = Visitor(browser, address)
    visitor.page.locator("[data-example=thurber]").click()
    other.page.locator("[data-example=surface]").click()
    visitor.fitted()
    other.fitted()
    assert "thurber.csv" in visitor.page.locator(".head").inner_text()
    assert "surface" in other.page.locator(".head").inner_text()
    assert visitor.tab("Runs").locator("tbody tr").count() == 1
    other.close()


def test_the_slider_ends_on_its_newest_place(visitor: Visitor) -> None:
    visitor.page.locator("[data-example=surface]").click()
    visitor.fitted()
    visitor.page.get_by_label("size by cross-validation").uncheck()
    slider = visitor.page.get_by_label("units of hidden layer 1", exact=True)
    for units in range(3, 12):
        slider.fill(str(units))
        visitor.page.wait_for_timeout(60)
    visitor.page.wait_for_selector(".figures dd:text-matches('^11 tanh × ')")
    visitor.page.wait_for_timeout(500)
    assert visitor.figure("network").startswith("11 tanh")
    assert visitor.page.locator(".live .diagram [aria-label^=unit]").count() == 11


def test_what_is_pointed_at_or_compared_leaves_the_fits_last_word(visitor: Visitor) -> None:
    page = visitor.page
    page.locator("[data-example=thurber]").click()
    visitor.fitted()
    visitor.refitted(page.get_by_label("size by cross-validation").uncheck)
    last = page.locator(".live p.line").inner_text()
    assert "epochs" in last
    page.locator(".live .diagram .unit").first.hover()
    page.get_by_text("unit 1: weight w₁,₁ = ").wait_for()
    page.mouse.move(0, 0)
    visitor.tab("Runs").get_by_label("compare run").last.check()
    page.locator(".errors path.other1").wait_for()
    assert page.locator(".live p.line").inner_text() == last


def test_so_many_networks_as_are_asked_for(visitor: Visitor) -> None:
    visitor.page.locator("[data-example=thurber]").click()
    visitor.fitted()
    visitor.page.get_by_label("networks", exact=True).fill("2")
    visitor.refitted(lambda: visitor.page.get_by_label("networks", exact=True).press("Enter"))
    visitor.tab("Repeat").get_by_text("n_networks=2").wait_for()


def test_names_and_cells_of_a_table_stay_text_in_every_panel(
    visitor: Visitor, engine: Path
) -> None:
    visitor.open(str(engine))
    visitor.fitted()
    for name in visitor.page.get_by_role("tab").all_inner_texts():
        visitor.tab(name)
        visitor.page.wait_for_timeout(150)
        assert visitor.page.locator("body script, .shoal img, .shoal b b").count() == 0, name
    visitor.page.locator(".data b", has_text="<script>alert(1)</script>").wait_for()


@pytest.mark.parametrize(
    ("name", "panels"),
    [
        ("thurber", (".live .network", ".live .errors", ".curve-view", ".residual-strip >> nth=0")),
        ("S6", (".live .network", ".live .errors", ".live .fit")),
        ("S21", (".live .network", ".live .units")),  # the unit of S6 has none below it
    ],
)
def test_pictures_are_saved_as_svg_and_png(
    visitor: Visitor, tmp_path: Path, name: str, panels: tuple[str, ...]
) -> None:
    visitor.page.locator(f"[data-example={name}]").click()
    visitor.page.wait_for_selector(".figures dt")
    visitor.page.select_option("#speed", "", force=True)  # as fast as it goes
    visitor.fitted()
    for panel in panels:
        place = visitor.page.locator(f"{panel} >> .plot-place")
        place.hover()
        drawn = visitor.saved(place.get_by_text("SVG").click, tmp_path)
        root = ElementTree.parse(drawn).getroot()
        assert root.tag.endswith("svg")
        assert not {"var(", "light-dark("} & set(re.findall(r"[a-z-]+\(", drawn.read_text()))
        painted = visitor.saved(place.get_by_text("PNG").click, tmp_path)
        assert painted.read_bytes().startswith(b"\x89PNG")


def test_the_page_is_walked_by_keyboard_and_keeps_its_theme(visitor: Visitor) -> None:
    page = visitor.page
    page.locator(".card").first.wait_for()
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.dataset.example") == "surface":
            break
    page.keyboard.press("Enter")
    visitor.fitted()
    page.get_by_role("tab", name="Step through").focus()
    for name in ("Inputs", "Runs"):
        page.keyboard.press("ArrowRight")
        assert page.evaluate("document.activeElement.textContent") == name
        assert page.get_by_role("tab", name=name).get_attribute("aria-selected") == "true"
    page.keyboard.press("End")
    assert page.evaluate("document.activeElement.textContent") == "Data"
    over = page.get_by_label("hidden units over x2")
    unit = page.get_by_role("button", name="unit 3: step through it")
    over.press(" ")
    page.locator(".diagram text.along", has_text="x2").wait_for()
    unit.focus()
    page.get_by_text("unit 3: weight w₃,₁ = ").wait_for()
    visitor.refitted(lambda: page.select_option("#solver", "adam"))  # its units are drawn, too
    over.press(" ")
    page.locator(".units text.name", has_text="x2 (others").wait_for()
    unit.focus()
    page.locator(".units path.strong").wait_for()
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    visitor.button("light or dark").click()
    dark = page.evaluate(ground)
    assert dark != light
    page.reload()
    page.locator(".card, .figures").first.wait_for()
    assert page.evaluate(ground) == dark


@pytest.mark.parametrize("width", [600, 1024, 1280])
def test_nothing_is_wider_than_the_page_and_nothing_jumps(
    browser: Any, address: str, width: int
) -> None:
    visitor = Visitor(browser, address, viewport={"width": width, "height": 700})
    page = visitor.page
    page.locator("[data-example=S19]").click()
    page.wait_for_selector(".figures dt:text-is('epoch')")
    if width < 900:  # the answer comes first there
        page.locator(".fold").click()
    page.evaluate(REMEMBER_PLACES)  # from its first frame until its figures stand
    page.select_option("#speed", "")
    visitor.fitted()
    page.locator(".live p.line", has_text="ran all 100,000 epochs").wait_for()
    assert len(page.evaluate("[...places]")) == 1
    tabs = page.get_by_role("tab").all_inner_texts()
    assert {"Step through", "Inputs", "Runs", "Predict a table", "Repeat", "Data"} < set(tabs)
    for name in tabs:
        visitor.tab(name)
        page.wait_for_timeout(150)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
    for control in ("#target", "#activation", "#solver", "#seed"):
        page.locator(control).scroll_into_view_if_needed()
        assert page.locator(control).evaluate(UNCOVERED), control
    visitor.close()
