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
        self._n_trained = self._n_whole = 0
        self._out_of_time = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._threads is not None:
            self._threads.shutdown(cancel_futures=True)

    @property
    def cut(self) -> bool:
        """Whether the user or the time cut a training."""
        return self._out_of_time or self._rules.interruption.asked

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
            return self._usable(trained)
        self.begin(tasks)
        for future in [self._begun.pop(key) for key in tasks]:
            if self._rules.interruption.asked and trained and future.cancel():
                continue
            self._note(trained, future.result())
        return self._usable(trained)

    def _usable(self, trained: list[Member]) -> list[Member]:
        """All that ended by themselves; if none ever did, those that were interrupted in their course."""
        whole = [one for one in trained if not isinstance(one.trained.outcome, Interrupted)]
        if not whole and not self._n_whole:
            return [one for one in trained if one.trained.outcome.epoch] or trained[:1]
        self._n_whole += len(whole)
        return whole

    def _note(self, trained: list[Member], one: Member) -> None:
        if self._rules.interruption.leaving:
            raise KeyboardInterrupt  # nobody wants what was trained
        trained.append(one)
        self._n_trained += 1
        self._out_of_time |= isinstance(one.trained.outcome, TimeLimit)
        try:
            self._tell(self._n_trained, one.trained)
        except KeyboardInterrupt:  # a sink's wish to stop: the network is trained, and counts
            if not self._rules.interruption.heard():
                raise


def was_cut(member: Member) -> bool:
    """Whether the time or the user ended a training."""
    return isinstance(member.trained.outcome, Interrupted | TimeLimit)
