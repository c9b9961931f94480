"""``python -m bench.accuracy.fit_time``: seconds of a fit at defaults, on one core and on two.

Friedman 1 with as many inputs as the shape asks (500 x 13, 1,000 x 8, 8,000 x 8), noise 1. Each
number of cores in a process of its own, pinned, a first fit not counted; of each of SEEDS the smallest of
the rounds. Two cores are compared by the sums over the seeds: different seeds train different networks.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from time import perf_counter

from .. import harness

SHAPES = ((500, 13), (1_000, 8), (8_000, 8))
LIMITS = (0.5, 0.5, 8.0)
SEEDS = range(4)


def measure(n_jobs: int, rounds: int) -> None:
    """In the pinned process: the seconds of each shape, as one line of JSON."""
    import numpy as np
    from sklearn.datasets import make_friedman1

    from shoal import NeuralRegressor

    found = []
    for n_rows, n_inputs in SHAPES:
        X, y = make_friedman1(n_rows, n_features=n_inputs, noise=1.0, random_state=7)
        NeuralRegressor(random_state=0, n_jobs=n_jobs).fit(X[:200], y[:200])
        seconds = np.full(len(SEEDS), np.inf)
        for _ in range(rounds):
            for i in SEEDS:
                begin = perf_counter()
                NeuralRegressor(random_state=i, n_jobs=n_jobs).fit(X, y)
                seconds[i] = min(seconds[i], perf_counter() - begin)
        found.append(seconds.tolist())
    print(json.dumps(found))


def on_cores(n_jobs: int, rounds: int) -> list[list]:
    environment = {k: v for k, v in os.environ.items() if k not in harness.REMOVED}
    environment.update(dict.fromkeys(harness.THREAD_COUNTS, "1"))
    command = [sys.executable, "-m", __spec__.name, "--here", str(n_jobs), "--rounds", str(rounds)]
    cores = harness.cores_for(n_jobs)
    answer = subprocess.run(
        command,
        check=True,
        capture_output=True,
        text=True,
        env=environment,
        cwd=Path(__file__).resolve().parents[2],
        preexec_fn=lambda: os.sched_setaffinity(0, cores),
    )
    return json.loads(answer.stdout.splitlines()[-1])


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.accuracy.fit_time")
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--here", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.here:
        measure(options.here, options.rounds)
        return 0
    one = on_cores(1, options.rounds)
    two = on_cores(2, options.rounds) if len(harness.cores_for(2)) == 2 else None
    print(f"load of the machine {os.getloadavg()[0]:.1f}")
    print("rows x inputs   one core: seeds from, to   limit   two cores: to   times faster")
    good = True
    for i, ((n_rows, n_inputs), limit) in enumerate(zip(SHAPES, LIMITS, strict=True)):
        least, most = min(one[i]), max(one[i])
        good &= most < limit
        more = "no second core here"
        if two:
            faster = sum(one[i]) / sum(two[i])
            good &= faster >= 1.7
            more = f"{max(two[i]):13.3f}   {faster:12.2f}"
        print(
            f"{n_rows:,} x {n_inputs}".ljust(13),
            f"{least:20.3f}, {most:.3f}   {limit:5.1f}   {more}",
        )
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
