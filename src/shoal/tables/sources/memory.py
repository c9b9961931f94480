"""What memory holds, counted before anything is converted: no constant bounds a table."""

from __future__ import annotations

import os
from pathlib import Path

from ...errors import TableError

# Measured on two million cells of 17 digits: a text with its place in a list, beside what the
# reader of a workbook holds of it. A number is 8 bytes, held some three times on the way to a fit.
TEXT_CELL = 200
NUMBER_CELL = 40
# The bytes of a text file become its text, and then its cells: about four times their size.
TEXT_COPIES = 4
# Where nobody says what is free: what a small computer has.
UNKNOWN = 4 << 30
_MEMINFO = Path("/proc/meminfo")
_CGROUP = Path("/proc/self/cgroup")
_STATUS = Path("/proc/self/status")
_CGROUPS = Path("/sys/fs/cgroup")


def available_bytes() -> int:
    """How many bytes of memory this process may still take."""
    bounds = (_free_of_machine(), _free_of_process(), *_free_of_groups())
    known = [free for free in bounds if free is not None]
    return max(0, min(known, default=UNKNOWN))


def refuse_too_large(cells: int, source: str, each: int = TEXT_CELL) -> None:
    """TableError if ``cells`` of ``each`` so many bytes are more than memory holds."""
    free = available_bytes()
    if cells * each > free:
        raise TableError(
            f"{source} holds {cells:,} cells, which need about {shown_size(cells * each)} of memory "
            f"where {shown_size(free)} are free; take fewer rows, or name the columns with --inputs"
        )


def refuse_too_long(size: int, source: str) -> None:
    """TableError if a text of ``size`` bytes, its cells counted in, is more than memory holds."""
    free = available_bytes()
    if size * TEXT_COPIES > free:
        raise TableError(
            f"{source} holds {shown_size(size)} of text, which need about {shown_size(size * TEXT_COPIES)} "
            f"of memory where {shown_size(free)} are free; take fewer rows or columns"
        )


def longest_text() -> int:
    """How many bytes of text memory holds with all that becomes of them."""
    return available_bytes() // TEXT_COPIES


def _free_of_machine() -> int | None:
    try:
        for line in _MEMINFO.read_text(encoding="ascii").splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    except (OSError, ValueError, IndexError):
        pass
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2
    except (AttributeError, OSError, ValueError):
        return None


def data_of_process() -> int:
    """How many bytes this process has for its data, where the system says so; else 0."""
    try:
        for line in _STATUS.read_text(encoding="ascii").splitlines():
            if line.startswith("VmData:"):
                return int(line.split()[1]) * 1024
    except (OSError, ValueError, IndexError):
        pass
    return 0


def _free_of_process() -> int | None:
    """What a limit of this process's own data leaves (``ulimit -d``)."""
    try:
        import resource
    except ImportError:  # Windows
        return None
    most, _ = resource.getrlimit(resource.RLIMIT_DATA)
    return None if most == resource.RLIM_INFINITY else most - data_of_process()


def _free_of_groups() -> list[int | None]:
    """What the limits of a container leave, of cgroups version 2 and 1."""
    try:
        lines = _CGROUP.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return []
    free: list[int | None] = []
    for line in lines:
        _, controllers, group = line.split(":", 2)
        if not controllers:
            # a group is bounded by its parents, too
            place = _CGROUPS / group.strip("/")
            for folder in (place, *place.parents):
                if folder.is_relative_to(_CGROUPS):
                    free.append(_left(folder / "memory.max", folder / "memory.current"))
        elif "memory" in controllers.split(","):
            for folder in (_CGROUPS / "memory" / group.strip("/"), _CGROUPS / "memory"):
                limit, used = "memory.limit_in_bytes", "memory.usage_in_bytes"
                free.append(_left(folder / limit, folder / used))
    return free


def _left(limit: Path, used: Path) -> int | None:
    try:
        # the word of a group without a limit, "max", is no number
        return int(limit.read_text()) - int(used.read_text())
    except (OSError, ValueError):
        return None


def shown_size(n: int) -> str:
    """``12 KiB``, ``1,024 MiB``, ``2.5 GiB``."""
    if n >= 1 << 30:
        return f"{n / 2**30:,.1f} GiB"
    return f"{n / 2**20:,.0f} MiB" if n >= 10 << 20 else f"{n / 2**10:,.0f} KiB"
