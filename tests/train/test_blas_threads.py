"""Fits that overlap leave nothing of the process changed: neither BLAS's threads nor the warnings."""

import threading
import warnings

import numpy as np
from threadpoolctl import ThreadpoolController

import shoal
from shoal.train.blas_threads import OneThread

DEADLINE = 60  # seconds until a test fails: nothing that it waits for takes so long


def threads():
    info = ThreadpoolController().info()
    return {pool["num_threads"] for pool in info if pool["user_api"] == "blas"}


def test_the_last_one_out_sets_the_threads_back():
    one_thread = OneThread()
    with ThreadpoolController().limit(limits=2, user_api="blas"):
        first, second = one_thread(), one_thread()
        first.__enter__()
        second.__enter__()
        assert threads() == {1}
        first.__exit__(None, None, None)  # the first one in is the first one out
        assert threads() == {1}
        second.__exit__(None, None, None)
        assert threads() == {2}


def test_overlapping_fits_leave_the_process_as_it_was():
    """Two tables are fitted in two threads so that the one that began first also ends first."""
    random = np.random.RandomState(0)
    table = {"x": random.normal(size=60), "z": random.normal(size=60)}
    table["y"] = np.sin(table["x"]) + table["z"]
    both, first_ended = threading.Barrier(2), threading.Event()

    class Meet:
        """Both fits run at a time; the second waits until the first has ended."""

        every = None

        def __init__(self, second):
            self.second, self.met = second, False

        def receive(self, event):
            if not self.met:
                self.met = True
                both.wait(DEADLINE)
                if self.second:
                    assert first_ended.wait(DEADLINE)

    failures = []

    def fit(second):
        try:
            shoal.fit_table(table, "y", n_networks=2, hidden_layer_sizes=(3,), sinks=Meet(second))
        except BaseException as error:
            failures.append(error)
        finally:
            if not second:
                first_ended.set()

    filters = list(warnings.filters)
    with ThreadpoolController().limit(limits=2, user_api="blas"):
        running = [threading.Thread(target=fit, args=(second,)) for second in (False, True)]
        for thread in running:
            thread.start()
        for thread in running:
            thread.join(DEADLINE)
        assert threads() == {2}
    assert not failures
    assert warnings.filters == filters
