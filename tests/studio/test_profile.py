"""The profiler's answers: curves in the order of relevance, slopes, histograms, and what is left out."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from shoal.studio.answers.profile import profile
from shoal.studio.fits.run import Run
from shoal.tables import Table, from_frame
from shoal.tabular.fit_table import fit_table


def table(n: int = 120, noise: int = 0) -> Table:
    """t = 5 b + sin a + (kind is "p"), whole numbers c that tell nothing, and columns of noise."""
    random = np.random.RandomState(2)
    a, b = random.uniform(0, 6, n), random.uniform(-1, 1, n)
    c = random.randint(1, 5, n).astype(float)
    kind = random.choice(np.array(["p", "q"], object), n, p=[0.3, 0.7])
    day = random.randint(18_000, 18_700, n).astype("datetime64[D]")
    t = 5 * b + np.sin(a) + (kind == "p") + 0.01 * random.standard_normal(n)
    columns = {"a": a, "b": b, "c": c, "kind": kind, "day": day}
    columns |= {f"noise {j}": random.standard_normal(n) for j in range(noise)}
    return from_frame(columns | {"t": t})


@pytest.fixture(scope="module")
def run() -> Run:
    return fitted(table())


def fitted(rows: Table) -> Run:
    return Run(1, fit_table(rows, "t", random_state=0), rows)


def test_the_most_relevant_input_comes_first(run: Run) -> None:
    found = profile(run, {})
    assert found["inputs"][0]["name"] == "b"  # its part of t is five times that of any other
    shares = [entry["share"] for entry in found["inputs"]]
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) == pytest.approx(1)
    assert found["left_out"] == 0


def test_a_slope_is_the_change_of_the_prediction_by_one_unit(run: Run) -> None:
    at = {"a": 2.0, "b": 0.1, "c": 3, "kind": "q", "day": 18_300}
    found = {entry["name"]: entry for entry in profile(run, at)["inputs"]}
    assert found["kind"]["slope"] is None
    assert found["b"]["slope"] == pytest.approx(5, rel=0.05)
    assert found["a"]["slope"] == pytest.approx(np.cos(2.0), rel=0.2)
    row = {"a": [2.0] * 2, "c": [3.0] * 2, "kind": np.array(["q"] * 2, object)}
    row |= {"day": np.array([18_300] * 2).astype("datetime64[D]"), "b": [0.1 - 1e-4, 0.1 + 1e-4]}
    low, high = run.model.predict(row)
    assert found["b"]["slope"] == pytest.approx((high - low) / 2e-4, rel=1e-3)


def test_a_histogram_counts_the_training_rows(run: Run) -> None:
    rows = run.rows("training")
    assert rows is not None
    found = {entry["name"]: entry for entry in profile(run, {})["inputs"]}
    a, c = rows["a"].values, rows["c"].values
    assert found["a"]["histogram"] == np.histogram(a, 20, (a.min(), a.max()))[0].tolist()
    assert found["c"]["histogram"] == [int((c == v).sum()) for v in (1, 2, 3, 4)]
    kinds = list(rows["kind"].values)
    assert found["kind"]["histogram"] == [kinds.count("p"), kinds.count("q")]
    assert found["kind"]["start"] == "q"
    assert sum(found["day"]["histogram"]) == rows.n_rows


def test_only_what_is_asked_for_is_drawn(run: Run) -> None:
    found = profile(run, {"a": 1.0}, inputs=["kind", "a"])
    assert [entry["name"] for entry in found["inputs"]] == ["kind", "a"]
    assert found["left_out"] == 0
    assert profile(run, {"a": 1.0}, inputs=[])["prediction"] == found["prediction"]


def test_inputs_of_little_relevance_are_left_out_until_they_are_wished_for() -> None:
    wide = fitted(table(noise=30))
    first = profile(wide, {})
    shown = len(first["inputs"])
    assert 12 <= shown < 35
    assert first["left_out"] == 35 - shown
    assert all(entry["share"] >= 0.01 for entry in first["inputs"][12:])
    every = profile(wide, {}, every=True)
    assert len(every["inputs"]) == 35
    assert every["left_out"] == 0


@pytest.mark.parametrize("message", [{"inputs": ["colour"]}, {"inputs": "a"}, {"inputs": [3]}])
def test_inputs_that_are_none_get_a_sentence(page: Any, message: dict[str, Any]) -> None:
    page.tab.open(table())
    number = page.fit(targets=["t"], settings={"solver": "gd", "max_iter": 2})["run"]
    answer = page.ask("profile", run=number, **message)
    assert answer["kind"] == "error"
    assert "input" in answer["message"]
