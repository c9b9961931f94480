"""Several networks instead of one: each leaves out some rows, by which all are judged.

A *kind* is a size of network and a way to keep it from overfitting: the evidence (one precision a
layer or an input), a multiple of its penalties, or early stopping on the rows left out. The members
of a kind leave out a different fold each, so that every row has one answer of a network that never
saw it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from statistics import median

import numpy as np

from ..core.layout import Array, Layout
from ..core.rows import Rows
from ..model.ensemble import GUARD
from ..model.network import Network
from ..solve.evidence import CAUTIOUS_PENALTY, FIRST_PENALTY
from ..solve.stopping import joined, part
from ..trace import Sink
from ..train.training import Settings, Trained, train
from ..train.training_problem import Stated, state
from .threads import Crew, Tasks, was_cut

SCOUTS = 2  # folds after which a kind that falls behind is given up
FIRMER = 2.0  # times the penalties of the evidence, and of what went on from it
HELD_STEPS = 15  # at most, from some penalties to their multiple
SMALL = 100_000  # numbers in a table
STUCK = 1.5  # times the noise that a kind's middle member finds: a poor optimum, tried once more


@dataclass(frozen=True)
class Kind:
    """Hidden sizes and the penalty: "ard", "evidence", or a number with early stopping.

    ``cautious``: the evidence begins with a penalty that holds the weights back. ``raised``: how
    often a network went on under ``FIRMER`` times the penalties found: the evidence looks around
    one optimum only and trusts its weights too much where rows are few or noise is uneven.
    """

    hidden: tuple[int, ...]
    alpha: float | str
    cautious: bool = False
    raised: int = 0

    @property
    def stops_early(self) -> bool:
        """Whether the rows left out also choose the epoch."""
        return not isinstance(self.alpha, str)


Key = tuple[Kind, int]  # a training: its kind and its number


@dataclass(frozen=True)
class Trial:
    """A kind's members, their answers to the rows each left out (N, K), and the mean square error.

    Where a fit was cut short, rows that no member left out have no answer: NaN. ``of_all_rows`` are
    networks that leave out none and answer in the members' place.
    """

    kind: Kind
    trained: tuple[Trained, ...]
    left_out: Array
    error: float
    of_all_rows: tuple[Trained, ...] = ()


class Drawing(threading.local):
    """A generator for each thread: making one takes longer than many a small network's training.

    Only for what draws its start and nothing more: others keep their generator as they go on.
    """

    def __init__(self) -> None:
        self.random = np.random.RandomState()


class Trainer:
    """Trains kinds of members on one set of rows, as far as its crew may go on."""

    def __init__(
        self,
        rows: Rows,
        start: Callable[[Layout, np.random.RandomState], Network],
        settings: Settings,
        fold: Array,
        seed: int,
        crew: Crew[Key],
        holding: Sequence[Sink] = (),
    ) -> None:
        self.rows, self.start, self.settings = rows, start, settings
        self.fold, self.seed, self._crew = fold, seed, crew
        self._known: dict[Key, Trained] = {}
        self._idle_problems: dict[tuple[tuple[int, ...], int], list[Stated]] = {}
        self._drawing = Drawing()
        self._holding = holding  # sinks that may stop a member in its course
        self.n_folds = int(fold.max()) + 1
        low, high = rows.T.min(axis=0), rows.T.max(axis=0)
        room = GUARD * (high - low)
        self.guard = np.stack([low - room, high + room])

    @property
    def may_go_on(self) -> bool:
        """Whether another kind may be tried."""
        return self._crew.may_go_on

    def try_first(self, kind: Kind, then: Kind | None) -> Trial:
        """Train a member for each fold, leaving it out; ``then``: the kind that is tried next."""
        members = self._members(kind, range(self.n_folds))
        self._crew.begin(members)
        self._crew.begin(self._scouts(then))
        trained = self._crew.train(members)
        trial = self._trial(kind, self._freed(kind, trained, self._member))
        assert trial is not None  # a crew trains one network at least
        return trial

    def try_kind(self, kind: Kind, rival: Trial, hopeless: float) -> Trial | None:
        """Train a member for each fold, leaving it out, unless the first two show that it is no use.

        None where their mean square error is beyond ``hopeless`` times that of a ``rival``. Once
        interrupted or out of time, only what is trained counts; None if that is nothing.
        """
        scouts = self._scouts(kind)
        trained = self._crew.train(scouts)
        if trained and not self._crew.cut and self._compared(trained, rival) > hopeless:
            return None
        trained += self._crew.train(self._members(kind, range(len(scouts), self.n_folds)))
        return self._trial(kind, self._freed(kind, trained, self._member))

    def raise_penalties(self, trial: Trial, then: Kind) -> Trial | None:
        """Each member of a trial goes on under ``FIRMER`` times its penalties; None without time.

        ``then``: a kind that is tried later whatever this one achieves.
        """
        kind = replace(trial.kind, raised=trial.kind.raised + 1)
        tasks = {
            (kind, k): partial(self._raised, trained, trial.kind)
            for k, trained in enumerate(trial.trained)
        }
        self._crew.begin(self._scouts(then))
        return self._trial(kind, self._crew.train(tasks))

    def train_on_all_rows(self, trial: Trial) -> Trial:
        """The trial with as many networks that leave out no row; its members still judge it."""
        kind, numbers = trial.kind, range(self.n_folds, 2 * self.n_folds)
        tasks = {(kind, number): partial(self._of_all_rows, kind, number) for number in numbers}
        trained = self._freed(kind, self._crew.train(tasks), self._of_all_rows)
        return replace(trial, of_all_rows=tuple(trained))

    def again(self, trained: Trained, kind: Kind, watched: Rows) -> Trained:
        """A network's training once more, to the same bits, watched on other rows."""
        before, kept = trained.before, trained.outcome.kept
        if before is None:
            return self._member(kind, trained.number, watched, kept)
        first = self.again(before, kind, watched)
        return self._raised(first, kind, watched, kept - before.outcome.kept)

    def _members(self, kind: Kind, folds: Iterable[int]) -> Tasks[Key]:
        return {(kind, k): partial(self._member, kind, k) for k in folds}

    def _scouts(self, kind: Kind | None) -> Tasks[Key]:
        return self._members(kind, range(min(SCOUTS, self.n_folds))) if kind else {}

    def _freed(
        self, kind: Kind, trained: list[Trained], network: Callable[[Kind, int], Trained]
    ) -> list[Trained]:
        """Networks that found far more noise than the others have another start, if that is better."""
        found = [t.evidence.beta for t in trained if t.evidence is not None]
        if not found or len(found) < len(trained):
            return trained
        middle = median(found)
        stuck = [i for i, beta in enumerate(found) if STUCK * beta < middle]
        numbers = [trained[i].number + 2 * self.n_folds for i in stuck]
        tasks = {(kind, number): partial(network, kind, number) for number in numbers}
        for i, new in zip(stuck, self._crew.train(tasks), strict=False):
            if _log_evidence(new) > _log_evidence(trained[i]):
                trained[i] = new
        return trained

    def _trial(self, kind: Kind, trained: Sequence[Trained]) -> Trial | None:
        if not trained:
            return None
        left_out = np.full(self.rows.T.shape, np.nan)
        for k, member in enumerate(trained):
            left_out[self.fold == k] = self._guarded(member)
        unit = trained[0].network.targets.scale
        judged = self.fold < len(trained)
        share = self.rows.weights[judged] / self.rows.weights[judged].sum()
        error = float((share @ ((left_out - self.rows.T)[judged] / unit) ** 2).mean())
        return Trial(kind, tuple(trained), left_out, error)

    def _guarded(self, member: Trained) -> Array:
        """The member's answers to the rows it left out."""
        assert member.answers is not None
        return np.clip(member.answers, *self.guard)

    def _compared(self, trained: Sequence[Trained], rival: Trial) -> float:
        """Their mean square error over the rival's, on the same folds."""
        errors = []
        for answers in (
            [self._guarded(member) for member in trained],
            [rival.left_out[self.fold == k] for k in range(len(trained))],
        ):
            targets = [self.rows.T[self.fold == k] for k in range(len(trained))]
            weights = [self.rows.weights[self.fold == k] for k in range(len(trained))]
            unit = trained[0].network.targets.scale
            square = ((np.concatenate(answers) - np.concatenate(targets)) / unit) ** 2
            errors.append(float(np.concatenate(weights) @ square.mean(axis=1)))
        return errors[0] / max(errors[1], np.finfo(float).tiny)

    def _member(
        self, kind: Kind, number: int, watched: Rows | None = None, epochs: int | None = None
    ) -> Trained:
        """A network that leaves out fold ``number``, or none from ``n_folds`` on.

        Twice as many further on stands another start of the same.
        """
        layout = Layout((self.rows.X.shape[1], *kind.hidden, self.rows.T.shape[1]))
        random = self._drawing.random if self.settings.solver == "lm" else np.random.RandomState()
        random.seed([self.seed, number, *kind.hidden, kind.stops_early, kind.cautious])
        settings = self._settings(kind, self.settings.rules.max_epochs, epochs)
        start = self.start(layout, random)
        holding = self._holding if watched is None else ()
        with self._stated(start, number, watched, settings) as stated:
            trained = train(start, stated, settings, holding, random)
            return replace(trained, number=number, answers=stated.answers(trained.network))

    def _raised(
        self,
        before: Trained,
        kind: Kind,
        watched: Rows | None = None,
        epochs: int | None = None,
    ) -> Trained:
        """The network goes on from the end of its training under ``FIRMER`` times its penalties."""
        assert before.evidence is not None
        held = before.evidence.firmer(FIRMER)
        settings = self._settings(kind, HELD_STEPS, epochs)
        holding = self._holding if watched is None else ()
        with self._stated(before.network, before.number, watched, settings) as stated:
            after = train(before.network, stated, settings, holding, None, held)
            answers = stated.answers(after.network)
        first, last = before.outcome.kept, after.outcome
        ending = last if was_cut(after) else before.outcome  # the evidence's, not the few steps'
        outcome = replace(ending, epoch=first + last.epoch, kept=first + last.kept)
        rows = joined([before.rows, part(after.rows, 1, None)])
        return replace(
            after,
            rows=rows,
            outcome=outcome,
            before=before,
            number=before.number,
            answers=answers,
        )

    def _settings(self, kind: Kind, most: int, epochs: int | None) -> Settings:
        """For at most so many epochs, or for exactly ``epochs``."""
        rules = self.settings.rules
        if epochs is not None:
            rules = replace(rules, max_epochs=epochs, early_stopping=False, time_limit=None)
        else:
            rules = replace(
                rules,
                max_epochs=min(most, rules.max_epochs),
                early_stopping=kind.stops_early,
                spent=self._crew.spent,
            )
        first = CAUTIOUS_PENALTY if kind.cautious else FIRST_PENALTY
        return replace(
            self.settings, alpha=kind.alpha, first_penalty=first, rules=rules, n_threads=1
        )

    def _of_all_rows(self, kind: Kind, number: int) -> Trained:
        """Kinds that differ in how often they were raised share the trainings up to there."""
        if (kind, number) not in self._known:
            if kind.raised == 0:
                self._known[kind, number] = self._member(kind, number)
            else:
                before = self._of_all_rows(replace(kind, raised=kind.raised - 1), number)
                self._known[kind, number] = (
                    before if was_cut(before) else self._raised(before, kind)
                )
        return self._known[kind, number]

    @contextmanager
    def _stated(
        self, network: Network, number: int, watched: Rows | None, settings: Settings
    ) -> Iterator[Stated]:
        """The problem of the rows that a network learns from and watches: those given, or left out.

        Kinds of one size follow each other and use it again where tables are small: there, stating
        it takes as long as many a training's steps. Never two at a time: it has memory of its own.
        """
        part = min(number % (2 * self.n_folds), self.n_folds)  # from n_folds on none is left out
        problem = network.layout.sizes, part
        shared = watched is None and self.rows.X.size < SMALL
        try:
            stated = self._idle_problems[problem].pop() if shared else None
        except LookupError:
            stated = None
        if stated is None:
            out = self.fold == part
            left_out = self.rows.take(out) if watched is None and out.any() else watched
            stated = state(network, self.rows.take(~out), left_out, settings)
        yield stated
        if shared:
            idle = {k: v for k, v in self._idle_problems.items() if k[0] == problem[0]}
            idle.setdefault(problem, []).append(stated)
            self._idle_problems = idle  # in one step: other threads come here too


def _log_evidence(trained: Trained) -> float:
    assert trained.evidence is not None
    return trained.evidence.log_evidence
