"""Which kinds of networks to train: sizes that double and penalties that rise while it pays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..train.regularization import EarlyStopping, EvidencePenalty, Regularization
from . import policy
from .kinds import Kind, Trial
from .trainer import Trainer


def search(
    trainer: Trainer, sizes: tuple[int, ...] | None, way: Regularization | None
) -> Sequence[Trial]:
    """Train the kinds that deserve it; ``sizes`` of None asks for the best width of one layer.

    A ``way`` of None tries every way not to overfit: the evidence from a free and from a cautious
    start, multiples of its penalties, and early stopping. So hyperparameters are chosen by
    cross-validation, each by the errors on rows left out.
    """
    every, wider = way is None, sizes is None
    if sizes is None:
        sizes = first_sizes(len(trainer.rows.X))
    kind = Kind(sizes, way or EvidencePenalty("ard"))
    cautious = kind.cautious() if every else None
    trials = [trainer.try_first(kind, cautious)]
    if trials[0].error < policy.EXACT:
        return trials
    if cautious:
        _add(trials, trainer, cautious)
    if wider:
        _widen(trials, trainer)
    if every:
        hidden = (max(_best(trials).kind.hidden[0], policy.LEAST_STOPPED),) if wider else sizes
        stopped = Kind(hidden, EarlyStopping(policy.STOPPED_ALPHA))
        _raise_penalties(trials, trainer, stopped)
        _add(trials, trainer, stopped)
    return trials


def first_sizes(n_rows: int) -> tuple[int, ...]:
    """Of the network that is tried first where the width is searched."""
    return (policy.NARROWEST if n_rows < policy.LARGE else policy.NARROWEST_LARGE,)


def _best(trials: Sequence[Trial]) -> Trial:
    return min(trials, key=lambda trial: trial.error)


def _add(trials: list[Trial], trainer: Trainer, kind: Kind) -> bool:
    """Whether another kind was tried to its end: there was time, and two folds did not rule it out."""
    trial = trainer.try_kind(kind, _best(trials), policy.HOPELESS) if trainer.may_go_on else None
    trials += [trial] if trial else []
    return trial is not None


def _widen(trials: list[Trial], trainer: Trainer) -> None:
    """Double the units of the best kind while it pays."""
    N, D = trainer.rows.X.shape
    K = trainer.rows.T.shape[1]
    while True:
        best = _best(trials)
        width = 2 * best.kind.hidden[0]
        weights = (D + 1) * width + (width + 1) * K
        affordable = weights <= policy.FEW_WEIGHTS or N * weights**2 <= policy.MOST_WORK
        if width > min(N, policy.WIDEST) or not affordable:  # N units pass through N rows
            break
        if not _add(trials, trainer, replace(best.kind, hidden=(width,))):
            break
        if trials[-1].error > policy.WIDER_PAYS * best.error:
            break


def _raise_penalties(trials: list[Trial], trainer: Trainer, then: Kind) -> None:
    """Raise the penalties that the evidence found, of the best kind, while it pays."""
    best = _best(trials)
    while not best.kind.stops_early and best.kind.raised < policy.MOST_RAISED and trainer.may_go_on:
        firmer = trainer.raise_penalties(best, then)
        if firmer is None:
            break
        trials.append(firmer)
        if firmer.error > policy.RAISING_PAYS * best.error:
            break
        best = firmer
