"""A hand on a fit: run, pause, step, speed, stop. Holding a fit does not change its weights."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from .events import Event

LOOKS = 30  # a second, of a fit slower than that: events end so often


class Pace:
    """A sink that holds the fitting thread as another thread asks it to.

    A fit with a pace goes through the same weights, to the last bit, as one without: it only waits
    between two epochs. ``speed`` is in epochs a second, None for as fast as it goes. What had begun
    when steps were first counted is finished: a pause takes effect at the event after the next.
    The first ``after`` epochs are not held, whatever is asked. ``rests`` is called in the fitting
    thread whenever the fit has come to rest: nothing moves until it is told to go on.
    """

    holds = True

    def __init__(
        self,
        speed: float | None = None,
        paused: bool = False,
        *,
        after: int = 0,
        rests: Callable[[], None] = lambda: None,
    ) -> None:
        self._after, self._rests = after, rests
        self._changed = threading.Condition()
        self._speed, self._steps, self._stopped = speed, 0 if paused else None, False
        self._origin: tuple[float, int] | None = None  # when, and at which epoch, the speed began
        self._seen = self._orders = 0
        self._under_way = False  # epochs were begun before the steps were counted

    @property
    def every(self) -> int | None:
        """Epochs from one event to the next: 1 while steps are counted."""
        if self._seen < self._after:
            return self._after
        if self._steps is not None:
            return 1
        return None if self._speed is None else max(1, round(self._speed / LOOKS))

    def next_stop(self, epoch: int) -> int | None:
        """The epoch after ``epoch`` at which the fit may be held next."""
        if epoch < self._after:
            return self._after
        if self._steps is not None:
            return epoch + 1
        every = self.every
        return (epoch // every + 1) * every if every else None

    @property
    def paused(self) -> bool:
        """Whether the fit waits, or will at its next epoch."""
        return self._steps == 0

    @property
    def stopped(self) -> bool:
        """Whether the fit was told to end."""
        return self._stopped

    def run(self, speed: float | None = None) -> None:
        """Go on, at ``speed`` epochs a second or unthrottled."""
        self._set(speed, None)

    def pause(self) -> None:
        """Wait at the next event."""
        self._set(self._speed, 0)

    def step(self, epochs: int = 1) -> None:
        """Go on for so many epochs, then wait."""
        self._set(self._speed, epochs)

    def stop(self) -> None:
        """End the fit as Ctrl-C does: it keeps the best weights it has."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()

    def _set(self, speed: float | None, steps: int | None) -> None:
        with self._changed:
            self._under_way = self._steps is None and steps is not None
            self._speed, self._steps, self._origin = speed, steps, None
            self._orders += 1
            self._changed.notify_all()

    def receive(self, event: Event) -> None:
        """Return when the next epoch may begin.

        Raises
        ------
        KeyboardInterrupt
            If the fit is to stop.
        """
        with self._changed:
            if self._under_way and not event.final and not self._stopped:
                self._under_way, self._seen = False, event.epoch
                return
            if self._steps and self._seen >= self._after:
                self._steps = max(self._steps - (event.epoch - self._seen), 0)
            self._seen = event.epoch
        while (heard := self._rests_after(event)) is not None:
            self._rests()  # outside of the lock: what is told may take its time
            with self._changed:
                self._changed.wait_for(lambda: self._stopped or self._orders != heard)

    def _rests_after(self, event: Event) -> int | None:
        """How many orders were heard when the fit came to rest; None once the next epoch may begin."""
        with self._changed:
            while not self._stopped and not event.final:
                wait = self._seconds_to_wait(event.epoch)
                if wait is None:
                    return self._orders
                if wait <= 0:
                    return None
                self._changed.wait(wait)
            if self._stopped:
                raise KeyboardInterrupt
            return None

    def _seconds_to_wait(self, epoch: int) -> float | None:
        if epoch < self._after:
            return 0
        if self._steps == 0:
            return None
        if self._speed is None or self._steps is not None:
            return 0
        now = time.monotonic()
        if self._origin is None:
            self._origin = now, epoch
        began, first = self._origin
        return began + (epoch - first) / self._speed - now
