"""Ctrl-C at random moments of a fit, round after round: what came back, and how soon."""

import signal
import threading
import time
from collections import Counter

import numpy as np

from shoal import NeuralRegressor, fit_table, load
from shoal.trace.interruption import Interruption

SINGLE = ("gd", "sgd", "adam", "scg", "lbfgs", "lm")
LONG = {"max_iter": 10**6, "tol": 0.0, "n_networks": 1, "hidden_layer_sizes": 10, "alpha": 0.1}


def rows(n, d=5, seed=0):
    random = np.random.RandomState(seed)
    X = random.normal(size=(n, d))
    return X, np.sin(X[:, 0]) + X[:, 1] * X[:, 2] + 0.1 * random.normal(size=n)


def fit_of(kind, n_rows, n_jobs):
    """A function that fits, and says the ending and the model that answers."""
    X, y = rows(n_rows)
    if kind == "table":
        columns = {f"x{j}": X[:, j] for j in range(X.shape[1])} | {"y": y}

        def fit():
            model = fit_table(columns, "y", n_jobs=n_jobs)
            return model.record.ending, model

        return fit
    parameters = {} if kind == "default" else {"solver": kind} | LONG
    if kind == "adam" and n_jobs > 1:
        parameters["n_networks"] = 4

    def fit():
        model = NeuralRegressor(random_state=0, n_jobs=n_jobs, **parameters).fit(X, y)
        return type(model.outcome_).__name__, model.fitted_

    return fit


def rounds(kind, n_rows, n_jobs, n, seed, span, folder, monkeypatch):
    """Counts of endings, and the longest wait from the key to the answer.

    Raises
    ------
    AssertionError
        Where a round breaks a rule: what was trained comes back Interrupted and answers, the
        handlers are Python's again, and only what had not begun is lost.
    """
    fit, random, waits = fit_of(kind, n_rows, n_jobs), np.random.RandomState(seed), []
    endings, begun = Counter(), []
    ask = Interruption.ask

    def noting(self):
        begun.append(self.begun)
        ask(self)

    monkeypatch.setattr(Interruption, "ask", noting)
    if span is None:
        began = time.perf_counter()
        fit()
        span = time.perf_counter() - began
    for _ in range(n):
        begun.clear()
        pressed = []

        def press(pressed=pressed):
            pressed.append(time.perf_counter())
            signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)

        key = threading.Timer(span * random.rand(), press)
        try:
            key.start()
            ending, model = fit()
            back = time.perf_counter()
            key.cancel()
            key.join()  # it may press just now: that is caught below, the fit has its model
        except KeyboardInterrupt:
            back = time.perf_counter()
            ending = "nothing had begun" if begun and not begun[0] else "outside of the fit"
            if begun and begun[0]:
                raise AssertionError("a fit that had begun was lost") from None
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
        if begun:
            waits.append(back - pressed[0])
            assert ending in ("Interrupted", "nothing had begun"), ending
        elif ending != "outside of the fit":
            ending = "ended before"
        if ending == "Interrupted":
            path = f"{folder}/kept.shoal"
            model.save(path)
            X = np.zeros((3, 5))
            X = {f"x{j}": X[:, j] for j in range(5)} if kind == "table" else X
            assert np.isfinite(load(path).predict(X)).all()
        endings[ending] += 1
    return {"endings": dict(endings), "longest": max(waits, default=0.0)}


def in_a_worker(n_jobs):
    """A fit in a process of joblib's, whose Ctrl-C comes when its first network has begun."""
    X, y = rows(500)

    class Presses:
        every, pressed = None, False

        def receive(self, event):
            if not self.pressed:
                self.pressed = True
                signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)

    model = NeuralRegressor(random_state=0, n_jobs=n_jobs).fit(X, y, sinks=Presses())
    restored = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    return type(model.outcome_).__name__, restored, bool(np.isfinite(model.predict(X)).all())
