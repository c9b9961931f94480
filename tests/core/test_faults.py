"""No memory, no thread, an interpreter that ends: none of them ends the process on the kernel's part."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from shoal.core import kernel
from shoal.core.activations import ACTIVATIONS
from shoal.core.layout import Layout

HERE = Path(__file__).parent
COMPILER = shutil.which("c++")

EXITING = """
import threading
from tests.core.long_calls import Rows

begun = threading.Barrier(4)

def fit(n_epochs):
    rows = Rows()
    begun.wait()
    while True:
        rows.descend(n_epochs)

for n_epochs in (1, 20, 2000):
    threading.Thread(target=fit, args=(n_epochs,), daemon=True).start()
begun.wait()
"""


def run(*arguments, **environment):
    """A child's output; its errors are this test's."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=HERE.parents[1],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    return done.stdout


@pytest.mark.skipif(
    sys.platform != "linux" or COMPILER is None, reason="needs LD_PRELOAD and a compiler"
)
def test_every_allocation_and_thread_start_may_fail(tmp_path):
    library = tmp_path / "faults.so"
    source = HERE / "faults.cpp"
    subprocess.run([COMPILER, "-shared", "-fPIC", "-O1", source, "-o", library, "-ldl"], check=True)
    out = run("-m", "tests.core.fault_rounds", LD_PRELOAD=str(library))
    n_allocations, n_threads = (int(part.split()[0]) for part in out.split(","))
    assert n_allocations > 100
    assert n_threads > 10


def test_the_interpreter_ends_while_threads_fit():
    for _ in range(3):  # each ends a thread at another place
        assert run("-c", EXITING) == ""


@pytest.mark.parametrize("units", [10**12, 10**18])
def test_a_network_beyond_all_memory_is_refused(units):
    layout = Layout((1, units, 1))
    tanh, identity = ACTIVATIONS["tanh"], ACTIVATIONS["identity"]
    with pytest.raises(MemoryError, match=r"no memory for another \S+ MB of"):
        kernel.KernelSums(layout, tanh, identity, np.zeros((2, 1)), np.zeros((2, 1)))
