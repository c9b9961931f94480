"""``python -m bench.gauss_newton``: one evaluation of J'J beside BLAS, its memory, two members at once.

J'J and J'r of N = 20,000 rows, D = 10, M = 30, K = 1, against BLAS ``syrk`` alone on the matrix
[G Z1] whose products with itself are all that they need (G = [x1_j h'_m]), already formed; and
against the NumPy form, which forms it. Two members are trained in two threads and one after the
other. Each in a process of its own, pinned; the smallest of the rounds counts.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from time import perf_counter

import numpy as np

from . import harness, machine
from .report import Table, as_markdown, as_text, duration

SHAPES = ((20_000, 10, 30, 1), (6_400, 8, 24, 1), (800, 8, 12, 1), (400, 13, 6, 1), (24, 1, 20, 1))
PROMISED = SHAPES[0]
MEMBERS = ((8_000, 8, 24), (1_000, 8, 12), (500, 13, 6))  # rows, inputs, units
MOST, MOST_TWO = 1.5, 0.6
PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


def seconds(f: Callable[[], object], rounds: int) -> float:
    """The smallest of ``rounds`` means, each over 20 ms or more."""
    f()
    begin = perf_counter()
    f()
    n = max(1, int(0.02 / max(perf_counter() - begin, 1e-6)))
    best = np.inf
    for _ in range(rounds):
        begin = perf_counter()
        for _ in range(n):
            f()
        best = min(best, (perf_counter() - begin) / n)
    return best


def resident() -> int:
    """Bytes this process holds in memory; 0 where the system does not say."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE
    except OSError:
        return 0


def evaluations(rounds: int) -> list[dict]:
    """In the pinned process: seconds of each shape, and the bytes of the first evaluation."""
    from scipy.linalg.blas import dsyrk

    from shoal.core.activations import ACTIVATIONS
    from shoal.core.gauss_newton import GaussNewton
    from shoal.core.kernel import KernelCurvature, KernelSums
    from shoal.core.layout import Layout

    found = []
    for N, D, M, K in SHAPES:
        random, layout = np.random.RandomState(0), Layout((D, M, K))
        X, T = random.normal(size=(N, D)), random.normal(size=(N, K))
        theta = random.uniform(-0.5, 0.5, layout.n_weights)
        parts = layout, ACTIVATIONS["tanh"], ACTIVATIONS["identity"], X, T, np.ones(N)
        rows = KernelSums(*parts)
        in_numpy = GaussNewton(*parts)
        before = resident()
        curvature = KernelCurvature(rows)
        kept = curvature.normal_equations(theta)
        held = resident() - before
        del kept
        products = np.asfortranarray(random.normal(size=((D + 1) * M + M + 1, N)))
        found.append(
            {
                "weights": layout.n_weights,
                "held": held,
                "kernel": seconds(lambda c=curvature, t=theta: c.normal_equations(t), rounds),
                "syrk": seconds(lambda p=products: dsyrk(1.0, p), rounds),
                "numpy": seconds(lambda g=in_numpy, t=theta: g._in_numpy(t), rounds),
            }
        )
    return found


def members(n_threads: int, rounds: int) -> list[float]:
    """In the pinned process: seconds that training two members takes, of each shape."""
    from sklearn.datasets import make_friedman1

    from shoal import NeuralRegressor
    from shoal.core.activations import ACTIVATIONS
    from shoal.core.layout import Layout
    from shoal.core.rows import Rows
    from shoal.core.starts import initial_theta
    from shoal.train.initial_network import network_of, scaling_of
    from shoal.train.settings import settings_of
    from shoal.train.training import train
    from shoal.train.training_problem import problem_of

    found = []
    for N, D, M in MEMBERS:
        X, y = make_friedman1(N, n_features=D, noise=1.0, random_state=7)
        rows, layout = Rows(X, y[:, np.newaxis], np.ones(N)), Layout((D, M, 1))
        model = NeuralRegressor((M,), solver="lm", alpha="ard", max_iter=15)
        settings, scaling = settings_of(model, "lm", N, 2), scaling_of(model, rows)
        tasks = []
        for seed in range(2):
            theta = initial_theta(layout, ACTIVATIONS["tanh"], "auto", np.random.RandomState(seed))
            start = network_of(model, layout, theta, scaling, X.dtype)
            stated = problem_of(start, rows, None, settings)
            tasks.append(partial(train, start, stated, settings, (), None))
        with ThreadPoolExecutor(n_threads) as pool:
            both = partial(pool.map, lambda task: task(), tasks)
            found.append(seconds(lambda both=both: list(both()), rounds))
    return found


