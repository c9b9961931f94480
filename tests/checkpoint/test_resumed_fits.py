"""A fit that was broken off goes on to the same bits, and what is not of it is refused in a sentence."""

import hashlib
import os
import warnings

import numpy as np
import pytest

from shoal import NeuralRegressor, fit_table
from shoal.checkpoint import checkpoint as timing
from shoal.errors import CheckpointError, InputError
from shoal.files import checkpoints
from shoal.files.checkpoints import CheckpointFolder

ONE = {"n_networks": 1, "hidden_layer_sizes": 4, "random_state": 2}
CASES = {
    "default": {"random_state": 1},
    "threads": {"random_state": 1, "n_jobs": 2},
    "gd": {"solver": "gd", "max_iter": 80, "tol": 0} | ONE,
    "sgd": {"solver": "sgd", "max_iter": 20, "tol": 0} | ONE,
    "adam": {"solver": "adam", "max_iter": 20, "tol": 0} | ONE,
    "scg": {"solver": "scg", "max_iter": 80, "tol": 0} | ONE,
    "lbfgs": {"solver": "lbfgs", "max_iter": 80, "tol": 0} | ONE,
    "lm": {"solver": "lm", "alpha": 0.1} | ONE,
    "evidence": {"solver": "lm"} | ONE,
    "projected": {"solver": "lm", "project_outputs": True, "max_iter": 20} | ONE,
    "stopped early": {"solver": "gd", "early_stopping": True} | ONE,
    "no seed": {"solver": "sgd", "max_iter": 20, "tol": 0} | ONE | {"random_state": None},
}


class Killed(BaseException):
    """As if the process had ended here."""


@pytest.fixture(autouse=True)
def all_the_time(monkeypatch):
    """Checkpoints are written at every slice."""
    monkeypatch.setattr(timing, "EVERY", 0.0)
    monkeypatch.setattr(timing, "SHARE", 0)


@pytest.fixture
def rows():
    random = np.random.RandomState(0)
    X = random.normal(size=(80, 2))
    return X, np.sin(2 * X[:, 0]) * X[:, 1] + 0.1 * random.normal(size=80)


@pytest.fixture
def break_off(monkeypatch, rows, tmp_path):
    """A function: fit, and break off at the n-th write; whether it came so far."""

    def broken_off(parameters, nth, place=tmp_path / "kept"):
        write, left = checkpoints.write_model, [nth]

        def failing(*arguments):
            left[0] -= 1
            if left[0] == 0:
                raise Killed
            write(*arguments)

        with monkeypatch.context() as patch:
            patch.setattr(checkpoints, "write_model", failing)
            try:
                NeuralRegressor(**parameters).fit(*rows, checkpoint=place)
            except Killed:
                return True
        return False

    return broken_off


def digest(model):
    parts = [*(network.theta for network in model.networks_), model.ensemble_.shares]
    parts += [model.trace_[name] for name in sorted(model.trace_)]
    return hashlib.sha256(b"".join(np.ascontiguousarray(p).tobytes() for p in parts)).hexdigest()


@pytest.mark.parametrize("case", CASES)
@pytest.mark.filterwarnings("ignore:.*without meeting tol")
def test_it_ends_with_the_same_bits(case, rows, break_off, tmp_path):
    parameters, place = CASES[case], tmp_path / "kept"
    whole = NeuralRegressor(**parameters)
    if case == "no seed":  # NumPy's own generator: the checkpoint knows where it stood
        np.random.seed(7)
    whole.fit(*rows)
    broken = 0
    for nth in (1, 2, 3, 12):
        if case == "no seed":
            np.random.seed(7)
        if not break_off(parameters, nth):
            continue
        if case == "no seed" and nth == 1:
            continue  # nothing is there yet
        broken += 1
        np.random.seed(11)
        model = NeuralRegressor(**parameters).fit(*rows, checkpoint=place, resume=True)
        assert digest(model) == digest(whole)
        assert model.outcome_ == whole.outcome_
        assert not place.exists()
    assert broken > 1


def test_kept_at_every_moment_a_fit_has_the_same_bits(rows, tmp_path):
    X, y = rows
    watched = X[:20], y[:20]
    for parameters in ({"random_state": 1, "n_networks": 4}, CASES["gd"]):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            plain = NeuralRegressor(**parameters).fit(X, y, validation=watched)
            kept = NeuralRegressor(**parameters)
            kept.fit(X, y, validation=watched, checkpoint=tmp_path / "kept")
        assert digest(kept) == digest(plain)
    assert os.listdir(tmp_path) == []


def test_a_resumed_run_of_another_lbfgs_warns_and_goes_on(rows, break_off, tmp_path, monkeypatch):
    from shoal.solve import lbfgs

    monkeypatch.setattr(lbfgs, "LOGGED", 10)
    assert break_off(CASES["lbfgs"], 12)
    model = NeuralRegressor(**CASES["lbfgs"])
    with pytest.warns(UserWarning, match="L-BFGS goes on from the weights of epoch"):
        model.fit(*rows, checkpoint=tmp_path / "kept", resume=True)
    assert len(model.trace_["epoch"]) == model.n_iter_ + 1
    assert model.loss_ == model.trace_["cost"][-1] < model.trace_["cost"][0]


