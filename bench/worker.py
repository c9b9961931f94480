"""One rival in a process of its own: told what to do by lines of JSON, answers by lines of JSON."""

from __future__ import annotations

import importlib
import json
import os
import sys


def main() -> None:
    module_name, threads, cores = sys.argv[1], int(sys.argv[2]), json.loads(sys.argv[3])
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, cores)  # before anything that starts threads is imported
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever a library prints goes to stderr, not into the answers

    from .workloads import WORKLOADS, lecture_fit

    rival = importlib.import_module(f".rivals.{module_name}", __package__)
    runs, lecture = {}, lecture_fit()
    for line in sys.stdin:
        order = json.loads(line)
        match order["do"]:
            case "available":
                answer = {"missing": rival.available(), "version": _version(module_name)}
            case "prepare":
                workload = WORKLOADS[order["workload"]]
                runs = {order["workload"]: rival.prepare(workload, tuple(order["rates"]), threads)}
                answer = {}
            case "run":
                seconds, _, _ = runs[order["workload"]](order["epochs"])
                answer = {"seconds": seconds}
            case "check":
                workload = WORKLOADS[order["workload"]]
                _, V, W = runs[order["workload"]](workload.check_epochs)
                answer = {"mse": workload.mse(V, W)}
            case "lecture":
                answer = vars(rival.lecture(lecture, order["epochs"], threads)).copy()
            case unknown:
                raise ValueError(f"unknown order {unknown!r}")
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def _version(module_name: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    package = {
        "shoal": "shoal",
        "numpy_loop": "numpy",
        "scikit_learn": "scikit-learn",
        "pytorch": "torch",
        "jax_loop": "jax",
        "jax_blocks": "jax",
    }.get(module_name)
    try:
        return version(package) if package else ""
    except PackageNotFoundError:
        return ""


if __name__ == "__main__":
    main()
