"""The search for the largest and the smallest prediction."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from shoal.errors import InputError
from shoal.studio.answers.extremes import extreme
from shoal.studio.fits.run import Run
from shoal.tables import Table, from_frame
from shoal.tabular.fit_table import fit_table


def table() -> Table:
    """A hill at (1, -0.5), twice as high for "p", the higher the more wheels."""
    random = np.random.RandomState(6)
    u, v = random.uniform(-2, 3, 300), random.uniform(-2, 2, 300)
    wheels = random.randint(2, 7, 300).astype(float)
    kind = random.choice(np.array(["p", "q"], object), 300)
    hill = np.exp(-((u - 1) ** 2) - (v + 0.5) ** 2)
    t = hill * np.where(kind == "p", 2, 1) + 0.1 * wheels + 0.01 * random.standard_normal(300)
    return from_frame({"u": u, "v": v, "wheels": wheels, "kind": kind, "t": t})


@pytest.fixture(scope="module")
def run() -> Run:
    rows = table()
    return Run(1, fit_table(rows, "t", random_state=0), rows)


def on_a_grid(run: Run) -> np.ndarray:
    """Predictions on a dense grid over the training ranges."""
    rows = run.rows("training")
    assert rows is not None
    ends = [(rows[name].values.min(), rows[name].values.max()) for name in ("u", "v")]
    axes = [np.linspace(*pair, 41) for pair in ends]
    cells = list(itertools.product(*axes, (2.0, 4.0, 6.0), ("p", "q")))
    u, v, wheels, kind = zip(*cells, strict=True)
    frame = {"u": u, "v": v, "wheels": wheels, "kind": np.array(kind, object)}
    return np.asarray(run.model.predict({k: np.asarray(c) for k, c in frame.items()}))


@pytest.mark.parametrize("largest", [True, False])
def test_it_is_no_worse_than_a_dense_grid(run: Run, largest: bool) -> None:
    found = extreme(run, {}, largest=largest)
    grid = on_a_grid(run)
    best = grid.max() if largest else -grid.min()
    reached = found["prediction"] if largest else -found["prediction"]
    assert reached >= best - 1e-3 * np.ptp(grid)
    cell = {k: np.array([v], object if k == "kind" else float) for k, v in found["values"].items()}
    assert run.model.predict(cell)[0] == pytest.approx(found["prediction"], rel=1e-6)


def test_the_top_of_a_hill_is_found_within_the_ranges_seen(run: Run) -> None:
    found = extreme(run, {"u": 2.9, "v": 1.9, "wheels": 2, "kind": "q"})
    values = found["values"]
    assert values["u"] == pytest.approx(1, abs=0.25)
    assert values["v"] == pytest.approx(-0.5, abs=0.25)
    assert (values["kind"], values["wheels"]) == ("p", 6)
    assert 1 <= found["agree"] <= found["starts"]
    rows = run.rows("training")
    assert rows is not None
    low = extreme(run, {"u": 40.0}, largest=False)["values"]
    for name in ("u", "v", "wheels"):
        assert rows[name].values.min() <= low[name] <= rows[name].values.max()


def test_what_is_locked_stays_even_outside_the_range(run: Run) -> None:
    found = extreme(run, {"u": 3.5, "kind": "q"}, locked=frozenset({"u", "kind"}))
    assert (found["values"]["u"], found["values"]["kind"]) == (3.5, "q")
    assert found["turned"] == 2


def test_nothing_to_search_or_no_such_input_is_said(run: Run) -> None:
    with pytest.raises(InputError, match="unlock one"):
        extreme(run, {}, locked=frozenset({"u", "v", "wheels", "kind"}))
    with pytest.raises(InputError, match="no input 'w'"):
        extreme(run, {}, locked=frozenset({"w"}))


def test_a_prediction_that_the_model_is_held_to_is_said() -> None:
    random = np.random.RandomState(1)
    X = random.standard_normal((200, 3))
    rows = from_frame({"a": X[:, 0], "b": X[:, 1], "c": X[:, 2], "t": X @ [3.0, 2.0, 1.0]})
    run = Run(1, fit_table(rows, "t", random_state=0), rows)
    t = run.training_targets
    assert t is not None
    found = extreme(run, {})  # all three at their largest at once: no row has that
    assert found["bounded"]
    assert found["prediction"] == pytest.approx(t.max() + 0.1 * np.ptp(t), rel=1e-3)
    kept = extreme(
        Run(2, run.model), {"a": 40.0}
    )  # without rows the present values are the one start
    assert kept["starts"] == 1
    assert kept["values"]["a"] <= X[:, 0].max()
    assert not extreme(run, {"a": 0, "b": 0}, locked=frozenset({"a", "b"}))["bounded"]
