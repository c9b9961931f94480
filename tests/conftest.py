"""What tests of several rooms share."""

import os
import signal
import time

import pytest

from .faults import each_fault

# What a shell began in the background, or under nohup, ignores Ctrl-C, as do its children.
for number, usual in ((signal.SIGINT, signal.default_int_handler), (signal.SIGHUP, signal.SIG_DFL)):
    if signal.getsignal(number) == signal.SIG_IGN:
        signal.signal(number, usual)

# Before SciPy is first imported: scikit-learn's checks of array API input read it.
os.environ.setdefault("SCIPY_ARRAY_API", "1")

HANDLED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@pytest.fixture(autouse=True)
def signals_as_before():
    """A program that a test runs in this process ends with its signals ignored: no child inherits that."""
    before = [signal.getsignal(number) for number in HANDLED]
    yield
    for number, handler in zip(HANDLED, before, strict=True):
        if signal.getsignal(number) is not handler:
            signal.signal(number, handler)


@pytest.fixture(scope="session")
def committee():
    """The networks that an estimator's ``fit`` would find, with the trials that led to them.

    An estimator forgets the trainings of its committee.
    """
    from sklearn.utils import check_random_state

    from shoal.committee.committee import fit_networks
    from shoal.estimators.input_rows import rows_of
    from shoal.train.blas_threads import one_blas_thread
    from shoal.train.parameters import Parameters

    def fitted(model, X, y, groups=None):
        rows = rows_of(model, X, y, None, groups, reset=True)
        random, began = check_random_state(model.random_state), time.perf_counter()
        with one_blas_thread():
            return fit_networks(Parameters.of(model), rows, None, random, (), began)

    return fitted


@pytest.fixture
def faults(monkeypatch):
    """Every fault of a disk, one at a time: see ``tests/faults.py``."""

    def each(*numbers):
        return each_fault(monkeypatch, numbers) if numbers else each_fault(monkeypatch)

    return each
