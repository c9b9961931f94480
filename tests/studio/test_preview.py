"""The preview as a user meets it: what was decided on a file, and the click that changes it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import shoal
from shoal.tables.sources.archives import TABLES
from shoal.tables.sources.recognizing import ENDINGS
from shoal.view.style import number

from .browser import Visitor

N = 90


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Row names, a column of days in an order that nothing tells, a sentinel, and a word."""
    random = np.random.RandomState(2)
    place = tmp_path_factory.mktemp("preview") / "days.csv"
    lines = [",day,speed,load,torque"]
    for i in range(N):
        speed, load = random.uniform(0, 9), random.uniform(1, 9)
        torque = np.sin(speed) + 0.2 * load
        fast = "-200" if i % 8 == 0 else f"{speed:.3f}"
        shown = "n/m" if i == 4 else f"{load:.1f}"
        day = "/".join(f"{v:02d}" for v in random.randint(1, 13, 2))
        lines.append(f"engine {i},{day}/2021,{fast},{shown},{torque:.3f}")
    place.write_text("\n".join(lines) + "\n")
    return place


def line(visitor: Visitor, column: str) -> Any:
    """The decisions on a column."""
    return visitor.page.locator(f".decisions li[data-column='{column}']")


def read_as(visitor: Visitor, column: str) -> Any:
    """The control of what a column is read as."""
    return visitor.page.get_by_label(f"{column} is read as", exact=True)


def shown_rmse(model: Any) -> str:
    held = model.record.held_out
    return number(held.rmse[0], held.rmse_mean[0]).replace("-", "\u2212")


def test_a_table_that_cannot_be_fitted_yet_is_mended_by_two_clicks(
    visitor: Visitor, days: Path
) -> None:
    page = visitor.page
    visitor.open(str(days))
    page.get_by_text("2 columns cannot be read as they stand.").wait_for()
    assert not page.locator(".pictures").is_visible()
    assert not page.get_by_role("alert").is_visible()
    assert line(visitor, "day").inner_text().startswith("day\nline 2: ")
    line(visitor, "load").get_by_role("button", name="take 'n/m' as missing").click()
    page.get_by_text("One column cannot be read as it stands.").wait_for()
    line(visitor, "day").get_by_role("button", name="day first").click()
    visitor.fitted()
    model = shoal.fit_table(
        shoal.read_table(days), "torque", date={"day": "%d/%m/%Y"}, missing={"load": ["n/m"]}
    )
    assert visitor.figure("held-out RMSE") == shown_rmse(model)
    assert page.locator(".pictures").is_visible()
    said = visitor.tab("Repeat").locator("pre").first.inner_text()
    assert "date={'day': '%d/%m/%Y'}," in said
    assert "missing={'load': ['n/m']}," in said
    visitor.tab("Data")
    line(visitor, "day").get_by_role("button", name="undo").click()
    page.get_by_text("One column cannot be read as it stands.").wait_for()
    line(visitor, "day").get_by_role("button", name="leave out").click()
    visitor.fitted()
    visitor.tab("Repeat").get_by_text("ignore=['day'],").wait_for()


def test_what_was_taken_as_missing_is_kept_by_a_click(visitor: Visitor, days: Path) -> None:
    page = visitor.page
    visitor.open(str(days))
    read_as(visitor, "load").select_option("text")
    read_as(visitor, "day").select_option("text")
    visitor.fitted()
    visitor.tab("Data")
    assert page.locator(".preview td.gone").all_inner_texts() == ["-200", "-200"]
    keep = line(visitor, "speed").get_by_role("button", name="keep -200 as a number")
    visitor.refitted(keep.click)
    table = shoal.read_table(days)
    model = shoal.fit_table(table, "torque", text=["day", "load"], number=["speed"])
    assert visitor.figure("held-out RMSE") == shown_rmse(model)
    line(visitor, "speed").get_by_text("read as numbers, as you said").wait_for()
    assert page.locator(".preview tbody th").first.inner_text() == "engine 0"
    also = page.get_by_label("also missing", exact=True)
    also.fill("-200, n/m")
    visitor.refitted(lambda: also.press("Enter"))
    assert page.locator(".preview td.gone").all_inner_texts() == ["-200", "n/m", "-200"]


