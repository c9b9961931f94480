"""The solver that the settings name, run on a problem; and what to try where it diverged."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from ..core.layout import Array
from ..model.network import Network
from ..solve.adam import Adam, AdamState
from ..solve.evidence import (
    Evidence,
    EvidenceState,
    groups_of,
    symmetries_of,
)
from ..solve.gd import GradientDescent, GradientState
from ..solve.lbfgs import lbfgs
from ..solve.lm import LevenbergMarquardt, MarquardtState
from ..solve.loop import solve
from ..solve.outcome import Outcome
from ..solve.problem import Problem
from ..solve.scg import ConjugateState, ScaledConjugateGradients
from ..solve.sgd import StochasticDescent, StochasticState
from ..solve.stopping import Watch
from .stable_rate import largest_stable_factor

if TYPE_CHECKING:
    from .training import Settings

SHORT = 2e7  # multiplications: a thousandth of a second, or ten on a slow machine
FEW = 4  # short steps at once where early stopping will run some of them again
LARGE_RATE = 10.0  # of adam: what diverged is tried again with a rate so many times smaller

BatchState = StochasticState | AdamState
Earlier = BatchState | EvidenceState


def solved(
    problem: Problem,
    theta: Array,
    settings: Settings,
    watch: Watch,
    start: Network,
    total_weight: float,
    random: np.random.RandomState | None,
    earlier: Earlier | None,
) -> tuple[Any, Outcome]:
    """The kept state and the Outcome of the solver that the settings name.

    ``total_weight`` is that of all rows. ``random`` is left where the kept epoch's shuffles left it,
    however the run was sliced.
    """
    tol = settings.rules.tol
    match settings.solver:
        case "lbfgs":
            theta, outcome = lbfgs(problem, theta, watch)
            return GradientState(theta), outcome
        case "lm" if isinstance(settings.alpha, str):
            evidence = _evidence(start, settings, total_weight)
            first = earlier if isinstance(earlier, EvidenceState) else evidence.start(theta)
            return solve(evidence, problem, first, watch, _short_steps(problem))
        case "lm":
            if settings.rules.early_stopping:
                n = min(_short_steps(problem), FEW)
                solver = LevenbergMarquardt(tol, longest_slice=n)
            else:
                solver, n = LevenbergMarquardt(tol), _short_steps(problem)
            return solve(solver, problem, MarquardtState(theta), watch, n)
        case "scg":
            return solve(ScaledConjugateGradients(tol), problem, ConjugateState(theta), watch)
    rates = rates_of(settings, start, theta.dtype)
    if settings.solver == "gd":
        return solve(GradientDescent(rates), problem, GradientState(theta), watch)
    assert random is not None
    match settings.solver:
        case "sgd":
            descent = StochasticDescent(
                rates, settings.batch_size, settings.momentum, settings.shuffle
            )
            state, outcome = solve(descent, problem, _sgd_state(theta, random, earlier), watch)
            random.set_state(state.random.get_state())
            return state, outcome
        case _:
            adam = Adam(
                rates,
                settings.batch_size,
                settings.planned_epochs,
                *settings.betas,
                settings.epsilon,
                settings.shuffle,
            )
            at, outcome = solve(adam, problem, _adam_state(theta, random, earlier), watch)
            random.set_state(at.random.get_state())
            return at, outcome


def _short_steps(problem: Problem) -> int:
    """So many Marquardt steps take next to no time: J'J and its factor are most of each."""
    N, P = problem.training.n_rows, problem.training.layout.n_weights
    return max(1, int(SHORT / (P * P * (N + P))))


def rates_of(settings: Settings, start: Network, dtype: np.dtype) -> Array:
    """The rates as a vector like ``theta``."""
    return start.layout.per_layer(settings.rates, dtype)


def advice(problem: Problem, theta: Array, settings: Settings, start: Network) -> str:
    """Which rates to try instead, from the curvature around the kept weights."""
    if settings.solver not in ("gd", "sgd", "adam"):
        return "no step lowers the cost; try another activation or start"
    if settings.solver == "adam":  # its steps are of the rate's own size, whatever the curvature
        factor = 1 / LARGE_RATE
    else:
        rates = rates_of(settings, start, theta.dtype)
        factor = min(largest_stable_factor(problem, theta, rates), 0.5) * (1 - settings.momentum)
    if not factor > 0:
        return "the slopes are not finite numbers; try another activation or a smaller start"
    values = [_one_digit(rate * factor) for rate in settings.rates]
    same = len(set(values)) == 1
    text = f"{values[0]:g}" if same else "(" + ", ".join(f"{v:g}" for v in values) + ")"
    return f"the rate is too large for this cost; try learning_rate_init={text}"


def _evidence(start: Network, settings: Settings, total_weight: float) -> Evidence:
    layout = start.layout
    groups = groups_of(layout, str(settings.alpha))
    odd = start.hidden.odd
    count = total_weight * layout.sizes[-1]
    return Evidence(groups, count, symmetries_of(layout, odd), settings.first_penalty)


def _sgd_state(
    theta: Array, random: np.random.RandomState, earlier: Earlier | None
) -> StochasticState:
    if not isinstance(earlier, StochasticState):
        return StochasticState(theta, np.zeros_like(theta), random)
    return StochasticState(theta, earlier.velocity.astype(theta.dtype), random)


def _adam_state(theta: Array, random: np.random.RandomState, earlier: Earlier | None) -> AdamState:
    if not isinstance(earlier, AdamState):
        return AdamState.at(theta, random)
    first, second = (moment.astype(theta.dtype) for moment in (earlier.first, earlier.second))
    return AdamState(theta, first, second, random, earlier.n_steps)


def _one_digit(value: float) -> float:
    """``value`` rounded down to one significant digit."""
    unit = 10.0 ** math.floor(math.log10(value))
    return math.floor(value / unit) * unit
