"""From a fitted model, and rows as its user has them, to a subject."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ...core.dense import dense
from ...errors import InputError
from ...model.ensemble import Ensemble
from ...model.fitted import Fitted
from ...model.intervals import intervals
from ...model.network import Network
from ...tables import Table, from_frame
from ...tabular.fitted_rows import with_rows
from ...tabular.table_model import TableModel
from .picture import Array
from .subject import Rows, Subject

if TYPE_CHECKING:
    from ...estimators.linear_network import LinearNetwork
    from ...estimators.regressor import NeuralRegressor


def subject_of(
    model: NeuralRegressor | TableModel,
    X: Any = None,
    y: Any = None,
    *,
    validation: Any = None,
    output: int = 0,
) -> Subject:
    """The subject of a fitted model.

    Parameters
    ----------
    model : NeuralRegressor or TableModel
    X, y : arrays (N, D), (N,) or (N, K), optional
        The training rows of a ``NeuralRegressor``. Of a ``TableModel`` X is a frame or Table and y
        is left out: in the very table that was fitted, the rows that were held out are told apart.
    validation : (X, y), or a frame of a TableModel, optional
        Held-out rows.
    output : int, default=0

    Raises
    ------
    InputError
        If the model is not fitted or of another kind, or rows or output do not fit.
    """
    if isinstance(model, TableModel):
        if y is not None:
            raise InputError("a TableModel finds its targets in the table: leave y out")
        return _of_table_model(model, X, validation, output)
    _check_fitted(model)
    return _of_regressor(model, X, y, validation, output)


@dataclass(frozen=True, eq=False)
class Parts:
    """The network that pictures of a model speak of, and the names around it.

    ``relevance`` (D,) is of all networks together, None where there is none; ``whose`` says which of
    several this is.
    """

    network: Network
    inputs: tuple[str, ...]
    targets: tuple[str, ...]
    relevance: Array | None
    whose: str


def parts_of(model: NeuralRegressor | TableModel | Fitted | LinearNetwork, y: Any = None) -> Parts:
    """The parts of a fitted model's diagram; y may bear the names of its targets.

    A ``LinearNetwork`` is a network without hidden units; its weights are in original units.

    Raises
    ------
    InputError
        If the model is not fitted or of another kind.
    """
    if isinstance(model, TableModel):
        plan, relevance = model.plan, np.array(model.record.relevance)
        member = whose(model.ensemble)
        return Parts(model.network, plan.feature_labels, plan.target_labels, relevance, member)
    if isinstance(model, Fitted):
        names = model.input_names or numbered_inputs(model.ensemble.layout.sizes[0])
        targets = target_names(model.ensemble.layout.sizes[-1], y)
        return Parts(model.network, names, targets, model.relevance, whose(model.ensemble))
    if hasattr(model, "basis"):
        return _of_linear(model, y)
    _check_fitted(model)
    targets = target_names(model.network_.layout.sizes[-1], y)
    names, member = input_names(model), whose(model.ensemble_)
    return Parts(model.network_, names, targets, model.input_relevance_, member)


def _of_linear(model: LinearNetwork, y: Any) -> Parts:
    from ...core.activations import ACTIVATIONS
    from ...model.scaling import Scaling

    if not hasattr(model, "W_"):
        raise InputError("the model is not fitted: there is nothing to draw; call fit first")
    B, K = len(model.W_) - 1, model.W_.shape[1]
    identity = ACTIVATIONS["identity"]
    network = Network((model.W_,), identity, identity, Scaling.none(B), Scaling.none(K))
    names = input_names(model) if model.basis_ is None else tuple(f"φ{b + 1}" for b in range(B))
    return Parts(network, names, target_names(K, y), None, "")


def inputs_of(model: NeuralRegressor | TableModel, X: Any) -> Array:
    """X (N, D) as the network reads it, of rows that need no targets.

    Raises
    ------
    InputError
        If the model is not fitted or of another kind, or X does not fit it.
    """
    if isinstance(model, TableModel):
        return model.plan.encode(from_frame(X))
    _check_fitted(model)
    return _columns(model, X)


def _check_fitted(model: Any) -> None:
    if hasattr(model, "network_"):
        return
    if hasattr(model, "n_networks"):
        raise InputError("the model is not fitted: there is nothing to draw; call fit first")
    raise InputError(
        f"a fitted NeuralRegressor or TableModel is needed, not {type(model).__name__}; of a "
        "pipeline give the last step, with the rows as it gets them"
    )


def input_names(model: NeuralRegressor | LinearNetwork) -> tuple[str, ...]:
    """Names of a fitted model's inputs: the frame's columns, or x, or x1, x2, ..."""
    names = getattr(model, "feature_names_in_", None)
    if names is not None:
        return tuple(map(str, names))
    return numbered_inputs(model.n_features_in_)


def numbered_inputs(D: int) -> tuple[str, ...]:
    """x, or x1, x2, ...: names of D inputs that have none of their own."""
    return ("x",) if D == 1 else tuple(f"x{j + 1}" for j in range(D))


def target_names(n: int, y: Any = None) -> tuple[str, ...]:
    """Names of n targets: those of a frame or series, or y, or y1, y2, ..."""
    columns = getattr(y, "columns", None)
    if columns is not None and len(columns) == n:
        return tuple(map(str, columns))
    if n == 1:
        return (str(getattr(y, "name", None) or "y"),)
    return tuple(f"y{k + 1}" for k in range(n))


def whose(ensemble: Ensemble) -> str:
    """Which network a picture speaks of, where there are several."""
    n = len(ensemble.networks)
    return "" if n == 1 else f"network {ensemble.best + 1} of {n}"


def _of_regressor(model: NeuralRegressor, X: Any, y: Any, validation: Any, output: int) -> Subject:
    if (X is None) != (y is None):
        raise InputError("X and y go together: give both or neither")
    ensemble = model.ensemble_
    targets = target_names(model.network_.layout.sizes[-1], y)
    n = len(ensemble.networks)
    return Subject(
        model.network_,
        model.trace_,
        answer=ensemble.predict,
        interval=interval_of(ensemble),
        training=None if X is None else _rows(model, X, y),
        held_out=None if validation is None else _rows(model, *validation[:2]),
        kept=model.outcome_.kept,
        output=output,
        target=targets[output] if 0 <= output < len(targets) else "y",
        inputs=input_names(model),
        trained=(ensemble.low, ensemble.high),
        title=f"{whose(ensemble)} {model.outcome_.sentence}".strip(),
        whose=whose(ensemble),
        answers="" if n == 1 else f"all {n} networks",
    )


def _rows(model: NeuralRegressor, X: Any, y: Any) -> Rows:
    return _columns(model, X), _matrix(y)


def _columns(model: NeuralRegressor, X: Any) -> Array:
    """Inputs as numbers; a frame's columns are found by their names."""
    names = getattr(model, "feature_names_in_", None)
    if names is not None and hasattr(X, "columns"):
        absent = [name for name in names if name not in X.columns]
        if absent:
            raise InputError(f"X has no column {absent[0]!r}, which the model was fitted to")
        X = X[list(names)]
    numbers, D = _matrix(dense(X)), model.n_features_in_
    if numbers.shape[1] != D:
        raise InputError(f"X has {numbers.shape[1]} columns; the network reads {D} inputs")
    return numbers


