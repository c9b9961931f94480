"""How much memory and time the reading of one file may take."""

from __future__ import annotations

import math
import os
from dataclasses import dataclass
from types import ModuleType

from ..memory import available_bytes, data_of_process

# What the libraries take that read a file, before they have read anything.
LIBRARIES = 256 << 20
_SECONDS, _SECONDS_EACH_MIB = 30.0, 10.0


@dataclass(frozen=True)
class Limits:
    """The limits of a process that reads a file.

    Attributes
    ----------
    memory : int
        Bytes, beside the libraries' own; what comes back is at most as long. Kept by the system
        where it has such limits (Linux); elsewhere by what is counted in the file alone.
    seconds : float
        By the clock. Should nobody be left to end the process, it ends itself after as many
        seconds of every processor.
    """

    memory: int
    seconds: float

    @classmethod
    def of(cls, size: int) -> Limits:
        """For a file of ``size`` bytes: half of the memory that is free, and time in proportion."""
        seconds = _SECONDS + _SECONDS_EACH_MIB * size / (1 << 20)
        return cls(available_bytes() // 2, seconds)

    def impose(self) -> None:
        """Let the system hold this process to the limits, where it can."""
        try:
            import resource
        except ImportError:  # Windows
            return
        # not the address space: libraries reserve much more of it than they ever touch
        _lower(resource, resource.RLIMIT_DATA, data_of_process() + LIBRARIES + self.memory)
        _lower(resource, resource.RLIMIT_CPU, math.ceil(self.seconds) * (os.cpu_count() or 1))
        # a core file of a process that ends badly would hold all that it has read
        _lower(resource, resource.RLIMIT_CORE, 0)


def _lower(resource: ModuleType, which: int, value: int) -> None:
    _, most = resource.getrlimit(which)
    if most == resource.RLIM_INFINITY or value < most:
        resource.setrlimit(which, (value, most))
