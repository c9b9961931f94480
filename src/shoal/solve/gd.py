"""Gradient descent with the full gradient and one rate a layer: the lecture's training."""

from __future__ import annotations

from dataclasses import dataclass

from ..core.layout import Array
from .problem import Problem
from .stopping import Rows


@dataclass
class GradientState:
    """Weights after ``epoch`` epochs."""

    theta: Array
    epoch: int = 0
    finished: str = ""


@dataclass(frozen=True)
class GradientDescent:
    """``theta -= rates * gradient``; all layers move from the same forward pass.

    ``rates`` is a vector like ``theta`` (``Layout.per_layer``).
    """

    rates: Array
    longest_slice = None

    def run(self, problem: Problem, state: GradientState, n_epochs: int) -> Rows:
        """``n_epochs`` full-batch steps in one call of the engine."""
        rows = Rows(
            *problem.training.descend(
                state.theta, self.rates, problem.penalty, n_epochs, problem.validation
            )
        )
        state.epoch += n_epochs
        return rows