def _matrix(values: Any) -> Array:
    """Numbers as (N, columns), float64."""
    array = np.asarray(values, dtype=np.float64)
    return array.reshape(len(array), -1)


def interval_of(ensemble: Ensemble) -> Any:
    """Bounds around the answer at any coverage, or None where the noise is not known."""
    if not ensemble.noise:
        return None

    def interval(X: Array, coverage: float) -> tuple[Array, Array]:
        found = intervals(ensemble, X, coverage)
        return found.low, found.high

    return interval


def _of_table_model(model: TableModel, table: Any, test: Any, output: int) -> Subject:
    plan, record, ensemble = model.plan, model.record, model.ensemble
    training = held_out = None
    name = "training"
    if table is not None:
        name, training, held_out = _split(model, from_frame(table))
    if test is not None:
        held_out = _encoded(model, from_frame(test))
    figures = record.held_out or record.training
    n, known = len(ensemble.networks), 0 <= output < len(plan.targets)
    return Subject(
        model.network,
        model.trace,
        answer=ensemble.predict,
        interval=interval_of(ensemble),
        training=training,
        held_out=held_out,
        training_name=name,
        kept=record.kept,
        output=output,
        target=plan.target_labels[output] if known else "y",
        inputs=plan.feature_labels,
        trained=(ensemble.low, ensemble.high),
        # with early stopping the watched rows chose the epoch; else the held-out rows are watched
        watched_judge=record.held_out is not None and not record.settings.get("early_stopping"),
        baselines={"mean": figures.rmse_mean[output], "linear": figures.rmse_linear[output]}
        if known
        else {},
        baselines_on="held-out rows" if record.held_out else "training rows",
        title=f"{whose(ensemble)} {record.outcome}".strip(),
        whose=whose(ensemble),
        answers="" if n == 1 else f"all {n} networks",
    )


def _encoded(model: TableModel, table: Table) -> Rows:
    rows = table.take(np.flatnonzero(model.plan.usable_rows(table)))
    return model.plan.encode(rows), model.plan.encode_targets(rows)


def _split(model: TableModel, table: Table) -> tuple[str, Rows, Rows | None]:
    """Training and held-out rows of the table that the model was fitted to; of another all rows."""
    found = with_rows(model, table)
    learned, held = found.training_rows, found.held_out_rows
    if learned is None:
        return "rows", _encoded(model, table), None
    judging = None if held is None else _encoded(model, table.take(held))
    return "training", _encoded(model, table.take(learned)), judging
