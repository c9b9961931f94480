"""What a process holds: memory, file descriptors, threads, BLAS's threads, signal handlers."""

import ctypes
import gc
import os
import signal
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from threadpoolctl import ThreadpoolController

SELF = Path("/proc/self")
HELD = ("memory", "descriptors", "threads")
WAIT = 2.0  # seconds that threads which end may take


@dataclass(frozen=True)
class Figures:
    """At one moment; memory in MB. ``blas`` and ``handlers`` are states, the others are counted."""

    memory: float
    descriptors: int
    threads: int
    blas: tuple[tuple[str, int], ...]
    handlers: tuple[tuple[int, str], ...]


def figures_now() -> Figures:
    """After the collector has run and freed memory has been given back."""
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc's
    if trim is not None:
        trim(0)
    _wait_for_threads()
    status = dict(line.split(":", 1) for line in (SELF / "status").read_text().splitlines())
    return Figures(
        int(status["VmRSS"].split()[0]) / 1024,
        len(os.listdir(SELF / "fd")),
        int(status["Threads"]),
        tuple(sorted((i["filepath"], i["num_threads"]) for i in ThreadpoolController().info())),
        tuple((number, repr(signal.getsignal(number))) for number in signal.valid_signals()),
    )


def _wait_for_threads() -> None:
    """Python's threads that are about to end, as those of a pool that was shut down."""
    end = time.monotonic() + WAIT
    while threading.active_count() > 1 and time.monotonic() < end:
        time.sleep(0.01)
