"""Calls of the kernel that come back early: by a flag, by a signal, from every long loop."""

import signal
import threading
from contextlib import contextmanager

import numpy as np
import pytest

from shoal.core import kernel
from shoal.core.activations import ACTIVATIONS
from shoal.core.cholesky import Cholesky
from shoal.core.kernel import KernelCurvature, KernelMarquardt, KernelSums, interruptible
from shoal.core.layout import Layout
from shoal.core.updates import Momentum
from shoal.errors import InputError

kernel.WORTH_SHARING = 0  # in these tests small tables run on several threads too
ENDLESS = 2_000_000  # epochs: minutes, so that what is not interrupted is seen
RULES = {
    "tol": 0.0,
    "least_damping": 1e-12,
    "most_damping": 1e12,
    "longest_first": 10.0,
    "floor": 1e-9,
    "attempts": 10,
}
NUMBERS = {"damping": 1.0, "growth": 2.0, "epoch": 0, "measured": False, "scaled": False}


def a_flag(value=0):
    return np.full(1, value, np.uint8)


class Rows:
    """An engine over a random table, and every long call that it has."""

    def __init__(self, D=3, M=4, N=3000, n_threads=1, dtype=np.float64):
        rng = np.random.default_rng(N + D)
        self.layout = Layout((D, M, 1))
        self.X, self.T = (
            rng.normal(size=(N, D)).astype(dtype),
            rng.normal(size=(N, 1)).astype(dtype),
        )
        self.n_threads = n_threads
        self.theta = rng.uniform(-0.5, 0.5, self.layout.n_weights).astype(dtype)
        self.zero = np.zeros_like(self.theta)
        self.rates = np.full_like(self.theta, 1e-3)
        self.sums = self.engine()

    def engine(self):
        tanh, identity = ACTIVATIONS["tanh"], ACTIVATIONS["identity"]
        return KernelSums(self.layout, tanh, identity, self.X, self.T, None, self.n_threads)

    def forward(self):
        return self.sums.forward(self.theta)

    def losses(self):
        return self.sums.losses(self.theta)

    def gradient(self):
        out = np.empty_like(self.theta)
        self.sums.gradient(self.theta, out)
        return out

    def descend(self, n_epochs=3):
        theta = self.theta.copy()
        self.sums.descend(theta, self.rates, self.zero, n_epochs, self.sums)
        return theta

    def batches(self):
        theta, order = self.theta.copy(), np.arange(len(self.X))
        rule = Momentum(self.rates, 0.9, np.zeros_like(theta))
        self.sums.batches(theta, rule, order, 10, self.zero)
        return theta

    def normal_equations(self):
        return KernelCurvature(self.sums).normal_equations(self.theta)[2]

    def marquardt(self, n_epochs=3):
        steps = KernelMarquardt(self.sums, KernelCurvature(self.sums), None)
        arrays = self.theta.copy(), self.zero.copy(), self.zero + 1e-3, np.zeros(1)
        none = np.zeros(0)
        steps.run(n_epochs, RULES, NUMBERS, (*arrays, none, none), np.zeros(0, np.int64), self.zero)
        return arrays[0]


CALLS = ("engine", "forward", "losses", "gradient", "descend", "batches", "normal_equations",
         "marquardt")  # fmt: skip


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
