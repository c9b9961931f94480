"""L-BFGS: SciPy's own loop (Byrd, Lu, Nocedal and Zhu 1995), told as a trace like any other."""

from __future__ import annotations

import warnings
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, ClassVar, Self

import numpy as np

from ..core.kernel import interruptible
from ..core.layout import Array
from .gd import GradientState
from .history import History, one_epoch
from .outcome import Ending, EpochLimit, Interrupted, Outcome, TimeLimit
from .problem import HasGradient
from .solver import GRADIENT, Checkpoint, Kept, Start
from .stopping import Watch

if TYPE_CHECKING:
    from scipy.optimize import OptimizeResult

GRADIENT_TO_COST = 1e-3  # cost tolerance per gradient tolerance, about SciPy's own proportion
EVALUATIONS = 20  # line searches rarely need two an iteration: so many never bind
AGAIN = (
    "L-BFGS goes on from the weights of epoch {:,} with an empty memory of past steps, so the fit may "
    "end elsewhere than one that was not broken off"
)
LOGGED = 2_000_000  # numbers of evaluations that a checkpoint holds: more take too long to write
NO_SLOPE = 1e-150  # of all weights: SciPy divides by products of slopes, which are then 0
ENDINGS = {0: Ending.SMALL_FALL, 2: Ending.NO_DIGITS}  # by SciPy's numbers


@dataclass
class LoggedState(GradientState):
    """Weights after ``epoch`` iterations, and all that was evaluated up to there."""

    log: Array = field(default_factory=lambda: np.empty(0), metadata={"of_any_length": True})


@dataclass(frozen=True)
class LimitedMemoryBFGS:
    """A quasi-Newton method: curvature from the last few steps' gradients (Liu and Nocedal 1989)."""

    needs: ClassVar = GRADIENT
    exact: ClassVar = False

    @classmethod
    def begin(cls, start: Start) -> tuple[Self, GradientState]:
        return cls(), GradientState(start.theta)

    def minimize(
        self,
        problem: HasGradient,
        state: GradientState,
        watch: Watch,
        checkpoint: Checkpoint | None = None,
    ) -> tuple[GradientState, Outcome]:
        theta, outcome = lbfgs(problem, state.theta, watch, checkpoint)
        return GradientState(theta, outcome.kept), outcome


class _Elsewhere(Exception):
    """The steps of an earlier run cannot be gone through once more."""


