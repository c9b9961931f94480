"""Gradient descent with the full gradient and one rate a layer: the lecture's training."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

from ..core.layout import Array
from .history import History
from .outcome import Ending
from .problem import HasEpochs
from .solver import EPOCHS, Start


@dataclass
class GradientState:
    """Weights after ``epoch`` epochs."""

    theta: Array
    epoch: int = 0
    finished: Ending | None = None


@dataclass(frozen=True)
class GradientDescent:
    """``theta -= rates * gradient``; all layers move from the same forward pass.

    ``rates`` is a vector like ``theta`` (``Layout.per_layer``).
    """

    rates: Array
    needs: ClassVar = EPOCHS
    exact: ClassVar = False
    first_slice: ClassVar = 1
    longest_slice: ClassVar = None

    @classmethod
    def begin(cls, start: Start) -> tuple[Self, GradientState]:
        return cls(start.rates), GradientState(start.theta)

    def run(self, problem: HasEpochs, state: GradientState, n_epochs: int) -> History:
        """``n_epochs`` full-batch steps in one call of the engine."""
        rows = History(*problem.descend(state.theta, self.rates, n_epochs))
        state.epoch += n_epochs
        return rows
