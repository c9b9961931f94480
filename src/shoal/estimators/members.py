"""Several networks instead of one: each leaves out some rows, by which all are judged and mixed.

A *kind* is a size of network and a way to keep it from overfitting: the evidence (one precision a
layer or an input) or early stopping on the rows left out. The members of a kind leave out a
different fold each, so that every row has one answer of a network that never saw it. Kinds are
weighed by these answers' errors.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np

from ..core.ensemble import GUARD, Ensemble, deviation_of, mean_of
from ..core.layout import Array, Layout
from ..core.network import Network
from ..core.noise import fit_noise
from ..core.rows import Rows
from ..solve.outcome import Interrupted, TimeLimit
from ..trace import Sink
from .training import Settings, Trained, train

SHARPNESS = 15.0  # a kind whose mean squared error is 1/15 above the best weighs e times less
EXACT = 1e-12  # of a target's variance: errors below this are rounding
SCOUTS = 2  # folds after which a kind that falls behind is given up
HOPELESS = 1.1  # times the rival's mean square error on these folds
NEGLIGIBLE = 0.02  # a kind's share below which it is left out


@dataclass(frozen=True)
class Kind:
    """Hidden sizes and the penalty: "ard", "evidence", or a number with early stopping."""

    hidden: tuple[int, ...]
    alpha: float | str

    @property
    def stops_early(self) -> bool:
        """Whether the rows left out also choose the epoch."""
        return not isinstance(self.alpha, str)


@dataclass(frozen=True)
class Trial:
    """A kind's members, their answers to the rows each left out (N, K), and the mean square error.

    Where a fit was cut short, rows that no member left out have no answer: NaN.
    """

    kind: Kind
    trained: tuple[Trained, ...]
    left_out: Array
    error: float


@dataclass(frozen=True)
class Members:
    """The ensemble, the training of its best member, and what each kind achieved."""

    ensemble: Ensemble
    best: Trained
    trials: tuple[Trial, ...]
    left_out: Array


class Trainer:
    """Trains kinds of members on one set of rows, until the time is up or the user interrupts."""

    def __init__(
        self,
        rows: Rows,
        start: Callable[[Layout, np.random.RandomState], Network],
        settings: Settings,
        fold: Array,
        seed: int,
        n_jobs: int,
        tell: Callable[[int, Trained], None],
        holding: Sequence[Sink] = (),
    ) -> None:
        self.rows, self.start, self.settings = rows, start, settings
        self.fold, self.seed, self.n_jobs, self._tell = fold, seed, n_jobs, tell
        self._holding = holding  # sinks that may stop a member in its course
        self.n_folds = int(fold.max()) + 1
        low, high = rows.T.min(axis=0), rows.T.max(axis=0)
        room = GUARD * (high - low)
        self.guard = np.stack([low - room, high + room])
        self._began, self._trained, self._cut = time.perf_counter(), 0, False

    @property
    def may_go_on(self) -> bool:
        """Whether another kind may be tried."""
        return not self._cut and self._seconds_left > 0

    @property
    def _seconds_left(self) -> float:
        limit, spent = self.settings.rules.time_limit, self._spent
        return np.inf if limit is None else limit - spent

    @property
    def _spent(self) -> float:
        return self.settings.rules.spent + time.perf_counter() - self._began

    def try_all(self, kinds: Sequence[Kind]) -> list[Trial]:
        """Try kind after kind, at least the first."""
        trials: list[Trial] = []
        for kind in kinds:
            if not trials or self.may_go_on:
                trials += filter(None, [self.try_kind(kind)])
        return trials

    def try_kind(self, kind: Kind, rival: Trial | None = None) -> Trial | None:
        """Train a member for each fold, leaving it out.

        Two folds are enough to see that a kind is worse than a ``rival`` by far: then None. Once
        interrupted or out of time, only what is trained counts; None if that is nothing.
        """
        trained = self._members(kind, range(min(SCOUTS, self.n_folds)))
        if rival is not None and not self._cut and self._falls_behind(trained, rival):
            return None
        trained += self._members(kind, range(len(trained), self.n_folds))
        if not trained:
            return None
        left_out = np.full(self.rows.T.shape, np.nan)
        for k, member in enumerate(trained):
            left_out[self.fold == k] = self._answer(member, k)
        unit = trained[0].network.targets.scale
        judged = self.fold < len(trained)
        share = self.rows.weights[judged] / self.rows.weights[judged].sum()
        error = float((share @ ((left_out - self.rows.T)[judged] / unit) ** 2).mean())
        return Trial(kind, tuple(trained), left_out, error)

    def _members(self, kind: Kind, folds: Sequence[int]) -> list[Trained]:
        trained: list[Trained] = []
        if self._trained and not self.may_go_on:
            return trained
        if self.n_jobs > 1:
            with ThreadPoolExecutor(self.n_jobs) as pool:
                tasks = [pool.submit(self._member, kind, k) for k in folds]
                try:
                    for task in tasks:
                        self._note(trained, task.result())
                except KeyboardInterrupt:  # what runs is let finish: it takes less than a second
                    self._cut = True
                    first = len(trained) + (self._trained == 0)
                    running = tasks[len(trained) : first]
                    running += [task for task in tasks[first:] if not task.cancel()]
                    for task in running:
                        self._note(trained, task.result())
            return trained
        for k in folds:
            if self._trained and not self.may_go_on:
                break
            self._note(trained, self._member(kind, k))
        return trained

    def _answer(self, member: Trained, k: int) -> Array:
        """The member's guarded answers to the rows of fold ``k``."""
        return np.clip(member.network.predict(self.rows.X[self.fold == k]), *self.guard)

    def _falls_behind(self, trained: Sequence[Trained], rival: Trial) -> bool:
        errors = []
        for answers in (
            [self._answer(member, k) for k, member in enumerate(trained)],
            [rival.left_out[self.fold == k] for k in range(len(trained))],
        ):
            targets = [self.rows.T[self.fold == k] for k in range(len(trained))]
            weights = [self.rows.weights[self.fold == k] for k in range(len(trained))]
            unit = trained[0].network.targets.scale
            square = ((np.concatenate(answers) - np.concatenate(targets)) / unit) ** 2
            errors.append(float(np.concatenate(weights) @ square.mean(axis=1)))
        return errors[0] > HOPELESS * errors[1]

    def again(self, members: Members, validation: Rows) -> Trained:
        """The best member's training once more, to the same bits, watched on other rows."""
        kind, k = next(
            (trial.kind, k)
            for trial in members.trials
            for k, member in enumerate(trial.trained)
            if member is members.best
        )
        return self._member(kind, k, watched=validation, epochs=members.best.outcome.kept)

    def _note(self, trained: list[Trained], member: Trained) -> None:
        trained.append(member)
        self._trained += 1
        self._cut = self._cut or isinstance(member.outcome, Interrupted | TimeLimit)
        try:
            self._tell(self._trained, member)
        except KeyboardInterrupt:  # a sink's wish to stop: the member is trained, and counts
            self._cut = True

    def _member(
        self, kind: Kind, k: int, watched: Rows | None = None, epochs: int | None = None
    ) -> Trained:
        layout = Layout((self.rows.X.shape[1], *kind.hidden, self.rows.T.shape[1]))
        random = np.random.RandomState([self.seed, k, *kind.hidden, kind.stops_early])
        rules = replace(
            self.settings.rules,
            early_stopping=kind.stops_early,
            spent=self._spent,
        )
        if epochs is not None:
            rules = replace(rules, max_epochs=epochs, early_stopping=False, time_limit=None)
        settings = replace(self.settings, alpha=kind.alpha, rules=rules, n_threads=1)
        out = self.fold == k
        holding = self._holding if watched is None else ()
        watched = self.rows.take(out) if watched is None else watched
        start = self.start(layout, random)
        return train(start, self.rows.take(~out), watched, settings, holding, random)


