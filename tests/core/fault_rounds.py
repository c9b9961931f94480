"""Run with faults.cpp loaded: each allocation and each thread start of the kernel fails once.

Prints how many failed, and ends with status 1 and a sentence where one did not end as it must.
"""

import ctypes
import sys
from functools import partial

import numpy as np

from shoal.core import kernel
from shoal.core.cholesky import Cholesky
from tests.core.long_calls import CALLS, Rows

kernel.WORTH_SHARING = 0  # in these tests small tables run on several threads too
FAULTS = ctypes.CDLL(None)
FAULTS.fail_allocation.argtypes = FAULTS.fail_threads.argtypes = [ctypes.c_long]
FAULTS.allocations_before_failure.restype = ctypes.c_long
THREADS = 4


def calls():
    """Name and function of all that allocates; each begins with memory of its own."""
    for n_threads in (1, THREADS):
        for call in CALLS[1:]:
            yield f"{call}, {n_threads} threads", partial(Rows, n_threads=n_threads), call
    yield "the dual form", lambda: Rows(8, 30, 60), "marquardt"
    yield "the Jacobian's form", lambda: Rows(3, 4, 60), "normal_equations"
    yield "an engine", lambda: Rows(n_threads=THREADS), "engine_and_losses"
    yield "a factor", lambda: Matrix(), "inverse_diagonal"


class Matrix:
    def inverse_diagonal(self):
        return Cholesky(np.eye(40) + 1, np.zeros(40)).inverse_diagonal()


def fail_allocations():
    failed = 0
    for name, make, call in calls():
        expected = getattr(make(), call)()
        for n in range(10_000):
            subject = make()
            FAULTS.fail_allocation(n)
            try:
                found = getattr(subject, call)()
            except MemoryError as error:
                if "there is no memory for" not in str(error):
                    sys.exit(f"{name}, allocation {n}: no sentence but {error!r}")
                found = None
                failed += 1
            reached = FAULTS.allocations_before_failure() < 0
            FAULTS.fail_allocation(-1)
            if found is None:  # and after it all is well
                found = getattr(subject, call)()
            if not np.array_equal(found, expected):
                sys.exit(f"{name}, allocation {n}: other numbers")
            if not reached:
                break
        else:
            sys.exit(f"{name}: more allocations than are tried")
    return failed


def fail_threads():
    for call in CALLS[1:]:
        expected = getattr(Rows(n_threads=1), call)()
        for n in range(THREADS + 1):
            subject = Rows(n_threads=THREADS)
            FAULTS.fail_threads(n)
            found = getattr(subject, call)()
            FAULTS.fail_threads(-1)
            if not np.array_equal(found, expected):
                sys.exit(f"{call}, thread {n}: other numbers")
    return (THREADS - 1) * (len(CALLS) - 1)


if __name__ == "__main__":
    print(fail_allocations(), "allocations,", fail_threads(), "threads")
