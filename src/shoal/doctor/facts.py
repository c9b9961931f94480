"""What the doctor looks at: a fit as plain facts, and what follows from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from ..core.backpropagation import forward
from ..core.layout import Array
from ..core.rows import Rows
from ..model.ensemble import Ensemble, mean_of
from ..model.network import Network
from ..solve.outcome import Outcome
from ..tables.wording import quoted
from .drift import Drift

ROWS = 5_000  # of a long table, evenly spaced: enough to tell a share to a hundredth
ENOUGH = 10  # held-out rows: the error on fewer says too little


@dataclass(frozen=True)
class Fit:
    """A finished fit.

    Attributes
    ----------
    ensemble : Ensemble
        The networks that answer as one.
    rows : Rows
        Learned from, in original units; ``rows.groups`` is None where no groups were given.
    outcome : Outcome
    trace : mapping of str to array
        Column ``cost``, of the best network's training.
    held_out : Rows or None
        Rows that were not learned from.
    solver : str
    alpha : float or None
        Penalty on squared weights; None where it was estimated.
    gamma : float or None
        Effective weights of the best network, where they were estimated.
    stops_early : bool
        Whether held-out rows chose the epoch.
    tol : float
        Convergence asked for; 0: none.
    in_order : bool
        Whether sgd took the rows in file order.
    inputs, targets : tuples of str
        Names; empty where there are none.
    drift : Drift or None
        How the last rows are answered, where the rows have an order and that is worse.
    """

    ensemble: Ensemble
    rows: Rows
    outcome: Outcome
    trace: Mapping[str, Array] = field(default_factory=dict)
    held_out: Rows | None = None
    solver: str = ""
    alpha: float | None = 0.0
    gamma: float | None = None
    stops_early: bool = False
    tol: float = 0.0
    in_order: bool = False
    inputs: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    drift: Drift | None = None

    @property
    def network(self) -> Network:
        """The best network."""
        return self.ensemble.networks[self.ensemble.best]

    @property
    def guarded(self) -> bool:
        """Whether something beyond a fixed penalty keeps the weights from following the noise."""
        return self.stops_early or self.alpha is None or len(self.ensemble.networks) > 1

    @cached_property
    def hidden(self) -> list[list[Array]]:
        """For each network and hidden layer the units' outputs (N, M) on the rows looked at."""
        X = self.rows.X[_spaced(len(self.rows.X))]
        return [_hidden(network, X) for network in self.ensemble.networks]

    @cached_property
    def distinct(self) -> int:
        """Rows with different inputs."""
        return len(np.unique(fingerprints(self.rows.X)))

    @property
    def judged(self) -> Rows | None:
        """The held-out rows, where they are enough to judge by."""
        held = self.held_out
        return None if held is None or len(held.X) < ENOUGH else held

    @cached_property
    def answers(self) -> Array:
        """Predictions (N, K) for the training rows."""
        return self.answer(self.rows)

    @cached_property
    def answers_judged(self) -> Array:
        """Predictions for the rows it is judged by: those held out, or learned from where these are few."""
        return self.answers if self.judged is None else self.answer(self.judged)

    @cached_property
    def rmse(self) -> Array:
        """Of the model on the training rows (K,)."""
        return rmse(self.rows, self.answers)

    @cached_property
    def rmse_judged(self) -> Array | None:
        """Of the model on the rows it is judged by (K,)."""
        return None if self.judged is None else rmse(self.judged, self.answers_judged)

    @cached_property
    def spread(self) -> Array:
        """Standard deviation of the training targets (K,): the mean's error."""
        return rmse(self.rows, self.mean)

    @property
    def mean(self) -> Array:
        """Of the training targets (K,)."""
        found: Array = self.rows.weights @ self.rows.T / self.rows.weights.sum()
        return found

    def answer(self, rows: Rows) -> Array:
        """Predictions (N, K) for rows, to rounding errors: by the compiled engine for one network too."""
        return mean_of(self.ensemble.members(rows.X), self.ensemble.shares)

    def input_name(self, column: int) -> str:
        """How to speak of an input."""
        return quoted(self.inputs[column]) if self.inputs else f"number {column + 1}"

    def target_name(self, column: int) -> str:
        """How to speak of a target: the bare word where there is one alone."""
        if self.rows.T.shape[1] == 1:
            return "target"
        return f"target {quoted(self.targets[column]) if self.targets else column + 1}"


def rmse(rows: Rows, answer: Array) -> Array:
    """Weighted root mean square error (K,)."""
    share = rows.weights / rows.weights.sum()
    with np.errstate(over="ignore", invalid="ignore"):
        return np.asarray(np.sqrt(share @ (rows.T - answer) ** 2))


def fingerprints(X: Array) -> Array:
    """A whole number (N,) for each row of X (N, D), equal where the rows are.

    The sum of the numbers' bits times odd factors, modulo 2^64: of a million different rows some two are
    taken for equal in one of ten million tables. It takes one pass where sorting rows takes D.
    """
    size = (X.shape[1],)
    factors: Array = np.random.RandomState(0).randint(0, 2**63, size, dtype=np.int64)
    found: Array = np.zeros(len(X), dtype=np.int64)
    for column, factor in zip(X.T, 2 * factors + 1, strict=True):
        bits = (column.astype(np.float64) + 0.0).view(np.int64)  # without negative zeros
        found += (bits ^ (bits >> 29)) * factor  # few digits leave the low bits zero
    return found


def _spaced(n: int) -> Array:
    return np.linspace(0, n - 1, min(n, ROWS)).astype(int)


def _hidden(network: Network, X: Array) -> list[Array]:
    scaled = network.inputs.apply(X.astype(np.float64))
    with np.errstate(over="ignore", invalid="ignore"):
        return forward(list(network.weights), network.hidden, network.output, scaled)[1][1:-1]
