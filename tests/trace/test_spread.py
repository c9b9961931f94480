"""A spread fit takes so many seconds, goes through the same weights, and a long one is not held."""

import numpy as np
import pytest

from shoal import NeuralRegressor
from shoal.trace import Event, Opening, Spread
from shoal.trace.epoch_axis import evenly

RANDOM = np.random.RandomState(0)
X = RANDOM.uniform(-2, 2, (40, 2))
Y = np.sin(X[:, 0]) + 0.1 * X[:, 1]


class Clock:
    """Time that goes by where somebody waits or works."""

    def __init__(self):
        self.now = 1_000.0
        self.waits = []

    def __call__(self):
        return self.now

    def wait(self, seconds):
        assert seconds > 0
        self.waits.append(seconds)
        self.now += seconds


def opening(epochs, several=False):
    return Opening(None, None, None, epochs, "gd", several)


def taken(seconds, epochs, own):
    """What a fit takes that needs ``own`` seconds by itself and 0.3 ms for each event."""
    clock = Clock()
    spread = Spread(seconds, clock, clock.wait)
    spread.begin(opening(epochs))
    before, began = 0, clock.now
    for epoch in evenly(epochs, 50):
        clock.now += (epoch - before) * own / epochs + 0.0003
        spread.receive(Event(epoch, {}, None, 0.0, final=epoch == epochs))
        before = epoch
    return clock.now - began


@pytest.mark.parametrize("epochs", [60, 200, 5_000, 100_000])
@pytest.mark.parametrize("own", [0.0, 0.05, 1.0])
def test_a_short_fit_takes_the_seconds_asked_for(epochs, own):
    # its last stretch, a fiftieth of the axis, is not held behind its end
    assert 5 * 0.95 < taken(5.0, epochs, own) < 5 * 1.03


@pytest.mark.parametrize("epochs", [100, 5_000, 100_000])
def test_a_fit_of_nearly_these_seconds_takes_few_more(epochs):
    assert taken(5.0, epochs, 4.0) < 6.5


@pytest.mark.parametrize("epochs", [100, 5_000, 100_000])
def test_a_longer_fit_is_hardly_slowed(epochs):
    alone = 60 + 51 * 0.0003
    assert taken(5.0, epochs, 60.0) < alone + 2.0


def test_the_first_epochs_take_as_long_as_as_many_tenfolds_later():
    clock = Clock()
    spread = Spread(6.0, clock, clock.wait)
    spread.begin(opening(999_999))
    at = {}
    for epoch in (0, 9, 99, 999, 9_999, 99_999):
        spread.receive(Event(epoch, {}, None, 0.0))
        at[epoch] = clock.now
    assert np.diff(list(at.values())) == pytest.approx(1.0)


def test_to_the_same_bits():
    clock = Clock()
    settings = {"solver": "gd", "alpha": 0, "tol": 0, "max_iter": 500, "random_state": 0}
    spread = NeuralRegressor((5,), **settings)
    spread.fit(X, Y, sinks=Spread(20.0, clock, clock.wait))
    assert sum(clock.waits) > 0
    alone = NeuralRegressor((5,), **settings).fit(X, Y)
    for a, b in zip(spread.network_.weights, alone.network_.weights, strict=True):
        np.testing.assert_array_equal(a, b)


def test_several_networks_and_a_last_event_are_not_held():
    clock = Clock()
    spread = Spread(5.0, clock, clock.wait)
    spread.begin(opening(100, several=True))
    spread.receive(Event(50, {}, None, 0.0))
    spread.begin(opening(100))
    spread.receive(Event(100, {}, None, 0.0, final=True))
    assert clock.waits == []
