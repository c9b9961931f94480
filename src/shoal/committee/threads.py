"""Trainings in threads: in their order, some ahead of their turn, until the time or the user ends them."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Self

from ..solve.outcome import Interrupted, TimeLimit
from ..solve.stopping import Rules
from ..train.training import Trained
from .kinds import Kind, Member, Slot

Key = tuple[Kind, Slot]  # what tells a training from all others
Tasks = Mapping[Key, Callable[[], Member]]


class TrainingThreads:
    """Runs trainings in ``n_threads`` threads, or one after the other; tells of each in its order.

    To be left as a context: what was begun and is not wanted is then given up.
    """

    def __init__(
        self, n_threads: int, rules: Rules, began: float, tell: Callable[[int, Trained], None]
    ) -> None:
        self._rules, self._began, self._tell = rules, began, tell
        self._threads = ThreadPoolExecutor(n_threads) if n_threads > 1 else None
        self._begun: dict[Key, Future[Member]] = {}
        self._n_trained, self.cut = 0, False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._threads is not None:
            self._threads.shutdown(cancel_futures=True)

    @property
    def spent(self) -> float:
        """Seconds of the time limit that are gone, those included that are set aside for the end."""
        return self._rules.spent + time.perf_counter() - self._began

    @property
    def may_go_on(self) -> bool:
        """Whether neither the time nor the user has ended the fit."""
        limit = self._rules.time_limit
        return not self.cut and (limit is None or self.spent < limit)

    def begin(self, tasks: Tasks) -> None:
        """Let threads begin with tasks that a later ``train`` will ask for, so that none is idle."""
        if self._threads is None:
            return
        for key, task in tasks.items():
            if key not in self._begun:
                self._begun[key] = self._threads.submit(task)

    def train(self, tasks: Tasks) -> list[Member]:
        """The result of each task, as far as time and user allow, of one at least in all."""
        trained: list[Member] = []
        if self._n_trained and not self.may_go_on:
            return trained
        if self._threads is None:
            for task in tasks.values():
                if self._n_trained and not self.may_go_on:
                    break
                self._note(trained, task())
            return trained
        self.begin(tasks)
        futures = [self._begun.pop(key) for key in tasks]
        try:
            for future in futures:
                self._note(trained, future.result())
        except KeyboardInterrupt:  # what runs is let finish: it takes less than a second
            self.cut = True
            first = len(trained) + (self._n_trained == 0)
            running = futures[len(trained) : first]
            running += [future for future in futures[first:] if not future.cancel()]
            for future in running:
                self._note(trained, future.result())
        return trained

    def _note(self, trained: list[Member], one: Member) -> None:
        trained.append(one)
        self._n_trained += 1
        self.cut = self.cut or was_cut(one)
        try:
            self._tell(self._n_trained, one.trained)
        except KeyboardInterrupt:  # a sink's wish to stop: the network is trained, and counts
            self.cut = True


def was_cut(member: Member) -> bool:
    """Whether the time or the user ended a training."""
    return isinstance(member.trained.outcome, Interrupted | TimeLimit)
