"""What was measured at consecutive epochs: the learning curve, and the trace made of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..core.layout import Array
from ..core.losses import SQUARED_ERROR, Loss


@dataclass(frozen=True)
class History:
    """Consecutive epochs' cost (n,), training and validation losses (n, K), the latter maybe None.

    ``steps`` (n, names) are what a solver tells of its steps, of these those that it has:

    - ``accepted``: share of the trials accepted at this epoch; 1 where the first lowered the cost,
    - ``damping``: of the first of these trials (Marquardt's, or Moller's lambda),
    - ``gradient_norm``: the largest entry of the minimized cost's gradient,
    - ``gamma``: effective weights, as the evidence counts them.

    They are NaN behind the last step, whose weights are measured and not left.
    """

    cost: Array
    losses: Array
    watched: Array | None = None
    steps: Array | None = None
    names: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.cost)

    @property
    def columns(self) -> dict[str, Array]:
        """What is told of the steps, a column (n,) each."""
        return {} if self.steps is None else dict(zip(self.names, self.steps.T, strict=True))

    def part(self, start: int, stop: int | None) -> History:
        """The epochs from ``start`` to before ``stop``."""
        rows = slice(start, stop)
        watched = None if self.watched is None else self.watched[rows]
        steps = None if self.steps is None else self.steps[rows]
        return History(self.cost[rows], self.losses[rows], watched, steps, self.names)

    def telling(self, names: tuple[str, ...]) -> History:
        """The same epochs with these names: NaN where nothing was told of steps."""
        if self.names == names:
            return self
        none = np.full((len(self), len(names)), np.nan)
        return History(self.cost, self.losses, self.watched, none, names)


NOTHING = History(np.empty(0), np.empty((0, 0)))


def one_epoch(cost: float, losses: Array, watched: Array | None, **columns: float) -> History:
    """The history of a single epoch."""
    return History(
        np.array([cost]),
        losses[None],
        None if watched is None else watched[None],
        np.array([list(columns.values())]) if columns else None,
        tuple(columns),
    )


def joined(parts: Sequence[History]) -> History:
    """Histories of one solver one behind the other; some may tell nothing of steps."""
    full = [part for part in parts if len(part.cost)]
    if len(full) <= 1:
        return [*full, *parts, NOTHING][0]
    cost = np.concatenate([part.cost for part in full])
    losses = np.concatenate([part.losses for part in full])
    watched = steps = None
    if full[0].watched is not None:
        watched = np.concatenate([part.watched for part in full])
    names = full[0].names or full[-1].names
    if names:
        steps, at = np.full((len(cost), len(names)), np.nan), 0
        for part in full:
            if part.steps is not None:
                steps[at : at + len(part.cost)] = part.steps
            at += len(part.cost)
    return History(cost, losses, watched, steps, names)


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
    return columns | history.columns
