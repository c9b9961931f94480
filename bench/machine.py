"""The line that every table carries: on what, with what, when."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from pathlib import Path

from .harness import Rival


def cpu_model() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def instruction_set() -> str:
    """The widest vector instructions that the processor reports."""
    try:
        flags = Path("/proc/cpuinfo").read_text().partition("flags")[2].partition("\n")[0].split()
    except OSError:
        return platform.machine()
    for flag, name in (("avx512f", "AVX-512"), ("avx2", "AVX2"), ("sse2", "SSE2")):
        if flag in flags:
            return name
    return platform.machine()


def other_work() -> list[str]:
    """A warning line if the machine is busy before anything is timed: then trust no ratio."""
    try:
        load = os.getloadavg()[0]
    except (AttributeError, OSError):
        return []
    return [f"other work was running: load {load:.1f} before the start"] if load > 0.5 else []


def lines(rivals: list[Rival]) -> list[str]:
    """The machine, the versions, and how the rivals were run."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    versions = {"Python": platform.python_version()}
    for rival in rivals:
        if rival.version:
            package = {"numpy_loop": "NumPy", "jax_loop": "JAX", "jax_blocks": "JAX"}
            versions[package.get(rival.module, rival.code.NAME)] = rival.version
    return [
        f"{cpu_model()}, {instruction_set()}, {cores} cores, {platform.system()}; "
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        ", ".join(f"{name} {version}" for name, version in versions.items()),
        "each rival in its own process, pinned to one core, one thread unless its name says more",
    ]
