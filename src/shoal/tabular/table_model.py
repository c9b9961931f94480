"""``TableModel``: a network that reads tables. Needs NumPy alone, no scikit-learn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from ..core.layout import Array
from ..errors import InputError, TableError
from ..model.ensemble import Ensemble
from ..model.network import Network
from ..tables import Plan, Table, from_frame
from ..tables.wording import inert

if TYPE_CHECKING:
    import os


@dataclass(frozen=True)
class Figures:
    """Errors on some rows, for each target: of the model, of the mean and of the linear model.

    RMSE in the target's unit; ``r2`` is 1 - (RMSE / the rows' standard deviation)^2, NaN where the
    rows' target does not vary. Mean and linear model are those of the training rows.
    """

    n_rows: int
    rmse: tuple[float, ...]
    rmse_mean: tuple[float, ...]
    rmse_linear: tuple[float, ...]
    r2: tuple[float, ...]
    r2_mean: tuple[float, ...]
    r2_linear: tuple[float, ...]


@dataclass(frozen=True)
class Intervals:
    """Prediction, bounds and standard deviation (N, K); ``extrapolates`` (N,) marks rows with an
    input outside the training rows' range.
    """

    prediction: Array
    low: Array
    high: Array
    std: Array
    extrapolates: Array


@dataclass(frozen=True)
class Record:
    """How a table model came about: what the file tells whoever opens it later.

    ``rows`` counts the rows of the ``table``, those ``without_target``, and those for ``training``
    and ``held_out``; ``settings`` are the arguments of ``fit_table`` that were set; ``ending`` is the
    type of the outcome and ``outcome`` its sentence; ``seconds`` are those of the whole fit;
    ``relevance`` has a share for each feature; ``effective_weights`` is gamma where it was estimated;
    ``coverage`` are the shares of held-out targets inside their 90 and 95 % intervals, or empty;
    ``notes`` say what is wrong with the fit, a line each, or are empty.
    """

    source: str
    rows: Mapping[str, int]
    settings: Mapping[str, Any]
    seed: int
    solver: str
    outcome: str
    ending: str
    epochs: int
    kept: int
    seconds: float
    relevance: tuple[float, ...]
    effective_weights: float | None
    coverage: tuple[float, ...]
    training: Figures
    held_out: Figures | None
    notes: tuple[str, ...]


@dataclass(frozen=True)
class TableModel:
    """Decisions on columns, a network, the two baselines and the record of the fit.

    Attributes
    ----------
    plan : tables.Plan
        What becomes of each column; applied again to every table.
    ensemble : Ensemble
        The networks that answer as one; ``network`` is the best of them, which pictures speak of.
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
    ensemble: Ensemble
    means: Array
    linear: Array
    trace: Mapping[str, Array] = field(repr=False)
    record: Record = field(repr=False)
    training_rows: Array | None = field(default=None, repr=False)
    held_out_rows: Array | None = field(default=None, repr=False)

    @property
    def network(self) -> Network:
        """The member whose answers are closest to those of all."""
        return self.ensemble.networks[self.ensemble.best]

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
        Y = self.ensemble.predict(self.plan.encode(from_frame(frame)))
        return Y[:, 0] if Y.shape[1] == 1 else Y

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


def intervals(ensemble: Ensemble, X: Array, coverage: float) -> Intervals:
    """Intervals for encoded rows X (N, D)."""
    if not 0 < coverage < 1:
        raise InputError(f"coverage must lie between 0 and 1, not {coverage!r}")
    if not ensemble.noise:
        raise InputError(
            "the model's noise is not known: it was trained as one network on all rows"
        )
    mean, spread = ensemble.spread(X)
    half = spread.total * [noise.multiple(coverage) for noise in ensemble.noise]
    return Intervals(mean, mean - half, mean + half, spread.total, ensemble.extrapolates(X))


def rows_with_targets(plan: Plan, table: Table) -> Table:
    """The rows of a table that have a value in every target column; TableError if none has."""
    usable = plan.usable_rows(table)
    if not usable.any():
        raise TableError(f"{table.source} has no row with a value in every target column")
    return table if usable.all() else table.take(np.flatnonzero(usable))


def figures(
    ensemble: Ensemble,
    means: Array,
    linear: Array,
    X: Array,
    T: Array,
    weights: Array | None = None,
) -> Figures:
    """Errors of networks and of the two baselines on encoded rows X (N, D), T (N, K).

    ``weights`` (N,) say how much each row counts; all alike where there are none.
    """
    answers = (ensemble.predict(X), means, X @ linear[1:] + linear[0])
    rmse = np.array([_rmse(T, Y, weights) for Y in answers])
    spread = _rmse(T, np.average(T, axis=0, weights=weights), weights)
    with np.errstate(divide="ignore", invalid="ignore"):
        r2 = np.where(spread > 0, 1 - (rmse / spread) ** 2, np.nan)
    errors, shares = (tuple(tuple(map(float, row)) for row in a) for a in (rmse, r2))
    return Figures(len(T), *errors, *shares)


def _rmse(T: Array, Y: Array, weights: Array | None) -> Array:
    """Root mean square of each column of T - Y; squares neither overflow nor vanish."""
    R = np.abs(T - Y)
    largest = R.max(axis=0)
    unit = np.where(largest > 0, largest, 1)
    return np.asarray(unit * np.sqrt(np.average((R / unit) ** 2, axis=0, weights=weights)))
