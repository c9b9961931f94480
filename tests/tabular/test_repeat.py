"""The command line that repeats a fit gives ``fit_table`` what the fit was given."""

import shlex

import pytest
from click.testing import CliRunner

from shoal.cli.fit import command
from shoal.tabular import fit_table as fitting
from shoal.tabular.repeat import command_of, python_of


class Reached(Exception):
    """The fit would begin here."""


def given_to_fit_table(line, monkeypatch, tmp_path):
    """Target and arguments that reach ``fit_table`` when the command line is run."""
    found = {}

    def listens(table, target, *, sinks, **arguments):
        found.update(arguments, target=target)
        raise Reached

    monkeypatch.setattr(fitting, "fit_table", listens)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my table.csv").write_text("y,a,b c,d\n1,2,3,4\n2,3,4,5\n")
    words = shlex.split(line)
    assert words[:2] == ["shoal", "fit"]
    ended = CliRunner().invoke(command, words[2:])
    assert isinstance(ended.exception, Reached), ended.output
    return found


def plain(value):
    return list(value) if isinstance(value, tuple) else value


@pytest.mark.parametrize(
    "settings",
    [
        {"n_networks": 3},
        {"early_stopping": True},
        {"n_networks": 1, "early_stopping": True, "hidden_layer_sizes": [4, 2], "alpha": 0.01},
        {"inputs": ["a", "b c"], "ignore": ["d"], "split": "last", "test_fraction": 0.5},
        {"solver": "gd", "learning_rate_init": [0.1, 0.01], "max_iter": 50, "tol": 0},
        {"solver": "sgd", "early_stopping": True, "max_iter": 5, "tol": 0},
    ],
)
def test_the_command_line_repeats_the_arguments(settings, monkeypatch, tmp_path):
    line = command_of("my table.csv", ["y"], 7, settings)
    found = given_to_fit_table(line, monkeypatch, tmp_path)
    assert found["target"] == ["y"]
    assert found["random_state"] == 7
    for name, value in settings.items():
        assert plain(found[name]) == value, name
    assert found.get("early_stopping", False) is settings.get("early_stopping", False)


def test_defaults_are_not_told():
    settings = {"n_networks": "auto", "early_stopping": False, "solver": "auto", "alpha": "auto"}
    assert command_of("t.csv", ["y"], 0, settings) == "shoal fit t.csv --target y"
    assert "n_networks" not in python_of("t", ["y"], 0, settings)


@pytest.mark.parametrize("settings", [{"noise": "constant"}, {"max_iter": 5, "tol": 0}])
def test_what_has_no_option_has_no_command_line(settings):
    assert command_of("t.csv", ["y"], 0, settings) is None
