"""``TableModel``: a network that reads tables. Needs NumPy alone, no scikit-learn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from ..core.layout import Array
from ..errors import TableError
from ..model.ensemble import Ensemble
from ..model.fitted import Fitted
from ..model.intervals import Intervals, intervals
from ..model.network import Network
from ..tables import Plan, Table, from_frame
from ..tables.wording import inert
from .record import Figures, Record, figures

if TYPE_CHECKING:
    import os


@dataclass(frozen=True)
class TableModel:
    """Decisions on columns, a network, the two baselines and the record of the fit.

    Attributes
    ----------
    plan : tables.Plan
        What becomes of each column; applied again to every table.
    fitted : Fitted
        What answers rows of numbers: ``ensemble`` are its networks, ``network`` is the one of them
        that pictures speak of.
    means : array (K,)
        Means of the training targets: the model to beat first.
    linear : array (D+1, K)
        Linear model on the same inputs, the constant's row first: the model to beat next.
    trace : dict of str to array
        The rows of the training's trace (see ``NeuralRegressor.trace_``).
    record : Record
    training_rows, held_out_rows : arrays of int or None
        Which rows of the fitted table were learned from and judged by; a model file keeps neither.
    """

    plan: Plan
    fitted: Fitted
    means: Array
    linear: Array
    trace: Mapping[str, Array] = field(repr=False)
    record: Record = field(repr=False)
    training_rows: Array | None = field(default=None, repr=False)
    held_out_rows: Array | None = field(default=None, repr=False)

    @property
    def ensemble(self) -> Ensemble:
        """The networks that answer as one."""
        return self.fitted.ensemble

    @property
    def network(self) -> Network:
        """The member whose answers are closest to those of all."""
        return self.fitted.network

    @property
    def decisions(self) -> tuple[str, ...]:
        """What became of columns that are not read as they are: a sentence each."""
        asinh = self.network.inputs.asinh
        if asinh is None:
            return self.plan.decisions
        named = ((j, inert(self.plan.feature_names[j])) for j in asinh.columns)
        skewed = (f"{name}: skewed, fitted as {asinh.formula(j, name)}" for j, name in named)
        return *self.plan.decisions, *skewed

    def predict(self, frame: Any) -> Array:
        """Predictions (N,) for one target, (N, K) for several, of a frame's or Table's rows.

        ``frame``: pandas, polars, pyarrow, a dict of columns, or ``read_table(path)``. Columns are
        found by name; others are ignored.

        Raises
        ------
        TableError
            If a column that the model reads is missing or holds another kind of value.
        """
        return np.asarray(self.fitted.predict(self.plan.encode(from_frame(frame))))

    def predict_interval(self, frame: Any, coverage: float = 0.9) -> Intervals:
        """Bounds for new targets, their standard deviation, and which rows extrapolate.

        Raises
        ------
        TableError
            As ``predict``.
        InputError
            If ``coverage`` is not between 0 and 1, or the model's noise is not known.
        """
        return intervals(self.ensemble, self.plan.encode(from_frame(frame)), coverage)

    def score(self, frame: Any) -> Figures:
        """Errors on the rows of a frame that have all targets, beside mean and linear model.

        Raises
        ------
        TableError
            If a column is missing or unusable, or no row has its targets.
        """
        table = from_frame(frame)
        rows = rows_with_targets(self.plan, table)
        X, T = self.plan.encode(rows), self.plan.encode_targets(rows)
        weights = None if self.plan.weights is None else self.plan.encode_weights(rows)
        return figures(self.ensemble, self.means, self.linear, X, T, weights)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the model file; see ``shoal.load``.

        Raises
        ------
        ModelFileError
            If the place cannot be written, or the activation is a user's own function.
        """
        from ..files.models import save  # the one way up: a model knows how to be kept

        save(self, path)

    def _repr_html_(self) -> str:
        from ..view.card import card_of  # up, and late, as above

        return card_of(self)


def rows_with_targets(plan: Plan, table: Table) -> Table:
    """The rows of a table that have a value in every target column; TableError if none has."""
    usable = plan.usable_rows(table)
    if not usable.any():
        raise TableError(f"{table.source} has no row with a value in every target column")
    return table if usable.all() else table.take(np.flatnonzero(usable))
