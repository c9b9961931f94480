"""The options of ``shoal fit`` are the table of parameters: all of it, its defaults and its bounds."""

import math

import click
import pytest
from click.testing import CliRunner

from shoal.cli.fit import command
from shoal.cli.parameter_options import SEED, parameters_in
from shoal.tabular.arguments import ARGUMENTS
from shoal.train.bounds import FLAG, Each, Number, Whole, Words
from shoal.train.parameters import table

WITHOUT = {
    "warm_start": "a process fits one model, and no second fit goes on from it",
    "verbose": "progress is a line of the terminal, and --quiet leaves it away",
}
OPTIONS = {option.name: option for option in command.params if isinstance(option, click.Option)}


def parsed(*words):
    """The parameters that a command line gives."""
    with command.make_context("fit", ["t.csv", "--target", "y", *words]) as ctx:
        return parameters_in(ctx)


def test_every_parameter_has_an_option_or_a_reason():
    without = {name for name, one in table().items() if one.option is None}
    assert without == set(WITHOUT)
    assert set(table()) - without <= set(OPTIONS)


@pytest.mark.parametrize("name", sorted(set(table()) - set(WITHOUT)))
def test_options_have_the_tables_name_default_and_help(name):
    option, one = OPTIONS[name], table()[name]
    assert option.opts == [one.option.name]
    assert option.help == one.option.help
    assert option.default == (SEED if name == "random_state" else one.default)


@pytest.mark.parametrize("name", ["test_fraction", "split"])
def test_defaults_of_columns_and_rows_are_those_of_fit_table(name):
    import inspect

    from shoal import fit_table

    assert OPTIONS[name].default == ARGUMENTS[name].default
    assert inspect.signature(fit_table).parameters[name].default == ARGUMENTS[name].default


def test_what_nobody_gives_is_not_handed_on():
    assert parsed() == {"random_state": 0}


def kept(bound):
    """Words that a bound allows, with their values."""
    if isinstance(bound, Words):
        yield from ((word, word) for word in bound.words)
    elif isinstance(bound, Whole):
        value = bound.high if bound.low is None else bound.low
        yield str(value), value
    elif isinstance(bound, Number):
        value = (bound.low + 1) if bound.high is None else (bound.low + bound.high) / 2
        yield repr(value), value


def broken(bound):
    if isinstance(bound, Words):
        yield "nonsense"
    elif isinstance(bound, Whole) and bound.low is not None:
        yield str(bound.low - 1)
    elif isinstance(bound, Number):
        yield str(bound.low - 1)
        if bound.high is not None:
            yield str(bound.high + 1)


TAKEN = [
    (name, word, value)
    for name, one in table().items()
    if one.option
    for bound in one.bounds
    for word, value in kept(bound)
]
REFUSED = [
    (name, word)
    for name, one in table().items()
    if one.option and not any(isinstance(b, Each) for b in one.bounds)
    for bound in one.bounds
    for word in broken(bound)
    if name != "n_jobs"  # below 1 it has another bound
]


@pytest.mark.parametrize(("name", "word", "value"), TAKEN)
def test_options_take_what_the_bounds_allow(name, word, value):
    one = table()[name]
    solver = ["--solver", one.solvers[0]] if one.solvers else []
    found = parsed(*solver, one.option.name, word)[name]
    assert found == ((value,) if name == "hidden_layer_sizes" and value != "auto" else value)


@pytest.mark.parametrize(
    ("name", "word"), [*REFUSED, ("n_jobs", "0"), ("hidden_layer_sizes", "-1")]
)
def test_options_refuse_what_the_bounds_do(name, word):
    with pytest.raises(click.BadParameter) as refused:
        parsed(table()[name].option.name, word)
    assert refused.value.param.name == name


def test_flags_lists_and_infinity():
    flags = [name for name, one in table().items() if one.option and one.bounds == (FLAG,)]
    for name in flags:
        one = table()[name]
        word = one.option.name.replace("--", "--no-", 1) if one.default else one.option.name
        solver = ["--solver", one.solvers[0]] if one.solvers else []
        assert parsed(*solver, word)[name] is not one.default
    assert parsed("--hidden", "20,10")["hidden_layer_sizes"] == (20, 10)
    assert parsed("--hidden", "0")["hidden_layer_sizes"] == ()
    assert parsed("--solver", "gd", "--rates", "0.1,0.01")["learning_rate_init"] == [0.1, 0.01]
    assert parsed("--patience", "inf")["n_iter_no_change"] == math.inf
    assert parsed("--standardize", "no")["standardize"] is False
    assert parsed("--standardize", "auto")["standardize"] == "auto"


@pytest.mark.parametrize("solver", ["gd", "sgd", "adam"])
def test_a_descent_goes_exactly_so_many_epochs_unless_tol_is_given(solver):
    assert parsed("--solver", solver, "--epochs", "5")["tol"] == 0
    assert parsed("--solver", solver, "--epochs", "5", "--tol", "1e-6")["tol"] == 1e-6
    assert "tol" not in parsed("--solver", solver, "--epochs", "auto")
    assert "tol" not in parsed("--solver", "lm", "--epochs", "5")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--rates", "0.1"], "--rates are of --solver gd, sgd and adam; solver auto has none"),
        (["--solver", "gd", "--no-shuffle"], "--shuffle is of --solver sgd and adam"),
        (["--solver", "adam", "--momentum", "0.5"], "--momentum is of --solver sgd; solver adam"),
    ],
)
def test_an_option_that_the_solver_does_not_heed_is_refused(words, sentence):
    from shoal.errors import InputError

    with pytest.raises(InputError, match=sentence):
        parsed(*words)


def test_the_help_lists_all_options_once_with_rare_ones_at_the_end():
    shown = CliRunner().invoke(command, ["--help"], terminal_width=80).output
    assert max(len(line) for line in shown.splitlines()) <= 88
    for option in OPTIONS.values():
        assert shown.count(f"  {option.opts[0]} ") + shown.count(f", {option.opts[-1]} ") >= 1
    end = shown[shown.index("rarely needed") :]
    for one in table().values():
        if one.option:
            assert (f"  {one.option.name} " in end) is one.option.rare
