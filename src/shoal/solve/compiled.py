"""Marquardt steps taken by the compiled engine: what ``lm`` and ``evidence`` say, many at a time.

The rules come from there, as do the states; this file only carries them over the border and back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..core.kernel import KernelMarquardt
from .history import History
from .outcome import Ending
from .problem import HasNormalEquations

if TYPE_CHECKING:
    from .evidence import EvidenceState
    from .lm import MarquardtState

ENDINGS = (  # by the engine's numbers
    None,
    Ending.NOT_FINITE,
    Ending.NO_DESCENT,
    Ending.LITTLE_PROMISED,
    Ending.EVIDENCE_SETTLED,
)
NO_GROUPS = np.zeros(0, dtype=np.int64)
NONE = np.zeros(0)


def steps(
    engine: KernelMarquardt,
    problem: HasNormalEquations,
    state: MarquardtState,
    n_epochs: int,
    rules: dict[str, Any],
) -> History:
    """At most ``n_epochs`` accepted steps under the penalty of ``problem``."""
    penalty = problem.penalty.copy()
    return _steps(engine, problem, state, n_epochs, rules, NO_GROUPS, (penalty, NONE, NONE), {})


def steps_with_evidence(
    engine: KernelMarquardt,
    problem: HasNormalEquations,
    state: EvidenceState,
    n_epochs: int,
    rules: dict[str, Any],
    groups: np.ndarray,
) -> History:
    """The same, each after new precisions; what is recorded as cost is the data's alone."""
    arrays = state.penalty.copy(), state.alpha.copy(), state.gamma.copy()
    estimated = {
        "beta": state.beta,
        "log_evidence": state.log_evidence,
        "settled": state.settled,
    }
    rows = _steps(engine, problem, state, n_epochs, rules, groups, arrays, estimated)
    state.penalty, state.alpha, state.gamma = arrays
    return rows


def _steps(
    engine: KernelMarquardt,
    problem: HasNormalEquations,
    state: MarquardtState,
    n_epochs: int,
    rules: dict[str, Any],
    groups: np.ndarray,
    arrays: tuple[np.ndarray, np.ndarray, np.ndarray],
    estimated: dict[str, Any],
) -> History:
    P, K = len(state.theta), engine.n_outputs
    theta = state.theta.copy()
    scale = state.scale.copy() if len(state.scale) else np.empty(P)
    losses = state.losses.copy() if len(state.losses) else np.empty(K)
    numbers = {
        "damping": state.damping,
        "growth": state.growth,
        "epoch": state.epoch,
        "measured": bool(len(state.losses)),
        "scaled": bool(len(state.scale)),
        **estimated,
    }
    penalty, alpha, gamma = arrays
    inside = theta, scale, penalty, losses, alpha, gamma
    rows, after = engine.run(n_epochs, rules, numbers, inside, groups, problem.penalty)
    state.theta, state.losses = theta, losses
    state.scale = scale if after.scaled else state.scale
    state.damping, state.growth, state.epoch = after.damping, after.growth, after.epoch
    for name in estimated:
        setattr(state, name, getattr(after, name))
    state.finished = ENDINGS[after.finished]
    cost, measured, watched, columns = rows
    if not estimated:
        del columns["gamma"]
    return History(cost, measured, watched, columns)
