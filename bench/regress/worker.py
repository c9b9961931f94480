"""One commit in a process of its own: told what to run by lines of JSON, answers by lines of JSON.

Runs with the Python of the commit's environment, so that ``shoal`` is that commit's.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import time
import warnings
from importlib.metadata import PackageNotFoundError, version

PACKAGES = ("numpy", "scipy", "scikit-learn")


def main() -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, json.loads(sys.argv[1]))  # before libraries start threads
    clock = {"wall": time.perf_counter, "cpu": time.process_time}[sys.argv[2]]
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever a library prints is no answer
    warnings.simplefilter("ignore")  # that a fit was cut short is meant

    from .workloads import WORKLOADS

    prepared = {}
    for line in sys.stdin:
        order = json.loads(line)
        match order["do"]:
            case "versions":
                answer = {"python": sys.version.split()[0], **{p: _version(p) for p in PACKAGES}}
            case "prepare":
                name = order["workload"]
                prepared = {name: WORKLOADS[name]()}
                began = clock()
                made = prepared[name].run()  # also warms up
                seconds = clock() - began
                answer = {"seconds": seconds, **vars(prepared[name].judge(made))}
                del made
            case "run":
                run = prepared[order["workload"]].run
                gc.collect()
                began = clock()
                for _ in range(order["times"]):
                    run()
                answer = {"seconds": (clock() - began) / order["times"]}
            case unknown:
                raise ValueError(f"unknown order {unknown!r}")
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "none"


if __name__ == "__main__":
    main()