def mix(trainer: Trainer, trials: Sequence[Trial], noise: str) -> Members:
    """One ensemble of all trials that are not negligible, with its noise."""
    errors = np.array([trial.error for trial in trials])
    excess = (errors - errors.min()) / max(errors.min(), EXACT)
    share = np.exp(-SHARPNESS * excess)
    share /= share.sum()
    kept = [i for i in range(len(trials)) if share[i] >= NEGLIGIBLE]
    share = share[kept] / share[kept].sum()
    chosen = [trials[i] for i in kept]
    trained = [member for trial in chosen for member in trial.trained]
    shares = np.concatenate(
        [np.full(len(t.trained), s / len(t.trained)) for t, s in zip(chosen, share, strict=True)]
    )
    rows = trainer.rows
    ensemble = Ensemble(
        networks=tuple(member.network for member in trained),
        shares=shares,
        best=0,
        guard=trainer.guard,
        low=rows.X.min(axis=0),
        high=rows.X.max(axis=0),
    )
    first = trained[0].network
    answers = first.targets.apply(ensemble.members(rows.X).astype(np.float64))
    mean, spread = mean_of(answers, shares), deviation_of(answers, shares)
    distance = ((answers - mean) ** 2).mean(axis=(1, 2))
    best = int(np.argmin(np.where(shares == shares.max(), distance, np.inf)))
    left_out = np.tensordot(share, np.stack([t.left_out for t in chosen]), axes=1)
    judged = np.isfinite(left_out).all(axis=1)
    X, Y = first.inputs.apply(rows.X.astype(np.float64)), first.targets.apply(left_out)
    residual = (rows.T - left_out) / first.targets.scale
    X, Y, residual, spread = X[judged], Y[judged], residual[judged], spread[judged]
    weights = rows.weights[judged]
    noises = tuple(
        fit_noise(residual[:, k], spread[:, k], Y[:, k], X, weights, noise)
        for k in range(rows.T.shape[1])
    )
    return Members(
        replace(ensemble, best=best, noise=noises), trained[best], tuple(trials), left_out
    )
