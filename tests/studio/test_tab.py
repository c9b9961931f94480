"""One page's conversation: fits, what runs and what is superseded, panels, loaded models."""

from __future__ import annotations

import itertools
import threading
from typing import Any

import numpy as np
import pytest

import shoal
from shoal.files.models import load, save
from shoal.studio.fits import newest_fit as fitting
from shoal.tables import Table, from_frame

from .pages import Page

DESCENT = {"solver": "gd", "hidden_layer_sizes": [4], "learning_rate_init": 0.1, "max_iter": 60}


def cars(n: int = 60) -> Table:
    """Two numbers, whole numbers, a text with gaps, two targets."""
    random = np.random.RandomState(3)
    speed, gears = random.uniform(0, 9, n), random.randint(1, 6, n).astype(float)
    fuel = random.choice(np.array(["gas", "oil", "oil", "oil"], object), n)
    fuel[::9] = None
    torque = np.sin(speed) + 0.3 * gears + (fuel == "gas") + 0.1 * random.standard_normal(n)
    columns = {"speed": speed, "gears": gears, "fuel": fuel, "torque": torque, "noise": speed**2}
    return from_frame(columns)


@pytest.fixture
def cars_page() -> Any:
    made = Page(cars())
    yield made
    made.tab.close()


def test_a_fit_tells_scene_frames_and_the_figures_of_the_python_api(cars_page: Page) -> None:
    run = cars_page.fit(targets=["torque"], inputs=["speed", "gears", "fuel"])
    same = shoal.fit_table(cars(), ["torque"], inputs=["speed", "gears", "fuel"], random_state=0)
    assert run["held_out"]["rmse"] == list(same.record.held_out.rmse)
    assert run["training"]["rmse"] == list(same.record.training.rmse)
    assert [m["run"] for m in cars_page.of("scene")] == [run["run"]]
    assert len(cars_page.of("frame")) >= 2


def test_a_descent_paced_stepped_and_sped_up_has_the_bits_of_one_that_runs(cars_page: Page) -> None:
    run = cars_page.ask("fit", targets=["torque"], settings=DESCENT, paused=True)["run"]
    for message in (
        {"action": "step"},
        {"action": "step", "epochs": 3},
        {"action": "continue", "speed": 200},
        {"action": "continue", "speed": 2_000},
        {"action": "continue", "speed": None},
    ):
        assert cars_page.ask("control", run=run, **message)["kind"] == "controlled"
    cars_page.wait("done", run)
    free = cars_page.fit(targets=["torque"], settings=DESCENT)
    pair = [cars_page.tab.runs[n].model.network.theta for n in (run, free["run"])]
    assert np.array_equal(*pair)


def test_a_step_is_exactly_one_epoch(cars_page: Page) -> None:
    run = cars_page.ask("fit", targets=["torque"], settings=DESCENT, paused=True)["run"]
    for epochs in (0, 1, 2):
        cars_page.until(lambda now=epochs: now in cars_page.epochs(run))
        assert max(cars_page.epochs(run)) == epochs
        cars_page.ask("control", run=run, action="step")
    cars_page.ask("control", run=run, action="stop")
    assert cars_page.wait("done", run)["ending"] == "Interrupted"


def test_going_on_is_one_longer_fit(cars_page: Page) -> None:
    cars_page.fit(targets=["torque"], settings=DESCENT)
    longer = DESCENT | {"max_iter": 150}
    on = cars_page.ask("fit", targets=["torque"], settings=longer, after=60, paused=True)["run"]
    cars_page.until(lambda: bool(cars_page.epochs(on)))
    assert max(cars_page.epochs(on)) == 60  # held there
    cars_page.ask("control", run=on, action="continue", speed=None)
    cars_page.wait("done", on)
    whole = shoal.fit_table(
        cars(), ["torque"], random_state=0, **{**longer, "hidden_layer_sizes": (4,), "tol": 0}
    )
    assert np.array_equal(cars_page.tab.runs[on].model.network.theta, whole.network.theta)


