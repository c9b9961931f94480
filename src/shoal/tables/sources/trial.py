"""A first reading in a process of its own, for libraries that end theirs on a damaged file.

SciPy's reader of MATLAB files and pyreadstat follow numbers in a file without asking whether they
can be true. What a trial survives is read once more here. Run as a program this file is the trial:
it imports nothing of Shoal, and says all it has to say by how it ends.
"""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Literal

Reader = Literal["matlab", "dta", "sav", "sas7bdat", "xport"]
_NO_MEMORY = 3
# What the libraries themselves map before they read anything.
_LIBRARIES = 4 << 30


def survives(raw: bytes, reader: Reader, free: int) -> bool:
    """Whether a process with ``free`` bytes of memory lives through reading the file."""
    done = subprocess.run(
        # -P: the folder of this file is no place to look for modules
        [sys.executable, "-P", str(Path(__file__)), reader, str(free + _LIBRARIES)],
        input=raw,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    return done.returncode == 0


def _reads(reader: Reader) -> tuple[Callable[[Any], Any], Callable[[Any], Any]]:
    """The calls that are made of a library: for what a file says of itself, and for its columns."""
    if reader == "matlab":
        from scipy import io as scipy_io

        return scipy_io.whosmat, scipy_io.loadmat
    import pyreadstat

    read = getattr(pyreadstat, f"read_{reader}")
    return partial(read, metadataonly=True), partial(read, output_format="dict")


def _bound(memory: int) -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    if most == resource.RLIM_INFINITY or memory < most:
        resource.setrlimit(resource.RLIMIT_AS, (memory, most))


def _main(reader: Reader, memory: str) -> int:
    raw = sys.stdin.buffer.read()
    about, columns = _reads(reader)
    _bound(int(memory))
    try:
        about(io.BytesIO(raw))
        columns(io.BytesIO(raw))
    except MemoryError:
        return _NO_MEMORY
    except Exception:
        # whoever reads the file for its table says what is wrong with it
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1], sys.argv[2]))  # type: ignore[arg-type]
