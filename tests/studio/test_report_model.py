"""The report's own formula answers as Python does, in a browser that has no server to ask."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import shoal
from shoal.model.intervals import intervals
from shoal.studio.answers.profile import profile
from shoal.studio.fits.dials import dials_of
from shoal.studio.fits.run import Run
from shoal.studio.report import offline
from shoal.studio.report.report_page import report
from shoal.tables import from_frame, read_table

from .browser import Visitor

EXAMPLES = Path(__file__).parents[2] / "examples" / "data"
CLOSE = {"rtol": 1e-6, "atol": 1e-9}
ASK = "(message) => window.shoal.ask(message)"


def cars() -> Any:
    """Numbers with gaps, whole numbers, a text of three levels; 24 networks with their noise."""
    table = read_table(EXAMPLES / "auto_mpg.csv")
    return table, shoal.fit_table(table, "mpg", random_state=0)


def everything() -> Any:
    """Dates with their cycles, a skewed column, booleans, gaps of every kind, two targets."""
    random = np.random.RandomState(2)
    n = 400
    when = np.datetime64("2019-12-28T00:00") + np.sort(random.randint(0, 900 * 1440, n)).astype(
        "timedelta64[m]"
    )
    amount = np.exp(2.5 * random.standard_normal(n))
    level = np.where(random.rand(n) < 0.1, np.nan, random.standard_normal(n))
    kind = random.choice(np.array(["a", "b", "c", "", "rare"]), n, p=[0.4, 0.3, 0.18, 0.1, 0.02])
    two = random.choice(np.array(["left", "right"]), n)
    flag = random.rand(n) < 0.5
    days = when.astype("datetime64[D]").astype(int)
    y = np.log(amount) + np.sin(2 * np.pi * days / 365.2425) + (kind == "a") + 0.3 * flag
    noise = 0.1 * random.standard_normal((2, n))
    columns = {
        "when": when, "amount": amount, "level": level, "kind": np.where(kind == "", None, kind),
        "two": two, "flag": flag, "y": y + noise[0], "z": (two == "left") * 2 + noise[1],
    }  # fmt: skip
    table = from_frame(columns)
    model = shoal.fit_table(table, ["y", "z"], random_state=0, n_networks=5, max_iter=60)
    assert model.network.inputs.asinh is not None
    assert next(c for c in model.plan.inputs if c.name == "when").cycles
    return table, model


def alone() -> Any:
    """One network of two hidden layers on all rows: no interval."""
    random = np.random.RandomState(0)
    x = random.uniform(-2, 2, (60, 2))
    table = from_frame({"a": x[:, 0], "b": x[:, 1], "y": np.sin(x[:, 0]) + x[:, 1]})
    settings = {"n_networks": 1, "max_iter": 40, "test_fraction": 0, "activation": "softplus"}
    return table, shoal.fit_table(table, "y", hidden_layer_sizes=(5, 3), solver="lbfgs", **settings)


def some_values(run: Run, seed: int) -> dict[str, Any]:
    """Values of about half of the columns, some beyond the training range."""
    random = np.random.RandomState(seed)
    found: dict[str, Any] = {}
    for dial in dials_of(run):
        if random.rand() < 0.5:
            continue
        if dial.choices:
            found[dial.name] = dial.choices[random.randint(len(dial.choices))]
        else:
            found[dial.name] = dial.low + (dial.high - dial.low) * random.uniform(-0.4, 1.4)
    return found


def opened(browser: Any, place: Path, text: str, **context: Any) -> Visitor:
    (place / "report.html").write_text(text, encoding="utf-8")
    return Visitor(browser, (place / "report.html").as_uri(), offline=True, **context)


@pytest.mark.parametrize("made", [cars, everything, alone])
def test_predictions_and_intervals_are_pythons(made: Any, browser: Any, tmp_path: Path) -> None:
    table, model = made()
    run = Run(1, model, table)
    visitor = opened(browser, tmp_path, report(model, table))
    for output in range(len(model.plan.targets)):
        for seed in range(6):
            values = some_values(run, seed) if seed else {}
            message = {"kind": "profile", "run": 1, "output": output, "values": values}
            found = visitor.page.evaluate(ASK, message)
            expected = profile(run, values, output)
            assert [i["name"] for i in found["inputs"]] == [i["name"] for i in expected["inputs"]]
            for ours, theirs in zip(found["inputs"], expected["inputs"], strict=True):
                assert ours.keys() >= theirs.keys()
                for name, value in theirs.items():
                    if name in ("x", "y", "y_low", "y_high", "slope") and value is not None:
                        np.testing.assert_allclose(ours[name], value, **CLOSE)
                    else:
                        assert ours[name] == value, name
            for name, value in expected.items():
                if name == "inputs":
                    continue
                if isinstance(value, float):
                    np.testing.assert_allclose(found[name], value, **CLOSE)
                else:
                    assert found[name] == value, name
    visitor.close()


def test_a_row_of_the_table_has_the_models_own_interval(browser: Any, tmp_path: Path) -> None:
    """Not by way of the studio's profile: ``predict_interval`` of the very rows."""
    table, model = cars()
    visitor = opened(browser, tmp_path, report(model, table))
    names = ("cylinders", "displacement", "horsepower", "weight", "acceleration", "model_year")
    for i in (0, 100, 250, 397):
        row = table.take(np.array([i]))
        values = {name: float(row[name].values[0]) for name in names}
        values["origin"] = row["origin"].values[0]
        found = visitor.page.evaluate(ASK, {"kind": "profile", "values": values})
        expected = intervals(model.ensemble, model.plan.encode(row), 0.95)
        numbers = [found["prediction"], found["prediction_low"], found["prediction_high"]]
        own = [expected.prediction[0, 0], expected.low[0, 0], expected.high[0, 0]]
        np.testing.assert_allclose(numbers, own, **CLOSE)
        assert found["extrapolates"] == bool(expected.extrapolates[0])
    visitor.close()


