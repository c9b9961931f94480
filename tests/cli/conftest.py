"""Runs the program as a user does: a process of its own, judged by its output and exit code."""

import shlex
import subprocess
import sys

import numpy as np
import pytest

PROGRAM = "import sys; sys.argv[0] = 'shoal'; from shoal.cli.main import main; main()"


@pytest.fixture
def program():
    return [sys.executable, "-W", "error", "-c", PROGRAM]


@pytest.fixture
def shoal(program, tmp_path):
    def run(*arguments, code=0):
        done = subprocess.run(
            [*program, *map(str, arguments)],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            timeout=120,
        )
        assert done.returncode == code, done.stdout + done.stderr
        assert "Traceback" not in done.stderr, done.stderr
        return done

    return run


@pytest.fixture
def shell(program, tmp_path):
    """What a line of a shell ends in, in which ``shoal`` is the program."""

    def run(line):
        return subprocess.run(
            ["bash", "-c", f'shoal() {{ {shlex.join(program)} "$@"; }}; {line}'],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            timeout=120,
        )

    return run


@pytest.fixture
def engine(tmp_path):
    """A table with numbers, a category, a gap, a constant and an identifier."""
    random = np.random.RandomState(0)
    x, fuel = random.randn(160, 2), random.choice(["diesel", "petrol", "gas"], 160)
    torque = np.sin(2 * x[:, 0]) + x[:, 1] ** 2 + (fuel == "gas") + 0.05 * random.randn(160)
    lines = ["id,throttle,speed,fuel,site,torque"]
    for i in range(160):
        speed = "" if i % 20 == 0 else f"{x[i, 1]:.5f}"
        lines.append(f"{i + 1},{x[i, 0]:.5f},{speed},{fuel[i]},north,{torque[i]:.5f}")
    path = tmp_path / "engine.csv"
    path.write_text("\n".join(lines) + "\n")
    return path
