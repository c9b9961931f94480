"""A short fit spread over some seconds, so that an eye can follow it."""

from __future__ import annotations

import time
from collections.abc import Callable

from .epoch_axis import Stops, share
from .events import Event, Opening

TELLING = 0.002  # seconds; of a shorter stretch of epochs most of the time is not the epochs' own


class Spread:
    """A sink that lets a fit go evenly along the axis of its learning curve, for so many seconds.

    A spread fit goes through the same weights, to the last bit, as one that is not: it only waits
    between two epochs. Of more than 200 epochs (``epoch_axis.LONG``) each tenfold takes equally
    long, so the first ones can be seen. The seconds are those to the fit's limit of epochs: a fit
    that ends before is over sooner, and one that needs longer by itself is not held once its speed
    is known. Many networks that train at once are not held.

    Parameters
    ----------
    seconds : float
        From the first epoch to the last that the fit may take.
    clock, wait : callables
        What time it is, and how to let some pass.
    """

    holds = True
    every = None

    def __init__(
        self,
        seconds: float,
        clock: Callable[[], float] = time.monotonic,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self._seconds, self._clock, self._wait = seconds, clock, wait
        self._last = 0
        self._stops: Stops | None = None

    def begin(self, opening: Opening) -> None:
        """Learn how many epochs there may be."""
        self._last = 0 if opening.several else opening.max_epochs
        self._stops = Stops(self._last) if self._last else None
        self._began: float | None = None
        self._pace = 0.0  # seconds an epoch takes by itself
        self._epoch, self._resumed = 0, 0.0

    def next_stop(self, epoch: int) -> int | None:
        """The epoch after ``epoch`` at which the fit may be held next."""
        return None if self._stops is None else self._stops.after(epoch)

    def receive(self, event: Event) -> None:
        """Return when the next epoch may begin."""
        if not self._last or event.final:
            return
        now = self._clock()
        if self._began is None:
            self._began = self._resumed = now
        worked, epochs = now - self._resumed, event.epoch - self._epoch
        if epochs and worked >= TELLING:
            self._pace = worked / epochs
        left = (self._last - event.epoch) * self._pace
        due = min(self._seconds * share(event.epoch, self._last), self._seconds - left)
        if self._began + due > now:
            self._wait(self._began + due - now)
        self._epoch, self._resumed = event.epoch, self._clock()
