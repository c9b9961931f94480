"""Runs all rivals in turn, several rounds, each in its own pinned process; collects the times."""

from __future__ import annotations

import importlib
import json
import math
import os
import sys
from dataclasses import dataclass, field
from statistics import median
from types import ModuleType

from .child import THREAD_COUNTS, Child, ChildError, cores_for
from .rivals import MODULES
from .workloads import Workload

# Variables that change another library's threads or pick an unsuitable BLAS kernel.
REMOVED = (
    *("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "KMP_AFFINITY", "GOMP_CPU_AFFINITY"),
    "XLA_FLAGS",  # pinned to one core XLA runs one thread; its flags for that made it no faster
)


@dataclass
class Rival:
    """A worker process of one rival; ``ask`` sends an order and waits for the answer."""

    module: str
    threads: int = 1
    missing: str | None = None
    version: str = ""
    child: Child | None = None

    @property
    def code(self) -> ModuleType:
        """The adapter; importing it does not import the rival."""
        return importlib.import_module(f".rivals.{self.module}", __package__)

    @property
    def name(self) -> str:
        name: str = self.code.NAME
        return name if self.threads == 1 else f"{name}, {self.threads} threads"

    def start(self) -> None:
        environment = {k: v for k, v in os.environ.items() if k not in REMOVED}
        environment.update(dict.fromkeys(THREAD_COUNTS, str(self.threads)))
        environment["OMP_WAIT_POLICY"] = "PASSIVE"
        cores = json.dumps(cores_for(self.threads))
        command = [sys.executable, "-m", "bench.worker", self.module, str(self.threads), cores]
        self.child = Child(command, environment)
        try:
            answer = self.ask(do="available")
        except ChildError as failure:
            answer = {"missing": f"it does not start: {failure}"}
        self.missing, self.version = answer["missing"], answer.get("version", "")
        if len(cores_for(self.threads)) < self.threads:
            self.missing = f"{self.threads} threads asked, {len(cores_for(self.threads))} core here"

    def ask(self, **order: object) -> dict:
        assert self.child is not None
        return self.child.ask(**order)

    def stop(self) -> None:
        if self.child is not None:
            self.child.stop()


@dataclass
class Row:
    """What one rival did on one workload."""

    name: str
    threads: int
    seconds: list[float] = field(default_factory=list)  # an epoch (or a whole fit) each round
    error: float | None = None  # its final loss
    error_test: float | None = None
    expected: float | None = None
    equal: bool | None = None
    note: str = ""

    @property
    def best(self) -> float:
        return min(self.seconds) if self.seconds else math.nan

    @property
    def middle(self) -> float:
        return median(self.seconds) if self.seconds else math.nan


def start_all(only: list[str] | None = None) -> list[Rival]:
    """All rivals as started processes, Shoal also with two threads; the absent ones say why."""
    modules = [m for m in MODULES if only is None or m in only or m in ("shoal", "numpy_loop")]
    rivals = [Rival("shoal"), Rival("shoal", threads=2)]
    rivals += [Rival(module) for module in modules if module != "shoal"]
    for rival in rivals:
        rival.start()
    return rivals


def time_epochs(
    workload: Workload, rivals: list[Rival], rounds: int, seconds_a_round: float
) -> list[Row]:
    """The time of an epoch, every rival once a round, and everyone's loss after the same epochs.

    The expected loss is the NumPy loop's, with two rates or with one where a rival knows only one.
    """
    rows = [Row(rival.name, rival.threads, note=rival.missing or "") for rival in rivals]
    one_rate = (workload.rates[0], workload.rates[0])
    expected = {rates: _loss_of_numpy(workload, rates) for rates in (workload.rates, one_rate)}
    epochs = [0] * len(rivals)
    for i, (rival, row) in enumerate(zip(rivals, rows, strict=True)):
        if rival.missing:
            continue
        try:
            rates = workload.rates if rival.code.TWO_RATES else one_rate
            rival.ask(do="prepare", workload=workload.name, rates=rates)
            if rival.module != "null":
                row.error = rival.ask(do="check", workload=workload.name)["mse"]
                row.expected = expected[rates]
                row.equal = abs(row.error - row.expected) <= workload.rtol * row.expected
                if not rival.code.TWO_RATES:
                    row.note = "one rate for both layers: its loss is checked against that"
            epochs[i] = _enough_epochs(rival, workload.name, seconds_a_round)
        except ChildError as failure:
            rival.missing = row.note = f"failed: {failure}"
    for _ in range(rounds):
        for rival, row, n in zip(rivals, rows, epochs, strict=True):
            if not rival.missing:
                answer = rival.ask(do="run", workload=workload.name, epochs=n)
                row.seconds.append(answer["seconds"] / n)
    return rows


def time_lecture(n_epochs: int, rivals: list[Rival], rounds: int, patience: float) -> list[Row]:
    """The lecture's fit as a user calls it, all after the imports; slow rivals get fewer rounds.

    A rival that has used ``patience`` seconds sits out the rounds that are left. Equal means: the
    same final train RMSE, and test RMSE where there is one, as the NumPy loop, to 1e-6.
    """
    present = [r for r in rivals if hasattr(r.code, "lecture")]
    rows = [Row(rival.name, rival.threads, note=rival.missing or "") for rival in present]
    for _ in range(rounds):
        for rival, row in zip(present, rows, strict=True):
            if rival.missing or sum(row.seconds) > patience:
                continue
            try:
                answer = rival.ask(do="lecture", epochs=n_epochs)
            except ChildError as failure:
                rival.missing = row.note = f"failed: {failure}"
                continue
            row.seconds.append(answer["seconds"])
            row.error, row.error_test = answer["rmse_train"], answer["rmse_test"]
            if row.best == answer["seconds"]:
                row.note = answer["note"]
    judge = rows[[r.module for r in present].index("numpy_loop")]
    for rival, row in zip(present, rows, strict=True):
        if row.error is None or judge.error is None:
            continue
        if not rival.code.TWO_RATES:
            row.note += "; one rate for both layers: its loss is not compared"
            continue
        row.expected = judge.error
        pairs = [(row.error, judge.error), (row.error_test, judge.error_test)]
        row.equal = all(abs(a - b) <= 1e-6 * b for a, b in pairs if a is not None and b is not None)
    return rows


def _loss_of_numpy(workload: Workload, rates: tuple[float, float]) -> float:
    from .rivals.numpy_loop import prepare

    _, V, W = prepare(workload, rates, 1)(workload.check_epochs)
    return workload.mse(V, W)


def _enough_epochs(rival: Rival, workload: str, seconds: float) -> int:
    """How many epochs take about so many seconds; the trials also warm the rival up."""
    n = 1
    while True:
        took = rival.ask(do="run", workload=workload, epochs=n)["seconds"]
        if took > seconds / 5 or n >= 10**8:
            return max(1, math.ceil(n * seconds / max(took, 1e-9)))
        n *= 4