def test_no_word_of_a_superseded_fit_comes_after_the_newer_is_accepted(cars_page: Page) -> None:
    runs = []
    for units in range(2, 12):
        wish = {"hidden_layer_sizes": [units]}
        runs.append(cars_page.ask("fit", targets=["torque"], settings=wish)["run"])
    cars_page.wait("done", runs[-1])
    accepted = 0
    for message, _ in cars_page.told:
        accepted = max(accepted, message["run"] if message["kind"] == "accepted" else 0)
        if message["kind"] in ("scene", "frame", "draft", "done", "failed"):
            assert message["run"] >= accepted
    assert [m["run"] for m in cars_page.of("done")][-1] == runs[-1]
    assert cars_page.of("done")[-1]["sizes"][1] == 11


def test_a_fit_begins_behind_its_answer(cars_page: Page) -> None:
    for _ in range(5):
        cars_page.fit(targets=["torque"], settings={"n_networks": 1, "hidden_layer_sizes": [1]})
    of_runs = [(m["run"], m["kind"]) for m, _ in cars_page.told if "run" in m]
    for run, _ in of_runs:
        assert next(kind for number, kind in of_runs if number == run) == "accepted"


def test_a_result_that_is_delayed_never_overwrites_a_newer_one(
    cars_page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, fit_table = threading.Event(), fitting.fit_table

    def slow(*args: Any, **given: Any) -> Any:
        model = fit_table(*args, **given)
        if given.get("hidden_layer_sizes") == (2,):
            held.wait(30)  # finished long ago, tells of it late
        return model

    monkeypatch.setattr(fitting, "fit_table", slow)
    old = cars_page.ask("fit", targets=["torque"], settings={"hidden_layer_sizes": [2]})["run"]
    new = cars_page.fit(targets=["torque"], settings={"hidden_layer_sizes": [3]})["run"]
    older = cars_page.tab._fitting
    held.set()
    assert older is not None
    older.join(10)
    assert [m["run"] for m in cars_page.of("done")] == [new]
    assert old not in cars_page.tab.runs


def test_a_large_table_shows_a_draft_before_all_networks() -> None:
    page = Page(cars(400))
    run = page.fit(targets=["torque"])
    (draft,) = page.of("draft")
    assert draft["n_networks"] == 1 < run["n_networks"]
    kinds = [m["kind"] for m, _ in page.told if m.get("run") == run["run"]]
    assert kinds.index("draft") < kinds.index("done")
    same = shoal.fit_table(cars(400), ["torque"], random_state=0)
    assert run["held_out"]["rmse"] == list(same.record.held_out.rmse)


def test_stop_in_the_middle_of_many_networks_keeps_those_there_are() -> None:
    page = Page(cars(400))
    run = page.ask("fit", targets=["torque"], settings={"hidden_layer_sizes": [40, 20]})["run"]
    page.wait("frame", run)
    page.ask("control", run=run, action="stop")
    done = page.wait("done", run)
    assert done["n_networks"] < 5
    assert not page.ask("code", run=run)["exact"]
    assert np.isfinite(done["held_out"]["rmse"][0])


def test_what_if_turns_columns_not_features(cars_page: Page) -> None:
    run = cars_page.fit(targets=["torque"], inputs=["speed", "gears", "fuel"])["run"]
    model, rows = cars_page.tab.runs[run].model, cars_page.tab.runs[run].rows("training")
    found = cars_page.ask("profile", run=run)
    speed, gears, fuel = found["inputs"]
    assert [i["name"] for i in found["inputs"]] == ["speed", "gears", "fuel"]
    assert speed["value"] == pytest.approx(np.median(rows["speed"].values))
    assert gears["whole"]
    assert gears["value"] == round(np.median(rows["gears"].values))
    assert gears["x"] == list(range(int(gears["x"][0]), int(gears["x"][-1]) + 1))
    assert fuel["levels"] == ["gas", "oil", "(missing)"]
    assert fuel["value"] == "oil"
    # each curve is what predict says of a table with that cell
    one = {"speed": [4.5], "gears": [2.0], "fuel": ["gas"]}
    values = {"speed": 4.5, "gears": 2, "fuel": "gas"}
    asked = cars_page.ask("profile", run=run, values=values)
    assert asked["prediction"] == pytest.approx(float(model.predict(one)[0]))
    levels = asked["inputs"][2]
    for level, y in zip(["gas", "oil", None], levels["y"], strict=True):
        cell = np.array([level], dtype=object)
        assert y == pytest.approx(float(model.predict(one | {"fuel": cell})[0]))


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"colour": 1}, "no input 'colour'"),
        ({"speed": "fast"}, "needs a finite number"),
        ({"speed": float("inf")}, "needs a finite number"),
        ({"fuel": 3}, "needs one of its levels"),
        ([1], "values must be a table"),
    ],
)
def test_values_that_are_none_get_a_sentence(cars_page: Page, values: Any, sentence: str) -> None:
    run = cars_page.fit(targets=["torque"], inputs=["speed", "gears", "fuel"])["run"]
    answer = cars_page.ask("profile", run=run, values=values)
    assert answer["kind"] == "error"
    assert sentence in answer["message"]


