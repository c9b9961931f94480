"""The soak itself: a short one is fine, and what fails, grows or changes is not."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROUNDS = """
import os, signal, threading
from tests.soak import figures
from tests.soak.course import soak
from tests.soak.round import Round
figures.WAIT = 0.01  # for threads that never end
kept = []

def fails(number, folder):
    raise ValueError(f"in {folder.name}" if number % 2 else "at times")

def grows(number, folder):
    kept.append(bytes(range(256)) * 40_000)
    return 1

def opens(number, folder):
    kept.append(open(folder / "left", "w"))
    return 1

def starts(number, folder):
    threading.Thread(target=threading.Event().wait, daemon=True).start()
    return 1

def handles(number, folder):
    signal.signal(signal.SIGUSR1, lambda *_: number)
    return 1

def fine(number, folder):
    (folder / "file").write_text("gone with its folder")
    return 1

every = (fine, fails, grows, opens, starts, handles)
code = soak(tuple(Round(do.__name__, 12, do, memory=10.0) for do in every), 1)
assert soak((Round("fine", 12, fine),), 1) == 0
os._exit(code)
"""


def run(*words):
    ended = subprocess.run(
        [sys.executable, "-u", *words], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    return ended.returncode, ended.stdout.splitlines(), ended.stderr


@pytest.fixture(scope="module")
def table():
    ended, lines, errors = run("-c", ROUNDS)
    assert ended == 1, errors
    assert "ValueError: at times" in errors
    return {line.split()[0]: line for line in lines[1:7]}


@pytest.mark.parametrize(
    ("name", "figure"),
    [
        ("fails", "  12  "),
        ("grows", "  +58."),
        ("opens", "  +6  "),
        ("starts", "  +6  "),
        ("handles", "  handlers  "),
    ],
)
def test_what_is_not_fine_is_seen(table, name, figure):
    assert figure in table[name]
    assert table[name].endswith("NOT FINE")
    assert table["fine"].endswith("  fine")


def test_a_short_soak_of_ours_is_fine():
    ended, lines, errors = run("-m", "tests.soak", "--minutes", "0.02", "--only", "mutated")
    assert (ended, errors) == (0, "")
    assert lines[1].startswith("mutated model files")
