"""Trainings in threads: their order, what is begun ahead of its turn, and how they end."""

import subprocess
import sys
import threading
import time
from dataclasses import dataclass

import numpy as np
import pytest

from shoal import NeuralRegressor
from shoal.committee import trainer
from shoal.committee.threads import TrainingThreads
from shoal.solve.outcome import Converged, TimeLimit
from shoal.solve.stopping import Rules

DEADLINE = 20  # seconds until a test fails: nothing that it waits for takes so long


@dataclass(frozen=True)
class Done:
    """What the threads look at of a member and of its training."""

    name: str
    outcome: object = Converged(1, 1)

    @property
    def trained(self):
        return self


def tasks(names, run=lambda name: None):
    def task(name):
        def call():
            run(name)
            return Done(name)

        return call

    return {name: task(name) for name in names}


def rules(**more):
    return Rules(max_epochs=1, **more)


def threads(n_threads=2, time_limit=None, told=None):
    return TrainingThreads(
        n_threads,
        rules(time_limit=time_limit),
        time.perf_counter(),
        lambda number, one: None if told is None else told.append((number, one.name)),
    )


@pytest.mark.parametrize("n_threads", [1, 2, 4])
def test_results_come_in_the_order_of_the_tasks(n_threads):
    told, last_done = [], threading.Event()

    def first_ends_last(name):
        if name == "a" and n_threads > 1:
            assert last_done.wait(DEADLINE)
        elif name == "d":
            last_done.set()

    with threads(n_threads, told=told) as some:
        assert [one.name for one in some.train(tasks("abcd", first_ends_last))] == list("abcd")
        assert [one.name for one in some.train(tasks("e"))] == ["e"]
    assert told == list(enumerate("abcde", start=1))


def test_what_is_begun_ahead_runs_once_and_is_told_in_its_turn():
    ran, told = [], []
    with threads(told=told) as some:
        later = tasks("xy", ran.append)
        some.begin(later)
        some.begin(later)
        some.train(tasks("ab", ran.append))
        assert [name for _, name in told] == ["a", "b"]
        assert [one.name for one in some.train(later)] == ["x", "y"]
    assert sorted(ran) == ["a", "b", "x", "y"]


def test_alone_nothing_is_begun_ahead():
    ran = []
    with threads(1) as some:
        some.begin(tasks("x", ran.append))
        some.train(tasks("a", ran.append))
    assert ran == ["a"]


def test_what_nobody_asks_for_is_given_up():
    ran, gate = [], threading.Event()
    with threads() as some:
        some.begin(tasks("ab", lambda name: gate.wait(DEADLINE)))  # both threads are busy
        some.begin(tasks("xyz", ran.append))
        some._begun["z"].add_done_callback(lambda future: gate.set())  # done: given up
    assert ran == []


@pytest.mark.parametrize("n_threads", [1, 2])
def test_one_at_least_however_short_the_time(n_threads):
    with threads(n_threads, time_limit=1e-9) as some:
        assert not some.may_go_on
        assert [one.name for one in some.train(tasks("a"))] == ["a"]
        assert some.train(tasks("b")) == []


def test_a_training_that_ran_out_of_time_ends_them_all():
    with threads() as some:
        some.train({"a": lambda: Done("a", TimeLimit(1, 1))})
        assert some.cut
        assert some.train(tasks("b")) == []


def test_a_listeners_wish_to_stop_keeps_what_is_trained():
    def tell(number, one):
        if number == 2:
            raise KeyboardInterrupt

    with TrainingThreads(2, rules(), time.perf_counter(), tell) as some:
        assert [one.name for one in some.train(tasks("abc"))] == ["a", "b", "c"]
        assert some.train(tasks("d")) == []


@pytest.mark.parametrize("alpha", ["auto", "ard"])
def test_trainings_begun_ahead_change_no_bit(alpha):
    random = np.random.RandomState(0)
    X = random.normal(size=(90, 3))
    y = np.sin(X[:, 0]) * X[:, 1] + 0.1 * random.normal(size=90)
    found = []
    for n_jobs in (1, 2, 3):
        model = NeuralRegressor(alpha=alpha, n_networks=4, random_state=0, n_jobs=n_jobs).fit(X, y)
        kinds = tuple((trial.kind, trial.error) for trial in model.trials_)
        found.append((kinds, b"".join(n.theta.tobytes() for n in model.networks_)))
    assert found[0] == found[1] == found[2]


def test_no_two_trainings_at_a_time_share_a_problem(monkeypatch):
    """Its engine has memory of its own: two of them would spoil each other's numbers."""
    busy, calls, real, next_kind = set(), [], trainer.train, threading.Event()

    def train(start, stated, *rest):
        assert id(stated) not in busy
        busy.add(id(stated))
        calls.append(id(stated))
        if len(calls) == 1:  # goes on while the next kind begins
            assert next_kind.wait(DEADLINE)
        elif len(calls) == 6:
            next_kind.set()
        try:
            return real(start, stated, *rest)
        finally:
            busy.discard(id(stated))

    monkeypatch.setattr(trainer, "train", train)
    X = np.random.RandomState(0).normal(size=(90, 2))
    NeuralRegressor((4,), n_networks=4, random_state=0, n_jobs=4).fit(X, np.sin(X[:, 0]))
    assert len(set(calls)) < len(calls) / 2  # and yet most are used again


THREADS_INTERRUPTED = """
import itertools, signal, sys, threading, time
import numpy as np
from shoal import NeuralRegressor
from shoal.committee import trainer

main, number, real = threading.main_thread().ident, itertools.count(), trainer.train

def waits_for_a_training():
    frame = sys._current_frames()[main]
    while frame is not None and frame.f_code.co_name != "result":
        frame = frame.f_back
    return frame is not None

def train(*arguments):
    if next(number) == 3:
        end = time.monotonic() + 60
        while not waits_for_a_training():
            assert time.monotonic() < end
            time.sleep(0.001)
        signal.pthread_kill(main, signal.SIGINT)
    return real(*arguments)

random = np.random.RandomState(0)
X = random.normal(size=(3000, 8)); y = np.sin(X[:, 0]) + 0.1 * random.normal(size=3000)
trainer.train = train
model = NeuralRegressor((40,), n_jobs=2, random_state=0, max_iter=10).fit(X, y)
low, high = model.predict_interval(X)
assert (low < high).all()
print(model.n_networks_)
"""


def test_ctrl_c_while_threads_train_keeps_a_usable_model():
    run = [sys.executable, "-c", THREADS_INTERRUPTED]
    done = subprocess.run(run, capture_output=True, text=True, check=True)
    assert 1 <= int(done.stdout) < 4
