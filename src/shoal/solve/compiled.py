"""Marquardt steps taken by the compiled engine: what ``lm`` and ``evidence`` say, many at a time.

The rules come from there, as do the states; this file only carries them over the border and back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from ..core.kernel import STEP_COLUMNS, KernelMarquardt, MarquardtNumbers, SixArrays
from ..core.layout import Array
from .history import History
from .outcome import Ending

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
ESTIMATED = ("beta", "log_evidence", "settled")


@dataclass(frozen=True)
class Crossing:
    """A state as the engine takes it: arrays of its own, which it changes, and numbers.

    ``estimated`` names what the evidence estimates, nothing under a given penalty.
    """

    arrays: SixArrays
    numbers: dict[str, Any]
    estimated: tuple[str, ...] = ()

    @classmethod
    def of(cls, state: MarquardtState, engine: KernelMarquardt, penalty: Array) -> Self:
        """A state under a given penalty."""
        return cls(_arrays(state, engine, penalty.copy(), NONE, NONE), _numbers(state))

    @classmethod
    def with_evidence(cls, state: EvidenceState, engine: KernelMarquardt) -> Self:
        """A state whose penalty is estimated."""
        estimates = state.penalty.copy(), state.alpha.copy(), state.gamma.copy()
        numbers = _numbers(state) | {name: getattr(state, name) for name in ESTIMATED}
        return cls(_arrays(state, engine, *estimates), numbers, ESTIMATED)

    def back(
        self,
        state: MarquardtState,
        rows: tuple[Array, Array, Array | None, Array],
        after: MarquardtNumbers,
    ) -> History:
        """What the engine has made of it goes into the state; the history of its steps."""
        state.theta, scale, penalty, state.losses, alpha, gamma = self.arrays
        state.scale = scale if after.scaled else state.scale
        state.damping, state.growth, state.epoch = after.damping, after.growth, after.epoch
        state.finished = ENDINGS[after.finished]
        cost, losses, watched, steps = rows
        if not self.estimated:
            names = STEP_COLUMNS[:-1]  # no gamma is counted
            return History(cost, losses, watched, steps[:, : len(names)], names)
        state.__dict__.update(penalty=penalty, alpha=alpha, gamma=gamma)
        for name in self.estimated:
            setattr(state, name, getattr(after, name))
        return History(cost, losses, watched, steps, STEP_COLUMNS)


def _arrays(
    state: MarquardtState, engine: KernelMarquardt, penalty: Array, alpha: Array, gamma: Array
) -> SixArrays:
    scale = state.scale.copy() if len(state.scale) else np.empty_like(state.theta)
    losses = state.losses.copy() if len(state.losses) else np.zeros(engine.n_outputs)
    return state.theta.copy(), scale, penalty, losses, alpha, gamma


def _numbers(state: MarquardtState) -> dict[str, Any]:
    return {
        "damping": state.damping,
        "growth": state.growth,
        "epoch": state.epoch,
        "measured": bool(len(state.losses)),
        "scaled": bool(len(state.scale)),
    }
