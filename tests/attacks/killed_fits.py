"""kill -9 at random moments of a fit with a checkpoint, then a resumed one: the same bytes, nothing left.

Run as a program it forks a process for each fit, so that imports are paid once, and prints a line of
JSON. ``full`` makes the disk full at random writes of the checkpoint.
"""

import errno
import hashlib
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
import warnings
from collections import Counter
from pathlib import Path

import numpy as np

from shoal import NeuralRegressor
from shoal.checkpoint import checkpoint as timing
from shoal.files import atomic

ONE = {"n_networks": 1, "hidden_layer_sizes": 8, "random_state": 2, "tol": 0.0}
CASES = {
    "default": {"random_state": 1},
    "two threads": {"random_state": 1, "n_jobs": 2},
    "gd": {"solver": "gd", "max_iter": 20_000} | ONE,
    "sgd": {"solver": "sgd", "max_iter": 1_500} | ONE,
    "adam": {"solver": "adam", "max_iter": 1_500} | ONE,
    "adam of four": {"solver": "adam", "max_iter": 300} | ONE | {"n_networks": 4},
    "scg": {"solver": "scg", "max_iter": 3_000} | ONE,
    "lm": {"solver": "lm", "max_iter": 300, "alpha": 0.1} | ONE,
    "evidence": {"solver": "lm", "max_iter": 300} | ONE,
    "projected": {"solver": "lm", "project_outputs": True, "max_iter": 100} | ONE,
    "stopped early": {"solver": "gd", "early_stopping": True, "n_iter_no_change": 2_000} | ONE,
    "lbfgs": {"solver": "lbfgs", "max_iter": 10_000} | ONE | {"tol": 1e-6},
}
MOST = 4  # times that one fit is killed: then it is let go on


def rows():
    numbers = np.random.RandomState(0)
    X = numbers.normal(size=(150, 3))
    return X, np.sin(X[:, 0]) + X[:, 1] * X[:, 2] + 0.1 * numbers.normal(size=150)


def fit(case, place, resume, full):
    """Fit in this process, save the model, and end it with exit code 0."""
    timing.EVERY, timing.SHARE = 0.0, 3  # write all the time
    if full:
        chance, sync = random.Random(os.getpid()), os.fsync

        def fsync(handle):
            if chance.random() < 0.3:
                raise OSError(errno.ENOSPC, "no space left")
            sync(handle)

        atomic.os.fsync = fsync
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        more = {"checkpoint": place / "kept", "resume": resume} if place else {}
        model = NeuralRegressor(**CASES[case]).fit(*rows(), **more)
    if full:
        atomic.os.fsync = sync
    outcome, folder = model.outcome_.sentence, place or Path(os.environ["KILLED_FITS"])
    model.save(folder / "model.shoal")
    (folder / "said.json").write_text(json.dumps([outcome, model.loss_]))


def in_a_child(call):
    """The process that runs a function; it ends with code 0, or 1 and its traceback."""
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        call()
        code = 0
    finally:
        sys.stderr.flush()
        os._exit(code)


def ended(child):
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return False
    assert os.waitstatus_to_exitcode(status) == 0, "a fit failed; its traceback stands above"
    return True


def answer(folder):
    model = hashlib.sha256((folder / "model.shoal").read_bytes()).hexdigest()
    return model, *json.loads((folder / "said.json").read_text())


def rounds(n, seed, cases=tuple(CASES), full=0.25):
    """Counts over ``n`` fits, dealt out over the cases.

    Raises
    ------
    AssertionError
        Where a resumed fit differs from an undisturbed one, or leaves something behind.
    """
    dice, told, plain = random.Random(seed), Counter(), {}
    with tempfile.TemporaryDirectory() as home:
        os.environ["KILLED_FITS"] = home
        for number in range(n):
            case = cases[number % len(cases)]
            if case not in plain:
                began = time.perf_counter()
                assert ended(in_a_child(lambda case=case: fit(case, None, False, False)))
                plain[case] = (time.perf_counter() - began, *answer(Path(home)))
            seconds, model, outcome, loss = plain[case]
            place = Path(home) / str(number)
            place.mkdir()
            resume, kills, disk = False, 0, dice.random() < full
            while True:
                child = in_a_child(lambda c=case, p=place, r=resume, f=disk: fit(c, p, r, f))
                if kills < MOST:
                    time.sleep(seconds * dice.random() * 1.2)
                    os.kill(child, signal.SIGKILL)
                if ended(child):
                    break
                kills += 1
                told["kills"] += 1
                told["kills within a write"] += any(place.glob("kept/.shoal-*.tmp"))
                resume = True
            found = answer(place)
            assert found == (model, outcome, loss), f"{case}: {found} is not {plain[case]}"
            assert not (place / "kept").exists(), f"{case}: {os.listdir(place / 'kept')} is left"
            told["fits"] += 1
            told["fits on a full disk"] += disk
            shutil.rmtree(place)
    return dict(told)


if __name__ == "__main__":
    print(json.dumps(rounds(int(sys.argv[1]), int(sys.argv[2]))))
