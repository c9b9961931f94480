"""The watch over a fit: it keeps the trace, knows the best epoch, and says when to end."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import isfinite

import numpy as np

from ..core.layout import Array
from ..core.losses import SQUARED_ERROR, Loss
from ..errors import InputError
from ..trace import Event, Sinks
from ..trace.interruption import Interruption
from .history import History, columns_of, joined
from .outcome import Converged, Diverged, Interrupted, Outcome, StoppedEarly, Unsettled

TURN = 0.05  # seconds from one event to the next, unless a sink asks for its epoch's weights
REST = 9  # times what an event took the sinks: so they cost a fit at most a tenth of its time
LEAST = 1e-3  # seconds that a fit has, however little of its limit is left
BLOWN_UP = 1e6  # a cost so many times the start's (or the targets' own size) will not come back
# Times the best epoch's cost: a last epoch beyond it is clearly worse. Shuffled batches at a rate that
# suits them move the cost from epoch to epoch by some ten per cent, seldom by half; twice the
# cost is a rate too large, and 1.4 times the error.
WORSE = 2.0


@dataclass(frozen=True)
class Rules:
    """When a fit ends. ``tol=0`` never ends it early.

    ``time_limit`` is in seconds; ``spent`` are those of them that went by before the fit, or that
    what comes after it needs. ``tol_applies_to_cost``: epochs are judged by their cost, which is of one
    objective throughout: ``tol`` asks how it falls, and a last epoch that is clearly worse than
    the best is not kept. ``interruption`` is the user's wish.
    """

    max_epochs: int
    tol: float = 0.0
    patience: float = 10
    early_stopping: bool = False
    time_limit: float | None = None
    spent: float = 0.0
    tol_applies_to_cost: bool = True
    interruption: Interruption = field(default_factory=Interruption)


@dataclass(frozen=True)
class Standing:
    """What a watch has seen, and what it remembers of it: another goes on from there."""

    history: History
    best_epoch: int
    best_value: float
    reference: float
    stale: int


class Watch:
    """Sees every epoch of a fit once, in order; row e is measured at the weights after e epochs.

    Parameters
    ----------
    rules : Rules
    target_scale : array (K,)
        Standard deviation of each target: turns scaled errors into original units.
    target_size : float
        The mean loss of answering 0 everywhere, in scaled units.
    sinks : Sinks
        Listeners.
    loss : Loss
        What the rows' losses are of: its metric is what the listeners are told.
    clock : callable
        Seconds; for tests.
    """

    def __init__(
        self,
        rules: Rules,
        target_scale: Array,
        target_size: float,
        sinks: Sinks,
        loss: Loss = SQUARED_ERROR,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self.rules, self.sinks, self.loss = rules, sinks, loss
        self.scale, self._size, self._clock = target_scale, target_size, clock
        self._began = clock()
        self._seen: list[History] = []
        self._untold: list[History] = []
        self._names: tuple[str, ...] = ()
        self._told, self._next_turn = 0, 0.0
        self.n_rows = 0
        self.best_epoch, self.best_value = 0, np.inf
        self._reference, self._stale = np.inf, 0
        self._gone_on = False

    @property
    def seconds(self) -> float:
        """Time since the fit began."""
        return self._clock() - self._began

    @property
    def seconds_left(self) -> float:
        """Time until the limit; infinite without one."""
        limit = self.rules.time_limit
        if limit is None:
            return np.inf
        left = limit - self.rules.spent - self.seconds
        return (
            left if self.n_rows else min(limit, max(left, LEAST))
        )  # one step is taken in any case

    def see(self, rows: History) -> Outcome | None:
        """Record the rows; an Outcome (of the epoch it names) where the fit must end, else None.

        Rows behind that epoch are forgotten. Validation rows are compared by their deviance.
        """
        first = self.n_rows
        if self._gone_on:
            self._check_alike(rows)
        watched = rows.watched if self.rules.early_stopping else None
        value = rows.cost if watched is None else 2 * watched.mean(axis=1)
        ending: Outcome | None = self._diverged(rows, first)
        n = len(rows.cost) if ending is None else max(ending.epoch - first, 0)
        stale = self._gone_stale(value[:n], first, watched is not None)
        if stale is not None:
            ending, n = stale, stale.epoch - first + 1
        self._names = self._names or rows.names  # every event has the same
        seen = (rows if n == len(rows) else rows.part(0, n)).telling(self._names)
        best = int(value[:n].argmin()) if n else 0
        lowest = float(value[best]) if n else np.inf
        # No call stands between these lines, so Ctrl-C finds all of them done or none.
        if lowest < self.best_value:
            self.best_epoch, self.best_value = first + best, lowest
        self.n_rows = first + n
        if self.n_rows > 1:
            self.rules.interruption.begun = True
        self._seen.append(seen)
        if self.sinks:
            self._untold.append(seen)
        return ending

    @property
    def standing(self) -> Standing:
        """For a watch that is to go on from here."""
        best = self.best_epoch, float(self.best_value)
        return Standing(self.history, *best, float(self._reference), self._stale)

    def go_on_from(self, standing: Standing) -> None:
        """As if all of it had been seen here; the listeners are told of it with the next event."""
        self.best_epoch, self.best_value = standing.best_epoch, standing.best_value
        self._reference, self._stale = standing.reference, standing.stale
        self._gone_on = True
        self.n_rows, self._names = len(standing.history), standing.history.names
        self._seen = [standing.history]
        if self.sinks:
            self._untold = [standing.history]
        self.rules.interruption.begun = self.rules.interruption.begun or self.n_rows > 1

    def kept(self, ending: Outcome) -> int:
        """The epoch whose weights a fit that ended so keeps."""
        if self.rules.early_stopping or isinstance(ending, Interrupted | Diverged):
            return self.best_epoch
        cost = float(self.history.cost[-1])
        if self.rules.tol_applies_to_cost and self._clearly_worse(cost, self.best_value):
            return self.best_epoch
        return ending.kept

    def tell(self, epoch: int, weights: Callable[[], Sequence[Array]], final: bool = False) -> None:
        """Send the sinks the rows up to and including ``epoch`` that they have not had.

        Where no sink asked for this very epoch, they are told when it is their turn: not before
        ``TURN`` seconds, nor ``REST`` times what the last event took them, have gone by.
        """
        if not self.sinks or not self._untold:
            return
        began = self.seconds
        if began < self._next_turn and not final and not self.sinks.wants_weights(epoch):
            return
        rows, n = joined(self._untold), epoch + 1 - self._told
        columns = columns_of(rows.part(0, n), self.scale, self._told, self.loss)
        for name in ("cost", *rows.names):
            columns[name] = columns[name].copy()  # the others are made anew
        self._untold, self._told = [rows.part(n, None)], epoch + 1
        took = self.sinks.tell(Event(epoch, columns, None, began, final), weights, self._clock)
        self._next_turn = self.seconds + max(TURN, REST * took)

    @property
    def history(self) -> History:
        """Every row seen."""
        self._seen = [joined(self._seen)]
        return self._seen[0]

    def _check_alike(self, rows: History) -> None:
        """Raise InputError where rows do not go on with those from which the watch went on."""
        before = self._seen[0]
        others = rows.names and before.names and rows.names != before.names
        if len(rows) and (others or (rows.watched is None) != (before.watched is None)):
            raise InputError("what was kept of this training is not of its solver or of its rows")

    def _diverged(self, rows: History, first: int) -> Diverged | None:
        start = self._seen[0].cost[0] if self._seen and len(self._seen[0].cost) else rows.cost[0]
        start = start if isfinite(start) else 0.0
        most = BLOWN_UP * float(max(start, self._size))
        if rows.cost.max() <= most:
            return None
        sound = rows.cost <= most  # False for NaN
        sound |= (first + np.arange(len(sound)) == 0) & np.isfinite(rows.cost)
        if sound.all():
            return None
        epoch = first + int(np.argmin(sound))
        return Diverged(epoch, self.best_epoch)

    def _gone_stale(self, value: Array, first: int, by_validation: bool) -> Outcome | None:
        """The first epoch with more than ``patience`` rows in a row that improved by less than tol."""
        rules, n = self.rules, len(value)
        if not (rules.early_stopping or rules.tol_applies_to_cost):
            return None
        if rules.tol == 0 or not np.isfinite(rules.patience) or n == 0:
            return None
        best_before = np.minimum.accumulate(np.concatenate([[self._reference], value]))
        improved = value <= best_before[:-1] - rules.tol
        at = np.arange(n)
        last = np.maximum.accumulate(np.where(improved, at, -1 - self._stale))
        stale = at - last
        self._reference, self._stale = best_before[-1], int(stale[-1])
        over = stale > rules.patience
        if not over.any():
            return None
        epoch = first + int(np.argmax(over))
        if by_validation:
            return StoppedEarly(epoch, epoch, int(rules.patience))
        cost, best = float(value[epoch - first]), float(best_before[epoch - first + 1])
        if self._clearly_worse(cost, best):
            return Unsettled(epoch, epoch, cost / best if best > 0 else np.inf)
        detail = f"the cost fell by less than tol={rules.tol:g} for {rules.patience:g} epochs"
        return Converged(epoch, epoch, detail)

    def _clearly_worse(self, cost: float, best: float) -> bool:
        """Whether a cost is beyond ``WORSE`` times the best, by more than ``tol`` or rounding errors."""
        change = max(self.rules.tol, np.finfo(float).eps * self._size)
        return cost > WORSE * best and cost - best > change
