"""What "auto" becomes: numbers of networks and of epochs, as rules."""

import pytest

from shoal.train.parameters import Parameters
from shoal.train.settings import n_networks_of, settings_of


@pytest.mark.parametrize(
    ("rows", "networks"), [(249, 10), (250, 6), (1_999, 6), (2_000, 4), (10**6, 4)]
)
def test_the_fewer_the_rows_the_smaller_the_parts_left_out(rows, networks):
    assert n_networks_of(Parameters(), "lm", rows) == networks
    assert n_networks_of(Parameters(), "scg", rows) == 1
    assert n_networks_of(Parameters(n_networks=3), "scg", rows) == 3


@pytest.mark.parametrize(
    ("rows", "epochs"), [(200, 200), (20_000, 200), (40_000, 100), (10**6, 10)]
)
def test_adam_takes_20_000_steps_of_200_rows_but_at_least_10_epochs_and_at_most_200(rows, epochs):
    assert settings_of(Parameters(), "adam", rows, 2).rules.max_epochs == epochs


@pytest.mark.parametrize(
    ("solver", "epochs"), [("lm", 100), ("scg", 2_000), ("lbfgs", 1_000), ("gd", 10_000)]
)
def test_the_epochs_of_the_other_solvers(solver, epochs):
    assert settings_of(Parameters(), solver, 100, 2).rules.max_epochs == epochs
