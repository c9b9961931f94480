"""The bytes behind a path: those of a regular file, or of standard input."""

from __future__ import annotations

import io
import re
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import IO

from ...errors import TableError
from ..wording import inert
from .memory import longest_text, refuse_too_long

# Enough to see what a file is.
HEAD = 1 << 16
STANDARD_INPUT = "-"
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:/")


@dataclass(frozen=True, eq=False)
class Contents:
    """A file on its disk, or bytes in memory; read as a whole by those alone who must.

    Attributes
    ----------
    source : str
        What messages call it.
    name : str
        The name whose ending tells the format where the bytes do not.
    head : bytes
        The first ``HEAD`` bytes.
    size : int
    path : Path or None
        Where the bytes lie as they are.
    data : bytes
        All bytes, if there is no path.
    """

    source: str
    name: str
    head: bytes
    size: int
    path: Path | None = None
    data: bytes = b""

    @classmethod
    def of(cls, data: bytes, source: str, name: str) -> Contents:
        """Bytes in memory."""
        return cls(source, name, data[:HEAD], len(data), None, data)

    @property
    def ending(self) -> str:
        """``.csv`` and the like, in lower case; empty if the name has none."""
        return PurePath(self.name).suffix.lower()

    def opened(self) -> IO[bytes]:
        """A file to read from, and to close."""
        if self.path is None:
            return io.BytesIO(self.data)
        try:
            return self.path.open("rb")
        except OSError as error:
            raise _unreadable(self.source, error) from None

    def pieces(self, size: int) -> Iterator[bytes]:
        """All bytes, so many at a time."""
        with self.opened() as opened:
            while piece := opened.read(size):
                yield piece

    def read(self) -> bytes:
        """All bytes; TableError if memory does not hold them."""
        if self.path is None:
            return self.data
        refuse_too_long(self.size, self.source)
        try:
            return self.path.read_bytes()
        except OSError as error:
            raise _unreadable(self.source, error) from None


def contents_of(path: str) -> Contents:
    """The bytes behind ``path``, or those of standard input for ``-``."""
    shown = inert(path, longest=200)
    if path == STANDARD_INPUT:
        return _standard_input()
    if _URL.match(path):
        raise TableError(f"{shown} is an address: Shoal reads files only, download the table first")
    file = Path(path)
    try:
        status = file.stat()
        if stat.S_ISDIR(status.st_mode):
            raise TableError(f"{shown} is a directory, not a file with a table")
        if not stat.S_ISREG(status.st_mode):
            raise TableError(f"{shown} is not a regular file; save the table to a file first")
        with file.open("rb") as opened:
            head = opened.read(HEAD)
    except TableError:
        raise
    except FileNotFoundError:
        raise TableError(f"{shown}: there is no such file") from None
    except (OSError, ValueError) as error:
        # ValueError: a path with a NUL in it
        raise _unreadable(shown, error) from None
    return Contents(inert(file.name, longest=120), file.name, head, status.st_size, file)


def _standard_input() -> Contents:
    source = "standard input"
    stream = getattr(sys.stdin, "buffer", None)
    if stream is None:
        raise TableError(f"{source} is closed; name a file instead of '-'")
    bound = longest_text()
    try:
        data = stream.read(bound + 1)
    except (OSError, ValueError) as error:
        raise _unreadable(source, error) from None
    if len(data) > bound:
        refuse_too_long(len(data), source)
    return Contents.of(data, source, "")


def _unreadable(source: str, error: Exception) -> TableError:
    reason = getattr(error, "strerror", None) or str(error)
    return TableError(f"{source} cannot be read: {inert(reason, longest=200)}")
