"""The command that repeats a fit is one that the command line takes, and it gives the same bits."""

import math
import shlex

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import shoal
from shoal import Activation
from shoal.cli.fit import command
from shoal.core.activations import ACTIVATIONS
from shoal.tabular.repeat import command_of, python_of
from shoal.train.parameters import table

FILE = "my table.csv"
SMALL = {"hidden_layer_sizes": (3,), "solver": "lm", "n_networks": 1, "max_iter": 3}
GD = {"solver": "gd", "max_iter": 20}
SGD = {"solver": "sgd", "max_iter": 3}
ADAM = {"solver": "adam", "max_iter": 3}
OWN = Activation("own", np.tanh, lambda z: 1 - z * z)
V, W = np.full((6, 3), 0.1), np.full((4, 1), 0.2)

EACH = {  # of every parameter values that are not its default, with what they go together with
    "hidden_layer_sizes": [{"hidden_layer_sizes": s} for s in (4, (4,), [4, 2], np.int64(4))]
    + [{"hidden_layer_sizes": (), "solver": "lbfgs"}],
    "activation": [{"activation": "relu"}, {"activation": ACTIVATIONS["softplus"]}],
    "output_activation": [{"output_activation": "softplus"}],
    "solver": [{"solver": name} for name in ("scg", "lbfgs")] + [GD, SGD, ADAM],
    "alpha": [{"alpha": a} for a in (0.123456789, 1, 0, "ard", "evidence")],
    "project_outputs": [{"project_outputs": True, "solver": "lbfgs"}],
    "n_networks": [{"n_networks": 2}],
    "noise": [{"noise": "constant"}, {"noise": "varying", "n_networks": 2}],
    "learning_rate_init": [
        GD | {"learning_rate_init": 0.123456789},
        GD | {"learning_rate_init": [0.1, 0.0123456789]},
        GD | {"learning_rate_init": np.array([0.1, 0.01])},
        {"learning_rate_init": 0.5},  # lm has none: heeded by nobody
    ],
    "batch_size": [SGD | {"batch_size": 7}, {"batch_size": 7}],
    "max_iter": [{"max_iter": 2}, {"max_iter": "auto"}, GD | {"max_iter": "auto", "tol": 0.01}],
    "tol": [{"tol": 0.5}, {"tol": 0}, GD | {"tol": 0}, GD | {"tol": 0.123456789}],
    "start": [{"start": "glorot"}],
    "early_stopping": [{"early_stopping": True}, SGD | {"early_stopping": True}],
    "validation_fraction": [{"early_stopping": True, "validation_fraction": 0.3}],
    "n_iter_no_change": [
        GD | {"n_iter_no_change": 2, "tol": 0.1},
        GD | {"n_iter_no_change": math.inf, "tol": 0.1},
    ],
    "standardize": [{"standardize": False}, {"standardize": True}],
    "shuffle": [SGD | {"shuffle": False}, {"shuffle": False}],
    "momentum": [SGD | {"momentum": 0}, ADAM | {"momentum": 0.5}],
    "beta_1": [ADAM | {"beta_1": 0.123456789}],
    "beta_2": [ADAM | {"beta_2": 0.9}],
    "epsilon": [ADAM | {"epsilon": 1e-3}],
    "random_state": [{"random_state": 2**32 - 1}, {"random_state": None}],  # None: one is drawn
    "n_jobs": [{"n_jobs": 2}, {"n_jobs": -1}],
    "verbose": [{"verbose": 0}],
}
SETTINGS = [asked for values in EACH.values() for asked in values]
COLUMNS = [
    {"inputs": ["a", "b, c"]},
    {"ignore": ["-d", "b, c"]},
    {"test_fraction": 0.123456789},
    {"test_fraction": 0},
    {"groups": "group"},
    {"split": "last"},
    {"split": "blocks"},
    {"weights": "n"},
    {"text": "code"},
    {"text": ["code", "n"], "number": "b, c"},
    {"date": "when"},
    {"date": {"when": "%d.%m.%Y"}},
    {"missing": -9},
    {"missing": {"a": [-9, "n/a"]}},
]


def rows(seed=0, n=36):
    random = np.random.RandomState(seed)
    a, b, d = random.randn(3, n).round(3)
    y = np.sin(a) + b * d
    return [
        f"{y[i]:.4f},{2 * y[i]:.3f},{a[i]},{b[i]},{d[i]},{i % 9},{i % 4 + 1},{i % 3 + 10},"
        f"{i % 28 + 1:02d}.{i % 5 + 3:02d}.2021"
        for i in range(n)
    ]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("repeat")
    head = 'y,-the  other,a,"b, c",-d,group,n,code,when'
    for name, seed in ((FILE, 0), ("new rows.csv", 1), ("-x.csv", 2)):
        (place / name).write_text("\n".join([head, *rows(seed)]) + "\n")
    return place


def fitted(folder, target="y", file=FILE, **asked):
    """A fit of the file; without columns that say otherwise, of its numbers alone."""
    given = SMALL | {"ignore": ["-the  other", "when", "code"]} | asked
    if {"inputs", "text", "date"} & set(asked):
        del given["ignore"]
    return shoal.fit_table(shoal.read_table(folder / file), target, **given)


def said(model, file=FILE):
    record = model.record
    return command_of(file, model.plan.targets, record.seed, record.settings)


