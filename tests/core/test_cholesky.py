"""Cholesky, solutions and the inverse's diagonal against NumPy, and from several threads at once."""

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from shoal.core import kernel
from shoal.core.cholesky import Cholesky


def matrix(n, seed=0):
    B = np.random.RandomState(seed).normal(size=(n, n + 3))
    return B @ B.T / n + 0.1 * np.eye(n)


SIZES = [1, 2, 3, 7, 8, 9, 16, 17, 40, 63, 64, 65, 71, 128, 129, 200]


@pytest.mark.parametrize("isa", kernel._kernel.supported())
@pytest.mark.parametrize("n", SIZES)
def test_factor_solve_and_inverse(n, isa, monkeypatch):
    monkeypatch.setattr(kernel, "_ISA", isa)
    A, random = matrix(n), np.random.RandomState(1)
    b, shift = random.normal(size=n), random.uniform(0, 0.5, n)
    given = A.copy(), shift.copy(), b.copy()
    whole = A + np.diag(shift)
    found = Cholesky(A, shift)
    np.testing.assert_allclose(found.solve(b), np.linalg.solve(whole, b), rtol=1e-9, atol=1e-10)
    np.testing.assert_allclose(
        found.inverse_diagonal(), np.diagonal(np.linalg.inv(whole)), rtol=1e-9
    )
    assert found.log_determinant() == pytest.approx(np.linalg.slogdet(whole)[1], abs=1e-10)
    for now, before in zip((A, shift, b), given, strict=True):
        np.testing.assert_array_equal(now, before)


@pytest.mark.parametrize("n", [9, 70])
def test_only_the_upper_triangle_is_read(n):
    A, b, shift = matrix(n), np.arange(float(n)), np.zeros(n)
    spoiled = np.triu(A) + np.tril(np.full((n, n), np.nan), -1)
    found, expected = Cholesky(spoiled, shift), Cholesky(A, shift)
    np.testing.assert_array_equal(found.solve(b), expected.solve(b))
    np.testing.assert_array_equal(found.inverse_diagonal(), expected.inverse_diagonal())


def test_a_right_side_of_whole_numbers_or_of_every_second_entry():
    A = matrix(4)
    found = Cholesky(A, np.zeros(4))
    np.testing.assert_allclose(A @ found.solve(np.array([1, 2, 3, 4])), [1, 2, 3, 4])
    b = np.arange(8.0)[::2]
    np.testing.assert_allclose(A @ found.solve(b), b, atol=1e-12)


@pytest.mark.parametrize(
    "A",
    [
        np.zeros((3, 3)),
        -np.eye(2),
        np.array([[1.0, 2.0], [2.0, 1.0]]),
        np.ones((4, 4)) - np.diag([0, 0, 0, 1e-3]),
        np.full((2, 2), np.nan),
        np.diag([*np.ones(100), -1e-3]),
    ],
)
def test_not_positive_definite(A):
    with pytest.raises(np.linalg.LinAlgError, match="not positive definite"):
        Cholesky(A, np.zeros(len(A)))


def test_bad_scaling_is_no_harm():
    scale = np.logspace(-140, 140, 30)
    A = matrix(30)
    found = Cholesky(A * np.outer(scale, scale), np.zeros(30))
    b = np.random.RandomState(2).normal(size=30)
    x = found.solve(b * scale) * scale
    np.testing.assert_allclose(x, np.linalg.solve(A, b), rtol=1e-9, atol=1e-10)


def test_other_shapes_and_types_are_refused():
    A = matrix(4)
    for wrong, shift in (
        (A[:3], np.zeros(3)),
        (A, np.zeros(3)),
        (A[::2, ::2], np.zeros(2)),
        (A.astype(np.float32), np.zeros(4)),
    ):
        with pytest.raises((ValueError, TypeError)):
            Cholesky(wrong, shift)
    found = Cholesky(A, np.zeros(4))
    with pytest.raises(ValueError, match="wrong length"):
        found.solve(np.zeros(5))


def test_many_threads_give_the_same_bits():
    def work(seed):
        found = Cholesky(matrix(80, seed), np.zeros(80))
        return found.solve(np.arange(80.0)).tobytes() + found.inverse_diagonal().tobytes()

    alone = [work(seed) for seed in range(40)]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(work, range(40))) == alone


GIL = """
import sys, threading, time
import numpy as np
from shoal.core.cholesky import Cholesky
sys.setswitchinterval(1000)  # so a thread yields only where it chooses to
n = 2000
A, shift = np.eye(n) + 0.01, np.zeros(n)
end, turns, inside = time.monotonic() + 60, 0, False
while turns <= 20 and time.monotonic() < end:
    done = threading.Event()
    def factor():
        global inside
        inside = True
        Cholesky(A, shift).inverse_diagonal()
        inside = False
        done.set()
    thread = threading.Thread(target=factor)
    thread.start()
    while not done.wait(1e-4):
        turns += inside
    thread.join()
print(turns)
"""


def test_other_threads_run_during_a_factorization():
    """Were the GIL held, this thread would never find the other one inside of the call."""
    run = [sys.executable, "-c", GIL]
    done = subprocess.run(run, capture_output=True, text=True, check=True)
    assert int(done.stdout) > 20
    assert threading.active_count() >= 1