class _EndedByRule(Exception):
    """Carries an Outcome out of SciPy's loop."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome


def lbfgs(
    problem: HasGradient, theta: Array, watch: Watch, checkpoint: Checkpoint | None = None
) -> tuple[Array, Outcome]:
    """Minimize the problem's cost from ``theta``; an epoch is an iteration.

    SciPy's loop holds its own memory of past steps, which nobody else can set. So what is kept at the
    checkpoint is all that was evaluated: the loop goes through it once more, at no cost, and on to
    the same bits. Beyond ``LOGGED`` numbers it is the weights alone, and going on from them begins
    a new memory, with a warning. Returns the kept weights and the Outcome.
    """
    rules = watch.rules
    run = _Run(problem, theta, watch, checkpoint)
    ending: Outcome
    try:
        with interruptible(np.frombuffer(rules.interruption.flag, np.uint8)):
            try:
                status = run.minimize(*run.begin())
            except _Elsewhere:
                status = run.minimize(*run.begin_again())
        epoch = watch.n_rows - 1
        ending = EpochLimit(epoch, epoch) if status == 1 else ENDINGS[status].outcome(epoch)
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
    if checkpoint is not None and not isinstance(ending, Interrupted | TimeLimit):
        last = LoggedState(weights, kept)
        checkpoint.end(Kept(last, None, watch.standing, replace(ending, kept=kept)))
    with suppress(KeyboardInterrupt):  # all is done: it must not cost the fit
        run.tell(max(watch.n_rows - 1, 0), weights, final=True)
    return weights, replace(ending, kept=kept)


class _Log:
    """What was evaluated, in its order: cost, losses and gradient behind each other."""

    def __init__(self, log: Array, width: int) -> None:
        usable = len(log) > 0 and len(log) % width == 0
        self._rows = list(log.reshape(-1, width)) if usable else []
        self._width, self._at = width, 0
        self.is_whole = usable or not len(log)

    def next(self) -> Array | None:
        """The next evaluation that an earlier run made, None behind the last of them."""
        if self._at == len(self._rows):
            return None
        self._at += 1
        return self._rows[self._at - 1]

    def add(self, cost: float, losses: Array, gradient: Array) -> None:
        """One more; nothing is kept of a log that grows too long."""
        if self.is_whole:
            self._rows.append(np.concatenate([[cost], losses, gradient]).astype(np.float64))
            self._at += 1
        if self._width * len(self._rows) > LOGGED:
            self._rows, self._at, self.is_whole = [], 0, False

    @property
    def flat(self) -> Array:
        return np.concatenate(self._rows) if self._rows else np.empty(0)


class _Run:
    """One minimization: evaluations on one side, the iterations' turns on the other."""

    def __init__(
        self,
        problem: HasGradient,
        theta: Array,
        watch: Watch,
        checkpoint: Checkpoint | None = None,
    ) -> None:
        self.problem, self.watch, self.checkpoint = problem, watch, checkpoint
        self.start, self.gradient = theta, np.empty_like(theta)
        self.now = self.best = (0, theta.copy())  # epoch and its weights
        self.point, self.losses = theta, np.empty(0)
        self._earlier = None if checkpoint is None else checkpoint.read(LoggedState(theta))
        self._turns = 0
        self._log: _Log | None = None

    def begin(self) -> tuple[Array, int]:
        """Where SciPy's loop begins, behind how many iterations; raises the end, if there is one."""
        if self.checkpoint is not None:
            K = self.watch.scale.size
            kept = np.empty(0) if self._earlier is None else self._earlier.state.log
            self._log = _Log(kept, 1 + K + len(self.start))
        if self._earlier is not None:
            self.watch.go_on_from(self._earlier.standing)
            ending, state = self._earlier.ending, self._earlier.state
            if ending is not None:
                self.now = self.best = ending.kept, state.theta
                raise _EndedByRule(ending)
            if not len(state.log) and self.watch.n_rows > 1:
                raise _Elsewhere
        return self.start, 0

    def begin_again(self) -> tuple[Array, int]:
        """The weights of an earlier run, where its steps cannot be gone through once more."""
        assert self._earlier is not None
        self.watch.go_on_from(self._earlier.standing)
        done, state = self.watch.n_rows - 1, self._earlier.state
        self.now = done, state.theta
        self.best = self.watch.best_epoch, (self._earlier.best or state).theta
        self._log, self._turns = None, self.watch.n_rows
        warnings.warn(AGAIN.format(done), UserWarning, stacklevel=2)
        return state.theta, done

    def minimize(self, theta: Array, done: int) -> int:
        """SciPy's number for how it ended, after ``done`` iterations and those made here."""
        from scipy.optimize import OptimizeResult, minimize  # 0.1 s that no other solver needs

        rules, first = self.watch.rules, theta.astype(np.float64)
        if not done:
            self.turn(OptimizeResult(x=first))
        if done >= rules.max_epochs:
            raise _EndedByRule(EpochLimit(done, done))
        found = minimize(
            self.evaluate,
            first,
            jac=True,
            method="L-BFGS-B",
            callback=self.turn,
            options={
                "maxiter": rules.max_epochs - done,
                "maxfun": EVALUATIONS * (rules.max_epochs - done),
                "gtol": rules.tol,
                "ftol": rules.tol * GRADIENT_TO_COST,
            },
        )
        return int(found.status)

    def evaluate(self, x: Array) -> tuple[float, Array]:
        self.point = x.astype(self.gradient.dtype)
        told = None if self._log is None else self._log.next()
        if told is None:
            cost, self.losses = self.problem.cost_and_gradient(self.point, self.gradient)
            if self._log is not None:
                self._log.add(cost, self.losses, self.gradient)
        else:
            K = self.watch.scale.size
            cost, self.losses = float(told[0]), told[1 : 1 + K]
            self.gradient[:] = told[1 + K :]
        return (cost if np.isfinite(cost) else np.inf), self.gradient.astype(np.float64)

    def turn(self, intermediate_result: OptimizeResult) -> None:
        """An iteration is done: record it, tell it, and end where the rules say so."""
        theta, epoch = intermediate_result.x.astype(self.gradient.dtype), self._turns
        self._turns += 1
        if epoch < self.watch.n_rows:
            self._made_before(epoch, theta)
            return
        rows = self._measured(theta)
        self.now = epoch, theta
        ending = self.watch.see(rows)
        if self.watch.best_epoch == epoch:
            self.best = self.now
        if ending is None and rows.columns["gradient_norm"][0] < NO_SLOPE:
            ending = Ending.SMALL_GRADIENT.outcome(epoch)
        if ending is not None:
            raise _EndedByRule(ending)
        self.tell(epoch, theta)
        self._keep()
        self.watch.rules.interruption.check()
        if self.watch.seconds_left <= 0:
            raise _EndedByRule(TimeLimit(epoch, epoch, self.watch.rules.time_limit or 0.0))

    def _made_before(self, epoch: int, theta: Array) -> None:
        """An iteration of the earlier run, gone through once more; another SciPy may go another way."""
        assert self._earlier is not None
        self.now = epoch, theta
        if self.watch.best_epoch == epoch:
            self.best = self.now
        last = epoch == self.watch.n_rows - 1
        if last and not np.array_equal(theta, self._earlier.state.theta):
            raise _Elsewhere

    def _keep(self) -> None:
        """Between two iterations; the state counts the rows seen, as those of other solvers do."""
        if self.checkpoint is not None and self.checkpoint.due:
            (epoch, theta), (at, best) = self.now, self.best
            log = np.empty(0) if self._log is None else self._log.flat
            states = LoggedState(theta, epoch + 1, log=log), LoggedState(best, at)
            self.checkpoint.write(Kept(*states, self.watch.standing))

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
