"""Cholesky, solutions and the inverse's diagonal against NumPy, and from several threads at once."""

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from shoal.core import lapack


def matrix(n, seed=0):
    B = np.random.RandomState(seed).normal(size=(n, n + 3))
    return B @ B.T / n + 0.1 * np.eye(n)


@pytest.mark.parametrize("n", [1, 2, 3, 17, 64, 65, 200])
def test_factor_solve_and_inverse(n):
    A = matrix(n)
    b = np.random.RandomState(1).normal(size=n)
    L = A.copy()
    assert lapack.factor(L) is L
    np.testing.assert_allclose(np.tril(L), np.linalg.cholesky(A), rtol=0, atol=1e-12)
    np.testing.assert_array_equal(np.triu(L, 1), np.triu(A, 1))
    before = b.copy()
    x = lapack.solve(L, b)
    np.testing.assert_allclose(x, np.linalg.solve(A, b), rtol=1e-9, atol=1e-10)
    np.testing.assert_array_equal(b, before)
    assert not np.shares_memory(x, b)
    diagonal = lapack.inverse_diagonal(L)
    np.testing.assert_allclose(diagonal, np.diagonal(np.linalg.inv(A)), rtol=1e-9)
    assert not np.shares_memory(diagonal, L)


def test_only_the_lower_triangle_is_read():
    A = matrix(9)
    spoiled = np.tril(A) + np.triu(np.full((9, 9), np.nan), 1)
    np.testing.assert_array_equal(np.tril(lapack.factor(spoiled)), np.tril(lapack.factor(A.copy())))


def test_a_right_side_of_whole_numbers_or_of_every_second_entry():
    A = matrix(4)
    L = lapack.factor(A.copy())
    np.testing.assert_allclose(A @ lapack.solve(L, np.array([1, 2, 3, 4])), [1, 2, 3, 4])
    b = np.arange(8.0)[::2]
    np.testing.assert_allclose(A @ lapack.solve(L, b), b, atol=1e-12)


@pytest.mark.parametrize(
    "A",
    [
        np.zeros((3, 3)),
        -np.eye(2),
        np.array([[1.0, 2.0], [2.0, 1.0]]),
        np.ones((4, 4)) - np.diag([0, 0, 0, 1e-3]),
    ],
)
def test_not_positive_definite(A):
    with pytest.raises(np.linalg.LinAlgError, match="not positive definite"):
        lapack.factor(A.copy())


def test_bad_scaling_is_no_harm():
    scale = np.logspace(-140, 140, 30)
    A = matrix(30)
    L = lapack.factor(A * np.outer(scale, scale))
    b = np.random.RandomState(2).normal(size=30)
    x = lapack.solve(L, b * scale) * scale
    np.testing.assert_allclose(x, np.linalg.solve(A, b), rtol=1e-9, atol=1e-10)


def test_many_threads_give_the_same_bits():
    def work(seed):
        L = lapack.factor(matrix(80, seed))
        return lapack.solve(L, np.arange(80.0)).tobytes() + lapack.inverse_diagonal(L).tobytes()

    alone = [work(seed) for seed in range(40)]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(work, range(40))) == alone


GIL = """
import sys, threading, time
import numpy as np
sys.setswitchinterval(1e-4)
from shoal.core import lapack
A = np.eye(%d) + 0.01
done, turns = threading.Event(), 0
def factor():
    lapack.factor(A)
    done.set()
thread = threading.Thread(target=factor)
thread.start()
while not done.is_set():
    turns += 1
    time.sleep(1e-4)
print(turns)
"""


def test_other_threads_run_during_a_factorization():
    """Held, the GIL would let this thread count only before and after the call."""
    run = [sys.executable, "-c", GIL % 2500]
    environment = {"OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(run, capture_output=True, text=True, check=True, env=environment)
    assert int(done.stdout) > 20
    assert threading.active_count() >= 1
