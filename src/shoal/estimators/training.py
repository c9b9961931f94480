"""From rows and settings to a trained network: scale, state the problem, solve, keep the trace."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import numpy as np
from threadpoolctl import ThreadpoolController  # type: ignore[import-untyped]

from ..core.layout import Array
from ..core.network import Network
from ..core.objective import Objective, penalty_of, sums_over
from ..core.rows import Rows
from ..core.sums import Sums
from ..errors import InputError
from ..solve.curvature import largest_stable_factor
from ..solve.gd import GradientDescent, GradientState
from ..solve.lbfgs import lbfgs
from ..solve.loop import solve
from ..solve.outcome import Diverged, Outcome
from ..solve.sgd import StochasticDescent, StochasticState
from ..solve.watch import Rules, Watch
from ..trace import Sink, Sinks

BLAS = ThreadpoolController()  # its threads wait for each other longer than small products take


@dataclass(frozen=True)
class Settings:
    """How to train: every choice resolved. ``rates`` has one number a layer, inputs to outputs."""

    solver: str
    alpha: float
    rates: tuple[float, ...]
    rules: Rules
    batch_size: int = 0
    momentum: float = 0.0
    shuffle: bool = True
    n_threads: int = 1


@dataclass(frozen=True)
class Trained:
    """What a training leaves behind; ``velocity`` is of sgd alone."""

    network: Network
    trace: dict[str, Array]
    outcome: Outcome
    loss: float
    velocity: Array | None = field(default=None, repr=False)


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
    layout, dtype = start.layout, training.X.dtype
    T, sums = _scaled_sums(start, training, settings.n_threads)
    watched = None if validation is None else _scaled_sums(start, validation, settings.n_threads)[1]
    penalty = penalty_of(layout, settings.alpha, training.weights.sum(), dtype)
    objective = Objective(sums, penalty, watched)
    share = training.weights / training.weights.sum()
    size = float((share @ T.astype(np.float64) ** 2).mean() / 2)
    watch = Watch(settings.rules, start.targets.scale, size, Sinks(sinks))
    theta = start.theta.astype(dtype)
    rates = layout.per_layer(settings.rates, dtype)
    if settings.solver == "lbfgs":
        theta, outcome = lbfgs(objective, theta, watch)
    elif settings.solver == "sgd":
        velocity = np.zeros_like(theta) if velocity is None else velocity.astype(dtype)
        method = StochasticDescent(rates, settings.batch_size, settings.momentum, settings.shuffle)
        state, outcome = solve(method, objective, StochasticState(theta, velocity, random), watch)
        theta, velocity = state.theta, state.velocity
        random.set_state(state.random.get_state())  # of the kept epoch, however the run was sliced
    else:
        kept, outcome = solve(GradientDescent(rates), objective, GradientState(theta), watch)
        theta = kept.theta
    if isinstance(outcome, Diverged) and outcome.epoch == 0:
        raise InputError(
            "the cost at the first weights is not a finite number: standardize the inputs and "
            "targets, or take another activation or a smaller start"
        )
    if isinstance(outcome, Diverged):
        outcome = replace(outcome, suggestion=_advice(objective, theta, rates, settings))
    network = replace(start, weights=tuple(w.copy() for w in layout.views(theta)))
    loss = objective.measure(theta)[0]
    return Trained(network, watch.trace(), outcome, loss, velocity)


def _scaled_sums(start: Network, rows: Rows, n_threads: int) -> tuple[Array, Sums]:
    dtype = rows.X.dtype
    T = start.targets.apply(rows.T).astype(dtype)
    X = start.inputs.apply(rows.X)
    sums = sums_over(start.layout, start.hidden, start.output, X, T, rows.weights, n_threads)
    return T, sums


def _advice(objective: Objective, theta: Array, rates: Array, settings: Settings) -> str:
    """Which rates to try instead, from the curvature around the kept weights."""
    if settings.solver == "lbfgs":
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
