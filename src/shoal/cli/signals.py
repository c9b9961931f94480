"""How Ctrl-C, SIGTERM and SIGHUP end a command, and its exit code then: 130, 143, 129.

Imports nothing that takes time: until a command has something to lose, they end it at once.
"""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from types import FrameType

ENDINGS = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)


class Stop:
    """The first of these signals that came; one that was ignored at the start stays ignored."""

    def __init__(self) -> None:
        self.signal: int | None = None
        self._heard: list[signal.Signals] = []

    @property
    def code(self) -> int:
        """The exit code: 128 and the number of the signal, which is Ctrl-C's if none came here."""
        return 128 + (self.signal or signal.SIGINT)

    def listen(self) -> None:
        """End the program at once on each of the signals: it has just begun."""
        self._heard = [one for one in ENDINGS if signal.getsignal(one) != signal.SIG_IGN]
        for one in self._heard:
            signal.signal(one, self._leave)

    def hand_on(self) -> None:
        """From here on, Ctrl-C is an exception, or what a fit makes of it; so are the others."""
        for one in self._heard:
            heard = signal.default_int_handler if one == signal.SIGINT else self._pass_on
            signal.signal(one, heard)

    def say(self, more: str = "") -> None:
        """Say on standard error that the program was interrupted, on a line of its own."""
        line = "\n" if os.isatty(2) else ""  # behind the ^C of the terminal
        with suppress(OSError):
            os.write(2, f"{line}shoal: interrupted{more}\n".encode())

    def _leave(self, number: int, _frame: FrameType | None) -> None:
        """Say one line and go: no exception, which an import could turn into another."""
        self.signal = number
        self.say()
        os._exit(self.code)

    def _pass_on(self, number: int, frame: FrameType | None) -> None:
        """Do what Ctrl-C would do now."""
        if self.signal is None:
            self.signal = number
        heard = signal.getsignal(signal.SIGINT)
        (heard if callable(heard) else signal.default_int_handler)(signal.SIGINT, frame)


STOP = Stop()  # signals are the process's, and so is what came of them
