"""From rows and settings to a trained network: scale, state the problem, solve, keep the trace."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace

import numpy as np
from threadpoolctl import ThreadpoolController  # type: ignore[import-untyped]

from ..core.gauss_newton import GaussNewton
from ..core.layout import Array
from ..core.network import Network
from ..core.objective import Objective, penalty_of, sums_over
from ..core.output_layer import OutputLayer
from ..core.rows import Rows
from ..core.sums import Sums
from ..errors import InputError
from ..solve.adam import AdamState
from ..solve.evidence import FIRST_PENALTY, EvidenceState
from ..solve.outcome import Diverged, Outcome
from ..solve.problem import Problem
from ..solve.projection import Projected
from ..solve.sgd import StochasticState
from ..solve.watch import Rules, Watch
from ..trace import Opening, Sink, Sinks
from .solving import BatchState, Earlier, advice, solved

BLAS = ThreadpoolController()


def one_blas_thread() -> AbstractContextManager[object]:
    """For a whole fit: BLAS's threads wait for each other longer than small products take.

    Not for each network: what one task sets or restores, others find.
    """
    return BLAS.limit(limits=1, user_api="blas")


@dataclass(frozen=True)
class Settings:
    """How to train: every choice resolved. ``rates`` has one number a layer, inputs to outputs.

    ``alpha`` is a number, or "evidence" or "ard" where it is estimated. ``betas``, ``epsilon`` and
    the epochs over which its rate falls are of adam, ``first_penalty`` is where the evidence begins.
    """

    solver: str
    alpha: float | str
    rates: tuple[float, ...]
    rules: Rules
    batch_size: int = 0
    momentum: float = 0.0
    betas: tuple[float, float] = (0.9, 0.999)
    epsilon: float = 1e-8
    planned_epochs: int | None = None
    shuffle: bool = True
    project_outputs: bool = False
    first_penalty: float = FIRST_PENALTY
    n_threads: int = 1


@dataclass(frozen=True)
class Trained:
    """What a training leaves behind: ``batches`` of sgd and adam, ``evidence`` of its estimation.

    ``before`` is the training from whose end this one went on; its trace and epochs are included.
    ``number`` tells several networks apart.
    """

    network: Network
    trace: dict[str, Array]
    outcome: Outcome
    loss: float
    batches: BatchState | None = field(default=None, repr=False)
    evidence: EvidenceState | None = field(default=None, repr=False)
    before: Trained | None = field(default=None, repr=False)
    number: int = 0


def train(
    start: Network,
    training: Rows,
    validation: Rows | None,
    settings: Settings,
    sinks: Iterable[Sink],
    random: np.random.RandomState | None,
    earlier: Earlier | None = None,
) -> Trained:
    """Train from the weights of ``start`` on rows in original units.

    ``random`` shuffles the rows for sgd and adam, others need none; ``earlier`` is the state from
    which these and the evidence go on.

    Raises
    ------
    InputError
        If the cost at the first weights is not a finite number: there is nothing to keep.
    """
    layout = start.layout
    # squares and differences of slopes want the digits, and so does a least-squares problem
    exact = settings.solver in ("lm", "scg") or settings.project_outputs
    dtype = np.dtype(np.float64) if exact else training.X.dtype
    estimated = isinstance(settings.alpha, str)
    X, T = _scaled(start, training, dtype)
    alpha = 0.0 if estimated else float(settings.alpha)
    sums = _sums(start, X, T, training.weights, settings)
    objective = Objective(
        sums,
        penalty_of(layout, alpha, training.weights.sum(), dtype),
        None if validation is None else _validation_sums(start, validation, dtype, settings),
        GaussNewton(layout, start.hidden, start.output, X, T, training.weights, sums)
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
    if settings.project_outputs:
        outputs = OutputLayer(layout, start.hidden, X, T, training.weights)
        problem: Problem = Projected(objective, outputs)
        theta = theta[: -layout.shapes[-1][0] * layout.shapes[-1][1]]
    else:
        problem = objective
    total = float(training.weights.sum())
    state, outcome = solved(problem, theta, settings, watch, start, total, random, earlier)
    if isinstance(outcome, Diverged) and outcome.epoch == 0:
        raise InputError(
            "the cost at the first weights is not a finite number: standardize the inputs and "
            "targets, or take another activation or a smaller start"
        )
    if isinstance(outcome, Diverged):
        outcome = replace(outcome, suggestion=advice(problem, state.theta, settings, start))
    weights = tuple(w.astype(training.X.dtype) for w in problem.weights(state.theta))
    trace = watch.trace()
    return Trained(
        replace(start, weights=weights),
        trace,
        outcome,
        float(trace["cost"][outcome.kept]),
        state if isinstance(state, StochasticState | AdamState) else None,
        state if isinstance(state, EvidenceState) else None,
    )


def _scaled(start: Network, rows: Rows, dtype: np.dtype) -> tuple[Array, Array]:
    """X and T in scaled units and the training's dtype."""
    X = start.inputs.apply(rows.X.astype(dtype, copy=False))
    return X, start.targets.apply(rows.T).astype(dtype)


def _sums(start: Network, X: Array, T: Array, weights: Array, settings: Settings) -> Sums:
    return sums_over(start.layout, start.hidden, start.output, X, T, weights, settings.n_threads)


def _validation_sums(start: Network, rows: Rows, dtype: np.dtype, settings: Settings) -> Sums:
    return _sums(start, *_scaled(start, rows, dtype), rows.weights, settings)
