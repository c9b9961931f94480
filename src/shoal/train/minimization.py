"""The solver that the settings name, run on a problem; and what to try where it diverged."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..core.layout import Array
from ..model.network import Network
from ..solve.adam import Adam
from ..solve.evidence import Evidence
from ..solve.gd import GradientDescent
from ..solve.lbfgs import LimitedMemoryBFGS
from ..solve.lm import LevenbergMarquardt
from ..solve.loop import solve
from ..solve.outcome import Outcome
from ..solve.problem import HasGradient, Problem
from ..solve.scg import ScaledConjugateGradients
from ..solve.sgd import StochasticDescent
from ..solve.solver import Method, Start, State, check
from ..solve.stopping import Watch
from .stable_rate import largest_stable_factor

if TYPE_CHECKING:
    from .training import Settings

# A new solver is one line here.
SOLVERS: dict[str, type[Method]] = {
    "lm": LevenbergMarquardt,
    "scg": ScaledConjugateGradients,
    "lbfgs": LimitedMemoryBFGS,
    "gd": GradientDescent,
    "sgd": StochasticDescent,
    "adam": Adam,
}
OF_THE_EVIDENCE: dict[str, type[Method]] = {"lm": Evidence}  # where the penalty is estimated

LARGE_RATE = 10.0  # of adam: what diverged is tried again with a rate so many times smaller


def solvers_for(settings: Settings) -> Mapping[str, type[Method]]:
    """The solvers by name, of which the settings name one."""
    return OF_THE_EVIDENCE if isinstance(settings.alpha, str) else SOLVERS


def solved(
    problem: Problem, start: Start, settings: Settings, watch: Watch
) -> tuple[State, Outcome]:
    """The kept state and the Outcome of the solver that the settings name.

    The start's ``random`` is left where the kept epoch's shuffles left it, however the run was
    sliced.

    Raises
    ------
    InputError
        If the problem has not what the solver needs.
    """
    solvers = solvers_for(settings)
    check(problem, settings.solver, solvers)
    solver, first = solvers[settings.solver].begin(start)
    state, outcome = solve(solver, problem, first, watch)
    if start.random is not None and hasattr(state, "random"):
        start.random.set_state(state.random.get_state())
    return state, outcome


def advice(problem: HasGradient, theta: Array, settings: Settings, start: Network) -> str:
    """Which rates to try instead, from the curvature around the kept weights."""
    if settings.solver not in ("gd", "sgd", "adam"):
        return "no step lowers the cost; try another activation or start"
    if settings.solver == "adam":  # its steps are of the rate's own size, whatever the curvature
        factor = 1 / LARGE_RATE
    else:
        rates = start.layout.per_layer(settings.rates, theta.dtype)
        factor = min(largest_stable_factor(problem, theta, rates), 0.5) * (1 - settings.momentum)
    if not factor > 0:
        return "the slopes are not finite numbers; try another activation or a smaller start"
    values = [_one_digit(rate * factor) for rate in settings.rates]
    same = len(set(values)) == 1
    text = f"{values[0]:g}" if same else "(" + ", ".join(f"{v:g}" for v in values) + ")"
    return f"the rate is too large for this cost; try learning_rate_init={text}"


def _one_digit(value: float) -> float:
    """``value`` rounded down to one significant digit."""
    unit = 10.0 ** math.floor(math.log10(value))
    return math.floor(value / unit) * unit
