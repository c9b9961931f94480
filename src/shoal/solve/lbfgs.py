"""L-BFGS: SciPy's own loop (Byrd, Lu, Nocedal and Zhu 1995), told as a trace like any other."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, Self

import numpy as np

from ..core.kernel import interruptible
from ..core.layout import Array
from .gd import GradientState
from .history import History, one_epoch
from .outcome import Ending, EpochLimit, Interrupted, Outcome, TimeLimit
from .problem import HasGradient
from .solver import GRADIENT, Start
from .stopping import Watch

if TYPE_CHECKING:
    from scipy.optimize import OptimizeResult

GRADIENT_TO_COST = 1e-3  # cost tolerance per gradient tolerance, about SciPy's own proportion
EVALUATIONS = 20  # line searches rarely need two an iteration: so many never bind
ENDINGS = {0: Ending.SMALL_FALL, 2: Ending.NO_DIGITS}  # by SciPy's numbers


@dataclass(frozen=True)
class LimitedMemoryBFGS:
    """A quasi-Newton method: curvature from the last few steps' gradients (Liu and Nocedal 1989)."""

    needs: ClassVar = GRADIENT
    exact: ClassVar = False

    @classmethod
    def begin(cls, start: Start) -> tuple[Self, GradientState]:
        return cls(), GradientState(start.theta)

    def minimize(
        self, problem: HasGradient, state: GradientState, watch: Watch
    ) -> tuple[GradientState, Outcome]:
        theta, outcome = lbfgs(problem, state.theta, watch)
        return GradientState(theta, outcome.kept), outcome


class _EndedByRule(Exception):
    """Carries an Outcome out of SciPy's loop."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome


def lbfgs(problem: HasGradient, theta: Array, watch: Watch) -> tuple[Array, Outcome]:
    """Minimize the problem's cost from ``theta``; an epoch is an iteration.

    SciPy's loop holds its own memory of past steps: what is saved is ``theta``, and going on from
    it begins a new memory. Returns the kept weights and the Outcome.
    """
    from scipy.optimize import OptimizeResult, minimize  # 0.1 s that no other solver needs

    rules = watch.rules
    run = _Run(problem, theta, watch)
    ending: Outcome
    try:
        run.turn(OptimizeResult(x=theta.astype(np.float64)))
        if rules.max_epochs == 0:
            raise _EndedByRule(EpochLimit(0, 0))
        with interruptible(np.frombuffer(rules.interruption.flag, np.uint8)):
            found = minimize(
                run.evaluate,
                theta.astype(np.float64),
                jac=True,
                method="L-BFGS-B",
                callback=run.turn,
                options={
                    "maxiter": rules.max_epochs,
                    "maxfun": EVALUATIONS * rules.max_epochs,
                    "gtol": rules.tol,
                    "ftol": rules.tol * GRADIENT_TO_COST,
                },
            )
        epoch = watch.n_rows - 1
        limit = found.status == 1
        ending = EpochLimit(epoch, epoch) if limit else ENDINGS[found.status].outcome(epoch)
    except _EndedByRule as ended:
        ending = ended.outcome
    except KeyboardInterrupt:
        if not rules.interruption.heard():
            raise
        if not watch.n_rows:
            watch.see(one_epoch(*problem.measure(theta)))
        epoch = max(watch.n_rows - 1, 0)
        ending = Interrupted(epoch, epoch)
    kept = watch.kept(ending)
    weights = run.weights_of(kept)
    with suppress(KeyboardInterrupt):  # all is done: it must not cost the fit
        run.tell(max(watch.n_rows - 1, 0), weights, final=True)
    return weights, replace(ending, kept=kept)


class _Run:
    """One minimization: evaluations on one side, the iterations' turns on the other."""

    def __init__(self, problem: HasGradient, theta: Array, watch: Watch) -> None:
        self.problem, self.watch = problem, watch
        self.gradient = np.empty_like(theta)
        self.now = self.best = (0, theta.copy())  # epoch and its weights
        self.point, self.losses = theta, np.empty(0)

    def evaluate(self, x: Array) -> tuple[float, Array]:
        self.point = x.astype(self.gradient.dtype)
        cost, self.losses = self.problem.cost_and_gradient(self.point, self.gradient)
        return (cost if np.isfinite(cost) else np.inf), self.gradient.astype(np.float64)

    def turn(self, intermediate_result: OptimizeResult) -> None:
        """An iteration is done: record it, tell it, and end where the rules say so."""
        theta, epoch = intermediate_result.x.astype(self.gradient.dtype), self.watch.n_rows
        rows = self._measured(theta)
        self.now = epoch, theta
        ending = self.watch.see(rows)
        if self.watch.best_epoch == epoch:
            self.best = self.now
        if ending is not None:
            raise _EndedByRule(ending)
        self.tell(epoch, theta)
        self.watch.rules.interruption.check()
        if self.watch.seconds_left <= 0:
            raise _EndedByRule(TimeLimit(epoch, epoch, self.watch.rules.time_limit or 0.0))

    def weights_of(self, epoch: int) -> Array:
        """The weights of the newest or of the best epoch."""
        return self.now[1] if epoch == self.now[0] else self.best[1]

    def tell(self, epoch: int, theta: Array, final: bool = False) -> None:
        self.watch.tell(epoch, lambda: self.problem.weights(theta), final)

    def _measured(self, theta: Array) -> History:
        if not (self.losses.size and np.array_equal(theta, self.point)):
            return one_epoch(*self.problem.measure(theta), gradient_norm=np.nan)
        watched = self.problem.watched(theta)  # the line search ended here: losses are known
        steepest = float(np.abs(self.gradient).max())
        cost = self.problem.cost(theta, self.losses)
        return one_epoch(cost, self.losses, watched, gradient_norm=steepest)