def test_a_column_is_left_out_counts_rows_and_comes_back_by_keyboard(
    visitor: Visitor, engine: Path
) -> None:
    page = visitor.page
    visitor.open(str(engine))
    visitor.fitted()
    visitor.refitted(lambda: page.select_option("#target", "torque"))
    visitor.tab("Data")
    visitor.refitted(lambda: read_as(visitor, "speed").select_option("weights"))
    assert page.locator("#weights").input_value() == "speed"
    model = shoal.fit_table(shoal.read_table(engine), "torque", weights="speed")
    assert visitor.figure("held-out RMSE") == shown_rmse(model)
    gear = read_as(visitor, "gear")
    gear.focus()
    visitor.refitted(lambda: gear.select_option("ignore"))
    assert page.evaluate("document.activeElement.ariaLabel") == "gear is read as"
    assert not page.get_by_role("checkbox", name="gear").is_checked()
    visitor.refitted(lambda: gear.select_option("text"))
    assert page.get_by_role("checkbox", name="gear").is_checked()
    assert page.evaluate("document.activeElement.ariaLabel") == "gear is read as"
    said = visitor.tab("Repeat").locator("pre").nth(1).inner_text()
    assert "--weights speed --text gear" in said


def test_another_sheet_another_row_of_names_and_a_refusal(visitor: Visitor, tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    pytest.importorskip("fastexcel")
    book, random = openpyxl.Workbook(), np.random.RandomState(0)
    book.active.title = "May"
    for sheet in (book.active, book.create_sheet("June")):
        sheet.append(["speed", "torque"])
        for speed in random.uniform(0, 9, 40):
            sheet.append([float(speed), float(np.sin(speed))])
    book.create_sheet("empty")
    book.save(tmp_path / "book.xlsx")
    page = visitor.page
    visitor.open(str(tmp_path / "book.xlsx"))
    visitor.fitted()
    page.get_by_role("button", name="look at the data").click()
    sheets = page.get_by_label("sheet", exact=True)
    assert sheets.input_value() == "May"
    visitor.refitted(lambda: sheets.select_option("June"))
    model = shoal.fit_table(shoal.read_table(tmp_path / "book.xlsx", sheet="June"), "torque")
    assert visitor.figure("held-out RMSE") == shown_rmse(model)
    sheets.select_option("empty")
    page.get_by_role("alert").get_by_text("sheet 'empty' is empty").wait_for()
    assert sheets.input_value() == "June"
    assert visitor.figure("held-out RMSE") == shown_rmse(model)
    names = page.get_by_label("names", exact=True)
    names.select_option("0")
    page.get_by_text("2 columns cannot be read as they stand.").wait_for()
    assert page.locator(".preview thead th b").all_inner_texts() == ["column 1", "column 2"]
    visitor.refitted(lambda: page.get_by_label("names", exact=True).select_option(""))
    visitor.tab("Repeat").get_by_text("sheet='June'").first.wait_for()


def test_a_fit_whose_table_has_no_target_any_more_is_given_up(
    visitor: Visitor, engine: Path
) -> None:
    page = visitor.page
    visitor.open(str(engine))
    visitor.fitted()
    visitor.refitted(lambda: page.select_option("#target", "torque"))
    visitor.refitted(lambda: page.select_option("#solver", "gd"))  # at full speed to its end
    page.select_option("#speed", "10")  # it would take hours
    visitor.button("Reset").click()
    page.wait_for_selector(".live p.line:text-matches('^epoch 0 ')")
    visitor.button("Run").click()
    page.wait_for_selector(".live p.line:text-matches('^epoch [1-9]')")
    visitor.button("Stop").wait_for()
    visitor.tab("Data")
    names = page.get_by_label("names", exact=True)
    names.select_option("0")  # then each column begins with a word
    page.get_by_text("columns cannot be read as they stand.").wait_for()
    assert page.locator("#target option").count() == 0
    visitor.button("Stop").wait_for(state="hidden")
    visitor.button("Run").wait_for()
    assert not page.locator(".figures.stale, [data-stale]").count()
    assert page.locator("[role=tabpanel] > *").evaluate("(panel) => !panel.inert")
    page.get_by_label("names", exact=True).select_option("")
    page.wait_for_selector(".live p.line:text-matches('^epoch [1-9]')")  # it is fitted anew
    visitor.button("Stop").click()
    visitor.fitted()


def test_whatever_can_be_read_can_be_chosen(visitor: Visitor) -> None:
    accept = visitor.page.locator("input[type=file]").first.get_attribute("accept").split(",")
    assert set(ENDINGS) | set(TABLES) | {".gz", ".bz2", ".xz", ".shoal"} <= set(accept)


@pytest.mark.parametrize("width", [600, 800])
def test_the_preview_is_no_wider_than_a_narrow_page(
    browser: Any, address: str, width: int, days: Path
) -> None:
    visitor = Visitor(browser, address, viewport={"width": width, "height": 700})
    visitor.open(str(days))
    visitor.page.get_by_text("2 columns cannot be read as they stand.").wait_for()
    assert visitor.page.locator(".blocked").bounding_box()["y"] < 200  # before all controls
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= width
    visitor.close()
