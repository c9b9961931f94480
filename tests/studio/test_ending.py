"""`shoal studio` told to end, whatever it does: at once, with its exit code, without a complaint."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from .browser import START
from .served import Page, Spoken

SOON = 3.0  # seconds: a fraction of one, on a machine with other things to do
CODES = {signal.SIGINT: 0, signal.SIGTERM: 143, signal.SIGHUP: 129}
DESCENT = {"solver": "gd", "hidden_layer_sizes": [10], "learning_rate_init": 0.01}
SLOWLY = {"targets": ["y"], "settings": {**DESCENT, "max_iter": 100_000}}


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One whose default fit takes seconds."""
    random = np.random.RandomState(0)
    X = random.normal(size=(20_000, 12))
    y = np.sin(2 * X[:, 0]) + X[:, 1] * X[:, 2] + 0.1 * random.normal(size=len(X))
    place = tmp_path_factory.mktemp("ending") / "table.csv"
    names = ",".join([*(f"x{i}" for i in range(12)), "y"])
    np.savetxt(place, np.c_[X, y], "%.5g", ",", header=names, comments="")
    return place


def nothing(page: Page) -> None:
    """A page is open, and no fit runs."""


def default_fit(page: Page) -> None:
    """The networks of a default fit learn in several threads."""
    page.ask(kind="fit", targets=["y"])
    page.until(lambda m: m["kind"] == "frame")


def descent(page: Page) -> None:
    """A descent is watched."""
    page.ask(kind="fit", **SLOWLY)
    page.until(lambda m: m["kind"] == "frame")


def rests(page: Page) -> None:
    """A descent was paused."""
    page.ask(kind="fit", **SLOWLY, paused=True)
    page.until(lambda m: m["kind"] == "standing")


def replaced(page: Page) -> None:
    """One fit takes the place of another."""
    for seed in range(5):
        page.ask(kind="fit", targets=["y"], settings={"random_state": seed})


def question(page: Page) -> None:
    """A question is answered at this moment."""
    page.line.send('{"kind": "reread", "options": {"delimiter": ","}}')


def begun(table: Path, folder: Path) -> tuple[subprocess.Popen[str], Spoken, str]:
    """A studio in a process of its own, its port and its key."""
    words = [sys.executable, "-c", START, "studio", "--no-browser", str(table)]
    process = subprocess.Popen(
        words,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"TMPDIR": str(folder)},
    )
    assert process.stdout is not None
    found = re.search(r":(\d+)/\?token=(\S+)", process.stdout.readline())
    assert found is not None
    return process, Spoken(int(found.group(1))), found.group(2)


def ended(process: subprocess.Popen[str], number: signal.Signals, folder: Path) -> None:
    """Tell it to end, and see that it does so as it should."""
    began = time.monotonic()
    process.send_signal(number)
    _out, complaints = process.communicate(timeout=30)
    assert time.monotonic() - began < SOON
    assert process.returncode == CODES[number]
    assert complaints == ""
    assert list(folder.iterdir()) == []


STATES = [nothing, default_fit, descent, rests, replaced, question]
IN_SHORT = {(default_fit, signal.SIGINT), (rests, signal.SIGTERM), (descent, signal.SIGHUP)}
EACH = [  # `make soak` tries every pair
    pytest.param(state, number, marks=() if (state, number) in IN_SHORT else pytest.mark.slow)
    for state in STATES
    for number in CODES
]


@pytest.mark.parametrize(("state", "number"), EACH)
def test_a_signal_ends_the_studio_at_once(
    table: Path, tmp_path: Path, number: signal.Signals, state: Callable[[Page], Any]
) -> None:
    process, studio, key = begun(table, tmp_path)
    assert studio.enter(key)[0] == 204
    with studio.page() as page:
        page.ask(kind="hello")
        state(page)
        ended(process, number, tmp_path)


def test_a_signal_before_the_first_page(table: Path, tmp_path: Path) -> None:
    """While what a fit needs is imported."""
    process, _studio, _key = begun(table, tmp_path)
    ended(process, signal.SIGTERM, tmp_path)


@pytest.mark.slow
def test_told_twice_it_leaves_where_it_stands(table: Path, tmp_path: Path) -> None:
    process, studio, key = begun(table, tmp_path)
    assert studio.enter(key)[0] == 204
    with studio.page() as page:
        page.ask(kind="hello")
        default_fit(page)
        process.send_signal(signal.SIGINT)
        ended(process, signal.SIGINT, tmp_path)
