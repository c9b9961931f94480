"""How fast an epoch could be on one core of this machine: arithmetic at its peak, and tanh.

``probe.cpp`` is compiled on demand from the kernel's own headers, for the instruction set that the
kernel chose, into ``build/``.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from shoal.core import kernel

ROOT = Path(__file__).parents[2]
SOURCE = Path(__file__).with_name("probe.cpp")

# The project's own bound on a vector tanh (AVX-512, seconds): a slower one is no excuse.
TANH_AT_MOST = {"float64": 0.41e-9, "float32": 0.13e-9}

# As in CMakeLists.txt.
FLAGS = (
    *("-std=c++20", "-O3", "-ffp-contract=fast", "-fno-math-errno", "-fno-trapping-math"),
    *("-fno-signed-zeros", "-fPIC", "-shared", "-Wno-psabi"),
)


@dataclass(frozen=True)
class Speeds:
    """Measured on one core: ``peak`` in flops a second, ``tanh`` in seconds an element."""

    peak: float
    tanh: float


def limit_seconds(N: int, D: int, M: int, K: int, dtype: str) -> float:
    """Least seconds of a full-batch epoch of the two-layer tanh network, one core.

    ``N (4 (D+1) M + 4 (M+1) K + 2 M K) / peak + N M t``: multiply-adds of the forward pass, of both
    gradients and of the deltas, then a tanh a unit and row; t is the measured one or the bound.
    Divisions and products that overlap, as a tile's do with the next one's, can beat it.
    """
    found = speeds(str(dtype))
    flops = N * (4 * (D + 1) * M + 4 * (M + 1) * K + 2 * M * K)
    return flops / found.peak + N * M * min(found.tanh, TANH_AT_MOST[str(dtype)])


@cache
def speeds(dtype: str) -> Speeds:
    probe = ctypes.CDLL(str(_compiled()))
    values = {}
    for name in ("peak", "tanh"):
        function = getattr(probe, f"{name}_{dtype}")
        function.restype = ctypes.c_double
        values[name] = function()
    return Speeds(**values)


def _compiled() -> Path:
    """The probe for the kernel's instruction set, built if it is older than what it is made of."""
    isa = kernel.isa()
    library = ROOT / "build" / f"limit-{isa}.so"
    sources = [SOURCE, *(ROOT / "native").glob("*.hpp")]
    if library.exists() and library.stat().st_mtime > max(p.stat().st_mtime for p in sources):
        return library
    library.parent.mkdir(exist_ok=True)
    march = [f"-march={isa}"] if isa.startswith("x86") else []
    compiler = os.environ.get("CXX", "c++")
    subprocess.run(
        [
            *(compiler, *FLAGS, *march, "-DSHOAL_NAMESPACE=limit", f"-I{ROOT / 'native'}"),
            *(str(SOURCE), "-o", str(library)),
        ],
        check=True,
    )
    return library
