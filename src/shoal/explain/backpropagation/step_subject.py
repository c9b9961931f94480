"""What a step needs of a model and a table: the network, scaled rows, names, rates and penalty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from ...core.layout import Array
from ...errors import InputError
from ...model.ensemble import Ensemble
from ...model.fitted import Fitted
from ...model.network import Network
from ...model.scaling import Scaling
from ...tables.wording import count

if TYPE_CHECKING:
    from ...estimators.linear_network import LinearNetwork
    from ...estimators.regressor import NeuralRegressor
    from ...tabular.table_model import TableModel

RATE = 0.01  # NeuralRegressor's own default


@dataclass(frozen=True)
class Rows:
    """Rows in original units; ``positions`` are their places in what the caller gave."""

    X: Array
    T: Array
    positions: Array
    n_given: int
    names: Sequence[str]
    source: str


@dataclass(frozen=True)
class Subject:
    """A network, its rows and how it learns: ``alpha`` is a vector like ``theta``."""

    network: Network
    model: str
    rows: Rows
    inputs: tuple[str, ...]
    targets: tuple[str, ...]
    rates: Any
    alpha: Array
    notes: tuple[str, ...] = ()


def subject_of(model: Any, X: Any, y: Any, sample_weight: Any) -> Subject:
    """The subject of a step, from any model that it can explain.

    Raises
    ------
    InputError
        If the model is of no known kind or not fitted, or the data do not fit it.
    """
    from ...tabular.table_model import TableModel

    if isinstance(model, TableModel):
        return _of_table_model(model, X, y)
    if isinstance(model, Fitted):
        return _of_fitted(model, X, y)
    if isinstance(model, Ensemble):
        return _of_network(model.networks[model.best], X, y, _best(model.best, model.networks))
    if isinstance(model, Network):
        return _of_network(model, X, y, "")
    from ...estimators.linear_network import LinearNetwork
    from ...estimators.regressor import NeuralRegressor

    if isinstance(model, NeuralRegressor):
        return _of_regressor(model, X, y)
    if isinstance(model, LinearNetwork):
        return _of_linear(model, X, y, sample_weight)
    raise InputError(
        "step explains a NeuralRegressor, LinearNetwork, TableModel, Fitted, Ensemble or Network, "
        f"not {type(model).__name__}"
    )


def _best(best: int, networks: Sequence[Network]) -> str:
    if len(networks) == 1:
        return ""
    return f"networks_[{best}], the one of {len(networks)} that is closest to the mean of all"


def _in_float64(network: Network) -> Network:
    return replace(network, weights=tuple(w.astype(np.float64) for w in network.weights))


def _numbered(stem: str, n: int) -> tuple[str, ...]:
    return tuple(f"{stem} {i + 1}" for i in range(n))


def _rows(X: Array, y: Any, K: int) -> Rows:
    if y is None:
        raise InputError("step needs the targets y of the rows X")
    T = np.asarray(y, dtype=np.float64)
    T = T.reshape(len(T), -1) if T.ndim else T
    if T.shape != (len(X), K) or not len(X):
        raise InputError(
            f"y must hold {count(K, 'target')} for each of {count(len(X), 'row')} of X; "
            f"found shape {np.shape(y)}"
        )
    if not np.isfinite(T).all():
        raise InputError(f"y is not a finite number in row {_first_bad(T)}; leave the row out")
    positions = np.arange(len(X))
    return Rows(X, T, positions, len(X), [f"row {i}" for i in positions], "X")


def _first_bad(values: Array) -> int:
    return int(np.flatnonzero(~np.isfinite(values).all(axis=1))[0])


def _of_network(network: Network, X: Any, y: Any, model: str) -> Subject:
    D, K = network.layout.sizes[0], network.layout.sizes[-1]
    X = np.asarray(X, dtype=np.float64)
    if X.ndim != 2 or X.shape[1] != D:
        raise InputError(f"X has shape {X.shape}; this network reads rows of {D} inputs: (N, {D})")
    if not np.isfinite(X).all():
        raise InputError(f"X is not a finite number in row {_first_bad(X)}; leave the row out")
    network = _in_float64(network)
    return Subject(
        network,
        model,
        _rows(X, y, K),
        _numbered("input", D),
        _numbered("output", K),
        RATE,
        np.zeros(network.layout.n_weights),
    )


def _of_fitted(model: Fitted, X: Any, y: Any) -> Subject:
    best = _best(model.ensemble.best, model.ensemble.networks)
    best = best.replace("networks_", "ensemble.networks")
    subject = _of_network(model.network, model.inputs(X), y, best)
    return replace(subject, inputs=model.input_names or subject.inputs)


def _of_regressor(model: NeuralRegressor, X: Any, y: Any) -> Subject:
    from sklearn.utils.validation import check_is_fitted, validate_data

    from ...core.dense import dense

    check_is_fitted(model)
    X = validate_data(model, dense(X), dtype=np.float64, reset=False)
    subject = _of_network(model.network_, X, y, _best(model.best_, model.networks_))
    alpha, notes = _alpha_of(model)
    names = getattr(model, "feature_names_in_", subject.inputs)
    return replace(
        subject,
        inputs=tuple(map(str, names)),
        rates=model.learning_rate_init,
        alpha=alpha,
        notes=notes,
    )


def _alpha_of(model: NeuralRegressor) -> tuple[Array, tuple[str, ...]]:
    """Alpha of each weight as ``cost`` has it, alpha / (2 sum(s)) * weight^2."""
    from ...committee.policy import STOPPED_ALPHA
    from ...solve.evidence import groups_of
    from ...train.regularization import ALPHA

    layout = model.network_.layout
    estimated = getattr(model, "alpha_", None)
    if estimated is None:
        stopped = model.solver_ == "lm" and not model.early_stopping
        fallback = STOPPED_ALPHA if stopped else ALPHA
        alpha = fallback if isinstance(model.alpha, str) else float(model.alpha)
        return alpha * layout.not_constant(), ()
    groups = next(
        g
        for kind in ("evidence", "ard")
        if (g := groups_of(layout, kind)).max() + 1 == len(estimated)
    )
    # the evidence divides by the noise's precision and by the number of targets, K sum(s)
    alpha = estimated[groups] / (model.beta_ * layout.sizes[-1])
    return alpha, (
        "the penalty is the evidence's last, alpha_ / (beta_ K), constants' weights included",
    )


def _of_linear(model: LinearNetwork, X: Any, y: Any, sample_weight: Any) -> Subject:
    """The closed form's weights in the scaled units in which it was solved, on these rows."""
    from sklearn.utils.validation import check_is_fitted, validate_data

    from ...core.activations import ACTIVATIONS
    from ...core.dense import dense

    check_is_fitted(model)
    X = validate_data(model, dense(X), dtype=np.float64, reset=False)
    names = tuple(map(str, getattr(model, "feature_names_in_", _numbered("input", X.shape[1]))))
    if model.basis_ is not None:
        Phi = model.basis_.transform(X)
        X = np.asarray(Phi.toarray() if hasattr(Phi, "toarray") else Phi, dtype=np.float64)
        names = _numbered("basis", X.shape[1])
    rows = _rows(X, y, model.W_.shape[1])
    s = None if sample_weight is None else weights_of(sample_weight, rows)
    inputs, targets = Scaling.of(rows.X, s), Scaling.of(rows.T, s)
    slopes = model.W_[1:] * inputs.scale[:, np.newaxis] / targets.scale
    constant = (model.W_[0] + inputs.shift @ model.W_[1:] - targets.shift) / targets.scale
    identity = ACTIVATIONS["identity"]
    network = Network((np.vstack([constant, slopes]),), identity, identity, inputs, targets)
    note = "at the closed form's weights all sums are 0, on the rows that it was fitted to"
    return replace(_of_network(network, X, y, ""), inputs=names, notes=(note,))


