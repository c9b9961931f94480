"""A further table while a model is shown, and what is refused: the page always says what is."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

import shoal

from .browser import Visitor
from .test_long_fits import thousand, with_units

__all__ = ["thousand"]


def without_target(engine: Path, place: Path, rows: int = 30) -> Path:
    """The first rows of the table, the torque left out; one row far outside the training range."""
    with engine.open(newline="") as file:
        header, *lines = csv.reader(file)
    at = header.index("torque")
    lines = [line[:at] + line[at + 1 :] for line in lines[:rows]]
    lines[2][header.index("speed")] = "40"
    with place.open("w", newline="") as file:
        csv.writer(file).writerows([header[:at] + header[at + 1 :], *lines])
    return place


def fitted_to_torque(visitor: Visitor, engine: Path) -> shoal.tabular.table_model.TableModel:
    visitor.open(str(engine))
    visitor.fitted()
    visitor.refitted(lambda: visitor.page.select_option("#target", "torque"))
    return shoal.fit_table(shoal.read_table(engine), "torque", random_state=0)


def plain(text: str) -> float:
    return float(text.replace("\u2212", "-").replace("\u202f", ""))


def test_a_second_table_is_predicted_with_the_model_that_is_shown(
    visitor: Visitor, engine: Path, tmp_path: Path
) -> None:
    model = fitted_to_torque(visitor, engine)
    run = visitor.page.locator(".figures").get_attribute("data-run")
    new = without_target(engine, tmp_path / "new.csv")
    visitor.open(str(new))
    dialog = visitor.page.get_by_role("dialog")
    assert "new.csv" in dialog.inner_text()
    dialog.get_by_role("button", name="Predict with this model").click()
    panel = visitor.page.get_by_role("tabpanel")
    panel.locator("tbody tr").first.wait_for()
    rows = shoal.read_table(new)
    expected = model.predict_interval(rows, 0.95)
    for i in (0, 2, 29):
        cells = panel.locator("tbody tr").nth(i).locator("td.value").all_inner_texts()
        for cell, value in zip(
            cells,
            (expected.prediction[i, 0], expected.low[i, 0], expected.high[i, 0]),
            strict=True,
        ):
            assert abs(plain(cell) - value) <= 0.0051 * max(abs(value), 1)
    marked = [
        i
        for i in range(rows.n_rows)
        if panel.locator("tbody tr").nth(i).locator("td.mark").inner_text() == "outside"
    ]
    assert marked == np.flatnonzero(expected.extrapolates).tolist()
    assert 2 in marked
    assert visitor.page.locator(".figures").get_attribute("data-run") == run  # the model stays
    assert "engine.csv" in visitor.page.locator(".head").inner_text()
    saved = visitor.saved(panel.get_by_text("Save all as CSV").click, tmp_path)
    assert saved.name.startswith("new_")
    again = shoal.read_table(saved)
    assert np.allclose(again["torque_predicted"].values, expected.prediction[:, 0])
    assert np.allclose(again["torque_low"].values, expected.low[:, 0])


def test_the_rows_are_copied_as_a_spreadsheet_takes_them(
    visitor: Visitor, engine: Path, tmp_path: Path
) -> None:
    model = fitted_to_torque(visitor, engine)
    visitor.context.grant_permissions(["clipboard-read", "clipboard-write"])
    new = without_target(engine, tmp_path / "new.csv", rows=5)
    visitor.tab("Predict a table").locator("input[type=file]").set_input_files(str(new))
    visitor.page.get_by_role("button", name="Copy these rows").click()
    visitor.page.get_by_role("button", name="Copied").wait_for()
    text = visitor.page.evaluate("navigator.clipboard.readText()")
    header, *lines = [line.split("\t") for line in text.splitlines()]
    at = header.index("torque_predicted")
    assert np.allclose([float(line[at]) for line in lines], model.predict(shoal.read_table(new)))


def test_a_second_table_is_fitted_or_left_alone_as_one_says(
    visitor: Visitor, engine: Path, tmp_path: Path
) -> None:
    visitor.open(str(engine))
    visitor.fitted()
    other = tmp_path / "other.csv"
    other.write_text("a,b\n" + "\n".join(f"{i},{i * i % 7}" for i in range(40)))
    figures = visitor.page.locator(".figures").inner_text()
    visitor.open(str(other))
    visitor.page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    assert visitor.page.locator(".figures").inner_text() == figures
    visitor.open(str(other))
    visitor.page.keyboard.press("Escape")  # the dialog's own key says the same
    visitor.page.get_by_role("dialog").wait_for(state="detached")
    assert visitor.page.locator(".figures").inner_text() == figures
    visitor.open(str(other))
    dialog = visitor.page.get_by_role("dialog")
    visitor.refitted(dialog.get_by_role("button", name="Fit a new model").click)
    assert "other.csv" in visitor.page.locator(".head").inner_text()


def test_a_table_that_lacks_a_column_is_refused_by_its_name(
    visitor: Visitor, engine: Path, tmp_path: Path
) -> None:
    fitted_to_torque(visitor, engine)
    other = tmp_path / "other.csv"
    other.write_text("speed,fuel\n1,gas\n2,oil\n")
    visitor.open(str(other))
    visitor.page.get_by_role("button", name="Predict with this model").click()
    visitor.page.get_by_role("alert").get_by_text("gear").wait_for()
    visitor.forgive("status of 422", times=1)
    assert not visitor.page.locator(".figures.stale").count()
    visitor.refitted(lambda: visitor.page.select_option("#activation", "relu"))


def at_rest(visitor: Visitor) -> None:
    """Nothing on the page says that a fit runs."""
    visitor.page.wait_for_function(
        "() => !document.querySelector('.stale, [data-stale]')"
        " && !/fitting/.test(document.querySelector('.busy').textContent)"
    )
    assert not visitor.button("Stop").is_visible()


def test_a_refused_file_in_the_middle_of_a_fit_leaves_the_fit_alone(
    visitor: Visitor, thousand: Path, tmp_path: Path
) -> None:
    visitor.open(str(thousand))
    visitor.fitted()
    with_units(visitor, 60)
    visitor.page.wait_for_selector(".pacing .busy:text-matches('fitting')")
    bad = tmp_path / "bad.csv"
    bad.write_text('a,b\n1,"2\n')
    visitor.open(str(bad))
    visitor.page.get_by_role("button", name="Fit a new model").click()
    visitor.page.get_by_role("alert").get_by_text("bad.csv").wait_for()
    visitor.forgive("status of 422", times=1)
    visitor.button("Stop").click()
    visitor.fitted()
    at_rest(visitor)
    assert "thousand.csv" in visitor.page.locator(".head").inner_text()


def test_a_refused_setting_says_so_and_nothing_seems_to_run(visitor: Visitor) -> None:
    visitor.page.locator("[data-example=thurber]").click()
    visitor.fitted()
    visitor.page.locator("#alpha").fill("-1")
    visitor.page.locator("#alpha").press("Enter")
    visitor.page.get_by_role("alert").get_by_text("alpha").wait_for()
    at_rest(visitor)


def test_a_column_left_without_a_target_in_the_middle_of_a_fit_ends_the_waiting(
    visitor: Visitor, thousand: Path, tmp_path: Path
) -> None:
    visitor.open(str(thousand))
    visitor.fitted()
    with_units(visitor, 60)
    visitor.page.wait_for_selector(".pacing .busy:text-matches('fitting')")
    words = tmp_path / "words.csv"
    words.write_text("a,b\n" + "\n".join(f"w{i},v{i}" for i in range(20)))
    visitor.open(str(words))
    visitor.page.get_by_role("button", name="Fit a new model").click()
    visitor.page.get_by_text("No column of numbers is left to predict").wait_for()
    at_rest(visitor)


def test_the_target_is_another_in_the_middle_of_a_fit(visitor: Visitor, thousand: Path) -> None:
    visitor.open(str(thousand))
    visitor.fitted()
    with_units(visitor, 60)
    visitor.page.wait_for_selector(".pacing .busy:text-matches('fitting')")
    visitor.page.select_option("#target", "x0")
    with_units(visitor, 2)
    visitor.page.wait_for_selector(".figures:not(.stale) dd:text-matches('(^|-)2(-1)? tanh')")
    at_rest(visitor)
    assert "in x0" in visitor.page.locator(".sentence").inner_text()
    assert visitor.tab("Runs").locator("tbody tr.shown td:text-is('x0')").count() == 1
