"""A program whose standard error is a terminal, and what it writes there."""

import os
import pty
import re
import select
import struct
import subprocess
import termios
import time
from fcntl import ioctl

DEADLINE = 120.0  # seconds for whatever is waited for: only a program that hangs takes so long


class InTerminal:
    """A running program; ``said`` is what it has written to its terminal so far.

    With ``whole`` the terminal is that of its session, and has its standard output as well.
    """

    def __init__(self, command, cwd, columns=80, whole=False):
        self._master, slave = pty.openpty()
        ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
        self.process = subprocess.Popen(
            command,
            cwd=cwd,
            stdout=slave if whole else subprocess.PIPE,
            stderr=slave,
            start_new_session=whole,
            preexec_fn=(lambda: ioctl(2, termios.TIOCSCTTY, 0)) if whole else None,
            env={**os.environ, "TERM": "xterm-256color", "COLUMNS": "", "NO_COLOR": ""},
        )
        os.close(slave)
        self._said = b""

    @property
    def raw(self):
        return self._said.decode(errors="replace")

    @property
    def said(self):
        return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", self.raw)

    def close(self):
        """Close the terminal's window."""
        os.close(self._master)

    def until(self, text):
        """Read on until the program has written ``text``."""
        end = time.monotonic() + DEADLINE
        while text not in self.said:
            assert self._read(end), f"ended without {text!r}: {self.said}"

    def ended(self):
        """(exit code, standard output) once the program has ended by itself."""
        end = time.monotonic() + DEADLINE
        while self._read(end):
            pass
        os.close(self._master)
        out, _ = self.process.communicate(timeout=DEADLINE)
        return self.process.returncode, out.decode()

    def _read(self, end):
        """Whether there was something more to read."""
        ready, _, _ = select.select([self._master], [], [], max(0, end - time.monotonic()))
        if not ready:
            self.process.kill()
            raise AssertionError(f"nothing more within {DEADLINE:g} s: {self.said}")
        try:
            part = os.read(self._master, 65536)
        except OSError:  # the program's end, as Linux tells it
            part = b""
        self._said += part
        return bool(part)