def test_a_line_is_dragged_without_a_server(browser: Any, tmp_path: Path) -> None:
    table, model = cars()
    visitor = opened(browser, tmp_path, report(model, table))
    before = visitor.page.locator(".profiler .answer-said").inner_text()
    box = visitor.page.locator(".profiler [role=slider][aria-label=weight]").bounding_box()
    visitor.page.mouse.move(box["x"] + 80, box["y"] + 30)
    visitor.page.mouse.down()
    visitor.page.mouse.move(box["x"] + box["width"] - 30, box["y"] + 30, steps=4)
    visitor.page.mouse.up()
    visitor.page.wait_for_function(
        "(before) => document.querySelector('.profiler .answer-said').innerText !== before",
        arg=before,
    )
    visitor.close()


@pytest.mark.parametrize("why", ["too many", "a function of Python"])
def test_what_a_page_cannot_compute_stands_at_the_medians_and_says_so(
    why: str, browser: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if why == "too many":
        table, model = alone()
        monkeypatch.setattr(offline, "MOST_BYTES", 100)
    else:
        table, _ = alone()
        own = shoal.Activation("own", np.tanh, lambda z: 1 - z * z)
        settings = {"n_networks": 1, "max_iter": 20, "test_fraction": 0, "solver": "gd"}
        model = shoal.fit_table(table, "y", activation=own, hidden_layer_sizes=(3,), **settings)
    visitor = opened(browser, tmp_path, report(model, table))
    visitor.page.get_by_text(why).wait_for()
    assert visitor.page.locator(".profiler").evaluate("(element) => element.inert")
    found = visitor.page.evaluate(ASK, {"kind": "profile", "values": {"a": 1.0}})
    run = Run(1, model, table)
    assert found["prediction"] == pytest.approx(profile(run, {})["prediction"])
    visitor.close()
