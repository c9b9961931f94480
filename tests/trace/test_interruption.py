"""The wish that a fit ends: who hears it, when it keeps what there is, and when it leaves at once."""

import os
import signal
import subprocess
import sys
import threading

import numpy as np
import pytest

from shoal import NeuralRegressor, fit_table
from shoal.solve.outcome import Converged, Interrupted
from shoal.trace import interruption
from shoal.trace.interruption import Interruption, end_running_fits, here, interruptible, preparing

DEADLINE = 20  # seconds until a test fails: nothing that it waits for takes so long


@pytest.fixture
def rows():
    random = np.random.RandomState(0)
    X = random.normal(size=(200, 2))
    return X, np.sin(X[:, 0]) + 0.1 * random.normal(size=200)


def press():
    os.kill(os.getpid(), signal.SIGINT)


class AtEvent:
    """A sink that calls a function at the n-th event."""

    every = None

    def __init__(self, call, n=1):
        self.call, self.n = call, n

    def receive(self, event):
        self.n -= 1
        if self.n == 0:
            self.call()


def test_the_first_key_sets_the_flag_and_the_second_leaves():
    with interruptible() as wish:
        press()
        assert wish.asked
        assert wish.flag[0] == 1
        assert not wish.leaving
        with pytest.raises(KeyboardInterrupt):
            press()
        assert wish.leaving
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    with interruptible() as another:
        assert not another.asked


def test_a_block_inside_of_another_is_the_same_fit():
    with interruptible() as outer, interruptible() as inner:
        assert inner is outer is here()
    assert here() is not outer


def test_a_handler_of_the_users_stays():
    heard = []
    before = signal.signal(signal.SIGINT, lambda *_: heard.append(1))
    try:
        with interruptible() as wish:
            press()
            assert not wish.asked
        assert heard == [1]
    finally:
        signal.signal(signal.SIGINT, before)


def test_a_handler_that_was_set_inside_stays():
    def own(*_):
        """Somebody's handler."""

    try:
        with interruptible():
            signal.signal(signal.SIGINT, own)
        assert signal.getsignal(signal.SIGINT) is own
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def test_what_prepares_a_fit_is_left_at_once():
    with interruptible() as wish:
        wish.begun = True
        with preparing():
            assert here() is not wish
            assert not here().keeps
            with pytest.raises(KeyboardInterrupt):
                press()
        assert not wish.prepared
    with interruptible() as wish:
        press()
        with pytest.raises(KeyboardInterrupt), preparing():
            raise AssertionError("the wish came before")


def test_before_a_step_is_taken_the_fit_is_lost_behind_it_kept():
    wish = Interruption()
    wish.check()
    wish.ask()
    with pytest.raises(KeyboardInterrupt):
        wish.check()
    assert not wish.heard()
    wish = Interruption()
    wish.begun = True
    wish.ask()
    with pytest.raises(KeyboardInterrupt):
        wish.check()
    assert wish.heard()


def test_a_wish_behind_the_last_training_is_told():
    wish, ended = Interruption(), Converged(7, 5)
    assert ended.interrupted_if(wish.asked) is ended
    wish.ask()
    assert ended.interrupted_if(wish.asked) == Interrupted(7, 5)
    assert Interrupted(3, 2).interrupted_if(True) == Interrupted(3, 2)


@pytest.mark.parametrize("n_networks", [1, 4])
def test_a_fit_that_has_not_begun_raises_and_leaves_the_estimator(rows, monkeypatch, n_networks):
    from shoal.estimators import regressor

    real = regressor.rows_of

    def rows_of(*arguments, **more):
        press()
        return real(*arguments, **more)

    monkeypatch.setattr(regressor, "rows_of", rows_of)
    model = NeuralRegressor((3,), n_networks=n_networks, n_jobs=2)
    with pytest.raises(KeyboardInterrupt):
        model.fit(*rows)
    assert not hasattr(model, "fitted_")
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_wish_while_relevance_is_measured_ends_nothing_and_is_told(rows, monkeypatch):
    from shoal.estimators import regressor

    real = regressor.input_relevance

    def relevance(*arguments):
        press()
        return real(*arguments)

    whole = NeuralRegressor((3,), n_networks=4, random_state=0).fit(*rows)
    monkeypatch.setattr(regressor, "input_relevance", relevance)
    model = NeuralRegressor((3,), n_networks=4, random_state=0).fit(*rows)
    assert isinstance(model.outcome_, Interrupted)
    np.testing.assert_array_equal(model.predict(rows[0]), whole.predict(rows[0]))


