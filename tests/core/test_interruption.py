"""Calls of the kernel that come back early: by a flag, by a signal, from every long loop."""

import signal
import threading
from contextlib import contextmanager

import numpy as np
import pytest

from shoal.core import kernel
from shoal.core.cholesky import Cholesky
from shoal.core.kernel import KernelCurvature, interruptible
from shoal.errors import InputError
from tests.core.long_calls import CALLS, Rows

kernel.WORTH_SHARING = 0  # in these tests small tables run on several threads too
ENDLESS = 2_000_000  # epochs: minutes, so that what is not interrupted is seen


def a_flag(value=0):
    return np.full(1, value, np.uint8)


@pytest.mark.parametrize("n_threads", [1, 3])
@pytest.mark.parametrize("call", CALLS)
def test_every_long_call_looks_at_the_flag(call, n_threads):
    with interruptible(a_flag(1)), pytest.raises(KeyboardInterrupt):
        getattr(Rows(n_threads=n_threads), call)()  # the table is laid out inside: it looks too
    rows = Rows(n_threads=n_threads)
    with interruptible(a_flag(1)), pytest.raises(KeyboardInterrupt):
        getattr(rows, call)()


@pytest.mark.parametrize("shape", [(3, 4, 50), (8, 30, 300), (6, 5, 3000), (2, 5, 3000)])
def test_each_form_of_the_equations_looks_at_the_flag(shape):
    """The Jacobian of few rows or inputs, the dual form, products of pairs."""
    D, M, N = shape
    rows = Rows(D, M, N)
    curvature = KernelCurvature(rows.sums)
    with interruptible(a_flag(1)), pytest.raises(KeyboardInterrupt):
        curvature.normal_equations(rows.theta)
    with interruptible(a_flag(1)), pytest.raises(KeyboardInterrupt):
        rows.marquardt()


def test_cholesky_looks_at_the_flag():
    A = np.eye(200) + 1
    with interruptible(a_flag(1)), pytest.raises(KeyboardInterrupt):
        Cholesky(A, np.zeros(200))
    factor = Cholesky(A, np.zeros(200))
    with interruptible(a_flag(1)), pytest.raises(KeyboardInterrupt):
        factor.inverse_diagonal()
    np.testing.assert_allclose(factor.inverse_diagonal(), np.diag(np.linalg.inv(A)), rtol=1e-12)


@pytest.mark.parametrize("call", CALLS[1:])
def test_a_cut_engine_answers_as_if_nothing_had_been(call):
    rows, other = Rows(n_threads=2), Rows(n_threads=2)
    with interruptible(a_flag(1)), pytest.raises(KeyboardInterrupt):
        getattr(rows, call)()
    with interruptible(a_flag()):
        found = getattr(rows, call)()
    assert np.array_equal(found, getattr(other, call)())


@contextmanager
def an_alarm(handler, seconds=0.05):
    """Runs ``handler`` in the main thread, as soon as Python lets it, ``seconds`` from now."""
    before = signal.signal(signal.SIGALRM, lambda *_: handler())
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize("n_threads", [1, 2])
def test_a_handler_sets_the_flag_while_a_call_runs(n_threads):
    flag, rows = a_flag(), Rows(n_threads=n_threads)
    with (
        an_alarm(lambda: flag.fill(1)),
        interruptible(flag),
        pytest.raises(KeyboardInterrupt),
    ):
        rows.descend(ENDLESS)


@pytest.mark.parametrize("n_threads", [1, 2])
def test_what_a_handler_raises_comes_out_of_the_call(n_threads):
    rows = Rows(n_threads=n_threads)

    def refuse():
        raise TimeoutError("enough")

    with an_alarm(refuse), interruptible(a_flag()), pytest.raises(TimeoutError, match="enough"):
        rows.descend(ENDLESS)
    assert np.array_equal(rows.descend(), Rows().descend())


def test_one_flag_ends_the_calls_of_all_threads():
    flag, begun, ended = a_flag(), threading.Barrier(3), []

    def fit():
        rows = Rows()
        try:
            with interruptible(flag):
                begun.wait()
                rows.descend(ENDLESS)
        except KeyboardInterrupt:
            ended.append(threading.current_thread())

    threads = [threading.Thread(target=fit) for _ in range(2)]
    for thread in threads:
        thread.start()
    begun.wait()
    flag[0] = 1
    for thread in threads:
        thread.join()
    assert len(ended) == 2


def test_contexts_nest_and_end():
    rows = Rows()
    with interruptible(a_flag(1)):
        with interruptible(None):
            rows.losses()
        with interruptible(a_flag()):
            rows.losses()
        with pytest.raises(KeyboardInterrupt):
            rows.losses()
    rows.losses()


def test_a_context_belongs_to_its_thread():
    rows, seen = Rows(), []
    with interruptible(a_flag(1)):
        thread = threading.Thread(target=lambda: seen.append(rows.losses()))
        thread.start()
        thread.join()
    assert len(seen) == 1


@pytest.mark.parametrize("flag", [np.zeros(1), np.zeros(2, np.uint8), np.zeros((1, 1), np.uint8)])
def test_only_one_byte_is_a_flag(flag):
    with pytest.raises(InputError, match="flag must be one uint8"):
        interruptible(flag)
