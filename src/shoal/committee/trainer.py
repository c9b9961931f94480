"""The members of each kind: trained on all folds but one, judged by the one."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from statistics import median

import numpy as np

from ..checkpoint.checkpoint import FitCheckpoint
from ..core import portable
from ..core.layout import Array, Layout
from ..core.rows import Rows
from ..model.ensemble import GUARD
from ..model.network import Network
from ..solve.history import joined
from ..solve.solver import Checkpoint
from ..trace import Sink
from ..train.regularization import Regularization, regularized
from ..train.settings import with_spent
from ..train.training import Settings, train
from . import policy
from .kinds import Kind, Member, Slot, Trial
from .shared_problems import SharedProblems
from .threads import Tasks, TrainingThreads, was_cut


class Generators(threading.local):
    """A generator for each thread: making one takes longer than many a small network's training.

    Only for what draws its start and nothing more: others keep their generator as they go on.
    """

    def __init__(self) -> None:
        self.random = np.random.RandomState()


class Trainer:
    """Trains kinds of members on one set of rows, as far as its threads may go on.

    ``fold`` (N,) deals out the rows; ``start`` makes the network that a member begins from.
    """

    def __init__(
        self,
        rows: Rows,
        start: Callable[[Layout, np.random.RandomState], Network],
        settings: Settings,
        fold: Array,
        seed: int,
        threads: TrainingThreads,
        holding: Sequence[Sink] = (),
        checkpoint: FitCheckpoint | None = None,
    ) -> None:
        self.rows, self.fold, self.n_folds = rows, fold, int(fold.max()) + 1
        self._start, self._settings, self._seed = start, settings, seed
        self._threads, self._problems = threads, SharedProblems(rows, fold)
        self._of_all_rows: dict[tuple[Kind, Slot], Member] = {}
        self._regularized: dict[tuple[Regularization, int], Settings] = {}
        self._generators = Generators()
        self._checkpoint = checkpoint
        self._holding = holding  # sinks that may stop a member in its course
        low, high = rows.T.min(axis=0), rows.T.max(axis=0)
        room = GUARD * (high - low)
        self.guard = np.stack([low - room, high + room])

    @property
    def may_go_on(self) -> bool:
        """Whether another kind may be tried."""
        return self._threads.may_go_on

    def try_first(self, kind: Kind, then: Kind | None) -> Trial:
        """Train a member for each fold, leaving it out; ``then``: the kind that is tried next."""
        members = self._tasks(kind, range(self.n_folds))
        self._threads.begin(members)
        self._threads.begin(self._scouts(then))
        trial = self._trial(kind, self._freed(kind, self._threads.train(members), self._member))
        assert trial is not None  # one network at least is trained
        return trial

    def try_kind(self, kind: Kind, rival: Trial, hopeless: float) -> Trial | None:
        """Train a member for each fold, leaving it out, unless the first two show that it is no use.

        None where their mean square error is beyond ``hopeless`` times that of a ``rival``. Once
        interrupted or out of time, only what is trained counts; None if that is nothing.
        """
        scouts = self._scouts(kind)
        members = self._threads.train(scouts)
        if members and not self._threads.cut and self._compared(members, rival) > hopeless:
            return None
        members += self._threads.train(self._tasks(kind, range(len(scouts), self.n_folds)))
        return self._trial(kind, self._freed(kind, members, self._member))

    def raise_penalties(self, trial: Trial, then: Kind) -> Trial | None:
        """Each member of a trial goes on under ``policy.FIRMER`` times its penalties; None without time.

        ``then``: a kind that is tried later whatever this one achieves.
        """
        kind = replace(trial.kind, raised=trial.kind.raised + 1)
        tasks = {
            (kind, member.slot): partial(self._raised, member, trial.kind)
            for member in trial.members
        }
        self._threads.begin(self._scouts(then))
        return self._trial(kind, self._threads.train(tasks))

    def train_on_all_rows(self, trial: Trial) -> Trial:
        """The trial with as many networks that leave out no row; its members still judge it."""
        slots = [Slot(k, of_all_rows=True) for k in range(self.n_folds)]
        tasks = {(trial.kind, s): partial(self._on_all_rows, trial.kind, s) for s in slots}
        found = self._freed(trial.kind, self._threads.train(tasks), self._on_all_rows)
        return replace(trial, of_all_rows=tuple(found))

    def again(self, member: Member, kind: Kind, watched: Rows) -> Member:
        """A member's training once more, to the same bits, watched on other rows."""
        before, kept = member.before, member.trained.outcome.kept
        if before is None:
            return self._member(kind, member.slot, watched, kept)
        first = self.again(before, kind, watched)
        return self._raised(first, kind, watched, kept - before.trained.outcome.kept)

    def _tasks(self, kind: Kind, folds: Iterable[int]) -> Tasks:
        return {(kind, Slot(k)): partial(self._member, kind, Slot(k)) for k in folds}

    def _scouts(self, kind: Kind | None) -> Tasks:
        return self._tasks(kind, range(min(policy.SCOUTS, self.n_folds))) if kind else {}

    def _freed(
        self, kind: Kind, members: list[Member], network: Callable[[Kind, Slot], Member]
    ) -> list[Member]:
        """Networks that found far more noise than the others have a restart, if that is better."""
        found = [m.trained.evidence.beta for m in members if m.trained.evidence is not None]
        if not found or len(found) < len(members):
            return members
        middle = median(found)
        stuck = [i for i, beta in enumerate(found) if policy.STUCK * beta < middle]
        slots = [replace(members[i].slot, restart=True) for i in stuck]
        tasks = {(kind, slot): partial(network, kind, slot) for slot in slots}
        for i, new in zip(stuck, self._threads.train(tasks), strict=False):
            if _log_evidence(new) > _log_evidence(members[i]):
                members[i] = new
        return members

    def _trial(self, kind: Kind, members: Sequence[Member]) -> Trial | None:
        if not members:
            return None
        out_of_fold = np.full(self.rows.T.shape, np.nan)
        for member in members:
            out_of_fold[self.fold == member.slot.index] = self._guarded(member)
        unit = members[0].trained.network.targets.scale
        judged = np.isin(self.fold, [member.slot.index for member in members])
        share = self.rows.weights[judged] / self.rows.weights[judged].sum()
        error = float(
            portable.matmul(share, ((out_of_fold - self.rows.T)[judged] / unit) ** 2).mean()
        )
        return Trial(kind, tuple(members), out_of_fold, error)

    def _guarded(self, member: Member) -> Array:
        """The member's answers to the rows it left out."""
        assert member.out_of_fold is not None
        found: Array = np.clip(member.out_of_fold, *self.guard)
        return found

    def _compared(self, members: Sequence[Member], rival: Trial) -> float:
        """Their mean square error over the rival's, on the same folds."""
        errors = []
        for answers in (
            [self._guarded(member) for member in members],
            [rival.out_of_fold[self.fold == k] for k in range(len(members))],
        ):
            targets = [self.rows.T[self.fold == k] for k in range(len(members))]
            weights = [self.rows.weights[self.fold == k] for k in range(len(members))]
            unit = members[0].trained.network.targets.scale
            square = ((np.concatenate(answers) - np.concatenate(targets)) / unit) ** 2
            errors.append(float(portable.matmul(np.concatenate(weights), square.mean(axis=1))))
        return errors[0] / max(errors[1], np.finfo(float).tiny)

    def _member(
        self, kind: Kind, slot: Slot, watched: Rows | None = None, epochs: int | None = None
    ) -> Member:
        """The network of a slot, from a start of its own."""
        layout = Layout((self.rows.X.shape[1], *kind.hidden, self.rows.T.shape[1]))
        by_steps = self._settings.solver == "lm"
        random = self._generators.random if by_steps else np.random.RandomState()
        random.seed([self._seed, slot.seed(self.n_folds), *kind.seeds])
        settings = self._limited(kind, self._settings.rules.max_epochs, epochs)
        start = self._start(layout, random)
        holding = self._holding if watched is None else ()
        with self._problems.stated(start, slot.fold, watched, settings) as problem:
            kept_at = self._kept_at(kind, slot, 0, watched)
            trained = train(start, problem, settings, holding, random, None, kept_at)
            return Member(trained, slot, problem.answers(trained.network))

    def _raised(
        self,
        before: Member,
        kind: Kind,
        watched: Rows | None = None,
        epochs: int | None = None,
    ) -> Member:
        """The member goes on from the end of its training under ``policy.FIRMER`` times its penalties."""
        start, first = before.trained.network, before.trained
        assert first.evidence is not None
        held = first.evidence.firmer(policy.FIRMER)
        settings = self._limited(kind, policy.HELD_STEPS, epochs)
        holding = self._holding if watched is None else ()
        with self._problems.stated(start, before.slot.fold, watched, settings) as problem:
            kept_at = self._kept_at(kind, before.slot, 1 + before.raised, watched)
            then = train(start, problem, settings, holding, None, held, kept_at)
            after = Member(then, before.slot, problem.answers(then.network), before)
        ending = then.outcome if was_cut(after) else first.outcome  # not that of the few steps
        epoch, kept = (first.outcome.kept + n for n in (then.outcome.epoch, then.outcome.kept))
        history = joined([first.history, then.history.part(1, None)])
        outcome = replace(ending, epoch=epoch, kept=kept)
        return replace(after, trained=replace(then, history=history, outcome=outcome))

    def _kept_at(
        self, kind: Kind, slot: Slot, raised: int, watched: Rows | None
    ) -> Checkpoint | None:
        """Where a training is kept while it runs: under all that tells it from the fit's others."""
        if self._checkpoint is None:
            return None
        again = "" if watched is None else " once more, watched"
        return self._checkpoint.of(f"{replace(kind, raised=raised)} {slot}{again}")

    def _limited(self, kind: Kind, most: int, epochs: int | None) -> Settings:
        """The kind's settings for at most so many epochs, or for exactly ``epochs``."""
        settings = self._of_way(kind.way, most)
        if epochs is not None:
            rules = replace(settings.rules, max_epochs=epochs, time_limit=None)
            rules = replace(rules, early_stopping=False, tol_applies_to_cost=False)
            return replace(settings, rules=rules)
        if settings.rules.time_limit is None:
            return settings
        return with_spent(settings, self._threads.spent)

    def _of_way(self, way: Regularization, most: int) -> Settings:
        """Made once: it takes as long as a step or two."""
        if (way, most) not in self._regularized:
            settings = replace(regularized(self._settings, way), n_threads=1)
            rules = replace(settings.rules, max_epochs=min(most, settings.rules.max_epochs))
            self._regularized[way, most] = replace(settings, rules=rules)
        return self._regularized[way, most]

    def _on_all_rows(self, kind: Kind, slot: Slot) -> Member:
        """Kinds that differ in how often they were raised share the trainings up to there."""
        if (kind, slot) not in self._of_all_rows:
            if kind.raised == 0:
                member = self._member(kind, slot)
            else:
                member = self._on_all_rows(replace(kind, raised=kind.raised - 1), slot)
                if not was_cut(member):
                    member = self._raised(member, kind)
            self._of_all_rows[kind, slot] = member
        return self._of_all_rows[kind, slot]


def _log_evidence(member: Member) -> float:
    assert member.trained.evidence is not None
    return member.trained.evidence.log_evidence