def repeated(line, folder, monkeypatch):
    """The model that the command line makes, run in the folder of the file."""
    monkeypatch.chdir(folder)
    words = shlex.split(line)
    assert words[:2] == ["shoal", "fit"]
    ended = CliRunner().invoke(command, [*words[2:], "--out", "again.shoal", "--quiet"])
    assert ended.exit_code == 0, (line, ended.output)
    return shoal.load(folder / "again.shoal")


def assert_same_bits(model, again, folder):
    new = shoal.read_table(folder / "new rows.csv")
    assert np.array_equal(again.predict(new), model.predict(new), equal_nan=True)
    assert again.record.held_out == model.record.held_out


def test_every_parameter_is_tried():
    untold = {"warm_start", "time_limit"}  # test_what_cannot_be_repeated_has_no_command
    assert set(EACH) | untold == set(table())


@pytest.mark.parametrize("asked", [*SETTINGS, *COLUMNS], ids=lambda asked: str(asked)[:60])
def test_the_command_repeats_the_bits(asked, folder, monkeypatch):
    model = fitted(folder, **asked)
    line = said(model)
    assert line is not None
    assert_same_bits(model, repeated(line, folder, monkeypatch), folder)


@pytest.mark.parametrize(
    ("target", "file"),
    [("-the  other", FILE), (["y", "-the  other"], FILE), ("y", "-x.csv")],
)
def test_names_that_look_like_options(target, file, folder, monkeypatch):
    model = fitted(folder, target, file, ignore=["when", "code"])
    assert_same_bits(model, repeated(said(model, file), folder, monkeypatch), folder)


@pytest.mark.parametrize("file", ["new rows.csv", "-x.csv"])
def test_a_table_that_judges_is_named_where_it_is_a_file(file, folder, monkeypatch):
    model = fitted(folder, test=shoal.read_table(folder / file))
    assert model.record.settings["test"] == file
    again = repeated(said(model), folder, monkeypatch)
    assert again.record.rows["held_out"] == 36
    assert_same_bits(model, again, folder)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_pairs_of_settings_repeat_the_bits_or_have_no_command(data, folder, monkeypatch):
    solver = data.draw(st.sampled_from([{}, GD, SGD, ADAM, {"solver": "scg"}, {"solver": "auto"}]))
    one, other = data.draw(st.sampled_from(SETTINGS)), data.draw(st.sampled_from(SETTINGS))
    columns = data.draw(st.sampled_from([{}, *COLUMNS]))
    asked = one | other | columns | solver
    try:
        model = fitted(folder, **asked)
    except shoal.errors.InputError:  # they do not go together
        return
    line = said(model)
    if line is None:
        assert model.record.settings["solver"] == "auto"  # which may heed a rate, or may not
        return
    assert_same_bits(model, repeated(line, folder, monkeypatch), folder)


@pytest.mark.parametrize(
    "asked",
    [
        {"warm_start": True, "solver": "lbfgs"},
        {"time_limit": 60.0},  # the speed of the machine decides
        {"start": [V[:4], W]},
        {"activation": OWN},
        {"solver": "auto", "learning_rate_init": 0.5},  # auto may become adam
        {"missing": "a=b"},
    ],
    ids=lambda asked: next(iter(asked)),
)
def test_what_cannot_be_repeated_has_no_command(asked, folder):
    if "start" in asked:
        asked = asked | {"inputs": ["a", "b, c", "-d"]}
    assert said(fitted(folder, **asked)) is None


def test_a_frame_that_judges_has_no_command_and_python_says_so(folder):
    table_ = shoal.read_table(folder / "new rows.csv")
    frame = {name: column.values for name, column in table_.columns.items()}
    model = fitted(folder, test=frame)
    assert said(model) is None
    record = model.record
    assert "test=test,  # the table that judged" in python_of("t", ["y"], 0, record.settings)


@pytest.mark.parametrize("asked", SETTINGS, ids=lambda a: str(a)[:60])
def test_python_says_the_same_settings(asked, folder):
    """Only the call is looked at: what ``fit_table`` would be given."""
    from shoal.tabular.fit_table import _told

    recorded = _told(asked)
    seed = recorded.pop("random_state", 0)
    found = {}

    class Shoal:
        @staticmethod
        def fit_table(_table, target, random_state, **given):
            found.update(given, random_state=random_state)

    text = python_of("None", ["y"], seed, recorded).replace("import shoal", "")
    exec(text, {"shoal": Shoal})
    assert found.pop("random_state") == seed
    assert _told(found) == {n: v for n, v in recorded.items() if table()[n].default != v}


def test_python_leaves_a_name_for_what_a_record_cannot_hold(folder):
    record = fitted(folder, activation=OWN).record
    text = python_of("t", ["y"], 0, record.settings)
    assert "    activation=activation,  # your own" in text
    compile(text, "repeat", "exec")


def test_defaults_are_not_told():
    told = {name: parameter.default for name, parameter in table().items()}
    del told["random_state"]  # is said by itself
    assert command_of("t.csv", ["y"], 0, told) == "shoal fit t.csv --target y"
    assert python_of("t", ["y"], 0, told).count("\n") == 6


@pytest.mark.parametrize("name", ["\x1b[2J", "a\nb", "\u202e"])
def test_a_line_for_the_shell_holds_nothing_that_a_terminal_acts_on(name):
    """Who copies it would paste that; Python's own text shows it as an escape."""
    for told in ({"ignore": [name]}, {"test": name}, {"date": {name: ""}}):
        assert command_of("t.csv", ["y"], 0, told) is None
        assert python_of("table", ["y"], 0, told).replace("\n", "").isprintable()
    assert command_of("t.csv", [name], 0, {}) is None
    assert command_of(name, ["y"], 0, {}) is None
