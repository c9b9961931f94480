"""Marquardt steps taken by the compiled engine: what ``lm`` and ``evidence`` say, many at a time.

The rules come from there, as do the states; this file only carries them over the border and back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..core.kernel import KernelMarquardt
from .problem import Problem
from .stopping import Rows

if TYPE_CHECKING:
    from .evidence import EvidenceState
    from .lm import MarquardtState

NOT_FINITE = "the slopes are no longer finite numbers"
NO_FALL = "no step lowers the cost further"
LITTLE_PROMISED = "a further step promises too little"
SETTLED = "the evidence no longer changes"
ENDINGS = ("", NOT_FINITE, NO_FALL, LITTLE_PROMISED, SETTLED)  # by the engine's numbers

NO_GROUPS = np.zeros(0, dtype=np.int64)
NONE = np.zeros(0)


def steps(
    engine: KernelMarquardt,
    problem: Problem,
    state: MarquardtState,
    n_epochs: int,
    rules: dict[str, Any],
) -> Rows:
    """At most ``n_epochs`` accepted steps under the penalty of ``problem``."""
    penalty = problem.penalty.copy()
    return _steps(engine, problem, state, n_epochs, rules, NO_GROUPS, (penalty, NONE, NONE), {})


def steps_with_evidence(
    engine: KernelMarquardt,
    problem: Problem,
    state: EvidenceState,
    n_epochs: int,
    rules: dict[str, Any],
    groups: np.ndarray,
) -> Rows:
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
    problem: Problem,
    state: MarquardtState,
    n_epochs: int,
    rules: dict[str, Any],
    groups: np.ndarray,
    arrays: tuple[np.ndarray, np.ndarray, np.ndarray],
    estimated: dict[str, Any],
) -> Rows:
    P, K = len(state.theta), problem.training.layout.sizes[-1]
    theta = state.theta.copy()
    scale = state.scale.copy() if len(state.scale) else np.empty(P)
    mse = state.mse.copy() if len(state.mse) else np.empty(K)
    numbers = {
        "damping": state.damping,
        "growth": state.growth,
        "epoch": state.epoch,
        "measured": bool(len(state.mse)),
        "scaled": bool(len(state.scale)),
        **estimated,
    }
    penalty, alpha, gamma = arrays
    inside = theta, scale, penalty, mse, alpha, gamma
    rows, after = engine.run(n_epochs, rules, numbers, inside, groups, problem.penalty)
    state.theta, state.mse = theta, mse
    state.scale = scale if after.scaled else state.scale
    state.damping, state.growth, state.epoch = after.damping, after.growth, after.epoch
    for name in estimated:
        setattr(state, name, getattr(after, name))
    state.finished = ENDINGS[after.finished]
    return Rows(*rows)