def test_fit_table_is_left_while_it_looks_at_time(rows, monkeypatch):
    from shoal.tabular import fit_table as module

    real = module.hold_out

    def hold_out(*arguments, **more):
        press()
        return real(*arguments, **more)

    monkeypatch.setattr(module, "hold_out", hold_out)
    X, y = rows
    with pytest.raises(KeyboardInterrupt):
        fit_table({"a": X[:, 0], "b": X[:, 1], "y": y}, "y")


@pytest.mark.parametrize(("n", "examined"), [(200, True), (8_000, False)])
def test_an_interrupted_fit_of_many_rows_is_not_examined(monkeypatch, n, examined):
    from shoal.tabular import fit_table as module

    seen = []
    real = module.examine
    monkeypatch.setattr(module, "examine", lambda *a, **k: seen.append(1) or real(*a, **k))
    random = np.random.RandomState(0)
    x = random.normal(size=n)
    table = {"x": x, "y": np.sin(x) + 0.1 * random.normal(size=n)}
    model = fit_table(table, "y", sinks=AtEvent(press))
    assert model.record.ending == "Interrupted"
    assert bool(seen) is examined
    assert (module.NOT_EXAMINED in model.record.notes) is not examined


def test_partial_fit_hands_the_key_on(rows):
    from shoal.solve.gd import GradientDescent

    real = GradientDescent.run
    model = NeuralRegressor((3,), solver="gd").partial_fit(*rows)
    try:
        GradientDescent.run = lambda *arguments: press()
        with pytest.raises(KeyboardInterrupt):
            model.partial_fit(*rows)
    finally:
        GradientDescent.run = real
    assert model.n_iter_ == 1
    model.partial_fit(*rows)
    assert model.n_iter_ == 2


def test_fits_in_other_threads_are_asked_to_end(rows):
    begun, done = threading.Event(), []

    def run():
        endless = NeuralRegressor((3,), solver="gd", max_iter=10**9, tol=0.0)
        done.append(endless.fit(*rows, sinks=AtEvent(begun.set)).outcome_)

    thread = threading.Thread(target=run)
    thread.start()
    assert begun.wait(DEADLINE)
    assert end_running_fits(DEADLINE)
    thread.join(DEADLINE)
    assert [type(outcome) for outcome in done] == [Interrupted]
    assert not interruption._running
    assert end_running_fits(0)  # none is running


AT_EXIT = """
import sys, threading, time
import numpy as np
from shoal import NeuralRegressor
from shoal.trace import interruption

random = np.random.RandomState(0)
X = random.normal(size=(2_000, 8)); y = np.sin(X[:, 0])
class Tells:
    every = None
    def receive(self, event):
        pass
    def end(self, closing):
        print("ended", type(closing.outcome).__name__, flush=True)

solver, n_jobs = sys.argv[1], int(sys.argv[2])
model = NeuralRegressor(
    (20,), solver=solver, max_iter=10**8, tol=0.0, n_networks=4 if n_jobs > 1 else 1,
    random_state=0, n_jobs=n_jobs,
)
class Waits(threading.Thread):
    def run(self):
        model.fit(X, y, sinks=Tells())

thread = Waits(daemon=True)
thread.start()
late = time.monotonic() + 30
while not any(fit.begun for fit in interruption._running):
    assert time.monotonic() < late
    time.sleep(0.001)
print("leaves", flush=True)
"""


@pytest.mark.parametrize(("solver", "n_jobs"), [("gd", 1), ("adam", 1), ("adam", 2)])
def test_a_process_that_ends_ends_its_fits_first(solver, n_jobs):
    run = [sys.executable, "-c", AT_EXIT, solver, str(n_jobs)]
    done = subprocess.run(run, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (0, "leaves\nended Interrupted\n", "")
