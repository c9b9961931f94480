"""The map of two inputs: its heights are those of predict, its rows those of the table."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from shoal.errors import InputError
from shoal.studio.answers.surface import points, surface
from shoal.studio.fits.run import Run
from shoal.tables import Table, from_frame
from shoal.tabular.fit_table import fit_table


def table() -> Table:
    """Rows on a disc and in one corner of two numbers; a text whose level "r" has few of them."""
    random = np.random.RandomState(4)
    angle, radius = random.uniform(0, 2 * np.pi, 200), 2 * np.sqrt(random.uniform(0, 1, 200))
    u, v = radius * np.cos(angle), radius * np.sin(angle)
    u[:10], v[:10] = 5 + 0.1 * u[:10], 5 + 0.1 * v[:10]
    kind = np.array(["p", "q"] * 100, object)
    kind[:10] = "r"
    day = random.randint(18_000, 18_700, 200).astype("datetime64[D]")
    t = u * v + (kind == "q") + 0.05 * random.standard_normal(200)
    return from_frame({"u": u, "v": v, "kind": kind, "day": day, "t": t})


@pytest.fixture(scope="module")
def run() -> Run:
    rows = table()
    return Run(1, fit_table(rows, "t", random_state=0), rows)


def heights(pair: tuple[dict[str, Any], bytes]) -> np.ndarray:
    message, content = pair
    shape = len(message["y"]["x"]), len(message["x"]["x"])
    return np.frombuffer(content, np.float32).reshape(shape)


def test_the_heights_are_the_predictions_of_a_table_with_these_cells(run: Run) -> None:
    values = {"kind": "q", "day": 18_300}
    pair = surface(run, values, x="v", y="u", points=7)
    x, y = pair[0]["x"]["x"], pair[0]["y"]["x"]
    grid = [(a, b) for b in y for a in x]
    cells = {"v": [a for a, _ in grid], "u": [b for _, b in grid]}
    cells |= {"kind": np.array(["q"] * 49, object)}
    cells |= {"day": np.array([18_300] * 49).astype("datetime64[D]")}
    np.testing.assert_allclose(heights(pair).ravel(), run.model.predict(cells), rtol=1e-5)
    u = table()["u"].values[run.model.training_rows]
    assert y[0] < u.min() < u.max() < y[-1]


def test_a_text_has_a_column_for_each_level_and_a_date_its_days(run: Run) -> None:
    pair = surface(run, {"u": 1.0, "v": -1.0}, x="kind", y="day", points=5)
    assert pair[0]["x"]["levels"] == ["p", "q", "r"]
    assert pair[0]["x"]["x"] == [0, 1, 2]
    assert pair[0]["y"]["kind"] == "date"
    assert heights(pair).shape == (5, 3)
    days = np.array(pair[0]["y"]["x"])
    cells = {"u": [1.0] * 5, "v": [-1.0] * 5, "kind": np.array(["r"] * 5, object)}
    instants = (days * 86_400_000_000).astype("int64").astype("datetime64[us]")
    predicted = run.model.predict(cells | {"day": instants})
    np.testing.assert_allclose(heights(pair)[:, 2], predicted, rtol=1e-4, atol=1e-4)


def test_the_two_most_relevant_inputs_are_chosen_where_none_are_named(run: Run) -> None:
    share = dict.fromkeys(("u", "v", "kind", "day"), 0.0)
    for feature, part in zip(run.model.plan.feature_names, run.model.record.relevance, strict=True):
        share[next(name for name in share if feature.startswith(name))] += part
    order = sorted(share, key=lambda name: -share[name])
    message, _ = surface(run, {})
    assert [message["x"]["name"], message["y"]["name"]] == order[:2]
    assert message["inputs"] == order
    assert surface(run, {}, x="day")[0]["y"]["name"] == order[0]


def test_the_rows_stand_where_their_cells_say(run: Run) -> None:
    found = points(run, ["u", "kind"])
    held = next(part for part in found["parts"] if part["part"] == "held_out")
    rows = table()
    at = held["position"]
    assert sorted(at) == sorted(run.model.held_out_rows)
    assert held["places"][0] == rows["u"].values[at].tolist()
    assert held["places"][1] == ["pqr".index(cell) for cell in rows["kind"].values[at]]
    assert held["actual"] == rows["t"].values[at].tolist()
    assert held["predicted"] == pytest.approx(run.model.predict(rows.take(np.array(at))))
    assert held["label"][0] == f"row {at[0] + 1}"


def test_what_is_far_from_all_rows_is_told(run: Run) -> None:
    far = points(run, ["u", "v"])["far"]
    distance = np.array(far["distance"]).reshape(len(far["y"]), len(far["x"]))

    def at(u: float, v: float) -> float:
        j, i = np.abs(np.array(far["y"]) - v).argmin(), np.abs(np.array(far["x"]) - u).argmin()
        return float(distance[j, i])

    assert at(0, 0) < 1
    assert at(5, 5) < 1
    assert at(5, -2) > 1
    assert at(-2, 5) > 1


def test_a_level_is_far_where_its_own_rows_are(run: Run) -> None:
    far = points(run, ["kind", "u"])["far"]
    distance = np.array(far["distance"]).reshape(len(far["y"]), 3)
    u = np.array(far["y"])
    assert (distance[np.abs(u - 5) < 0.1, 2] < 1).all()
    assert (distance[np.abs(u) < 1, 2] > 1).all()
    assert (distance[np.abs(u) < 1, 0] < 1).all()


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"x": "u", "y": "u"}, "is both"),
        ({"x": "colour"}, "no input 'colour'"),
        ({"x": ["u"]}, "no input"),
        ({"points": 1}, "2 to 128 points"),
        ({"points": 4_000}, "2 to 128 points"),
        ({"points": "many"}, "2 to 128 points"),
    ],
)
def test_a_map_that_cannot_be_drawn_gets_a_sentence(
    run: Run, given: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(InputError, match=sentence):
        surface(run, {}, **given)


def test_a_page_gets_the_map_behind_its_message(page: Any) -> None:
    page.tab.open(table())
    number = page.fit(targets=["t"], inputs=["u", "v"], settings={"solver": "gd", "max_iter": 5})
    answer = page.ask("surface", run=number["run"], points=24)
    assert answer["kind"] == "surface"
    content = page.told[-1][1]
    assert len(content) == 4 * 24 * 24
    assert page.ask("points", run=number["run"], inputs=["u", "v"])["kind"] == "points"
    assert "one input or over two" in page.ask("points", run=number["run"], inputs=[])["message"]
    alone = page.fit(targets=["t"], inputs=["u"], settings={"solver": "gd", "max_iter": 5})
    assert "two inputs" in page.ask("surface", run=alone["run"])["message"]
