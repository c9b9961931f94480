"""What was measured at consecutive epochs: the learning curve, and the trace made of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from ..core.layout import Array
from ..core.losses import SQUARED_ERROR, Loss

STEP_COLUMNS = ("accepted", "damping", "gradient_norm", "gamma")


@dataclass(frozen=True)
class History:
    """Consecutive epochs' cost (n,), training and validation losses (n, K), the latter maybe None.

    ``columns`` (n,) are what a solver tells of its steps, of these those that it has:

    - ``accepted``: share of the trials accepted at this epoch; 1 where the first lowered the cost,
    - ``damping``: of the first of these trials (Marquardt's, or Moller's lambda),
    - ``gradient_norm``: the largest entry of the minimized cost's gradient,
    - ``gamma``: effective weights, as the evidence counts them.

    They are NaN behind the last step, whose weights are measured and not left.
    """

    cost: Array
    losses: Array
    watched: Array | None = None
    columns: Mapping[str, Array] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.cost)

    def part(self, start: int, stop: int | None) -> History:
        """The epochs from ``start`` to before ``stop``."""
        rows = slice(start, stop)
        watched = None if self.watched is None else self.watched[rows]
        columns = {name: values[rows] for name, values in self.columns.items()}
        return History(self.cost[rows], self.losses[rows], watched, columns)

    def with_columns(self, names: Iterable[str]) -> History:
        """The same epochs with these columns, NaN where one was not there."""
        names = tuple(names)
        if tuple(self.columns) == names:
            return self
        none = np.full(len(self), np.nan)
        columns = {name: self.columns.get(name, none) for name in names}
        return History(self.cost, self.losses, self.watched, columns)


NOTHING = History(np.empty(0), np.empty((0, 0)))


def one_epoch(cost: float, losses: Array, watched: Array | None, **columns: float) -> History:
    """The history of a single epoch."""
    return History(
        np.array([cost]),
        losses[None],
        None if watched is None else watched[None],
        {name: np.array([value]) for name, value in columns.items()},
    )


def joined(parts: Sequence[History]) -> History:
    """Histories one behind the other; NaN where one does not have another's column."""
    full = [part for part in parts if len(part.cost)]
    if len(full) <= 1:
        return [*full, *parts, NOTHING][0]
    parts = full
    watched = [part.watched for part in parts if part.watched is not None]
    there = {name for part in parts for name in part.columns}
    names = [name for name in STEP_COLUMNS if name in there]
    filled = [part.with_columns(names).columns for part in parts]
    columns = {name: np.concatenate([part[name] for part in filled]) for name in names}
    return History(
        np.concatenate([part.cost for part in parts]),
        np.concatenate([part.losses for part in parts]),
        np.concatenate(watched) if watched else None,
        columns,
    )


def columns_of(
    history: History, scale: Array, first: int = 0, loss: Loss = SQUARED_ERROR
) -> dict[str, Array]:
    """A trace: ``epoch``, ``cost``, the loss's metric, such as ``rmse_train``, and the solver's own.

    With validation there is ``rmse_validation``. Metrics are in the targets' units, ``scale`` (K,) of
    them; for K > 1 there is also one column an output (``rmse_train_0`` ...). The first row is that
    of epoch ``first``.
    """
    columns = {"epoch": first + np.arange(len(history)), "cost": history.cost}
    for rows, losses in (("train", history.losses), ("validation", history.watched)):
        if losses is None:
            continue
        name, K = f"{loss.metric}_{rows}", losses.shape[1]
        columns[name] = loss.in_units(losses, scale)
        if K > 1:
            each = {k: loss.in_units(losses[:, [k]], scale[[k]]) for k in range(K)}
            columns |= {f"{name}_{k}": values for k, values in each.items()}
    return columns | dict(history.columns)
