"""What a fit keeps of each kind that it tried: what it achieved and cost, without its trainings."""

from __future__ import annotations

from dataclasses import dataclass

from .members import Kind, Trial


@dataclass(frozen=True)
class Tried:
    """A kind of network and how it did on the rows that its networks left out.

    Attributes
    ----------
    kind : Kind
    error : float
        Mean square error on rows left out (out-of-fold), in the targets' scaled units.
    n_networks : int
        Networks that were trained of it, each leaving out other rows.
    epochs : int
        Of them all, those of trainings that they went on from included.
    """

    kind: Kind
    error: float
    n_networks: int
    epochs: int


def tried(trial: Trial) -> Tried:
    """The summary of a trial; its trainings, their rows and their states may then go."""
    epochs = sum(trained.outcome.epoch for trained in trial.trained)
    return Tried(trial.kind, trial.error, len(trial.trained), epochs)
