"""From trials to one ensemble: kinds are weighed by their errors on rows that were left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..core import portable
from ..core.layout import Array
from ..core.rows import Rows
from ..model.ensemble import Ensemble, deviation_of, mean_of
from ..model.network import Network
from ..model.noise import Noise, noise_of
from . import policy
from .kinds import Kind, Member, Trial
from .trainer import Trainer


@dataclass(frozen=True)
class Weighed:
    """The ensemble, what each kind achieved, and the best network's training.

    ``kind`` is that network's. ``parts`` number the rows that each of the ensemble's networks left
    out; ``out_of_fold`` (N, K) are the answers of all to rows that they have not learned from.
    """

    ensemble: Ensemble
    best: Member
    kind: Kind
    trials: tuple[Trial, ...]
    out_of_fold: Array
    parts: tuple[int, ...]


def weigh(trainer: Trainer, trials: Sequence[Trial], noise: str) -> Weighed:
    """One ensemble of all trials that are not negligible, with its noise."""
    share = portable.exp(-policy.SHARPNESS * _behind(trainer.rows, trials))
    share /= share.sum()
    kept = [i for i in range(len(trials)) if share[i] >= policy.NEGLIGIBLE]
    share = share[kept] / share[kept].sum()
    chosen = [trials[i] for i in kept]
    judging = _ensemble(trainer, [t.members for t in chosen], share)
    answers = _answers(judging, trainer.rows.X)
    spread = deviation_of(answers, judging.shares)
    trials = list(trials)
    for i in kept:
        if len(trainer.rows.X) < policy.FEW_ROWS and not trials[i].kind.stops_early:
            trials[i] = trainer.train_on_all_rows(trials[i])
    chosen = [trials[i] for i in kept]
    ensemble = _ensemble(trainer, [t.answering for t in chosen], share)
    if any(t.of_all_rows for t in chosen):
        answers = _answers(ensemble, trainer.rows.X)
    elif all(len(t.members) == trainer.n_folds for t in chosen):
        spread = _on_new_rows(spread, answers, share, trainer.fold, trainer.rows.weights)
    best = _closest_to_all(answers, ensemble.shares)
    out_of_fold = portable.mean_over(share, np.stack([t.out_of_fold for t in chosen]))
    noises = noise_of(judging.networks[0], trainer.rows, out_of_fold, spread, noise)
    found = [(member, trial.kind) for trial in chosen for member in trial.answering]
    return Weighed(
        replace(ensemble, best=best, noise=noises),
        *found[best],
        tuple(trials),
        out_of_fold,
        tuple(member.slot.index for member, _ in found),
    )


def _behind(rows: Rows, trials: Sequence[Trial]) -> Array:
    """How many standard errors each trial's mean square error lies above the best one's.

    Paired by row: what is hard for one kind is hard for all. Where a few rows make up the errors, as
    under outliers, little tells the kinds apart, and they are better averaged.
    """
    unit = trials[0].members[0].trained.network.targets.scale
    squares = np.stack([(((t.out_of_fold - rows.T) / unit) ** 2).mean(axis=1) for t in trials])
    judged = np.isfinite(squares).all(axis=0)
    share = rows.weights[judged] / rows.weights[judged].sum()
    squares = squares[:, judged]
    more = squares - squares[np.argmin(portable.matmul(squares, share))]
    mean = portable.matmul(more, share)
    error = np.sqrt(portable.matmul((more - mean[:, np.newaxis]) ** 2, share**2))
    found: Array = mean / np.maximum(error, policy.EXACT)
    return found


def _ensemble(trainer: Trainer, kinds: Sequence[Sequence[Member]], share: Array) -> Ensemble:
    """The networks of each kind, which divide its share evenly."""
    each = [
        np.full(len(members), s / len(members)) for members, s in zip(kinds, share, strict=True)
    ]
    X = trainer.rows.X
    return Ensemble(
        networks=tuple(member.trained.network for members in kinds for member in members),
        shares=np.concatenate(each),
        best=0,
        guard=trainer.guard,
        low=X.min(axis=0),
        high=X.max(axis=0),
    )


def _answers(ensemble: Ensemble, X: Array) -> Array:
    """Answers (networks, N, K) in scaled units."""
    return ensemble.networks[0].targets.apply(ensemble.members(X).astype(np.float64))


def _closest_to_all(answers: Array, shares: Array) -> int:
    """Of the networks with the largest share, the one whose answers are closest to the mean."""
    distance = ((answers - mean_of(answers, shares)) ** 2).mean(axis=(1, 2))
    return int(np.argmin(np.where(shares == shares.max(), distance, np.inf)))


def _on_new_rows(spread: Array, answers: Array, share: Array, fold: Array, weights: Array) -> Array:
    """The spread (N, K) as wide in the mean as it will be on new rows; ``answers`` (networks, N, K).

    All but one of the networks of a kind have learned from any row, and agree there more than on others.
    """
    of_kinds = answers.reshape(len(share), -1, *answers.shape[1:])
    more = _further_apart(of_kinds, share, fold, weights)
    square = np.average(spread**2, axis=0, weights=weights)
    widened: Array = spread * np.sqrt(1 + more / np.maximum(square, policy.EXACT))
    return widened


def _further_apart(answers: Array, share: Array, fold: Array, weights: Array) -> Array:
    """How much further apart kinds' answers (kinds, folds, N, K) are on the rows that they left out.

    The mean square distance of a fold's kinds from their mean there, less that on the rows they have
    learned from: (K,), not negative.
    """
    distance = mean_of((answers - mean_of(answers, share)) ** 2, share)
    row_share = weights / weights.sum()
    left_out = portable.matmul(row_share, distance[fold, np.arange(len(fold))])
    learned = (portable.matmul(row_share, distance.sum(axis=0)) - left_out) / (len(distance) - 1)
    found: Array = np.maximum(left_out - learned, 0.0)
    return found


def ensemble_of_one(network: Network, rows: Rows, held_out: Rows | None, noise: str) -> Ensemble:
    """One network as an ensemble; its noise is known where rows were held out."""
    known: tuple[Noise, ...] = ()
    if held_out is not None:
        answer = network.predict(held_out.X).astype(np.float64)
        known = noise_of(network, held_out, answer, None, noise)
    low, high = rows.X.min(axis=0), rows.X.max(axis=0)
    return Ensemble((network,), np.ones(1), 0, None, low, high, known)
