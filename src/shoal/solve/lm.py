"""Levenberg-Marquardt: a Gauss-Newton direction, damped until it lowers the cost."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from math import isfinite
from typing import Any, ClassVar, Self

import numpy as np

from ..core.cholesky import Cholesky
from ..core.layout import Array
from .compiled import NO_GROUPS, Crossing
from .history import History, joined, one_epoch
from .outcome import Ending
from .problem import HasNormalEquations
from .solver import NORMAL_EQUATIONS, Start, back_to, told_of_step

FIRST_DAMPING = 1e-2  # scaled weights near a start: a tenth of a step's length is trusted
LEAST_DAMPING, MOST_DAMPING = 1e-12, 1e12
LONGEST_FIRST = 10.0  # a first step over the weights' own length, both in the scale's units
ATTEMPTS = 40  # doublings of a doubling damping: MOST_DAMPING is reached before
SHORT = 2e7  # multiplications: a thousandth of a second, or ten on a slow machine
FEW = 4  # short steps at once where early stopping will run some of them again
TINY = np.finfo(float).tiny
FLOOR = 1e-10  # of the scale, relative to its largest entry: weights without influence stay put


@dataclass
class MarquardtState:
    """Weights, damping and the scale of the step; ``finished`` says why no further step exists.

    ``losses`` belongs to the weights, as the trial that was accepted measured it: so costs are
    compared that one engine computed, to the last digit. It is empty before the first step.
    """

    theta: Array
    epoch: int = 0
    damping: float = FIRST_DAMPING
    growth: float = 2.0
    scale: Array = field(default_factory=lambda: np.zeros(0))
    losses: Array = field(default_factory=lambda: np.zeros(0))
    finished: Ending | None = None

    def __deepcopy__(self, memo: dict[int, object]) -> Self:
        """Arrays are replaced and never written to, so that copies may share them."""
        twin = object.__new__(type(self))
        twin.__dict__.update(self.__dict__)
        return twin

    def measured(self, problem: HasNormalEquations) -> Array:
        """``losses`` (K,) at the weights."""
        if not len(self.losses):
            self.losses = problem.losses(self.theta)
        return self.losses


@dataclass(frozen=True)
class LevenbergMarquardt:
    """(J'J + penalty + damping * scale) step = -gradient, an epoch an accepted step.

    The scale is the largest diagonal of J'J + penalty seen so far, which makes the steps
    independent of the units of the weights (More 1978). The damping follows the gain ratio of the
    actual to the predicted fall of the cost (Nielsen 1999); a trial that is no number, or does not
    lower the cost, is rejected and the damping grows. So is a first step many times as long as the
    weights themselves, which may lower the cost by leaving all slopes behind. ``tol``: a step that
    promises less than this part of the cost ends the fit. ``least_damping``: below it weights
    that the data does not determine wander off; a curve with few, certain parameters wants less.
    ``longest_slice`` is small where one of the epochs behind will be wanted: it would be run again.
    """

    tol: float
    least_damping: float = LEAST_DAMPING
    longest_slice: int | None = None
    first_slice: int = 1
    needs: ClassVar = NORMAL_EQUATIONS
    exact: ClassVar = True

    @classmethod
    def begin(cls, start: Start) -> tuple[Self, MarquardtState]:
        rules, short = start.options.rules, short_steps(start)
        most = None
        if rules.early_stopping:
            most = short = min(short, FEW)
        return cls(rules.tol, longest_slice=most, first_slice=short), MarquardtState(start.theta)

    def rules(self) -> dict[str, Any]:
        """What the compiled engine has to know of this file."""
        return {
            "tol": self.tol,
            "least_damping": self.least_damping,
            "most_damping": MOST_DAMPING,
            "longest_first": LONGEST_FIRST,
            "floor": FLOOR,
            "attempts": ATTEMPTS,
        }

    def run(self, problem: HasNormalEquations, state: MarquardtState, n_epochs: int) -> History:
        """At most ``n_epochs`` accepted steps; fewer where ``state.finished`` is set."""
        engine, penalty = problem.marquardt, problem.penalty
        if engine is not None:
            over = Crossing.of(state, engine, penalty)
            inside = over.numbers, over.arrays, NO_GROUPS, penalty
            return over.back(state, *engine.run(n_epochs, self.rules(), *inside))
        measured = []
        for _ in range(n_epochs):
            before, losses, kept = state.theta, state.measured(problem), deepcopy(state)
            cost = problem.cost(before, losses)
            _, _, g, H = problem.normal_equations(before)
            trials = self.step(problem, state, cost, g, H)
            if not trials:
                back_to(state, kept)
                break
            told = told_of_step(kept.damping, trials, g)
            measured.append(one_epoch(cost, losses, problem.watched(before), **told))
        return joined(measured)

    def step(
        self, problem: HasNormalEquations, state: MarquardtState, cost: float, g: Array, H: Array
    ) -> int:
        """Move the state by one accepted step: the number of trials, the last of which it was.

        0, and ``finished`` set, where there is none.
        """
        diagonal = H.diagonal()
        largest = np.maximum.reduce(diagonal)  # NaN where one is; none is negative
        if not (isfinite(cost) and isfinite(largest)):
            state.finished = Ending.NOT_FINITE
            return 0
        scale = np.maximum(state.scale, diagonal) if len(state.scale) else diagonal.copy()
        state.scale = np.maximum(scale, FLOOR * np.maximum.reduce(scale) + TINY)
        for trials in range(1, ATTEMPTS + 1):
            with np.errstate(over="ignore", invalid="ignore"):  # a trial may lie anywhere
                found = self._trial(problem, state, cost, g, H)
            if found is not None:
                state.theta = found
                state.epoch += 1
                return trials
            if state.finished:
                return 0
            state.damping = min(state.damping * state.growth, MOST_DAMPING)
            state.growth *= 2
        state.finished = Ending.NO_DESCENT
        return 0

    def _trial(
        self, problem: HasNormalEquations, state: MarquardtState, cost: float, g: Array, H: Array
    ) -> Array | None:
        damping = state.damping * state.scale
        try:
            step = Cholesky(H, damping).solve(-g)
        except np.linalg.LinAlgError:
            return None
        promised = float(step @ (damping * step - g)) / 2
        if promised <= self.tol * cost:
            state.finished = Ending.LITTLE_PROMISED
            return None
        if state.epoch == 0 and _too_long(step, state):
            return None
        theta: Array = state.theta + step
        losses = problem.losses(theta)
        lowered = cost - problem.cost(theta, losses)
        if not lowered > 0:  # also where it is no number
            return None
        ratio = lowered / promised
        factor = max(1 / 3, 1 - (2 * ratio - 1) ** 3)
        state.damping = max(state.damping * factor, self.least_damping)
        state.growth, state.losses = 2.0, losses
        return theta


def short_steps(start: Start) -> int:
    """So many steps take next to no time: J'J and its factor are most of each."""
    N, P = start.n_rows, start.layout.n_weights
    return max(1, int(SHORT / (P * P * (N + P))))


def _too_long(step: Array, state: MarquardtState) -> bool:
    own = float(state.scale @ state.theta**2)
    return own > 0 and float(state.scale @ step**2) > LONGEST_FIRST**2 * own
