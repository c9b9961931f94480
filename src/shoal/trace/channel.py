"""A channel: the way from a fit to a viewer that may be slow, stuck or gone."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

from .events import Closing, Event

MOST_WAITING = 64  # events, each with its arrays; beyond, every second one that waits is dropped
INTERVAL = 1 / 30  # seconds from one delivery to the next: as often as an eye needs
REST = 19  # times what a delivery took: so a viewer is at work a twentieth of the time


class Channel:
    """A sink that hands events to ``viewer`` from a thread of its own.

    The fitting thread only leaves each event in a bounded store, so a viewer of any speed changes
    neither the fit's weights nor its time. What waits is delivered together, at most 30 times a
    second, and less often where the viewer is slow: all of them share one interpreter with the fit.
    A viewer that falls far behind misses events in between; it always gets the last one. One that
    raises is not called again.

    Parameters
    ----------
    viewer : callable
        Takes a list of events, oldest first; what ``end`` was told is the last.
    every : int or None
        Which weights to ask for (see ``Sink``).
    interval : float
        Seconds from one delivery to the next, at least.
    rest : float
        Times what a delivery took, until the next; the last event is not kept waiting.
    """

    def __init__(
        self,
        viewer: Callable[[Sequence[Any]], None],
        every: int | None = None,
        interval: float = INTERVAL,
        rest: float = REST,
    ) -> None:
        self.every = every
        self._viewer, self._interval, self._rest = viewer, interval, rest
        self._waiting: list[Event | Closing] = []
        self._news = threading.Condition()
        self._closed = self._delivering = False
        self._thread: threading.Thread | None = None

    def receive(self, event: Event | Closing) -> None:
        """Leave the event, or the closing of the fit, for the viewer; returns at once."""
        with self._news:
            if self._closed:
                return
            self._waiting.append(event)
            if len(self._waiting) > MOST_WAITING:
                self._waiting = self._waiting[-1::-2][::-1]
            if self._thread is None:
                self._thread = threading.Thread(target=self._deliver, daemon=True)
                self._thread.start()
            self._news.notify_all()

    def end(self, closing: Closing) -> None:
        """Leave the closing behind all events."""
        self.receive(closing)

    def drain(self, timeout: float) -> bool:
        """Wait until all is delivered, or ``timeout`` seconds; whether all is."""
        with self._news:
            return self._news.wait_for(
                lambda: self._closed or not (self._waiting or self._delivering), timeout
            )

    def close(self) -> None:
        """Deliver nothing more."""
        with self._news:
            self._closed = True
            self._waiting.clear()
            self._news.notify_all()

    def _deliver(self) -> None:
        while True:
            with self._news:
                self._delivering = False
                self._news.notify_all()
                self._news.wait_for(lambda: self._closed or self._waiting)
                if self._closed:
                    return
                events, self._waiting = self._waiting, []
                self._delivering = True
            began = time.monotonic()
            try:
                self._viewer(events)
            except Exception:
                self.close()
                return
            with self._news:
                took = time.monotonic() - began
                left = max(self._interval - took, self._rest * took)
                self._news.wait_for(lambda: self._closed or self._ends(), left)

    def _ends(self) -> bool:
        return bool(self._waiting) and self._waiting[-1].final
