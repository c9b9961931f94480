"""The runs that a page keeps: so many, the pinned ones longest, each with a name if the user gave one."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ...errors import InputError
from .run import Run

MOST_RUNS = 50  # of one page; then the oldest that is not pinned is forgotten
MOST_PINS = 20
LONGEST_NAME = 60
DRAFTS = 4  # the newest: a panel may still ask of one while a slider has moved on


class KeptRuns(dict[int, Run]):
    """Runs by their numbers, the oldest first; beside them what can be asked of, and is not kept.

    ``drafts`` are quick networks, ``standing`` is the fit that runs, while it rests at an epoch.
    """

    def __init__(self, runs: Mapping[int, Run] | None = None) -> None:
        super().__init__(runs or {})
        self.drafts: deque[Run] = deque(maxlen=DRAFTS)
        self.standing: Run | None = None

    def find(self, number: Any, training: int | None = None) -> Run:
        """The run of a number; ``training`` is that of the newest fit.

        Raises
        ------
        InputError
            If there is none, or it is still being trained.
        """
        if self.standing is not None and self.standing.number == number:
            return self.standing
        if not isinstance(number, int):
            raise InputError(f"{number!s:.40} is no number of a run")
        if number in self:
            return self[number]
        if drafts := [draft for draft in self.drafts if draft.number == number]:
            return drafts[-1]
        if number == training:
            raise InputError(f"run {number} is being trained: pause it to ask of its weights")
        raise InputError(f"there is no run {number!s:.40} in this page any more")

    def keep(self, run: Run) -> Run:
        """Add a run, or replace the one with its number."""
        self[run.number] = run
        while len(self) > MOST_RUNS:
            del self[min(number for number, kept in self.items() if not kept.pinned)]
        return run

    def mark(self, run: Run, name: Any, pinned: Any) -> Run:
        """The run with another name, or with its pin set or taken away.

        Raises
        ------
        InputError
            If that is no name or no pin, or ``MOST_PINS`` runs are pinned.
        """
        if not isinstance(name, str) or not isinstance(pinned, bool):
            raise InputError("a run has a name, and is pinned or not")
        if pinned and not run.pinned and sum(kept.pinned for kept in self.values()) >= MOST_PINS:
            raise InputError(f"{MOST_PINS} runs are pinned: take one pin away first")
        name = "".join(c for c in name if c.isprintable()).strip()[:LONGEST_NAME]
        self[run.number] = replace(run, name=name, pinned=pinned)
        return self[run.number]
