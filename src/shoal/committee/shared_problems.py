"""The problems of a committee's trainings, each stated once and used by one training after the other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ..core.layout import Array
from ..core.rows import Rows
from ..model.network import Network
from ..train.training import Settings
from ..train.training_problem import TrainingProblem, problem_of

SMALL = 100_000  # numbers in a table
FEW_WEIGHTS = 500  # whose squares take next to no memory


class SharedProblems:
    """States the problem of the rows that a network learns from and watches.

    Kinds of one size follow each other and use it again where tables are small: there, laying out the
    rows takes as long as many a training's steps. Never two at a time: it has memory of its own.
    """

    def __init__(self, rows: Rows, fold: Array) -> None:
        self._rows, self._fold = rows, fold
        self._idle: dict[tuple[tuple[int, ...], int | None], list[TrainingProblem]] = {}

    @contextmanager
    def stated(
        self, network: Network, left_out: int | None, watched: Rows | None, settings: Settings
    ) -> Iterator[TrainingProblem]:
        """The problem without the fold that is left out, and watched on it or on the rows given."""
        sizes = network.layout.sizes
        shared = watched is None and self._rows.X.size < SMALL
        shared = shared and network.layout.n_weights <= FEW_WEIGHTS
        try:
            problem = self._idle[sizes, left_out].pop() if shared else None
        except LookupError:
            problem = None
        if problem is None:
            problem = self._state(network, left_out, watched, settings)
        yield problem
        if shared:
            idle = {key: value for key, value in self._idle.items() if key[0] == sizes}
            idle.setdefault((sizes, left_out), []).append(problem)
            self._idle = idle  # in one step: other threads come here too

    def _state(
        self, network: Network, left_out: int | None, watched: Rows | None, settings: Settings
    ) -> TrainingProblem:
        if left_out is None:
            return problem_of(network, self._rows, watched, settings)
        out = self._fold == left_out
        held_out = self._rows.take(out) if watched is None else watched
        return problem_of(network, self._rows.take(~out), held_out, settings)
