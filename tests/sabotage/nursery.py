"""A process that has imported what tests import, but for Shoal, and forks for each run of pytest.

It reads a line of arguments (JSON) at a time from stdin, and answers with the exit code; what pytest
prints goes into the file named first. Importing takes several times as long as most runs.
"""

import importlib
import json
import os
import signal
import sys

HEAVY = ("numpy", "scipy.optimize", "scipy.stats", "sklearn.datasets", "sklearn.utils.validation",
         "sklearn.model_selection", "polars", "threadpoolctl", "joblib", "narwhals")  # fmt: skip


def run(output: str, arguments: list[str]) -> None:
    """In the child: pytest, and no way back."""
    os.setsid()
    target = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(target, 1)
    os.dup2(target, 2)
    import pytest

    code = 1
    try:
        code = int(pytest.main(arguments))
    finally:
        sys.stdout.flush()
        os._exit(code)


def main() -> None:
    for name in HEAVY:
        importlib.import_module(name)
    for line in sys.stdin:
        output, seconds, arguments = json.loads(line)
        child = os.fork()
        if child == 0:
            run(output, arguments)
        signal.signal(signal.SIGALRM, lambda *_, child=child: os.killpg(child, signal.SIGKILL))
        signal.alarm(seconds)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        signal.alarm(0)
        print(code, flush=True)


if __name__ == "__main__":
    main()
