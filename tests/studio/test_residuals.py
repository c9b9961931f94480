"""What the studio answers of residuals, and of one row; the smooth line through them."""

import numpy as np
import pytest

import shoal
from shoal.errors import InputError
from shoal.studio.answers.residuals import residuals, row
from shoal.studio.answers.smoothing import smooth_line
from shoal.studio.fits.run import Run
from shoal.tables import from_frame


@pytest.fixture(scope="module")
def run(engine):
    table = shoal.read_table(engine)
    return Run(1, shoal.fit_table(table, "torque", random_state=0), table)


def test_rows_are_those_of_the_table_by_position(run):
    torque = run.table["torque"].values
    answer = run.model.predict(run.table)
    answered = residuals(run)
    for part in answered["parts"]:
        at = np.array(part["position"])
        assert part["actual"] == pytest.approx(torque[at].tolist())
        assert part["predicted"] == pytest.approx(answer[at].tolist())
        assert part["residual"] == pytest.approx((torque - answer)[at].tolist())
        assert sum(part["histogram"]) == len(at)
    positions = [position for part in answered["parts"] for position in part["position"]]
    assert sorted(positions) == list(range(run.table.n_rows))
    assert answered["worst"][0]["residual"] == pytest.approx(
        max(torque - answer, key=abs), rel=1e-6
    )


def test_places_along_inputs_are_the_cells(run):
    answered = residuals(run)
    inputs = {one["name"]: one for one in answered["inputs"]}
    shares = [one["share"] for one in answered["inputs"]]
    assert shares == sorted(shares, reverse=True)
    for part, x, fuel in zip(
        answered["parts"], inputs["speed"]["x"], inputs["fuel"]["x"], strict=True
    ):
        at = np.array(part["position"])
        assert x == pytest.approx(run.table["speed"].values[at].tolist(), rel=1e-5)
        named = [inputs["fuel"]["choices"][int(place)] for place in fuel]
        cells = [cell or "(missing)" for cell in run.table["fuel"].values[at]]
        assert named == cells
    assert inputs["fuel"]["line"] is None


def test_one_row_in_full(run):
    found = row(run, 17)
    assert found["cells"]["speed"] == f"{run.table['speed'].values[17]:.4f}"
    assert found["row"] == "line 19"
    values = {**found["values"]}
    assert values.pop("fuel") in (run.table["fuel"].values[17], "(missing)")
    for name, value in values.items():
        assert value == pytest.approx(run.table[name].values[17])
    assert found["predicted"] == pytest.approx(float(run.model.predict(run.table)[17]))
    assert found["part"] in ("training", "held_out")


@pytest.mark.parametrize("position", [80, -1, None, True, "1", 1.5, [1], {}])
def test_there_is_no_such_row(page, run, position):
    with pytest.raises(InputError):
        row(run, position)


def test_a_page_asks_for_a_row(page, engine):
    page.tab.open(shoal.read_table(engine))
    done = page.fit(targets=["torque"])
    assert page.ask("row", run=done["run"], position=3)["values"]["gear"] in range(1, 7)
    assert page.ask("row", run=done["run"], position=800)["kind"] == "error"
    assert page.ask("row", run=done["run"], position=True)["kind"] == "error"
    assert page.ask("row", run=done["run"], position="3")["kind"] == "error"


def test_bends_are_told_of_their_input_and_drawn_first():
    random = np.random.RandomState(0)
    X = random.uniform(-1, 1, size=(400, 16))
    table = {f"x{j}": column for j, column in enumerate(X.T)}
    table["y"] = 3 * X[:, 0] + np.sin(9 * X[:, 14]) + 0.3 * random.normal(size=400)
    frame = from_frame(table)
    model = shoal.fit_table(frame, "y", hidden_layer_sizes=(), n_networks=1)
    answered = residuals(Run(1, model, frame))
    assert len(answered["inputs"]) == 12
    assert answered["left_out"] == 4
    assert answered["inputs"][0]["name"] == "x14"
    assert answered["inputs"][0]["agreement"] > 0.5
    assert all(one["agreement"] is None for one in answered["inputs"][1:])


def test_the_smooth_line_leaves_straight_lines_as_they_are():
    x = np.random.RandomState(0).uniform(-5, 300, 200)
    places, heights = smooth_line(x, 3 - 2 * x)
    np.testing.assert_allclose(heights, 3 - 2 * places, rtol=1e-9)


def test_the_smooth_line_is_the_weighted_line_of_each_place():
    """Against least squares, place by place."""
    random = np.random.RandomState(1)
    x = random.uniform(size=100)
    y = np.sin(6 * x) + 0.3 * random.normal(size=100)
    places, heights = smooth_line(x, y)
    for place, height in list(zip(places, heights, strict=True))[::10]:
        away = np.abs(x - place)
        h = 1.001 * np.sort(away)[19]  # a fifth of the points
        w = np.sqrt(np.clip(1 - (away / h) ** 3, 0, None) ** 3)
        A = np.column_stack([np.ones(100), x - place]) * w[:, np.newaxis]
        assert height == pytest.approx(np.linalg.lstsq(A, y * w, rcond=None)[0][0], abs=1e-9)
    assert np.sqrt(np.mean((heights - np.sin(6 * places)) ** 2)) < 0.15


def test_the_smooth_line_of_levels_and_gaps():
    x = np.repeat(np.arange(12.0), 40)
    y = x**2 + np.tile([-1.0, 1.0], 240)
    places, heights = smooth_line(x, y)
    assert np.isfinite(heights).all()
    assert np.abs(heights - places**2).max() < 4
    assert smooth_line(np.repeat(np.arange(7.0), 40), np.zeros(280)) is None
    assert smooth_line(np.full(50, np.nan), np.zeros(50)) is None
    some = np.where(np.arange(480) % 3, x, np.nan)
    assert np.isfinite(smooth_line(some, y)[1]).all()
