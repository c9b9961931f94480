"""A viewer of any speed leaves the fit alone and gets the end."""

import threading
import time

import pytest

from shoal.trace import Channel, Event


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
    assert channel.drain(5)
    assert viewer.seen == list(range(50))


def test_a_stuck_viewer_is_not_waited_for_and_still_gets_the_last():
    viewer = Viewer(stuck=True)
    channel = Channel(viewer, interval=0)
    for epoch in range(10_000):
        channel.receive(event(epoch, final=epoch == 9_999))
    assert len(channel._waiting) <= 64
    assert not channel.drain(0)
    viewer.free.set()
    assert channel.drain(5)
    assert viewer.seen[-1] == 9_999
    assert viewer.seen == sorted(viewer.seen)


def test_what_waits_is_delivered_together():
    calls = []
    channel = Channel(lambda events: calls.append(len(events)), interval=0.2)
    for epoch in range(50):
        channel.receive(event(epoch))
    time.sleep(0.05)  # the first call may have found a part of them
    channel.receive(event(50, final=True))
    assert channel.drain(5)
    assert sum(calls) == 51
    assert len(calls) <= 3


def test_a_viewer_that_raises_is_not_called_again():
    calls = []

    def viewer(events):
        calls.append(events)
        raise ValueError("gone")

    channel = Channel(viewer, interval=0)
    channel.receive(event(0))
    assert channel.drain(5)
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
