"""From rows and settings to a trained network: scale, state the problem, solve, keep the trace."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from threadpoolctl import ThreadpoolController  # type: ignore[import-untyped]

from ..core.gauss_newton import GaussNewton
from ..core.layout import Array
from ..core.network import Network
from ..core.objective import Objective, penalty_of, sums_over
from ..core.rows import Rows
from ..core.sums import Sums
from ..errors import InputError
from ..solve.curvature import largest_stable_factor
from ..solve.evidence import Evidence, EvidenceState, groups_of, symmetries_of
from ..solve.gd import GradientDescent, GradientState
from ..solve.lbfgs import lbfgs
from ..solve.lm import LevenbergMarquardt, MarquardtState
from ..solve.loop import solve
from ..solve.outcome import Diverged, Outcome
from ..solve.scg import ConjugateState, ScaledConjugateGradients
from ..solve.sgd import StochasticDescent, StochasticState
from ..solve.watch import Rules, Watch
from ..trace import Opening, Sink, Sinks

BLAS = ThreadpoolController()  # its threads wait for each other longer than small products take


@dataclass(frozen=True)
class Settings:
    """How to train: every choice resolved. ``rates`` has one number a layer, inputs to outputs.

    ``alpha`` is a number, or "evidence" or "ard" where it is estimated.
    """

    solver: str
    alpha: float | str
    rates: tuple[float, ...]
    rules: Rules
    batch_size: int = 0
    momentum: float = 0.0
    shuffle: bool = True
    n_threads: int = 1


@dataclass(frozen=True)
class Trained:
    """What a training leaves behind; ``velocity`` is of sgd alone, ``evidence`` of its estimation."""

    network: Network
    trace: dict[str, Array]
    outcome: Outcome
    loss: float
    velocity: Array | None = field(default=None, repr=False)
    evidence: EvidenceState | None = field(default=None, repr=False)


@BLAS.wrap(limits=1, user_api="blas")
def train(
    start: Network,
    training: Rows,
    validation: Rows | None,
    settings: Settings,
    sinks: Iterable[Sink],
    random: np.random.RandomState,
    velocity: Array | None = None,
) -> Trained:
    """Train from the weights of ``start`` on rows in original units.

    ``random`` shuffles the rows for sgd; ``velocity`` continues an earlier sgd.

    Raises
    ------
    InputError
        If the cost at the first weights is not a finite number: there is nothing to keep.
    """
    layout = start.layout
    curved = settings.solver in ("lm", "scg")  # squares and differences of slopes want the digits
    dtype = np.dtype(np.float64) if curved else training.X.dtype
    estimated = isinstance(settings.alpha, str)
    X, T = _scaled(start, training, dtype)
    alpha = 0.0 if estimated else float(settings.alpha)
    objective = Objective(
        _sums(start, X, T, training.weights, settings),
        penalty_of(layout, alpha, training.weights.sum(), dtype),
        None if validation is None else _validation_sums(start, validation, dtype, settings),
        GaussNewton(layout, start.hidden, start.output, X, T, training.weights)
        if settings.solver == "lm"
        else None,
    )
    share = training.weights / training.weights.sum()
    size = float((share @ T.astype(np.float64) ** 2).mean() / 2)
    listeners = Sinks(sinks)
    rules = settings.rules
    listeners.begin(Opening(start, training, validation, rules.max_epochs, settings.solver))
    watch = Watch(rules, start.targets.scale, size, listeners)
    theta = start.theta.astype(dtype)
    rates = layout.per_layer(settings.rates, dtype)
    state, outcome = _solved(objective, theta, rates, settings, watch, start, random, velocity)
    if isinstance(outcome, Diverged) and outcome.epoch == 0:
        raise InputError(
            "the cost at the first weights is not a finite number: standardize the inputs and "
            "targets, or take another activation or a smaller start"
        )
    if isinstance(outcome, Diverged):
        outcome = replace(outcome, suggestion=_advice(objective, state.theta, rates, settings))
    weights = tuple(w.astype(training.X.dtype) for w in layout.views(state.theta))
    return Trained(
        replace(start, weights=weights),
        watch.trace(),
        outcome,
        objective.measure(state.theta)[0],
        state.velocity if isinstance(state, StochasticState) else None,
        state if isinstance(state, EvidenceState) else None,
    )


def _solved(
    objective: Objective,
    theta: Array,
    rates: Array,
    settings: Settings,
    watch: Watch,
    start: Network,
    random: np.random.RandomState,
    velocity: Array | None,
) -> tuple[Any, Outcome]:
    """The kept state and the Outcome of the solver that the settings name."""
    tol = settings.rules.tol
    match settings.solver:
        case "lbfgs":
            theta, outcome = lbfgs(objective, theta, watch)
            return GradientState(theta), outcome
        case "lm" if isinstance(settings.alpha, str):
            assert objective.curvature is not None
            evidence = _evidence(start, settings.alpha, objective.curvature.total_weight)
            return solve(evidence, objective, evidence.start(theta), watch)
        case "lm":
            return solve(LevenbergMarquardt(tol), objective, MarquardtState(theta), watch)
        case "scg":
            return solve(ScaledConjugateGradients(tol), objective, ConjugateState(theta), watch)
        case "sgd":
            velocity = np.zeros_like(theta) if velocity is None else velocity.astype(theta.dtype)
            descent = StochasticDescent(
                rates, settings.batch_size, settings.momentum, settings.shuffle
            )
            state, outcome = solve(
                descent, objective, StochasticState(theta, velocity, random), watch
            )
            # of the kept epoch, however the run was sliced
            random.set_state(state.random.get_state())
            return state, outcome
        case _:
            return solve(GradientDescent(rates), objective, GradientState(theta), watch)


def _evidence(start: Network, kind: str, total_weight: float) -> Evidence:
    layout = start.layout
    odd = start.hidden.name in ("tanh", "identity")
    count = float(total_weight) * layout.sizes[-1]
    return Evidence(groups_of(layout, kind), count, symmetries_of(layout, odd))


def _scaled(start: Network, rows: Rows, dtype: np.dtype) -> tuple[Array, Array]:
    """X and T in scaled units and the training's dtype."""
    X = start.inputs.apply(rows.X.astype(dtype, copy=False))
    return X, start.targets.apply(rows.T).astype(dtype)


def _sums(start: Network, X: Array, T: Array, weights: Array, settings: Settings) -> Sums:
    return sums_over(start.layout, start.hidden, start.output, X, T, weights, settings.n_threads)


def _validation_sums(start: Network, rows: Rows, dtype: np.dtype, settings: Settings) -> Sums:
    return _sums(start, *_scaled(start, rows, dtype), rows.weights, settings)


def _advice(objective: Objective, theta: Array, rates: Array, settings: Settings) -> str:
    """Which rates to try instead, from the curvature around the kept weights."""
    if settings.solver not in ("gd", "sgd"):
        return "no step lowers the cost; try another activation or start"
    factor = min(largest_stable_factor(objective, theta, rates), 0.5) * (1 - settings.momentum)
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
