"""How Ctrl-C, SIGTERM and SIGHUP end a command, and its exit code then: 130, 143, 129.

Imports nothing that takes time: until a command has something to lose, they end it at once.
"""

from __future__ import annotations

import os
import signal
from contextlib import contextmanager, suppress

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

    from ..trace.interruption import Interruption

ENDINGS = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)


class Stop:
    """Which of these signals came first; one that was ignored at the start stays ignored.

    SIGTERM and SIGHUP do what Ctrl-C would do, once: a shell, ``timeout`` and systemd send them twice,
    and that is one wish. After it Ctrl-C alone leaves at once.
    """

    def __init__(self) -> None:
        self.signal: int | None = None
        self._wish: Interruption | None = None

    @property
    def code(self) -> int:
        """The exit code: 128 and the number of the signal, which is Ctrl-C's if none came here."""
        return 128 + (self.signal or signal.SIGINT)

    def listen(self) -> None:
        """From here on, each of the signals ends the program at once: there is nothing to lose."""
        for one in ENDINGS:
            if signal.getsignal(one) != signal.SIG_IGN:
                signal.signal(one, self._leave)

    def hand_on(self) -> None:
        """From here on, Ctrl-C is an exception, or what a fit makes of it; so are the others."""
        for one in ENDINGS:
            if signal.getsignal(one) == self._leave:
                heard = signal.default_int_handler if one == signal.SIGINT else self._pass_on
                signal.signal(one, heard)

    def end(self) -> None:
        """From here on, the signals change nothing: all is done, and the exit code stands."""
        for one in ENDINGS:
            signal.signal(one, signal.SIG_IGN)

    @contextmanager
    def obeyed(self) -> Iterator[Interruption]:
        """For a fit and the writing of its model: the first signal ends the fit, and all is written.

        Before something is fitted, and when Ctrl-C comes again, KeyboardInterrupt.
        """
        from ..trace.interruption import interruptible

        self.hand_on()
        with interruptible() as self._wish:
            yield self._wish
        self._wish = None

    def say(self, more: str = "") -> None:
        """Say on standard error that the program was interrupted, on a line of its own."""
        line = "\n" if os.isatty(2) else ""  # behind the ^C of the terminal
        with suppress(OSError):
            os.write(2, f"{line}shoal: interrupted{more}\n".encode())

    def _leave(self, number: int, _frame: FrameType | None) -> None:
        """Say one line and go: no exception, which an import could turn into another."""
        self.signal = self.signal or number
        self.say()
        os._exit(self.code)

    def _pass_on(self, number: int, frame: FrameType | None) -> None:
        """Do what Ctrl-C would do now."""
        if self.signal is not None or (self._wish is not None and self._wish.asked):
            return
        self.signal = number
        heard = signal.getsignal(signal.SIGINT)
        if callable(heard):
            heard(signal.SIGINT, frame)
        elif self._wish is None or self._wish.prepared:
            raise KeyboardInterrupt  # Ctrl-C is ignored, as in the background of a shell's script
        else:
            self._wish.ask()


STOP = Stop()  # signals are the process's, and so is what came of them
