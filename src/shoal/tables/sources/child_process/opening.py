"""A file opened by a child process: started, watched, ended, and its answer taken."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, Any

from ....errors import ShoalError, TableError
from ...wording import inert
from ..contents import Contents, contents_of
from ..foreign import guarded
from ..opening import open_contents
from ..recognizing import kind_of
from ..source import Source
from ..unpacking import is_compressed
from .limits import Limits
from .program import NO_MEMORY
from .transfer import unpacked, unpacked_error

_PROGRAM = "shoal.tables.sources.child_process.program"
_PIECE = 1 << 20
_LONGEST_HEAD = 1 << 26
_WAY_ON = "save the table as CSV, or copy the file again"


def open_in_child(
    file: str | os.PathLike[str] | bytes,
    *,
    name: str = "",
    sheet: str | int | None = None,
    query: str | None = None,
    limits: Limits | None = None,
) -> Source:
    """What a file holds, as ``open_source`` gives it, opened in a process of its own under limits.

    A text that is not compressed needs no library and no process, and is read here.

    Parameters
    ----------
    file : str, path or bytes
        A file, or a folder of Parquet files; or the bytes of a file.
    name : str
        What bytes are called: the ending tells the format where the bytes do not.
    sheet, query
        As ``open_source`` takes them.
    limits : Limits, optional
        By default half of the memory that is free, and 30 s and 10 s for each MiB of the file.

    Raises
    ------
    TableError
        The file cannot be read; or reading it took more memory or time than it may, or ended the
        process.
    MissingExtraError
        The library that reads the format is not installed.
    """
    if isinstance(file, bytes):
        shown = inert(Path(name).name, longest=120) or "the file"
        contents = Contents.of(file, shown, Path(name).name)
    elif os.path.isdir(file):
        contents = _folder(Path(file))
    else:
        contents = contents_of(os.fspath(file))
    if contents.head and not is_compressed(contents) and kind_of(contents) == "text":
        return open_contents(contents, sheet, query)
    return _Child(contents, sheet, query, limits or Limits.of(contents.size)).answer()


def _folder(path: Path) -> Contents:
    """A folder of files, as long as all of them together."""
    size = sum(
        os.stat(os.path.join(place, name)).st_size
        for place, _, names in os.walk(path)
        for name in names
    )
    shown = inert(path.name or str(path), longest=120)
    return Contents(shown, path.name, b"", size, path)


class _Child:
    """One process, which opens one file."""

    def __init__(
        self, contents: Contents, sheet: str | int | None, query: str | None, limits: Limits
    ) -> None:
        self.source, self.limits, self.data = contents.source, limits, contents.data
        path = "" if contents.path is None else str(contents.path.absolute())
        self.task = {
            **{"path": path, "name": contents.name, "source": contents.source},
            **{"size": len(contents.data), "sheet": sheet, "query": query},
            **{"memory": limits.memory, "seconds": limits.seconds},
        }
        self.late = False

    def answer(self) -> Source:
        """What the file holds."""
        process = self._started()
        watch = threading.Timer(self.limits.seconds, self._end_late, (process,))
        watch.daemon = True
        watch.start()
        try:
            return self._asked(process)
        finally:
            watch.cancel()
            process.kill()
            for pipe in (process.stdin, process.stdout):
                _close(pipe)
            process.wait()

    def _started(self) -> subprocess.Popen[bytes]:
        path = os.pathsep.join(folder for folder in sys.path if folder)
        try:
            return subprocess.Popen(
                # -P: the folder in which we stand is no place to look for modules
                [sys.executable, "-P", "-m", _PROGRAM],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": path},
            )
        except OSError as error:
            reason = inert(error.strerror or str(error), longest=100)
            raise TableError(
                f"{self.source} is read in a process of its own, and none can be started: {reason}; "
                "close other programs"
            ) from None

    def _end_late(self, process: subprocess.Popen[bytes]) -> None:
        self.late = True
        process.kill()

    def _asked(self, process: subprocess.Popen[bytes]) -> Source:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(json.dumps(self.task).encode() + b"\n")
            process.stdin.write(self.data)
            # it stays open: the process ends when nobody waits for it any more
            process.stdin.flush()
        except OSError:
            raise self._ended(process) from None
        try:
            head = json.loads(process.stdout.readline(_LONGEST_HEAD))
            if head["sort"] == "error":
                raise unpacked_error(head)
            sizes = [int(size) for size in head["sizes"]]
            if min(sizes, default=0) < 0 or sum(sizes) > self.limits.memory:
                raise self._out_of_memory()
            pieces = [self._piece(process.stdout, size) for size in sizes]
        except ShoalError:
            raise
        except (ValueError, KeyError, TypeError, EOFError):
            raise self._ended(process) from None
        return guarded(lambda: unpacked(head, pieces), self.source)

    def _piece(self, stream: IO[bytes], size: int) -> memoryview:
        piece = memoryview(bytearray(size))
        at = 0
        while at < size:
            n = stream.readinto(piece[at : at + _PIECE])  # type: ignore[attr-defined]
            if not n:
                raise EOFError
            at += n
        return piece

    def _ended(self, process: subprocess.Popen[bytes]) -> TableError:
        """Why there is no whole answer."""
        code = process.wait() if process.poll() is None and not self.late else process.poll()
        if self.late or code == -getattr(signal, "SIGXCPU", 0):
            return TableError(
                f"{self.source} takes longer to read than the {self.limits.seconds:,.0f} s that a "
                f"file of its size may; {_WAY_ON}"
            )
        if code == NO_MEMORY:
            return self._out_of_memory()
        how = f"signal {-code}" if code is not None and code < 0 else f"exit code {code}"
        return TableError(
            f"{self.source} ends the process that reads it ({how}), by damage or by its need of "
            f"memory; {_WAY_ON}"
        )

    def _out_of_memory(self) -> TableError:
        most = f"{self.limits.memory / 2**20:,.0f} MiB"
        return TableError(
            f"{self.source} needs more memory to read than the {most} that it may; take fewer rows "
            f"or columns, or {_WAY_ON}"
        )


def _close(pipe: IO[Any] | None) -> None:
    try:
        if pipe is not None:
            pipe.close()
    except OSError:
        pass  # what is left in it was for a process that has ended
