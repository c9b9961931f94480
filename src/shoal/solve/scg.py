"""Scaled conjugate gradients (Moller 1993): second-order steps at the price of two gradients."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field
from math import sqrt

import numpy as np

from ..core.layout import Array
from .loop import back_to
from .problem import Problem
from .stopping import (
    Rows,
    joined,
    no_rows,
    one_row,
)

SIGMA = 1e-5  # length of the difference step, over the direction's own length
FIRST_LAMBDA = 1e-6
LEAST_LAMBDA, MOST_LAMBDA = 1e-300, 1e20
ATTEMPTS = 60


@dataclass
class ConjugateState:
    """Weights, search direction, the gradient that belongs to both, and the model's trust."""

    theta: Array
    epoch: int = 0
    finished: str = ""
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
    longest_slice = None

    def run(self, problem: Problem, state: ConjugateState, n_epochs: int) -> Rows:
        """At most ``n_epochs`` steps; fewer where ``state.finished`` is set."""
        measured = []
        gradient = np.empty_like(state.theta)
        for _ in range(n_epochs):
            theta, kept = state.theta, copy(state)
            cost, mse = problem.cost_and_gradient(theta, gradient)
            state.gradient = gradient.copy()
            if not len(state.direction):
                state.direction = -state.gradient
            if np.abs(gradient).max() <= self.tol:
                state.finished = "the gradient fell below the tolerance"
            elif not self._step(problem, state, cost):
                state.finished = "no step lowers the cost further"
            if state.finished:
                back_to(state, kept)
                break
            watched = None if problem.validation is None else problem.validation.mse(theta)
            measured.append(one_row(cost, mse, watched))
        return joined(measured) if measured else no_rows(problem)

    def _step(self, problem: Problem, state: ConjugateState, cost: float) -> bool:
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
        for _ in range(ATTEMPTS):
            bent = curvature + state.damping * length2
            if bent <= 0:  # Moller's steps 3: make the model convex
                state.damping = 2 * (state.damping - bent / length2)
                bent = curvature + state.damping * length2
            step = downhill / bent
            trial = theta + step * p
            lowered = cost - problem.cost(trial, problem.training.mse(trial))
            ratio = 2 * bent * lowered / downhill**2
            if ratio > 0:  # False where the trial is no number
                self._accept(problem, state, trial, ratio)
                return True
            grown = state.damping + bent * (1 - ratio) / length2 if np.isfinite(ratio) else np.inf
            state.damping = max(4 * state.damping, min(grown, 1e3 * state.damping))
            if state.damping > MOST_LAMBDA:
                break
        return False

    def _accept(self, problem: Problem, state: ConjugateState, trial: Array, ratio: float) -> None:
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
