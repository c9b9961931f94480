"""The report as it is read: opened from disk, in a browser that has no network."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import shoal
from shoal.studio.fits.snapshots import Snapshots
from shoal.studio.report.report_page import report
from shoal.tables import from_frame
from shoal.view.style import number

from .browser import Visitor

HOSTILE = "<img src=x onerror=alert(1)>"
GROUND = "getComputedStyle(document.body).backgroundColor"


@pytest.fixture(scope="module")
def table() -> Any:
    """150 rows, a name that is markup."""
    random = np.random.RandomState(1)
    a, b = random.uniform(-2, 2, (2, 150))
    noise = 0.05 * random.standard_normal(150)
    return from_frame({"a": a, HOSTILE: b, "y": np.sin(2 * a) + 0.3 * b + noise})


def opened(browser: Any, place: Path, **context: Any) -> Visitor:
    """The file in a browser that reaches nothing else."""
    return Visitor(browser, place.as_uri(), offline=True, **context)


def test_it_opens_without_a_network_and_its_figures_are_the_models(
    browser: Any, table: Any, tmp_path: Path
) -> None:
    model = shoal.fit_table(table, "y", hidden_layer_sizes=(4,), n_networks=2, max_iter=15)
    place = tmp_path / "report.html"
    place.write_text(report(model, table), encoding="utf-8")
    visitor = opened(browser, place)
    visitor.fitted()
    held = model.record.held_out
    mean = held.rmse_mean[0]
    for name, value in (
        ("held-out RMSE", held.rmse[0]),
        ("mean", mean),
        ("linear", held.rmse_linear[0]),
    ):
        assert visitor.figure(name) == number(value, mean).replace("-", "\u2212")
    assert visitor.figure("R²") == f"{held.r2[0]:.3f}"
    shares = visitor.page.locator(".shares meter")
    shown = sorted(float(shares.nth(i).get_attribute("value")) for i in range(shares.count()))
    assert shown == pytest.approx(sorted(model.record.relevance), rel=1e-12)
    assert visitor.page.locator(".residuals tbody tr").count() > 3
    assert visitor.page.locator(".shoal img").count() == 0
    visitor.page.locator(".residuals th", has_text=HOSTILE).wait_for()
    assert visitor.page.evaluate(GROUND) == "rgb(255, 255, 255)"
    visitor.close()


def test_it_replays_the_fit_in_the_dark(browser: Any, table: Any, tmp_path: Path) -> None:
    snapshots = Snapshots()
    settings = {"solver": "gd", "hidden_layer_sizes": (4,), "max_iter": 1_000, "tol": 0}
    model = shoal.fit_table(table, "y", sinks=[snapshots], **settings)
    place = tmp_path / "report.html"
    place.write_text(report(model, table, snapshots.frames), encoding="utf-8")
    visitor = opened(browser, place, color_scheme="dark")
    page = visitor.page
    visitor.fitted()
    line, slider = page.locator(".live p.line"), page.locator(".replay input")
    assert line.inner_text() == model.record.outcome
    whole = page.locator(".errors path.train").get_attribute("d")
    slider.fill("10")
    assert line.inner_text().startswith(f"epoch {snapshots.frames[10].epoch} ")
    assert snapshots.frames[10].epoch < 20  # the first epochs, as the axis shows them
    assert len(page.locator(".errors path.train").get_attribute("d")) < len(whole)
    slider.fill("0")
    visitor.button("Replay").click()
    visitor.button("Replay").wait_for()  # it has come to its end
    assert line.inner_text() == model.record.outcome
    assert page.evaluate(GROUND) == "rgb(20, 23, 28)"
    visitor.close()


FONT = "document.fonts.load('14px Inter').then(() => document.fonts.check('14px Inter'))"
SHOWN = "(buttons) => buttons.filter((b) => b.getClientRects().length).length"
TOO_WIDE = """(pictures) => {
  const { right } = document.querySelector(".report").getBoundingClientRect();
  return pictures.filter((p) => p.getBoundingClientRect().right > right + 1).length;
}"""


def test_on_paper_it_is_light_has_nothing_to_press_and_no_picture_is_cut(
    browser: Any, table: Any, tmp_path: Path
) -> None:
    model = shoal.fit_table(table, "y", hidden_layer_sizes=(4,), n_networks=2, max_iter=15)
    place = tmp_path / "report.html"
    place.write_text(report(model, table), encoding="utf-8")
    visitor = opened(browser, place, color_scheme="dark")
    page = visitor.page
    visitor.fitted()
    assert page.evaluate(GROUND) == "rgb(20, 23, 28)"
    assert page.evaluate(FONT)
    pictures = page.locator(".report svg.plot")
    assert pictures.count() > 6
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 700, "height": 1000})  # A4 between its margins
    assert page.evaluate(GROUND) == "rgb(255, 255, 255)"
    assert page.locator("button").evaluate_all(SHOWN) == 0
    assert pictures.evaluate_all(TOO_WIDE) == 0
    pages = page.pdf(prefer_css_page_size=True)
    assert b"/MediaBox [0 0 595" in pages or b"/MediaBox [0 0 594" in pages  # A4, in points
    visitor.close()


def test_it_opens_with_a_plain_sentence(browser: Any, table: Any, tmp_path: Path) -> None:
    model = shoal.fit_table(table, "y", hidden_layer_sizes=(4,), n_networks=2, max_iter=15)
    place = tmp_path / "report.html"
    place.write_text(report(model, table), encoding="utf-8")
    visitor = opened(browser, place)
    said = visitor.page.locator("h1 + p").inner_text()
    held = model.record.held_out
    errors = (number(e[0], held.rmse_mean[0]) for e in (held.rmse, held.rmse_linear))
    for words in (*errors, f"{held.n_rows} rows"):
        assert words in said
    visitor.close()
