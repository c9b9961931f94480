"""A fit kept while it runs: every few seconds the trainings that run, and those that have ended since.

A write costs at most a fiftieth of the time: where one takes long, more of them goes by in between.
"""

from __future__ import annotations

import threading
import time
import warnings
from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeVar

from ..core.layout import Array
from ..errors import CheckpointError, ModelFileError
from ..solve.solver import Kept, State
from .parts import is_sound, kept_of, parts_of

S = TypeVar("S", bound=State)

EVERY = 4.0  # seconds from one write to the next
SHARE = 50  # times what the last write took


class Store(Protocol):
    """Where the parts lie, each under a name; writing is all or nothing."""

    def read(self, name: str) -> tuple[dict[str, Array], dict[str, Any]] | None: ...
    def write(self, name: str, arrays: Mapping[str, Array], facts: Mapping[str, Any]) -> None: ...
    def remove(self) -> None: ...
    def cannot_use(self, problem: object) -> CheckpointError: ...


class FitCheckpoint:
    """The trainings of one fit, each by its key; from any of the fit's threads.

    ``finished`` is set by the fit that has ended by itself.
    """

    def __init__(
        self, store: Store, n_outputs: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.store, self.n_outputs, self._clock = store, n_outputs, clock
        self.finished = False
        self._lock, self._writing, self._warned = threading.Lock(), threading.Lock(), False
        self._ended: dict[str, Kept[Any]] = {}
        self._next = clock() + EVERY

    def of(self, key: str) -> TrainingCheckpoint:
        """That of one training."""
        return TrainingCheckpoint(self, key, self._clock)

    def ended(self, key: str, kept: Kept[Any]) -> None:
        """A training has ended: written with others, a little later."""
        with self._lock:
            self._ended[key] = kept
            if self._clock() >= self._next:
                self._write_ended()

    def write(self, key: str, kept: Kept[Any]) -> None:
        """In the place of what was kept before, unless its numbers have left all bounds.

        A disk that is full costs the checkpoint, not the fit: it is said once, and tried again.
        """
        if not is_sound(kept):
            return
        try:
            with self._writing:
                self.store.write(key, *parts_of(kept))
        except ModelFileError as problem:
            if not self._warned:
                warnings.warn(f"no checkpoint: {problem}; the fit goes on", stacklevel=2)
            self._warned = True

    def close(self, remove: bool) -> None:
        """Leave nothing, or all that is worth going on from."""
        with self._lock:
            if remove:
                self.store.remove()
            else:
                self._write_ended()

    def _write_ended(self) -> None:
        began = self._clock()
        for key in list(self._ended):
            self.write(key, self._ended.pop(key))
        self._next = next_after(began, self._clock())


class TrainingCheckpoint:
    """Keeps ``solve.solver.Checkpoint``."""

    def __init__(self, fit: FitCheckpoint, key: str, clock: Callable[[], float]) -> None:
        self._fit, self._key, self._clock = fit, key, clock
        self._next = clock() + EVERY

    def read(self, state: S) -> Kept[S] | None:
        """What an earlier run left of it.

        Raises
        ------
        CheckpointError
            If it is damaged, newer, or not of this training.
        """
        found = self._fit.store.read(self._key)
        if found is None:
            return None
        try:
            return kept_of(*found, state, self._fit.n_outputs)
        except ModelFileError as problem:
            raise self._fit.store.cannot_use(problem) from None

    @property
    def due(self) -> bool:
        """Whether it is time to write."""
        return self._clock() >= self._next

    def write(self, kept: Kept[Any]) -> None:
        """In the place of what was kept before."""
        began = self._clock()
        self._fit.write(self._key, kept)
        self._next = next_after(began, self._clock())

    def end(self, kept: Kept[Any]) -> None:
        """It has ended by itself."""
        self._fit.ended(self._key, kept)


def next_after(began: float, now: float) -> float:
    """When to write again after a write that began then."""
    return now + max(EVERY, SHARE * (now - began))
