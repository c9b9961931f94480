"""What the page gets to step through, and to draw each unit as a picture."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import shoal
from shoal.tables import from_frame

from .pages import Page


@pytest.fixture
def page() -> Any:
    random = np.random.RandomState(0)
    columns = {"idle": random.uniform(-1, 1, 60), "speed": random.uniform(2, 9, 60)}
    made = Page(from_frame(columns | {"torque": np.sin(columns["speed"])}))
    yield made
    made.tab.close()


def test_the_sentences_call_the_row_and_the_weight_as_the_page_does(page: Page) -> None:
    run = page.fit(targets=["torque"], settings={"solver": "gd", "max_iter": 30})
    found = page.ask("step", run=run["run"], row=4, weight=[0, 2, 0])
    assert found["epoch"] == run["kept"]  # the weights that stand
    said = found["said"]
    assert said["forward"].startswith(f"{found['labels'][0].capitalize()} goes in as idle = ")
    assert "speed = " in said["forward"]
    assert "pulls at v₂,₁ by its delta times what comes from speed" in said["update"]


def test_a_picture_of_a_unit_needs_ranges_in_scaled_units(page: Page) -> None:
    run = page.fit(targets=["torque"], settings={"hidden_layer_sizes": [3]})["run"]
    kept = page.tab.runs[run]
    scene = page.ask("look", run=run)["scene"]
    rows = kept.rows("training")
    for told, name in zip(scene["inputs"], ("idle", "speed"), strict=True):
        values = np.asarray(rows[name].values)
        scaled = (values - values.mean()) / values.std()
        assert told["scaled"] == pytest.approx([scaled.min(), scaled.max()])
    assert [told["share"] for told in scene["inputs"]] == pytest.approx(
        list(kept.model.record.relevance)
    )
    assert scene["inputs"][1]["share"] > scene["inputs"][0]["share"]
    assert scene["output_activation"] == "identity"


def test_a_logistic_output_is_told_as_one(page: Page) -> None:
    lecture = shoal.datasets.lecture("S5", 0)
    made = Page(from_frame({"x": lecture.X[:, 0], "t": lecture.T[:, 0]}))
    settings = {"solver": "gd", "hidden_layer_sizes": [], "output_activation": "logistic"}
    run = made.fit(targets=["t"], settings=settings | {"max_iter": 20})["run"]
    assert made.ask("look", run=run)["scene"]["output_activation"] == "logistic"
    made.tab.close()
