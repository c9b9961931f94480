"""Where golden numbers hold: one instruction set, one BLAS kernel, one thread, whatever the machine.

The kernel's last digits hang on the instruction set, those of BLAS on the processor it finds. Both are
forced, to what every x86-64 processor since 2008 runs. They are read when a process imports them, so
golden numbers are always made in a child process. NumPy's own loops still follow the processor; that
is what the tolerances of the tests are for.
"""

import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FIXED = {
    "SHOAL_ISA": "x86-64",
    "OPENBLAS_CORETYPE": "Nehalem",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "PYTHONUTF8": "1",
    "COLUMNS": "80",
    "LINES": "24",
    "NO_COLOR": "1",
}


def run(*arguments, folder=ROOT, code=0):
    """What ``python ARGUMENTS`` prints in the fixed environment, as text."""
    if platform.machine().lower() not in ("x86_64", "amd64"):
        pytest.skip(f"golden numbers are kept for x86-64; this is {platform.machine()}")
    done = subprocess.run(
        [sys.executable, *map(str, arguments)],
        env={**os.environ, **FIXED},
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        timeout=600,
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout
