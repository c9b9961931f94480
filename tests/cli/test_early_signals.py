"""A signal before anything is fitted ends the program in one line, whatever it is just importing."""

import os
import signal
import subprocess
import sys

import pytest

CODES = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 129}
# Sends the program a signal when it begins to import a module; found by Python as it starts.
SENDER = """
import os, sys

class Sender:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name == os.environ["SIGNAL_AT"]:
            os.kill(os.getpid(), int(os.environ["SIGNAL"]))

sys.meta_path.insert(0, Sender)
"""


@pytest.fixture
def started(program, engine, tmp_path):
    """The program, sent a signal at the import of a module: its exit code and what it said."""
    (tmp_path / "starting").mkdir()
    (tmp_path / "starting" / "sitecustomize.py").write_text(SENDER)

    def run(module, number, *words, more=()):
        known = {"PYTHONPATH": str(tmp_path / "starting"), "SIGNAL_AT": module}
        done = subprocess.run(
            [*more, *program, *words],
            env={**os.environ, **known, "SIGNAL": str(int(number))},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert not list(tmp_path.glob(".shoal*"))
        assert done.stdout == "" or number not in CODES
        return done.returncode, done.stderr

    return run


FIT = ("fit", "engine.csv", "-t", "torque", "-q", "--networks", "1", "--epochs", "3")


@pytest.mark.parametrize(
    ("module", "number"),
    [
        ("click", signal.SIGINT),
        ("click.core", signal.SIGTERM),
        ("shoal.cli.program", signal.SIGHUP),
        ("shoal.cli.fit", signal.SIGINT),
        ("numpy", signal.SIGINT),
        ("numpy.linalg", signal.SIGTERM),
        ("shoal.tables.assembling", signal.SIGINT),
        ("sklearn.utils", signal.SIGINT),
        ("shoal.tabular.fit_table", signal.SIGHUP),
    ],
)
def test_one_line(started, tmp_path, module, number):
    assert started(module, number, *FIT) == (CODES[number], "shoal: interrupted\n")
    assert not (tmp_path / "engine.shoal").exists()


@pytest.mark.parametrize(
    ("words", "module"),
    [
        (("predict", "m.shoal", "engine.csv", "-o", "p.csv"), "shoal.files.models"),
        (("lessons", "new"), "shoal.files.atomic"),
        (("studio", "--no-browser"), "uvicorn"),
    ],
)
def test_of_other_commands(started, words, module):
    assert started(module, signal.SIGTERM, *words) == (143, "shoal: interrupted\n")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP])
def test_a_signal_that_was_ignored_at_the_start_stays_ignored(started, tmp_path, number):
    """As under nohup, or in the background of a shell's script."""
    ignoring = f"import signal, os, sys; signal.signal({int(number)}, signal.SIG_IGN); "
    more = [sys.executable, "-c", f"{ignoring} os.execv(sys.argv[1], sys.argv[1:])"]
    assert started("numpy", number, *FIT, more=more) == (0, "")
    assert (tmp_path / "engine.shoal").exists()


@pytest.mark.slow
def test_at_every_import(started, engine):
    """Of every thirtieth module that a fit imports."""
    traced = subprocess.run(
        [
            sys.executable,
            "-X",
            "importtime",
            "-c",
            "import shoal.cli.main, shoal.cli.program, shoal.tabular.fit_table",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    names = [line.rpartition("|")[2].strip() for line in traced.stderr.splitlines()[1:]]
    later = names[names.index("shoal.cli.signals") + 1 :] if "shoal.cli.signals" in names else names
    for name in later[::30]:
        if name not in sys.stdlib_module_names:
            assert started(name, signal.SIGINT, *FIT) in ((130, "shoal: interrupted\n"), (0, ""))
