"""No training at all: what the harness itself costs."""

from __future__ import annotations

from time import perf_counter

from ..workloads import Workload

NAME = "empty loop"
TWO_RATES = True


def available() -> str | None:
    return None


def prepare(workload: Workload, rates: tuple[float, float], threads: int):
    _, _, V, W = workload.data()

    def run(n: int):
        start = perf_counter()
        for _ in range(n):
            pass
        return perf_counter() - start, V, W

    return run
