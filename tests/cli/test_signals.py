"""Ctrl-C, SIGTERM and SIGHUP end a fit with its best model saved, and with an exit code of their own."""

import os
import random
import signal
import subprocess
import sys
import time

import pytest

from shoal import load

from .terminal import InTerminal

CODES = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 129}
LONG = ("--solver", "gd", "--epochs", "1000000000", "--hidden", "2", "--networks", "1")
FIT = ("fit", "engine.csv", "-t", "torque")
# Sends the program Ctrl-C whenever it syncs a file, found by Python as it starts.
PRESSING_WHILE_SAVING = """
import os, signal

sync = os.fsync

def pressed(handle):
    for _ in range(int(os.environ["PRESSES"])):
        os.kill(os.getpid(), signal.SIGINT)
    os.environ["PRESSES"] = "0"
    sync(handle)

os.fsync = pressed
"""

PRESSING_AT_EXIT = """
import atexit, os, signal

for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    atexit.register(os.kill, os.getpid(), number)
"""


def usable(path):
    return load(path).predict({"id": [1], "throttle": [0.1], "speed": [0.2], "fuel": ["gas"],
                               "site": ["north"]}).shape == (1,)  # fmt: skip


@pytest.mark.parametrize(
    ("number", "more"),
    [
        (signal.SIGTERM, {"--report": "r.html", "--plot": "p.svg"}),
        (signal.SIGHUP, {}),
    ],
)
def test_a_fit_ends_with_all_that_was_asked_for(program, engine, tmp_path, number, more):
    files = ["-o", "m.shoal", *(word for pair in more.items() for word in pair)]
    running = InTerminal([*program, *FIT, *LONG, *files], tmp_path)
    running.until("RMSE")
    running.process.send_signal(number)
    code, out = running.ended()
    assert code == CODES[number], running.said
    assert "interrupted after" in out
    line = "shoal: interrupted: the best model so far is saved as m.shoal"
    assert running.said.count("interrupted") == running.said.count(line) == 1
    assert running.raw.rindex("\x1b[?25h") > running.raw.rindex("\x1b[?25l")  # the cursor is shown
    assert usable(tmp_path / "m.shoal")
    assert sorted(os.listdir(tmp_path)) == sorted(["engine.csv", "m.shoal", *more.values()])


def test_a_terminal_that_is_closed_costs_no_model(program, engine, tmp_path):
    """The system sends SIGHUP, and nothing can be written there any more."""
    running = InTerminal([*program, *FIT, *LONG], tmp_path, whole=True)
    running.until("RMSE")
    running.close()
    assert running.process.wait(timeout=120) == 129
    assert usable(tmp_path / "engine.shoal")
    assert sorted(os.listdir(tmp_path)) == ["engine.csv", "engine.shoal"]


def test_told_twice_is_told_once_but_for_ctrl_c(program, engine, tmp_path):
    """``timeout`` and systemd send two signals, one after the other."""
    running = InTerminal([*program, *FIT, *LONG], tmp_path)
    running.until("RMSE")
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGTERM):
        running.process.send_signal(number)
    assert running.ended()[0] in (143, 129)  # that of the lower number is told first
    assert usable(tmp_path / "engine.shoal")


def test_where_ctrl_c_is_ignored_the_others_are_heard(program, engine, tmp_path):
    """As in the background of a shell's script."""
    ignoring = "import signal, os, sys; signal.signal(2, signal.SIG_IGN); "
    start = [sys.executable, "-c", f"{ignoring} os.execv(sys.argv[1], sys.argv[1:])"]
    running = InTerminal([*start, *program, *FIT, *LONG], tmp_path)
    running.until("RMSE")
    running.process.send_signal(signal.SIGINT)
    running.process.send_signal(signal.SIGTERM)
    assert running.ended()[0] == 143, running.said
    assert usable(tmp_path / "engine.shoal")


@pytest.mark.parametrize("presses", [1, 2])
def test_ctrl_c_while_the_model_is_saved(program, engine, tmp_path, presses):
    """The first loses nothing, a second leaves at once and leaves nothing behind."""
    (tmp_path / "starting").mkdir()
    (tmp_path / "starting" / "sitecustomize.py").write_text(PRESSING_WHILE_SAVING)
    done = subprocess.run(
        [*program, *FIT, "-q", "--hidden", "2", "--networks", "1", "--epochs", "5"],
        env={**os.environ, "PYTHONPATH": str(tmp_path / "starting"), "PRESSES": str(presses)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 130
    saved = ": the best model so far is saved as engine.shoal" if presses == 1 else ""
    assert done.stderr == f"shoal: interrupted{saved}\n"
    left = {"engine.csv", "starting"} | ({"engine.shoal"} if presses == 1 else set())
    assert set(os.listdir(tmp_path)) == left


def _listens(pid):
    """Whether the process has a handler of SIGTERM, as Linux tells it."""
    with open(f"/proc/{pid}/status") as status:
        caught = next(line.split()[1] for line in status if line.startswith("SigCgt"))
    return int(caught, 16) >> (signal.SIGTERM - 1) & 1


def test_a_signal_behind_the_end_changes_nothing(program, engine, tmp_path):
    """While Python takes itself apart the model is there, and the exit code is that of the fit."""
    (tmp_path / "starting").mkdir()
    (tmp_path / "starting" / "sitecustomize.py").write_text(PRESSING_AT_EXIT)
    done = subprocess.run(
        [*program, "--version"],
        env={**os.environ, "PYTHONPATH": str(tmp_path / "starting")},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.slow
@pytest.mark.parametrize("number", CODES)
def test_at_random_moments(program, engine, tmp_path, number):
    """Of the default fit: whole models or none, the right exit code, nothing left, and soon back."""
    draw, waits = random.Random(int(number)), []
    command = [*program, *FIT, "-q"]
    began = time.monotonic()
    subprocess.run(command, cwd=tmp_path, check=True)
    span = time.monotonic() - began
    for _ in range(50):
        (tmp_path / "engine.shoal").unlink(missing_ok=True)
        running = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True)
        while not _listens(running.pid):  # Python itself takes a moment to start
            time.sleep(0.002)
        time.sleep(draw.random() * span)  # where the program is by then is chance's
        running.send_signal(number)
        pressed = time.monotonic()
        _, err = running.communicate(timeout=120)
        waits.append(time.monotonic() - pressed)
        there = (tmp_path / "engine.shoal").exists()
        assert set(os.listdir(tmp_path)) <= {"engine.csv", "engine.shoal"}
        if running.returncode == 0:  # it had ended
            assert (err, there) == ("", True)
            continue
        assert running.returncode == CODES[number], err
        saved = ": the best model so far is saved as engine.shoal"
        assert err in ("shoal: interrupted\n", f"shoal: interrupted{saved}\n")
        assert saved not in err or usable(tmp_path / "engine.shoal")
    print(f"{signal.Signals(number).name}: longest wait {max(waits):.2f} s")
