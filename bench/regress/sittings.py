"""Takes the times: base, base again and head in turn, in processes started anew for each sitting."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median

from ..child import THREAD_COUNTS, Child, cores_for
from .environments import Environment

SIDES = ("base", "base again", "head")


@dataclass(frozen=True)
class Sitting:
    """The shortest time of each side, in seconds a run."""

    base: float
    again: float
    head: float

    @property
    def ratio(self) -> float:
        return self.head / math.sqrt(self.base * self.again)

    @property
    def null(self) -> float:
        return self.again / self.base


@dataclass
class Row:
    """All that was found of one workload."""

    name: str
    sittings: list[Sitting] = field(default_factory=list)
    bits: dict[str, str] = field(default_factory=dict)  # by side
    error: dict[str, float] = field(default_factory=dict)

    @property
    def before(self) -> float:
        return min(min(s.base, s.again) for s in self.sittings)

    @property
    def after(self) -> float:
        return min(s.head for s in self.sittings)

    @property
    def ratio(self) -> float:
        return median(s.ratio for s in self.sittings)

    @property
    def null(self) -> float:
        return median(s.null for s in self.sittings)

    @property
    def noise(self) -> float:
        """Two standard errors of ``ratio``, from how base and base again differ, and the sittings."""
        n = len(self.sittings)
        apart = sum(math.log(s.null) ** 2 / 2 for s in self.sittings)
        apart += sum(math.log(s.ratio / self.ratio) ** 2 / 1.5 for s in self.sittings)
        return 2 * math.sqrt(math.pi / 2 * 1.5 * apart / (2 * n - 1) / n)

    @property
    def same_bits(self) -> bool:
        return len(set(self.bits.values())) == 1


def measured(
    base: Environment,
    head: Environment,
    names: Sequence[str],
    *,
    n_sittings: int,
    n_rounds: int,
    seconds: float,
    clock: str,
    say: Callable[[str], None],
) -> tuple[list[Row], list[dict[str, str]]]:
    """A row for each workload, and the versions of base's and head's libraries.

    ``seconds``: a turn lasts about so long, by as many runs as it takes.
    """
    rows = [Row(name) for name in names]
    versions: list[dict[str, str]] = []
    for sitting in range(n_sittings):
        children = [_started(environment, clock) for environment in (base, base, head)]
        try:
            versions = [children[i].ask(do="versions") for i in (0, 2)]
            for row in rows:
                say(f"sitting {sitting + 1} of {n_sittings}: {row.name}")
                row.sittings.append(_sit(row, children, n_rounds, seconds))
        finally:
            for child in children:
                child.stop()
    return rows, versions


def _sit(row: Row, children: Sequence[Child], n_rounds: int, seconds: float) -> Sitting:
    first = [child.ask(do="prepare", workload=row.name) for child in children]
    for side, answer in zip(SIDES, first, strict=True):
        row.bits[side], row.error[side] = answer["bits"], answer["error"]
    times = max(1, math.ceil(seconds / min(answer["seconds"] for answer in first)))
    taken: list[list[float]] = [[], [], []]
    for turn in range(n_rounds):
        order = [(turn + i) % 3 for i in range(3)]
        for i in order if turn % 2 else order[::-1]:
            answer = children[i].ask(do="run", workload=row.name, times=times)
            taken[i].append(answer["seconds"])
    return Sitting(*map(min, taken))


def _started(environment: Environment, clock: str) -> Child:
    variables = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "PYTHONHOME")}
    variables.update(dict.fromkeys(THREAD_COUNTS, "1"))
    command = [str(environment.python), "-m", "bench.regress.worker"]
    return Child([*command, json.dumps(cores_for(1)), clock], variables)