def test_a_table_goes_on_too(rows, tmp_path, monkeypatch):
    X, y = rows
    table, place = {"a": X[:, 0], "b": X[:, 1], "y": y}, tmp_path / "kept"
    whole = fit_table(table, "y")
    folder = CheckpointFolder(place)
    fit_table(table, "y", checkpoint=folder)
    assert place.exists()  # whoever made the folder object removes it
    again = fit_table(table, "y", checkpoint=place, resume=True)
    assert not place.exists()
    np.testing.assert_array_equal(again.predict(table), whole.predict(table))


def test_what_was_interrupted_or_ran_out_of_time_stays(rows, tmp_path):
    place = tmp_path / "kept"
    model = NeuralRegressor(random_state=0, time_limit=0.02).fit(*rows, checkpoint=place)
    assert len(model.trials_) < 4
    assert place.exists()
    whole = NeuralRegressor(random_state=0).fit(*rows)
    model = NeuralRegressor(random_state=0).fit(*rows, checkpoint=place, resume=True)
    assert digest(model) == digest(whole)


def test_others_are_refused_in_one_sentence(rows, break_off, tmp_path):
    X, y = rows
    place, parameters = tmp_path / "kept", CASES["gd"]
    assert break_off(parameters, 3)
    before = {path.name: path.read_bytes() for path in place.iterdir()}

    def refused(model, X, y, resume=True, **more):
        with pytest.raises((CheckpointError, InputError)) as caught:
            model.fit(X, y, checkpoint=place, resume=resume, **more)
        assert {path.name: path.read_bytes() for path in place.iterdir()} == before
        assert "\n" not in str(caught.value)
        return str(caught.value)

    model = NeuralRegressor(**parameters)
    assert "resume=True (--resume) goes on with it" in refused(model, X, y, resume=False)
    assert "it is of other data" in refused(model, X + 1, y)
    assert "it is of other data" in refused(model, X, y, sample_weight=np.arange(80.0) + 1)
    assert "it is of other data" in refused(model, X, y, validation=(X, y))
    other = NeuralRegressor(**parameters | {"learning_rate_init": 0.02})
    assert "learning_rate_init=0.01 there and 0.02 here" in refused(other, X, y)
    other = NeuralRegressor(**parameters | {"random_state": 3})
    assert "random_state=2 there and 3 here" in refused(other, X, y)
    for threads in (1, 2):  # these make no other model
        NeuralRegressor(**parameters | {"n_jobs": threads, "verbose": 0})
    (trained,) = (path for path in place.iterdir() if path.name != checkpoints.FIT)
    whole = trained.read_bytes()
    for damaged in (whole[:-1], whole[:100], b"", whole[:-20] + b"x" * 20):
        trained.write_bytes(damaged)
        before[trained.name] = damaged
        said = refused(model, X, y)
        assert "cannot be used" in said
        assert "remove the folder to begin anew" in said


def test_what_an_older_fit_left_is_not_taken_for_the_new_ones(rows, break_off, tmp_path):
    place = tmp_path / "kept"
    assert break_off(CASES["gd"], 3)
    (place / checkpoints.FIT).unlink()  # without it the others are nothing
    other = CASES["gd"] | {"learning_rate_init": 0.02}
    assert break_off(other, 2)
    whole = NeuralRegressor(**other)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        whole.fit(*rows)
        resumed = NeuralRegressor(**other).fit(*rows, checkpoint=place, resume=True)
    assert digest(resumed) == digest(whole)


def test_a_newer_checkpoint_is_refused(rows, break_off, tmp_path, monkeypatch):
    monkeypatch.setattr(checkpoints, "VERSION", 2)
    assert break_off(CASES["gd"], 3)
    monkeypatch.undo()
    with pytest.raises(CheckpointError, match="was written by another Shoal"):
        NeuralRegressor(**CASES["gd"]).fit(*rows, checkpoint=tmp_path / "kept", resume=True)


def test_places_that_are_no_folder_of_a_checkpoint(rows, tmp_path):
    model, file = NeuralRegressor(**CASES["gd"]), tmp_path / "file"
    file.write_text("mine")
    with pytest.raises(InputError, match="must name a folder; it is a file"):
        model.fit(*rows, checkpoint=file)
    with pytest.raises(InputError, match="name its folder, checkpoint="):
        model.fit(*rows, resume=True)
    own = tmp_path / "own"
    own.mkdir()
    (own / "notes.txt").write_text("mine")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model.fit(*rows, checkpoint=own, resume=True)  # nothing to go on with: it begins anew
    assert os.listdir(own) == ["notes.txt"]
    assert file.read_text() == "mine"


@pytest.mark.filterwarnings("ignore:.*without meeting tol")
def test_every_fault_of_the_disk_is_said_and_costs_no_bit(rows, faults, tmp_path):
    parameters, struck = CASES["gd"], set()
    whole = NeuralRegressor(**parameters).fit(*rows)
    for n, fault in enumerate(faults(28)):  # the disk is full
        place = tmp_path / str(n)
        with fault, warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            model = NeuralRegressor(**parameters).fit(*rows, checkpoint=place)
        struck.add(fault.struck)
        assert digest(model) == digest(whole)
        lost = [str(w.message) for w in said if "no checkpoint" in str(w.message)]
        known = fault.struck not in (
            None,
            "fsync",
        )  # whose folder cannot be synced, still has the file
        assert known <= len(lost) <= 1, fault.struck
        assert all("the disk is full; the fit goes on" in line for line in lost)
        assert not place.exists()
    assert {"open", "write", "fsync", "replace", "mkdir"} <= struck
