"""A process that is told what to do by lines of JSON and answers by lines of JSON."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

THREAD_COUNTS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


class ChildError(RuntimeError):
    """The process ended; its last words are the message."""


class Child:
    """Started at the root of the project; one order at a time."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        # a file, for a pipe that nobody empties would stop a process that says much
        self._said = tempfile.TemporaryFile("w+")  # noqa: SIM115
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            text=True,
            env=environment,
            cwd=Path(__file__).resolve().parent.parent,
        )

    def ask(self, **order: object) -> dict:
        """The answer to an order; waits for it."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._process.stdin.write(json.dumps(order) + "\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except BrokenPipeError:
            line = ""
        if not line:
            code = self._process.wait()
            self._said.seek(0)
            last = [text for text in self._said.read().splitlines() if text.strip()][-1:]
            raise ChildError(last[0] if last else f"exit code {code}")
        return json.loads(line)

    def stop(self) -> None:
        """Ends it by closing its input."""
        if self._process.poll() is None:
            self._process.communicate()


def cores_for(threads: int) -> list[int]:
    """The cores a child of so many threads is pinned to: the last ones this process may use."""
    if not hasattr(os, "sched_getaffinity"):
        return list(range(os.cpu_count() or 1))[-threads:]
    return sorted(os.sched_getaffinity(0))[-threads:]
