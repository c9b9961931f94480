"""One network: rows that are held out choose the epoch, and have no part in anything else."""

import time

import numpy as np

from shoal.core.rows import Rows
from shoal.model.scaling import Scaling
from shoal.solve.outcome import StoppedEarly
from shoal.train.one_network import train_one_network
from shoal.train.parameters import Parameters


def one(held_out=None, used="lm", **parameters):
    random = np.random.RandomState(0)
    X = random.normal(size=(40, 1))
    rows = Rows(X, np.sin(X) + 0.5 * random.normal(size=(40, 1)), np.ones(40))
    settings = {"hidden_layer_sizes": (20,), "solver": "lm", "alpha": 0.0, "standardize": True}
    return train_one_network(
        Parameters(**settings | parameters), rows, held_out, used,
        np.random.RandomState(1), (), time.perf_counter(),
    )  # fmt: skip


def test_the_scaling_is_that_of_the_rows_learned_from():
    found = one(early_stopping=True)
    assert len(found.rows.X) == 36
    network = found.trained.network
    for scaling, values in ((network.inputs, found.rows.X), (network.targets, found.rows.T)):
        expected = Scaling.of(values)
        np.testing.assert_array_equal(scaling.shift, expected.shift)
        np.testing.assert_array_equal(scaling.scale, expected.scale)


def test_the_best_epoch_on_the_rows_held_out_is_kept():
    found = one(early_stopping=True)
    outcome, watched = found.trained.outcome, found.trained.history.watched.mean(axis=1)
    assert isinstance(outcome, StoppedEarly)
    assert outcome.kept == watched.argmin() < outcome.epoch


def test_rows_to_watch_choose_nothing_where_nothing_stops_early():
    random = np.random.RandomState(5)
    watched = Rows(random.normal(size=(9, 1)), random.normal(size=(9, 1)), np.ones(9))
    alone, seen = one(max_iter=12), one(watched, max_iter=12)
    np.testing.assert_array_equal(alone.trained.network.theta, seen.trained.network.theta)
    assert len(seen.rows.X) == 40


def test_a_solver_of_batches_that_was_chosen_keeps_the_best_epoch():
    """It runs a planned number of epochs; which of them is best the rows held out say."""
    chosen = one(None, "adam", solver="auto", max_iter=60, learning_rate_init=0.3)
    watched = chosen.trained.history.watched.mean(axis=1)
    assert chosen.trained.outcome.kept == watched.argmin() < 60
