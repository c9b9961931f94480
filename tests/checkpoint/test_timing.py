"""When a checkpoint is written: every few seconds, seldom where that takes long; what ended, together."""

import numpy as np

from shoal.checkpoint.checkpoint import EVERY, SHARE, FitCheckpoint
from shoal.solve.gd import GradientState
from shoal.solve.history import History
from shoal.solve.outcome import Converged
from shoal.solve.solver import Kept
from shoal.solve.stopping import Standing


class Store:
    """Remembers what was written, and takes its time."""

    def __init__(self, takes=0.0):
        self.now, self.takes, self.written = 100.0, takes, []

    def clock(self):
        return self.now

    def read(self, name):
        return None

    def write(self, name, arrays, facts):
        self.now += self.takes
        self.written.append(name)

    def remove(self):
        self.written.append("removed")


def kept(theta=1.0, ending=None):
    history = History(np.ones(3), np.ones((3, 1)))
    return Kept(
        GradientState(np.array([theta]), 3), None, Standing(history, 2, 1.0, 1.0, 0), ending
    )


def test_a_running_training_is_written_every_few_seconds():
    store = Store()
    one = FitCheckpoint(store, 1, store.clock).of("a")
    assert not one.due
    store.now += EVERY
    assert one.due
    one.write(kept())
    assert store.written == ["a"]
    assert not one.due
    store.now += EVERY
    assert one.due


def test_a_slow_disk_costs_a_small_share():
    store = Store(takes=1.0)
    one = FitCheckpoint(store, 1, store.clock).of("a")
    store.now += EVERY
    one.write(kept())
    store.now += SHARE - 0.5
    assert not one.due
    store.now += 1
    assert one.due


def test_ended_trainings_are_written_together():
    store = Store()
    fit = FitCheckpoint(store, 1, store.clock)
    for key in "ab":
        fit.of(key).end(kept(ending=Converged(2, 2)))
    assert store.written == []
    store.now += EVERY
    fit.of("c").end(kept(ending=Converged(2, 2)))
    assert store.written == ["a", "b", "c"]
    fit.of("d").end(kept(ending=Converged(2, 2)))
    fit.close(remove=False)
    assert store.written == ["a", "b", "c", "d"]
    fit.close(remove=True)
    assert store.written[-1] == "removed"


def test_numbers_out_of_all_bounds_are_not_kept():
    store = Store()
    one = FitCheckpoint(store, 1, store.clock).of("a")
    one.write(kept(np.inf))
    one.end(kept(np.nan, Converged(2, 2)))
    assert store.written == []
    assert not one.due
