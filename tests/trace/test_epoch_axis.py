"""Epochs are chosen evenly along the axis that a learning curve is drawn over."""

import numpy as np
import pytest

from shoal.trace.epoch_axis import LONG, Stops, evenly, share


@pytest.mark.parametrize("last", [0, 1, 3, 50, 51, 200, 201, 5_000, 10**9])
def test_so_many_steps_from_the_first_epoch_to_the_last(last):
    epochs = evenly(last, 50)
    assert epochs == sorted(set(epochs))
    assert (epochs[0], epochs[-1]) == (0, last)
    assert len(epochs) == min(50, last) + 1


def test_a_short_fit_in_equal_steps():
    assert evenly(200, 50) == list(range(0, 201, 4))


def test_of_a_long_fit_each_tenfold_has_equally_many():
    epochs = np.array(evenly(100_000, 60))
    counts = [np.sum((epochs >= 10**k) & (epochs < 10 ** (k + 1))) for k in range(1, 5)]
    assert max(counts) - min(counts) <= 1
    assert list(epochs[:4]) == [0, 1, 2, 3]


def test_the_share_of_the_axis():
    assert share(LONG // 2, LONG) == 0.5
    assert share(0, 9_999) == 0
    assert share(99, 9_999) == pytest.approx(0.5)  # 100 and 10,000: half of the powers
    assert share(9_999, 9_999) == 1


def test_each_stop_follows_the_one_before():
    stops, epoch, found = Stops(5_000), -1, []
    while (epoch := stops.after(epoch)) is not None:
        found.append(epoch)
    assert found == evenly(5_000, 50)
    assert stops.after(4_999) == 5_000
    assert stops.after(5_000) is None
