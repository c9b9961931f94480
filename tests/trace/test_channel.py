"""A viewer of any speed leaves the fit alone and gets the end."""

import threading
import time
from itertools import count

import numpy as np
import pytest

from shoal.trace import Channel, Event

DEADLINE = 20  # seconds until a test fails: nothing that it waits for takes so long


def event(epoch, final=False):
    return Event(epoch, {"epoch": [epoch]}, None, 0.0, final)


class Viewer:
    def __init__(self, stuck=False):
        self.seen, self.free = [], threading.Event()
        if not stuck:
            self.free.set()

    def __call__(self, events):
        self.free.wait()
        self.seen += [e.epoch for e in events]


def test_all_events_arrive_in_order():
    viewer = Viewer()
    channel = Channel(viewer, interval=0)
    for epoch in range(50):
        channel.receive(event(epoch, final=epoch == 49))
    assert channel.drain(DEADLINE)
    assert viewer.seen == list(range(50))


def test_a_stuck_viewer_is_not_waited_for_and_still_gets_the_last():
    viewer = Viewer(stuck=True)
    channel = Channel(viewer, interval=0)
    for epoch in range(10_000):
        channel.receive(event(epoch, final=epoch == 9_999))
    assert len(channel._waiting) <= 64
    assert not channel.drain(0)
    viewer.free.set()
    assert channel.drain(DEADLINE)
    assert viewer.seen[-1] == 9_999
    assert viewer.seen == sorted(viewer.seen)


def test_what_waits_is_delivered_together():
    calls, first, go_on, last = [], threading.Event(), threading.Event(), threading.Event()

    def viewer(events):
        calls.append([e.epoch for e in events])
        first.set()
        assert go_on.wait(DEADLINE)
        if events[-1].final:
            last.set()

    channel = Channel(viewer, interval=10 * DEADLINE, rest=0)
    channel.receive(event(0))
    assert first.wait(DEADLINE)
    for epoch in range(1, 50):
        channel.receive(event(epoch))
    go_on.set()
    channel.receive(event(50, final=True))  # the last is not kept waiting
    assert last.wait(DEADLINE)
    channel.close()
    assert calls == [[0], list(range(1, 51))]


def test_deliveries_are_an_interval_apart():
    began, three = [], threading.Event()

    def viewer(events):
        began.append(time.monotonic())
        if len(began) == 3:
            three.set()

    channel = Channel(viewer, interval=0.05, rest=0)
    for epoch in count():
        channel.receive(event(epoch))
        if three.wait(0.001):
            break
        assert epoch < DEADLINE / 0.001
    channel.close()
    assert np.diff(began[:3]).min() >= 0.05


def test_a_viewer_that_raises_is_not_called_again():
    calls = []

    def viewer(events):
        calls.append(events)
        raise ValueError("gone")

    channel = Channel(viewer, interval=0)
    channel.receive(event(0))
    assert channel.drain(DEADLINE)
    channel.receive(event(1))
    assert len(calls) == 1


def test_nothing_is_delivered_once_it_is_closed():
    viewer = Viewer()
    channel = Channel(viewer)
    channel.close()
    channel.receive(event(0))
    assert channel.drain(0)
    assert viewer.seen == []


@pytest.mark.parametrize("every", [None, 0, 7])
def test_it_asks_for_the_weights_that_it_was_told_to(every):
    assert Channel(print, every).every == every
