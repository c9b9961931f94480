"""Fits that are interrupted, killed and resumed; damaged and forged checkpoints."""

import json
import subprocess
import sys

import pytest

from ..attacks import forged_checkpoints as hostile
from ..attacks.interrupted_fits import SINGLE, rounds

WHOLE = [(kind, 500, jobs, None) for kind in ("default", "table") for jobs in (1, 2)]
LARGE = [
    ("default", n, jobs, span) for n, span in ((8_000, 2.0), (40_000, 15.0)) for jobs in (1, 2)
]
ENDLESS = [(solver, 8_000, 1, 0.5) for solver in SINGLE] + [("adam", 8_000, 2, 0.5)]
CASES = WHOLE + LARGE + ENDLESS
MOMENTS = 5  # in one batch
SOON = 0.5  # seconds until a fit that is told to end is back
CHECKPOINTS = 100


def interrupted(number, folder):
    """Ctrl-C at random moments of each kind of fit in turn; back within half a second."""
    kind, n_rows, n_jobs, span = CASES[number % len(CASES)]
    with pytest.MonkeyPatch.context() as patch:
        told = rounds(kind, n_rows, n_jobs, MOMENTS, number, span, folder, patch)
    late = told["longest"]
    assert late < SOON, f"{kind}, {n_rows:,} rows, {n_jobs} jobs: back after {late:.2f} s"
    return MOMENTS


def killed(number, folder):
    """kill -9 at random moments, the disk full now and then: resumed to the same bytes."""
    run = [sys.executable, "-m", "tests.attacks.killed_fits", "12", str(number)]
    done = subprocess.run(run, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2_000:]
    return int(json.loads(done.stdout)["kills"])


def _attacked(change, number, folder):
    with pytest.MonkeyPatch.context() as patch:
        return sum(hostile.attack(CHECKPOINTS, number, change, folder, patch))


def mutated(number, folder):
    """Bytes of a checkpoint changed: refused, or of no account."""
    return _attacked(hostile.mutated, number, folder)


def forged(number, folder):
    """Right digests over hostile contents."""
    return _attacked(hostile.forged, number, folder)
