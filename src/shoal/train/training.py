"""From a problem and settings to a trained network: solve, keep the trace."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from ..core.layout import Array
from ..core.losses import SQUARED_ERROR, Loss
from ..core.objective import penalty_of
from ..errors import InputError
from ..model.network import Network
from ..solve.adam import AdamState
from ..solve.evidence import FIRST_PENALTY, EvidenceState
from ..solve.history import History, columns_of
from ..solve.loop import solve
from ..solve.outcome import Diverged, Outcome
from ..solve.problem import HasGradient
from ..solve.projection import Projected
from ..solve.sgd import StochasticState
from ..solve.solver import Checkpoint, Start
from ..solve.stopping import Rules, Watch
from ..trace import Opening, Sink, Sinks
from .solvers import advice, method_of
from .training_problem import TrainingProblem

BatchState = StochasticState | AdamState
Earlier = BatchState | EvidenceState


@dataclass(frozen=True)
class Settings:
    """How to train: every choice resolved. ``rates`` has one number a layer, inputs to outputs.

    ``alpha`` is a number, or "evidence" or "ard" where it is estimated. ``betas``, ``epsilon`` and
    the epochs over which its rate falls are of adam, ``first_penalty`` is where the evidence begins.
    ``loss`` is what an error costs.
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
    loss: Loss = SQUARED_ERROR


@dataclass(frozen=True)
class Trained:
    """What a training leaves behind: ``batches`` of sgd and adam, ``evidence`` of its estimation.

    ``history`` is what was measured at every epoch, ``cost`` that of the kept weights.
    """

    network: Network
    history: History
    outcome: Outcome
    cost: float
    loss: Loss
    batches: BatchState | None = field(default=None, repr=False)
    evidence: EvidenceState | None = field(default=None, repr=False)

    @cached_property
    def trace(self) -> dict[str, Array]:
        """The history in the targets' units, a column each."""
        return columns_of(self.history, self.network.targets.scale, loss=self.loss)


def train(
    start: Network,
    stated: TrainingProblem,
    settings: Settings,
    sinks: Iterable[Sink],
    random: np.random.RandomState | None,
    earlier: Earlier | None = None,
    checkpoint: Checkpoint | None = None,
) -> Trained:
    """Train on a problem from the weights of ``start``.

    ``random`` shuffles the rows for sgd and adam, others need none; ``earlier`` is the state from
    which these and the evidence go on; ``checkpoint`` is where the training is kept.

    Raises
    ------
    InputError
        If the cost at the first weights is not a finite number: there is nothing to keep.
    """
    layout, training, rules = start.layout, stated.training, settings.rules
    objective, total = stated.objective, stated.total_weight
    theta = start.theta.astype(objective.penalty.dtype)
    if not isinstance(settings.alpha, str):
        penalty = penalty_of(layout, float(settings.alpha), total, theta.dtype)
        objective = objective.with_penalty(penalty)
    problem: HasGradient = objective
    if stated.outputs is not None:
        problem = Projected(objective, stated.outputs)
        theta = theta[: -layout.shapes[-1][0] * layout.shapes[-1][1]]
    listeners = Sinks(sinks)
    listeners.begin(Opening(start, training, stated.validation, rules.max_epochs, settings.solver))
    watch = Watch(rules, start.targets.scale, stated.target_size, listeners, settings.loss)
    odd = start.hidden.odd
    begin = Start(theta, settings, layout, len(training.X), total, odd, random, earlier)
    solver, first = method_of(settings, problem).begin(begin)
    state, outcome = solve(solver, problem, first, watch, checkpoint)
    if random is not None and hasattr(state, "random"):  # as the kept epoch's shuffles left it
        random.set_state(state.random.get_state())
    if isinstance(outcome, Diverged) and outcome.epoch == 0:
        raise InputError(
            "the cost at the first weights is not a finite number: standardize the inputs and "
            "targets, or take another activation or a smaller start"
        )
    if isinstance(outcome, Diverged):
        outcome = replace(outcome, suggestion=advice(problem, state.theta, settings, start))
    weights = tuple(w.astype(training.X.dtype) for w in problem.weights(state.theta))
    history = watch.history
    return Trained(
        Network(weights, start.hidden, start.output, start.inputs, start.targets),
        history,
        outcome,
        float(history.cost[outcome.kept]),
        settings.loss,
        state if isinstance(state, StochasticState | AdamState) else None,
        state if isinstance(state, EvidenceState) else None,
    )
