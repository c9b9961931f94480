"""The answer in words says what the figures say, and is honest about chance."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import shoal
from shoal.solve import outcome
from shoal.studio.fits import cards
from shoal.studio.fits.run import Run
from shoal.studio.fits.sentence import sentences
from shoal.studio.tables.examples import EXAMPLES
from shoal.tables import from_frame


def told(columns: dict[str, np.ndarray], target: str, **settings: object) -> tuple[str, Run]:
    table = from_frame(columns)
    run = Run(1, shoal.fit_table(table, target, random_state=0, **settings), table)
    return sentences(run)[0], run


def rows(n: int, seed: int) -> tuple[np.random.RandomState, np.ndarray]:
    random = np.random.RandomState(seed)
    return random, random.uniform(-1, 1, size=(n, 2))


def test_a_bend_is_told_beside_the_straight_line() -> None:
    random, X = rows(300, 0)
    y = np.sin(4 * X[:, 0]) + 0.1 * random.normal(size=300)
    sentence, run = told({"a": X[:, 0], "b": X[:, 1], "y": y}, "y", n_networks=1)
    found = re.fullmatch(
        r"Off by ([\d.]+) in y on 60 rows it never saw; a straight line: ([\d.]+)\.", sentence
    )
    assert found is not None, sentence
    held = run.model.record.held_out
    assert float(found[1]) == pytest.approx(held.rmse[0], abs=0.005)
    assert float(found[2]) == pytest.approx(held.rmse_linear[0], abs=0.005)


@pytest.mark.parametrize("seed", range(4))
def test_a_straight_table_is_level_with_a_straight_line(seed: int) -> None:
    random, X = rows(300, seed)
    y = X @ [1, 2] + 0.5 * random.normal(size=300)
    sentence, _ = told({"a": X[:, 0], "b": X[:, 1], "y": y}, "y")
    assert "level with a straight line" in sentence
    assert "within chance" in sentence


def test_no_better_than_the_mean_is_said_so() -> None:
    random, X = rows(60, 1)
    y = random.normal(size=60)
    sentence, run = told(
        {"a": X[:, 0], "y": y}, "y", hidden_layer_sizes=(20,), alpha=0, n_networks=1
    )
    held = run.model.record.held_out
    assert held.rmse[0] > held.rmse_mean[0]  # what the words rest on
    assert "no better than always saying the mean" in sentence
    assert "(few: give or take" in sentence  # 12 rows


def test_a_unit_stands_where_the_table_has_one(tmp_path: Path) -> None:
    _, X = rows(200, 2)
    lines = [f"{a:.4f},{3 * np.sin(3 * a):.3f} Nm" for a in X[:, 0]]
    (tmp_path / "torque.csv").write_text("\n".join(["a,torque", *lines, ""]))
    table = shoal.read_table(tmp_path / "torque.csv")
    run = Run(1, shoal.fit_table(table, "torque", random_state=0, n_networks=1), table)
    assert re.match(r"Off by [\d.]+ Nm on 40 rows", sentences(run)[0])


def test_without_rows_held_out_the_words_say_what_that_means() -> None:
    random, X = rows(60, 3)
    y = np.sin(4 * X[:, 0]) + 0.1 * random.normal(size=60)
    sentence, _ = told({"a": X[:, 0], "y": y}, "y", test_fraction=0, n_networks=1)
    assert "on the 60 rows it learned from" in sentence
    assert "No row was held out" in sentence


def test_each_target_has_its_own_sentence() -> None:
    random, X = rows(200, 4)
    columns = {"a": X[:, 0], "p": X[:, 0] ** 2, "q": 100 * X[:, 0] + random.normal(size=200)}
    table = from_frame(columns)
    run = Run(1, shoal.fit_table(table, ["p", "q"], random_state=0, n_networks=1), table)
    first, second = sentences(run)
    assert " in p on " in first
    assert " in q on " in second


@pytest.mark.parametrize(
    ("ending", "kept", "words"),
    [
        ("Diverged", 4, "Training diverged at epoch 9; as of epoch 4 off by "),
        (
            "NotFinite",
            9,
            "Training came to slopes that are no finite numbers at epoch 9; off by ",
        ),
        ("NotFinite", 4, "no finite numbers at epoch 9; as of epoch 4 off by "),
        ("Unsettled", 4, "Training did not settle by epoch 9; as of epoch 4 off by "),
        ("Converged", 4, "Off by "),
        ("Interrupted", 4, "Off by "),
    ],
)
def test_a_descent_that_broke_off_is_told_as_what_it_is(ending: str, kept: int, words: str) -> None:
    _, X = rows(60, 5)
    _, run = told({"a": X[:, 0], "y": X[:, 0] ** 2}, "y", n_networks=1, max_iter=9)
    record = replace(run.model.record, ending=ending, epochs=9, kept=kept)
    broken = replace(run, model=replace(run.model, record=record))
    assert words in sentences(broken)[0]
    assert getattr(outcome, ending)  # a type's name, which a record keeps


@pytest.mark.parametrize("ending", ["Diverged", "NotFinite"])
def test_the_card_of_a_fit_that_broke_off_shows_its_errors(
    ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*asked: object, **given: object) -> shoal.TableModel:
        model = shoal.fit_table(*asked, **given)
        return replace(model, record=replace(model.record, ending=ending))

    monkeypatch.setattr(cards, "fit_table", broken)
    drawn = cards.picture(EXAMPLES["thurber"])
    assert drawn["kind"] == "errors"
    assert len(drawn["line"]) > 1