def _of_table_model(model: TableModel, X: Any, y: Any) -> Subject:
    from ...tables import from_frame
    from ...train.regularization import ALPHA

    plan, table = model.plan, from_frame(X)
    network = _in_float64(model.network)
    if y is None:
        positions = np.flatnonzero(plan.usable_rows(table))
        if not len(positions):
            raise InputError(f"{table.source} has no row with a value in every target column")
        T = plan.encode_targets(table.take(positions))
    else:
        T = _rows(np.zeros((table.n_rows, 0)), y, network.layout.sizes[-1]).T
        positions = np.arange(table.n_rows)
    names = [_row_name(table, int(i)) for i in positions]
    rows = Rows(plan.encode(table.take(positions)), T, positions, table.n_rows, names, table.source)
    settings, notes = model.record.settings, []
    rates = settings.get("learning_rate_init", RATE)
    alpha = settings.get("alpha", "auto" if model.record.solver == "lm" else ALPHA)
    if isinstance(alpha, str):
        alpha = 0.0
        notes.append("a table model keeps no penalty that was estimated: none is applied here")
    best = _best(model.ensemble.best, model.ensemble.networks).replace("networks_", "networks")
    return Subject(
        network,
        best,
        rows,
        plan.feature_names,
        plan.targets,
        RATE if isinstance(rates, str) else rates,  # a text stands for what no record holds
        alpha * network.layout.not_constant(),
        tuple(notes),
    )


def _row_name(table: Any, i: int) -> str:
    return f"row {i}" + (f" ({table.row_label(i)})" if table.lines is not None else "")


def weights_of(sample_weight: Any, rows: Rows) -> Array:
    """Row weights (N,) of the rows that are used; 1 each without.

    Raises
    ------
    InputError
        If they are not one finite number >= 0 for each row, or all are 0.
    """
    if sample_weight is None:
        return np.ones(len(rows.X))
    s: Array = np.asarray(sample_weight, dtype=np.float64)
    if s.shape != (rows.n_given,) or not (np.isfinite(s).all() and (s >= 0).all()):
        raise InputError(f"sample_weight must be {rows.n_given} finite numbers >= 0, one a row")
    s = s[rows.positions]
    if not s.any():
        raise InputError("sample_weight is zero for every row; at least one must be positive")
    return s
