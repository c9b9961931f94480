"""One event: some epochs of a fit, as arrays, and where asked the weights at the last of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isnan
from typing import Any


@dataclass(frozen=True)
class Opening:
    """What a fit begins with, for a sink that has a method ``begin``.

    ``network`` holds the first weights and the scaling; ``training`` and ``validation`` have ``X``
    (N, D) and ``T`` (N, K) in original units, ``validation`` may be None; ``max_epochs`` is the
    limit; ``several`` says that many networks are trained, each on other rows; ``inputs`` and
    ``targets`` are the columns' names where they are known.
    """

    network: Any
    training: Any
    validation: Any
    max_epochs: int
    solver: str
    several: bool = False
    inputs: Sequence[str] = ()
    targets: Sequence[str] = ()


@dataclass(frozen=True)
class Closing:
    """What a fit leaves behind, for a sink that has a method ``end``.

    ``ensemble`` holds the networks that are kept, the best of them that ``trace`` speaks of;
    ``outcome`` says in a sentence why the fit ended; ``seconds`` is the time that it took.
    """

    ensemble: Any
    trace: Mapping[str, Any]
    outcome: Any
    seconds: float
    final = True


@dataclass(frozen=True)
class Event:
    """Rows of the trace up to and including ``epoch``; no row is told twice.

    ``columns`` maps each column's name (``epoch``, ``cost``, ``rmse_train``, ... and what the solver
    tells of its steps) to an array;
    ``weights`` are copies of the weight matrices after ``epoch`` epochs, in scaled units, or None
    where the sink did not ask for them; ``seconds`` is the time since the fit began; ``final`` is
    True for the last event of a fit, whose weights are those that the fit keeps. Of a fit of several
    networks there is one event each, when it is done; ``network`` counts them from 1.
    """

    epoch: int
    columns: Mapping[str, Any]
    weights: Sequence[Any] | None
    seconds: float
    final: bool = False
    network: int = 0

    def to_json(self) -> dict[str, Any]:
        """The event as plain numbers, strings and lists; JSON has no NaN: None in its place."""
        return {
            "epoch": self.epoch,
            "columns": {
                name: [None if isnan(value) else value for value in values.tolist()]
                for name, values in self.columns.items()
            },
            "weights": None if self.weights is None else [w.tolist() for w in self.weights],
            "seconds": self.seconds,
            "final": self.final,
            "network": self.network,
        }
