"""Several networks instead of one: each leaves out some rows, by which all are judged and mixed.

A *kind* is a size of network and a way to keep it from overfitting: the evidence (one precision a
layer or an input) or early stopping on the rows left out. The members of a kind leave out a
different fold each, so that every row has one answer of a network that never saw it. Kinds are
weighed by these answers' errors.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np

from ..core.ensemble import GUARD, Ensemble, deviation_of, mean_of
from ..core.layout import Array, Layout
from ..core.network import Network
from ..core.noise import fit_noise
from ..core.rows import Rows
from ..trace import Sink
from .training import Settings, Trained, train

SHARPNESS = 15.0  # a kind whose mean squared error is 1/15 above the best weighs e times less
NEGLIGIBLE = 0.02  # a kind's share below which it is left out
WIDER_PAYS = 0.99  # a wider network is tried while the last doubling lowered the error by 1 %


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
    """A kind's members, their answers to the rows each left out (N, K), and the mean square error."""

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
    """Trains kinds of members on one set of rows."""

    def __init__(
        self,
        rows: Rows,
        start: Callable[[Layout, np.random.RandomState], Network],
        settings: Settings,
        fold: Array,
        seed: int,
        n_jobs: int,
        sinks: Iterable[Sink],
    ) -> None:
        self.rows, self.start, self.settings = rows, start, settings
        self.fold, self.seed, self.n_jobs, self.sinks = fold, seed, n_jobs, list(sinks)
        self.low, self.high = rows.T.min(axis=0), rows.T.max(axis=0)
        room = GUARD * (self.high - self.low)
        self.guard = np.stack([self.low - room, self.high + room])

    def try_kind(self, kind: Kind) -> Trial:
        """Train a member for each fold, leaving it out."""
        n = int(self.fold.max()) + 1
        with ThreadPoolExecutor(self.n_jobs) as pool:
            trained = tuple(pool.map(lambda k: self._member(kind, k), range(n)))
        left_out = np.empty_like(self.rows.T)
        for k, member in enumerate(trained):
            out = self.fold == k
            left_out[out] = np.clip(member.network.predict(self.rows.X[out]), *self.guard)
        unit = trained[0].network.targets.scale
        share = self.rows.weights / self.rows.weights.sum()
        error = float((share @ ((left_out - self.rows.T) / unit) ** 2).mean())
        return Trial(kind, trained, left_out, error)

    def _member(self, kind: Kind, k: int) -> Trained:
        layout = Layout((self.rows.X.shape[1], *kind.hidden, self.rows.T.shape[1]))
        random = np.random.RandomState([self.seed, k, *kind.hidden, kind.stops_early])
        rules = replace(self.settings.rules, early_stopping=kind.stops_early)
        settings = replace(self.settings, alpha=kind.alpha, rules=rules, n_threads=1)
        out = self.fold == k
        training, held_out = self.rows.take(~out), self.rows.take(out)
        return train(self.start(layout, random), training, held_out, settings, (), random)


def mix(trainer: Trainer, trials: Sequence[Trial], noise: str) -> Members:
    """One ensemble of all trials that are not negligible, with its noise."""
    errors = np.array([trial.error for trial in trials])
    share = np.exp(-SHARPNESS * (errors / errors.min() - 1))
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
    answers = ensemble.members(rows.X).astype(np.float64)
    mean, spread = mean_of(answers, shares), deviation_of(answers, shares)
    distance = (((answers - mean) / trained[0].network.targets.scale) ** 2).mean(axis=(1, 2))
    best = int(np.argmin(distance))
    left_out = np.tensordot(share, np.stack([t.left_out for t in chosen]), axes=1)
    first = trained[0].network
    X, Y = first.inputs.apply(rows.X.astype(np.float64)), first.targets.apply(left_out)
    residual = (rows.T - left_out) / first.targets.scale
    spread = spread / first.targets.scale
    noises = tuple(
        fit_noise(residual[:, k], spread[:, k], Y[:, k], X, rows.weights, noise)
        for k in range(rows.T.shape[1])
    )
    return Members(
        replace(ensemble, best=best, noise=noises), trained[best], tuple(trials), left_out
    )
