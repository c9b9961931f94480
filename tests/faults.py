"""Faults of a disk, one at a time: the n-th call that changes it fails, for every n.

Any code that writes files is attacked by it::

    for fault in each_fault(monkeypatch, folder):
        with fault:
            write(...)          # raises, or not
        ...                     # look at what is left; ``fault.struck`` is the call that failed

The loop ends behind the first run in which nothing was left to fail, which has then succeeded.
"""

import builtins
import errno
import io
import os
from itertools import count

KINDS = (errno.ENOSPC, errno.EIO, errno.EACCES)
CALLS = ("open", "write", "fsync", "replace", "rename", "link", "mkdir", "chmod", "ftruncate")
WRITING = frozenset("wxa+")


class Fault:
    """A time in which the call number ``nth`` that changes the disk fails; ``struck`` is its name."""

    def __init__(self, patch, nth, number):
        self._patch, self._left, self._number = patch, nth, number
        self.struck = None

    def __enter__(self):
        self._context = self._patch.context()
        patch = self._context.__enter__()
        for name in CALLS:
            patch.setattr(os, name, self._failing(name, getattr(os, name)))
        opened = io.open

        def opening(file, mode="r", *more, **named):
            if not WRITING & set(mode):
                return opened(file, mode, *more, **named)
            if not isinstance(file, int):  # or ``os.open`` has opened it
                self._step("open")
            return _Watched(opened(file, mode, *more, **named), self._step)

        patch.setattr(io, "open", opening)
        patch.setattr(builtins, "open", opening)
        return self

    def __exit__(self, *what):
        self._context.__exit__(*what)

    def _step(self, name):
        self._left -= 1
        if self._left == 0:
            self.struck = name
            raise OSError(self._number, os.strerror(self._number))

    def _failing(self, name, call):
        def failing(*arguments, **named):
            if name != "open" or arguments[1] & (os.O_WRONLY | os.O_RDWR):
                self._step(name)
            return call(*arguments, **named)

        return failing


class _Watched:
    """A file whose writing may fail; half of what the failing call was given has then been written."""

    def __init__(self, file, step):
        self._file, self._step = file, step

    def write(self, data):
        try:
            self._step("write")
        except OSError:
            self._file.write(data[: len(data) // 2])
            raise
        return self._file.write(data)

    def flush(self):
        self._step("flush")
        self._file.flush()

    def __getattr__(self, name):
        return getattr(self._file, name)

    def __enter__(self):
        return self

    def __exit__(self, *what):
        self._file.close()

    def __iter__(self):
        return iter(self._file)


def each_fault(patch, numbers=KINDS):
    """A :class:`Fault` for every call that can fail and every kind of failure.

    ``patch`` is pytest's ``MonkeyPatch``; ``numbers`` are the errors to raise.
    """
    for number in numbers:
        for nth in count(1):
            fault = Fault(patch, nth, number)
            yield fault
            if fault.struck is None:
                assert nth > 1, "nothing was written that could have failed"
                break
