"""Memory that runs out at any moment of a fit: one sentence, and the estimator is as it was."""

import subprocess
import sys
from textwrap import dedent

import numpy as np
import pytest

from shoal import NeuralRegressor
from shoal.errors import MemoryRanOutError

RANDOM = np.random.RandomState(0)
X = RANDOM.normal(size=(25, 2))
Y = np.sin(X[:, 0]) + X[:, 1]
WORDS = "memory ran out in the fit, and everything is as it was: take fewer units"
ALLOCATING = ("empty", "zeros", "concatenate", "stack", "empty_like", "full")


class Failing:
    """NumPy's allocating functions, counted; the ``n``-th call of all finds no memory."""

    def __init__(self, monkeypatch, n):
        self.n, self.calls = n, 0
        for name in ALLOCATING:
            monkeypatch.setattr(np, name, self.counted(getattr(np, name)))

    def counted(self, function):
        def call(*args, **kwargs):
            self.calls += 1
            if self.calls == self.n:
                raise MemoryError("Unable to allocate 64. GiB for an array")
            return function(*args, **kwargs)

        return call


CASES = {
    "lbfgs": {"solver": "lbfgs"},
    "gd": {"solver": "gd"},
    "adam": {"solver": "adam", "early_stopping": True},
    "scg, projected": {"solver": "scg", "project_outputs": True},
    "lm": {"solver": "lm", "n_networks": 2, "alpha": 0.1},
    "lm, two threads": {"solver": "lm", "n_networks": 3, "n_jobs": 2},
}


def every_allocation_fails(settings, step):
    plain = {"hidden_layer_sizes": (3,), "max_iter": 4, "tol": 0, "random_state": 0} | settings
    expected = NeuralRegressor(**plain).fit(X, Y).predict(X)
    model = NeuralRegressor(**plain).fit(X + 1, Y)
    before = dict(model.__dict__)
    n, reached = 1, True
    while reached:
        with pytest.MonkeyPatch.context() as patch:
            failing = Failing(patch, n)
            try:
                NeuralRegressor.fit(model, X, Y)
            except MemoryRanOutError as error:
                assert str(error).startswith(WORDS)  # noqa: PT017
                assert model.__dict__ == before or all(
                    model.__dict__[name] is value for name, value in before.items()
                )
                assert model.__dict__.keys() == before.keys()
            reached = failing.calls >= n
        n += step
    assert n > 20 * step or n > 20
    np.testing.assert_array_equal(NeuralRegressor(**plain).fit(X, Y).predict(X), expected)


@pytest.mark.parametrize("case", CASES)
def test_some_allocations(case):
    every_allocation_fails(CASES[case], 7)


@pytest.mark.slow
@pytest.mark.parametrize("case", [*CASES, "default"])
def test_every_allocation(case):
    every_allocation_fails(CASES.get(case, {"hidden_layer_sizes": "auto"}), 1)


@pytest.mark.skipif(sys.platform != "linux", reason="limits of address space are Linux's")
def test_a_process_with_little_memory():
    """What the engine itself cannot allocate, too, under a limit that nothing foresees."""
    program = f"""
        import resource
        import numpy as np
        from shoal import NeuralRegressor
        from shoal.errors import MemoryRanOutError

        X = np.random.RandomState(0).normal(size=(300, 40))
        model = NeuralRegressor((25,), solver="lm", n_networks=1, alpha=1.0, max_iter=2, tol=0)
        model.fit(X[:60], X[:60, 0])
        network = model.network_
        used = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + 2**24, -1))
        try:
            model.fit(X, X[:, :2])
        except MemoryRanOutError as error:
            assert str(error).startswith({WORDS!r})
        else:
            raise AssertionError("there was memory enough")
        assert model.network_ is network
        model.predict(X)
    """
    ran = subprocess.run(
        [sys.executable, "-c", dedent(program)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
