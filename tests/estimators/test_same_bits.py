"""The same weights to the bit for any number of threads, for repeats, and in another process."""

import hashlib
import subprocess
import sys

import numpy as np
import pytest

CODE = """
import hashlib, sys
import numpy as np
from shoal import NeuralRegressor
random = np.random.RandomState(0)
X = random.normal(size=(3000, 4)); Y = np.stack([np.sin(X[:, 0]), X[:, 1] * X[:, 2]], axis=1)
for solver, n in (("gd", 30), ("sgd", 2), ("adam", 2), ("lbfgs", 15)):
    for dtype in (np.float64, np.float32):
        model = NeuralRegressor((12,), solver=solver, max_iter=n, tol=0, random_state=0,
                                n_jobs=int(sys.argv[1])).fit(X.astype(dtype), Y)
        weights = model.V_.tobytes() + model.W_.tobytes() + model.trace_["cost"].tobytes()
        print(solver, np.dtype(dtype), hashlib.sha256(weights).hexdigest())
"""


def in_another_process(n_jobs):
    done = subprocess.run(
        [sys.executable, "-c", CODE, str(n_jobs)], capture_output=True, text=True, check=True
    )
    return dict(line.rsplit(" ", 1) for line in done.stdout.splitlines())


@pytest.fixture(scope="module")
def once():
    return in_another_process(1)


@pytest.mark.parametrize("n_jobs", [1, 2, 4])
def test_threads_and_processes(once, n_jobs):
    assert len(once) == 8
    assert in_another_process(n_jobs) == once


def test_this_process_and_repeats(once):
    from shoal import NeuralRegressor

    random = np.random.RandomState(0)
    X = random.normal(size=(3000, 4))
    Y = np.stack([np.sin(X[:, 0]), X[:, 1] * X[:, 2]], axis=1)
    for _ in range(2):
        for n_jobs in (1, 2):
            model = NeuralRegressor(
                (12,), solver="gd", max_iter=30, tol=0, random_state=0, n_jobs=n_jobs
            ).fit(X, Y)
            weights = model.V_.tobytes() + model.W_.tobytes() + model.trace_["cost"].tobytes()
            assert hashlib.sha256(weights).hexdigest() == once["gd float64"]