def test_step_through_is_explain_step(cars_page: Page) -> None:
    run = cars_page.fit(targets=["torque"], settings=DESCENT)["run"]
    found = cars_page.ask("step", run=run, row=5, weight=[0, 1, 2])
    kept = cars_page.tab.runs[run]
    same = shoal.explain.step(
        kept.model, kept.rows("training"), row=[5, 6, 7, 8, 9, 10], weight=(0, 1, 2)
    ).to_dict()
    assert found["chain"] == same["chain"]
    assert found["arrays"] == same["arrays"]
    assert found["chain"]["gradient"] == pytest.approx(found["chain"]["difference"], rel=1e-5)
    assert "rows 0 to" in cars_page.ask("step", run=run, row=10_000)["message"]
    assert "must be" in cars_page.ask("step", run=run, row=0, weight=5)["message"]


def test_several_targets_are_looked_at_one_by_one(cars_page: Page) -> None:
    run = cars_page.fit(targets=["torque", "noise"], inputs=["speed", "gears"], shown="noise")
    assert {m["target"] for m in cars_page.of("scene")} == {"noise"}
    assert {"rmse_train_0", "rmse_train_1"} <= set(run["trace"])
    n = run["run"]
    first = cars_page.ask("look", run=n, output=0, along=1)
    assert (first["scene"]["target"], first["scene"]["along"]) == ("torque", 1)
    assert first["scene"]["baselines"]["mean"] == run["held_out"]["rmse_mean"][0]
    for kind in ("residuals", "inputs", "profile"):
        assert cars_page.ask(kind, run=n, output=1)["target"] == "noise"
    assert "no such target" in cars_page.ask("look", run=n, output=2)["message"]


def test_a_loaded_model_finds_its_rows_again_or_judges_another_table(
    cars_page: Page, tmp_path: Any
) -> None:
    run = cars_page.fit(targets=["torque"], inputs=["speed", "gears"])
    save(cars_page.tab.runs[run["run"]].model, tmp_path / "m.shoal")
    model = load(tmp_path / "m.shoal")
    page = Page()
    alone = page.tab.keep(model)
    assert alone["judged"] is None
    assert page.ask("look", run=alone["run"])["scene"]["points"] == {"train": None, "held": None}
    assert page.ask("profile", run=alone["run"])["kind"] == "profile"
    assert "open their table" in page.ask("residuals", run=alone["run"])["message"]
    assert "open a table first" in page.ask("judge", run=alone["run"])["message"]
    page.tab.open(cars())
    own = page.ask("judge", run=alone["run"])
    assert own["judged"] is None  # it is the table that was fitted
    assert {p["part"] for p in page.ask("residuals", run=own["run"])["parts"]} == {
        "training",
        "held_out",
    }
    other = cars(25)
    page.tab.open(other)
    judged = page.ask("judge", run=alone["run"])["judged"]
    assert judged["rmse"] == list(model.score(other).rmse)
    assert page.ask("step", run=alone["run"], row=0)["n_rows"] == 25
    assert page.tab.predictions(alone["run"]).count(b"\n") == 26
    page.tab.open(from_frame({"a": [1.0, 2.0]}))
    assert "no column" in page.ask("judge", run=alone["run"])["message"]


@pytest.mark.parametrize("name", ["S19", "S7", "surface", "thurber"])
def test_the_python_of_an_example_runs_as_shown(page: Page, name: str) -> None:
    opened = page.ask("open", example=name)
    settings = dict(opened["settings"])
    if "max_iter" in settings:
        settings["max_iter"] = 40
    run = page.fit(targets=[opened["suggested_target"]], settings=settings)
    said: dict[str, Any] = {}
    exec(page.ask("code", run=run["run"])["python"], said)  # our own text
    assert list(said["model"].record.held_out.rmse) == run["held_out"]["rmse"]


