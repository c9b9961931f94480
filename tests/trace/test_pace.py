"""A held fit goes through the same weights, an epoch at a time where asked."""

import threading
import time
from contextlib import contextmanager

import numpy as np
import pytest

from shoal import NeuralRegressor
from shoal.solve.outcome import Interrupted
from shoal.trace import Event, Pace

RANDOM = np.random.RandomState(0)
X = RANDOM.uniform(-2, 2, (40, 2))
Y = np.sin(X[:, 0]) + 0.1 * X[:, 1]


def model(**parameters):
    settings = {"solver": "gd", "alpha": 0, "tol": 0, "random_state": 0} | parameters
    return NeuralRegressor((5,), **settings)


class Holds(threading.Condition):
    """In a pace's own condition's place: tells when the fit waits for what is asked next."""

    def __init__(self, pace):
        super().__init__()
        self._held, pace._changed = threading.Event(), self

    def wait(self, timeout=None):
        if timeout is None:
            self._held.set()
        return super().wait(timeout)

    def notify_all(self):
        self._held.clear()
        super().notify_all()

    def until_held(self):
        assert self._held.wait(20)


class Recorder:
    every = 0

    def __init__(self):
        self.epochs, self.news = [], threading.Condition()

    def receive(self, event):
        with self.news:
            self.epochs.append(event.epoch)
            self.news.notify_all()

    def wait_for(self, count):
        with self.news:
            assert self.news.wait_for(lambda: len(self.epochs) >= count, 20)


@contextmanager
def in_background(fit, pace):
    """A fit in a thread; it is stopped at the end, also if the test fails."""
    thread = threading.Thread(target=fit)
    thread.start()
    try:
        yield thread
    finally:
        pace.stop()
        thread.join(20)


def same_weights(one, other):
    for a, b in zip(one.network_.weights, other.network_.weights, strict=True):
        np.testing.assert_array_equal(a, b)


def test_a_paused_fit_goes_on_epoch_by_epoch_to_the_same_bits():
    pace, seen, held = Pace(paused=True), Recorder(), model(max_iter=5)
    with in_background(lambda: held.fit(X, Y, sinks=[pace, seen]), pace) as thread:
        for n in range(1, 6):
            seen.wait_for(n)
            assert pace.paused
            assert seen.epochs == list(range(n))
            pace.step()
        thread.join(20)
    assert seen.epochs == [0, 1, 2, 3, 4, 5]
    same_weights(held, model(max_iter=5).fit(X, Y))


def test_several_steps_are_that_many_epochs():
    pace, seen, held = Pace(paused=True), Recorder(), model(max_iter=9)
    holds = Holds(pace)
    with in_background(lambda: held.fit(X, Y, sinks=[pace, seen]), pace) as thread:
        holds.until_held()
        pace.step(4)
        holds.until_held()
        assert seen.epochs == [0, 1, 2, 3, 4]
        pace.run()
        thread.join(20)
    assert seen.epochs[-1] == 9


def test_a_pause_in_the_middle_then_single_steps():
    pace, seen, held = Pace(), Recorder(), model(max_iter=10**9)
    holds = Holds(pace)
    with in_background(lambda: held.fit(X, Y, sinks=[pace, seen]), pace):
        seen.wait_for(4)
        pace.pause()
        holds.until_held()
        at = len(seen.epochs)
        pace.step()
        holds.until_held()
        assert len(seen.epochs) == at + 1
        assert seen.epochs[at] == seen.epochs[at - 1] + 1
    assert isinstance(held.outcome_, Interrupted)


def test_a_speed_is_kept_to():
    pace, seen, held = Pace(speed=100.0), Recorder(), model(max_iter=30)
    began = time.monotonic()
    held.fit(X, Y, sinks=[pace, seen])
    assert time.monotonic() - began >= 0.25
    same_weights(held, model(max_iter=30).fit(X, Y))


def test_stopping_keeps_the_best_weights():
    pace = Pace()
    pace.stop()
    with pytest.raises(KeyboardInterrupt):
        pace.receive(Event(0, {}, None, 0.0))
    stopped = model(max_iter=10**9)
    stopped.fit(X, Y, sinks=[pace])
    assert isinstance(stopped.outcome_, Interrupted)


def test_the_first_epochs_of_a_fit_that_goes_on_are_not_held_and_the_next_is():
    pace = Pace(paused=True, after=40)
    holds = Holds(pace)
    assert [pace.next_stop(epoch) for epoch in (0, 39, 40, 41)] == [40, 40, 41, 42]
    ran = threading.Event()

    def fit():
        for epoch in (0, 17, 40):
            pace.receive(Event(epoch, {}, None, 0.0))
        ran.set()

    thread = threading.Thread(target=fit, daemon=True)
    thread.start()
    holds.until_held()
    assert not ran.is_set()  # held at 40
    pace.step()
    assert ran.wait(10)
    thread.join()


def test_each_rest_is_told_once_and_again_after_an_order_to_stay():
    rests, news = [], threading.Condition()

    def told():
        with news:
            rests.append(seen.epochs[-1])
            news.notify_all()

    def until(n):
        with news:
            assert news.wait_for(lambda: len(rests) >= n, 20)

    pace, seen = Pace(paused=True, rests=told), Recorder()
    fit = model(max_iter=10)
    with in_background(lambda: fit.fit(X, Y, sinks=[seen, pace]), pace) as thread:
        until(1)
        pace.step(3)
        until(2)
        pace.pause()  # it rests already: whoever asks is told
        until(3)
        pace.run()
        thread.join(20)
    assert rests == [0, 3, 3]
