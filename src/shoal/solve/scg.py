"""Scaled conjugate gradients (Moller 1993): second-order steps at the price of two gradients."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field
from math import sqrt
from typing import ClassVar, Self

import numpy as np

from ..core.layout import Array
from .history import History, joined, one_epoch
from .outcome import Ending
from .problem import HasGradient
from .solver import GRADIENT, Start, back_to, told_of_step

SIGMA = 1e-5  # length of the difference step, over the direction's own length
FIRST_LAMBDA = 1e-6
LEAST_LAMBDA, MOST_LAMBDA = 1e-300, 1e20
ATTEMPTS = 60


@dataclass
class ConjugateState:
    """Weights, search direction, the gradient that belongs to both, and the model's trust."""

    theta: Array
    epoch: int = 0
    finished: Ending | None = None
    direction: Array = field(default_factory=lambda: np.zeros(0))
    gradient: Array = field(default_factory=lambda: np.zeros(0))
    damping: float = FIRST_LAMBDA
    successes: int = 0


@dataclass(frozen=True)
class ScaledConjugateGradients:
    """Conjugate directions, each step's length from the curvature along it; an epoch is a step.

    The curvature is a difference of gradients; where it is not positive, or the quadratic model
    fails, ``damping`` (Moller's lambda) grows until a step lowers the cost. No line search. The
    direction begins anew every P steps. ``tol`` ends the fit when the gradient's largest entry
    falls below it.
    """

    tol: float
    needs: ClassVar = GRADIENT
    exact: ClassVar = True
    first_slice: ClassVar = 1
    longest_slice: ClassVar = None

    @classmethod
    def begin(cls, start: Start) -> tuple[Self, ConjugateState]:
        return cls(start.options.rules.tol), ConjugateState(start.theta)

    def run(self, problem: HasGradient, state: ConjugateState, n_epochs: int) -> History:
        """At most ``n_epochs`` steps; fewer where ``state.finished`` is set."""
        measured = []
        gradient = np.empty_like(state.theta)
        for _ in range(n_epochs):
            theta, kept = state.theta, copy(state)
            cost, losses = problem.cost_and_gradient(theta, gradient)
            state.gradient = gradient.copy()
            if not len(state.direction):
                state.direction = -state.gradient
            steepest, trials = float(np.abs(gradient).max()), 0
            if steepest <= self.tol:
                state.finished = Ending.SMALL_GRADIENT
            elif not (trials := self._step(problem, state, cost)):
                finite = np.isfinite(steepest)
                state.finished = Ending.NO_DESCENT if finite else Ending.NOT_FINITE
            if state.finished:
                back_to(state, kept)
                break
            watched = problem.watched(theta)
            told = told_of_step(kept.damping, trials, gradient)
            measured.append(one_epoch(cost, losses, watched, **told))
        return joined(measured)

    def _step(self, problem: HasGradient, state: ConjugateState, cost: float) -> int:
        """Move the state by a step: the number of trials, 0 where none lowers the cost."""
        theta, g, p = state.theta, state.gradient, state.direction
        downhill = -float(p @ g)
        if downhill <= 0:  # rounding has spoiled the direction
            p = state.direction = -g
            downhill = float(g @ g)
        length2 = float(p @ p)
        sigma = SIGMA / sqrt(length2)
        ahead = np.empty_like(g)
        problem.cost_and_gradient(theta + sigma * p, ahead)
        curvature = float(p @ (ahead - g)) / sigma
        for trials in range(1, ATTEMPTS + 1):
            bent = curvature + state.damping * length2
            if bent <= 0:  # Moller's steps 3: make the model convex
                state.damping = 2 * (state.damping - bent / length2)
                bent = curvature + state.damping * length2
            step = downhill / bent
            trial = theta + step * p
            lowered = cost - problem.cost(trial, problem.losses(trial))
            ratio = 2 * bent * lowered / downhill**2
            if ratio > 0:  # False where the trial is no number
                self._accept(problem, state, trial, ratio)
                return trials
            grown = state.damping + bent * (1 - ratio) / length2 if np.isfinite(ratio) else np.inf
            state.damping = max(4 * state.damping, min(grown, 1e3 * state.damping))
            if state.damping > MOST_LAMBDA:
                break
        return 0

    def _accept(
        self, problem: HasGradient, state: ConjugateState, trial: Array, ratio: float
    ) -> None:
        g, new = state.gradient, np.empty_like(state.gradient)
        problem.cost_and_gradient(trial, new)
        state.theta = trial
        state.epoch += 1
        state.successes += 1
        if state.successes % len(trial) == 0:
            state.direction = -new
        else:
            beta = (float(new @ new) - float(new @ g)) / -float(state.direction @ g)
            state.direction = beta * state.direction - new
        if ratio >= 0.75:
            state.damping = max(state.damping / 4, LEAST_LAMBDA)
        elif ratio < 0.25:
            state.damping *= 4