def test_what_was_stopped_is_repeated_up_to_what_it_kept(cars_page: Page) -> None:
    settings = DESCENT | {"max_iter": 1_000_000}
    run = cars_page.ask("fit", targets=["torque"], settings=settings)["run"]
    cars_page.wait("frame", run)
    cars_page.ask("control", run=run, action="stop")
    kept = cars_page.wait("done", run)["kept"]
    assert f"max_iter={kept}," in cars_page.ask("code", run=run)["python"]


def test_two_pages_know_nothing_of_each_other() -> None:
    numbers = itertools.count(1)
    one, two = Page(cars(), numbers), Page(cars(30), numbers)
    first, second = one.fit(targets=["torque"]), two.fit(targets=["noise"])
    assert first["run"] != second["run"]
    assert "no run" in two.ask("residuals", run=first["run"])["message"]
    assert {m["run"] for m in one.of("frame")} == {first["run"]}


@pytest.mark.parametrize(
    ("message", "sentence"),
    [
        ({"kind": "dance"}, "does not know"),
        ({"kind": "fit", "targets": []}, "no target"),
        ({"kind": "fit", "targets": ["torque"], "settings": {"sinks": 1}}, "no setting"),
        ({"kind": "fit", "targets": ["torque"], "after": -1}, "whole number"),
        ({"kind": "fit", "targets": ["torque"], "speed": 0}, "speed must lie"),
        ({"kind": "look", "run": 99}, "no run"),
        ({"kind": "open", "example": "none"}, "no example"),
        ({"kind": "forget", "run": [1]}, "run"),
    ],
)
def test_a_bad_message_gets_one_sentence(
    cars_page: Page, message: dict[str, Any], sentence: str
) -> None:
    answer = cars_page.ask(**message)
    assert answer["kind"] == "error"
    assert sentence in answer["message"]


def test_a_fit_that_cannot_be_fails_in_a_sentence_and_the_page_lives_on(cars_page: Page) -> None:
    run = cars_page.ask("fit", targets=["fuel"])["run"]
    with pytest.raises(AssertionError, match="target must be a column of numbers"):
        cars_page.wait("done", run)
    assert cars_page.fit(targets=["torque"])["kind"] == "done"


def test_a_superseded_fit_ends_without_keeping_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    ends, fit_table = [], fitting.fit_table

    def watched(*args: Any, **given: Any) -> Any:
        try:
            return fit_table(*args, **given)
        except BaseException as end:
            ends.append(type(end))
            raise

    monkeypatch.setattr(fitting, "fit_table", watched)
    monkeypatch.setattr(fitting, "DRAFT_WORK", 10**9)  # no quick network goes before
    page = Page(cars(400))
    old = page.ask("fit", targets=["torque"], settings={"hidden_layer_sizes": [40, 20]})["run"]
    page.wait("frame", old)
    older = page.tab._fitting
    page.fit(targets=["torque"], settings={"hidden_layer_sizes": [3]})
    assert older is not None
    older.join(30)
    assert len(ends) == 1
    assert ends[0] in (fitting.Superseded, KeyboardInterrupt)
    assert list(page.tab.runs) == [page.of("done")[-1]["run"]]


def test_a_paused_descent_that_is_superseded_ends_too(cars_page: Page) -> None:
    run = cars_page.ask("fit", targets=["torque"], settings=DESCENT, paused=True)["run"]
    cars_page.wait("frame", run)
    older = cars_page.tab._fitting
    cars_page.fit(targets=["torque"], settings=DESCENT)
    assert older is not None
    older.join(10)
    assert not older.runs
    assert run not in cars_page.tab.runs


def test_a_page_that_closes_while_its_fit_ends_waits_for_nothing(
    cars_page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The thread that ends a fit and the one that closes the page must not wait for each other."""
    closing: list[threading.Thread] = []
    keep = cars_page.tab._kept

    def kept(run: Any) -> Any:
        closing.append(threading.Thread(target=cars_page.tab.close, daemon=True))
        closing[0].start()
        closing[0].join(0.5)  # it reaches the lock; it can go on only when this fit has ended
        return keep(run)

    monkeypatch.setattr(cars_page.tab, "_kept", kept)
    run = cars_page.ask("fit", targets=["torque"], settings={"n_networks": 1})["run"]
    cars_page.wait("done", run)
    closing[0].join(60)
    assert not closing[0].is_alive()