def pinned(what: str, n_cores: int, rounds: int):
    environment = {k: v for k, v in os.environ.items() if k not in harness.REMOVED}
    environment.update(dict.fromkeys(harness.THREAD_COUNTS, "1"))
    cores = harness.cores_for(n_cores)
    command = [sys.executable, "-m", __spec__.name, "--here", what, "--rounds", str(rounds)]
    answer = subprocess.run(
        command,
        check=True,
        capture_output=True,
        text=True,
        env=environment,
        cwd=Path(__file__).resolve().parents[1],
        preexec_fn=lambda: os.sched_setaffinity(0, cores),
    )
    return json.loads(answer.stdout.splitlines()[-1])


def evaluations_table(found: list[dict]) -> Table:
    cells = []
    for shape, row in zip(SHAPES, found, strict=True):
        name = "{:,} rows, {} inputs, {} units, {} output".format(*shape)
        numbers = row["held"] / (8 * row["weights"] ** 2)
        told = (
            shape == PROMISED and row["held"] > 0
        )  # later shapes reuse the memory of earlier ones
        cells.append(
            [
                name,
                f"{row['weights']:,}",
                duration(row["kernel"]),
                duration(row["syrk"]),
                f"{row['kernel'] / row['syrk']:.2f}",
                duration(row["numpy"]),
                f"{row['held'] / 1e6:.1f} MB" if told else "",
                f"{numbers:.1f} numbers a pair of weights" if told else "",
            ]
        )
    header = ["", "P", "kernel", "syrk alone", "/ syrk", "NumPy form", "memory", ""]
    remarks = [f"promised for the first row: at most {MOST} of syrk alone, memory O(P^2)"]
    return Table("One evaluation of J'J, J'r and the errors, one core", header, cells, remarks)


def members_table(one: list[float], two: list[float]) -> Table:
    cells = [
        [f"{N:,} rows, {D} inputs, {M} units", duration(a), duration(b), f"{b / a:.2f}", ""]
        for (N, D, M), a, b in zip(MEMBERS, one, two, strict=True)
    ]
    header = ["", "one after the other", "two threads", "ratio", ""]
    remarks = [f"promised: at most {MOST_TWO}"]
    return Table("Two members, two cores, 15 steps each", header, cells, remarks)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.gauss_newton")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--out", type=Path, help="also write the tables as Markdown")
    parser.add_argument("--here", choices=["sums", "1", "2"], help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.here:
        here, rounds = options.here, options.rounds
        print(json.dumps(evaluations(rounds) if here == "sums" else members(int(here), rounds)))
        return 0
    heading = [*machine.lines([]), *machine.other_work()]
    found = pinned("sums", 1, options.rounds)
    tables, good = [evaluations_table(found)], found[0]["kernel"] <= MOST * found[0]["syrk"]
    if len(harness.cores_for(2)) == 2:
        one, two = pinned("1", 2, options.rounds), pinned("2", 2, options.rounds)
        tables.append(members_table(one, two))
        good &= all(b <= MOST_TWO * a for a, b in zip(one, two, strict=True))
    print(as_text(heading, tables), end="")
    if options.out:
        options.out.write_text(as_markdown(heading, tables), encoding="utf-8")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
