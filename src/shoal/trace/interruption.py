"""The wish that a fit ends: one Ctrl-C lets it end with the best that it has, a second leaves at once."""

from __future__ import annotations

import atexit
import importlib
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

AT_EXIT = 5.0  # seconds that the process waits for a fit that was told to end
ASLEEP = 0.005  # seconds between two looks whether it has


class Interruption:
    """One for a fit, read by all its trainings in whatever thread, their compiled steps among them.

    Nothing is thrown into running code, so nothing is cut in two: who reads ``asked``, or its ``flag``
    (1,), ends by itself. ``keeps``: what was trained is handed on, where some training has taken
    a step (``begun``); else, and if a second wish comes (``leaving``), KeyboardInterrupt ends the fit.
    While it is ``prepared`` there is nothing to keep: the first wish leaves at once.
    """

    def __init__(self, keeps: bool = True) -> None:
        self.flag = bytearray(1)
        self.keeps, self.begun, self.leaving, self.prepared = keeps, False, False, False

    @property
    def asked(self) -> bool:
        """Whether the fit is to end."""
        return bool(self.flag[0])

    def ask(self) -> None:
        """End the fit; from any thread."""
        self.flag[0] = 1

    def check(self) -> None:
        """Raise KeyboardInterrupt where the fit is to end: to be called where it may be cut."""
        if self.asked:
            self.leaving = self.leaving or not (self.keeps and self.begun)
            raise KeyboardInterrupt

    def heard(self) -> bool:
        """A KeyboardInterrupt was caught: whether the fit goes on to its end with what it has."""
        self.ask()
        return self.keeps and not self.leaving

    @contextmanager
    def _on_signal(self) -> Iterator[None]:
        """Hear Ctrl-C in the place of Python's own handler; a handler of the user's stays."""
        before = signal.getsignal(signal.SIGINT)
        if not _is_main() or before is not signal.default_int_handler:
            yield
            return

        def hear(number: int, frame: Any) -> None:
            if self.asked or self.prepared:
                self.leaving = True
                signal.default_int_handler(number, frame)
            self.ask()

        signal.signal(signal.SIGINT, hear)
        try:
            yield
        finally:
            if signal.getsignal(signal.SIGINT) is hear:
                signal.signal(signal.SIGINT, before)


class _Here(threading.local):
    interruption: Interruption | None = None


_here = _Here()
_running: dict[Interruption, threading.Thread] = {}


def here() -> Interruption:
    """That of the fit which this thread runs, or one that nobody else knows."""
    return _here.interruption or Interruption()


@contextmanager
def interruptible() -> Iterator[Interruption]:
    """For a whole fit: Ctrl-C ends it with what it has. Inside of another such block: that one's."""
    outer = _here.interruption
    if outer is not None:
        yield outer
        return
    own = Interruption()
    with own._on_signal(), _as_that_of_this_thread(own):
        _running[own] = threading.current_thread()
        try:
            yield own
        finally:
            _running.pop(own, None)


@contextmanager
def preparing() -> Iterator[None]:
    """For what comes before a fit, small trainings among it: Ctrl-C ends all with KeyboardInterrupt."""
    outer = here()
    outer.check()
    outer.prepared = True
    try:
        with _as_that_of_this_thread(Interruption(keeps=False)):
            yield
    finally:
        outer.prepared = False


@contextmanager
def _as_that_of_this_thread(own: Interruption) -> Iterator[None]:
    before, _here.interruption = _here.interruption, own
    try:
        yield
    finally:
        _here.interruption = before


def end_running_fits(
    seconds: float = AT_EXIT,
    clock: Callable[[], float] = time.monotonic,
    of: Callable[[threading.Thread], bool] = lambda thread: True,
) -> bool:
    """Ask every fit of the process, or ``of`` some threads, to end, and wait; whether all have."""
    until = clock() + seconds
    asked = [fit for fit, thread in list(_running.items()) if of(thread)]
    for fit in asked:
        fit.ask()
    while any(fit in _running for fit in asked) and clock() < until:
        time.sleep(ASLEEP)
    return not any(fit in _running for fit in asked)


def _end_those_of_daemons() -> None:
    end_running_fits(of=lambda thread: thread.daemon)


def _is_main() -> bool:
    return threading.current_thread() is threading.main_thread()


# Fits in daemons' threads end with the process: before Python waits for the threads of their pools, whose
# module has to be imported first, for what is registered last is called first.
importlib.import_module("concurrent.futures.thread")
getattr(threading, "_register_atexit", atexit.register)(_end_those_of_daemons)
