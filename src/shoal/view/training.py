"""From a fitted model and its rows to the picture of its training."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..core.ensemble import Ensemble
from ..core.network import Network
from ..errors import InputError
from .panels import draw, save
from .picture import Array, Curve, Points, TrainingPicture, Units
from .style import shortened

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from ..estimators.regressor import NeuralRegressor
    from ..estimators.table_model import TableModel
    from ..tables import Table

GRID = 400  # points of a dense curve
LIMITS = {"tanh": (-1.1, 1.1), "logistic": (-0.1, 1.1), "gaussian": (-0.1, 1.1)}


def plot_training(
    model: NeuralRegressor,
    X: Any = None,
    y: Any = None,
    *,
    validation: tuple[Any, ...] | None = None,
    epoch: int | None = None,
    weights: Sequence[Array] | None = None,
    output: int = 0,
    figure: Figure | None = None,
) -> Figure:
    """Three panels of a training: error while learning, the fit, the hidden units.

    The error is that of ``model.trace_``, current epoch included, beside the mean and the linear
    model where rows are given. The fit is the model on a dense grid of x for one input, predicted
    against actual for several. The hidden units' outputs z are drawn over the same grid, or over
    the rows sorted by prediction.

    Parameters
    ----------
    model : NeuralRegressor
        Fitted.
    X, y : arrays (N, D), (N,) or (N, K), optional
        The training rows, in original units. Without them there is nothing to compare with.
    validation : (X, y), optional
        Held-out rows, in original units.
    epoch, weights : int and list of arrays, optional
        An earlier state to draw, as a sink gets it (``event.epoch``, ``event.weights``). The trace
        is then drawn up to that epoch.
    output : int, default=0
        Which of K targets.
    figure : matplotlib.figure.Figure, optional
        Drawn into after it is cleared; ``pyplot`` is not touched.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    MissingExtraError
        If matplotlib (extra ``[plot]``) is not installed.
    InputError
        If rows or output do not fit the model, or only one of ``epoch`` and ``weights`` is given.

    Examples
    --------
    >>> from shoal import NeuralRegressor, datasets, plot_training
    >>> data = datasets.lecture("S19")
    >>> model = NeuralRegressor(random_state=0).fit(data.X, data.T.ravel())
    >>> figure = plot_training(model, data.X, data.T)
    >>> figure.savefig("training.png")  # doctest: +SKIP
    """
    if (epoch is None) != (weights is None):
        raise InputError("epoch and weights of an earlier state go together: give both or neither")
    if not hasattr(model, "network_"):
        raise InputError("the model is not fitted: there is no training to draw")
    network, trace, outcome = model.network_, model.trace_, model.outcome_
    kept: int | None = outcome.kept
    title, answer = _member(model.ensemble_) + outcome.sentence, model.ensemble_.predict
    if weights is not None and epoch is not None:
        network = replace(network, weights=tuple(weights))
        trace = {name: values[trace["epoch"] <= epoch] for name, values in trace.items()}
        kept, title, answer = None, f"epoch {epoch:,}", network.predict
    if (X is None) != (y is None):
        raise InputError("X and y go together: give both or neither")
    names = getattr(model, "feature_names_in_", None)
    picture = training_picture(
        network,
        trace,
        answer=answer,
        training=None if X is None else (_matrix(X), _matrix(y)),
        held_out=None if validation is None else (_matrix(validation[0]), _matrix(validation[1])),
        kept=kept,
        output=output,
        target=_name(y, output),
        input=str(names[0]) if names is not None else "x",
        title=title,
    )
    return draw(picture, figure)


def draw_table_model(model: TableModel, whole: Table, test: Table | None, place: Path) -> None:
    """Draw the training of a table model into a file (PNG, SVG or PDF).

    ``whole`` is the table that the model was fitted to; ``test`` the table it was judged by, if
    not by rows of ``whole``. The first target is drawn.

    Raises
    ------
    MissingExtraError
        If matplotlib is not installed.
    InputError
        If the picture cannot be written.
    """
    plan, record = model.plan, model.record

    def encoded(table: Table) -> tuple[Array, Array]:
        rows = table.take(np.flatnonzero(plan.usable_rows(table)))
        return plan.encode(rows), plan.encode_targets(rows)

    learned = whole if model.training_rows is None else whole.take(model.training_rows)
    judged = test
    if judged is None and model.held_out_rows is not None:
        judged = whole.take(model.held_out_rows)
    figures = record.held_out or record.training
    picture = training_picture(
        model.network,
        model.trace,
        answer=model.ensemble.predict,
        training=encoded(learned),
        held_out=None if judged is None else encoded(judged),
        kept=record.kept,
        target=plan.targets[0],
        input=plan.feature_names[0],
        title=f"{shortened(Path(record.source).name, 40)}: {_member(model.ensemble)}{record.outcome}",
        baselines={"mean": figures.rmse_mean[0], "linear": figures.rmse_linear[0]},
    )
    save(draw(picture), place)


def training_picture(
    network: Network,
    trace: Mapping[str, Array],
    *,
    answer: Callable[[Array], Array] | None = None,
    training: tuple[Array, Array] | None = None,
    held_out: tuple[Array, Array] | None = None,
    kept: int | None = None,
    output: int = 0,
    target: str = "y",
    input: str = "x",
    title: str = "",
    baselines: Mapping[str, float] | None = None,
) -> TrainingPicture:
    """The picture of a network and its trace; rows are (X (N, D), T (N, K)) in original units.

    ``answer`` predicts where the network is one of several; ``baselines`` are computed from the rows
    where they are not given.

    Raises
    ------
    InputError
        If rows or output do not fit the network.
    """
    answer = answer or network.predict
    D, K = network.layout.sizes[0], network.layout.sizes[-1]
    if not 0 <= output < K:
        raise InputError(f"output is {output}; the network has outputs 0 ... {K - 1}")
    for rows in (training, held_out):
        if rows is not None and len(rows[0]) != len(rows[1]):
            raise InputError(f"X has {len(rows[0])} rows and y has {len(rows[1])}")
        if rows is not None and rows[1].shape[1] != K:
            raise InputError(f"y has {rows[1].shape[1]} columns; the network has {K} targets")
    suffix = f"_{output}" if K > 1 and f"rmse_train_{output}" in trace else ""
    points = [
        None
        if rows is None
        else Points(
            rows[1][:, output],
            answer(rows[0])[:, output],
            rows[0][:, 0] if D == 1 else None,
            name,
        )
        for rows, name in ((training, "training"), (held_out, "held out"))
    ]
    watched = trace.get(f"rmse_validation{suffix}")
    judged = held_out is not None and _is_of(
        trace["epoch"], watched, kept, _rmse(network, held_out, output)
    )
    if baselines is None:
        baselines = _baselines(training, held_out, output)
    grid = _grid(network, training, held_out) if D == 1 else None
    return TrainingPicture(
        epoch=trace["epoch"],
        rmse_train=trace[f"rmse_train{suffix}"],
        rmse_held_out=watched if judged else None,
        rmse_validation=None if judged else watched,
        kept=kept,
        training=points[0],
        held_out=points[1],
        curve=None if grid is None else Curve(grid[:, 0], answer(grid)[:, output]),
        units=_units(network, answer, grid, training, held_out, output),
        baselines=baselines,
        baselines_on=""
        if not baselines
        else "training rows"
        if held_out is None
        else "held-out rows",
        target=target,
        input=input,
        title=title,
    )


def _is_of(epoch: Array, watched: Array | None, kept: int | None, rmse: float) -> bool:
    """Whether the watched rows are those whose error at the kept epoch is ``rmse``.

    With early stopping the trace is of validation rows, which chose the epoch; the held-out rows
    are others. A thinned trace may lack the kept epoch: then the nearest must come close.
    """
    if watched is None:
        return False
    row = len(epoch) - 1 if kept is None else int(np.argmin(np.abs(epoch - kept)))
    close = 1e-3 if kept is None or epoch[row] == kept else 0.05
    return bool(abs(watched[row] - rmse) <= close * rmse)


def _matrix(values: Any) -> Array:
    """Numbers as (N, columns), float64."""
    array = np.asarray(values, dtype=np.float64)
    return array.reshape(len(array), -1)


def _rmse(network: Network, rows: tuple[Array, Array], output: int) -> float:
    """The error of the network alone, whose trace it is."""
    error = network.predict(rows[0])[:, output] - rows[1][:, output]
    return float(np.sqrt(np.mean(error**2)))


def _name(y: Any, output: int) -> str:
    columns = getattr(y, "columns", None)
    if columns is not None and output < len(columns):
        return str(columns[output])
    return str(getattr(y, "name", None) or "y")


def _grid(
    network: Network, training: tuple[Array, Array] | None, held_out: tuple[Array, Array] | None
) -> Array:
    """A dense grid (n, 1) over all rows; without rows over what the scaling tells of their range."""
    given = [rows[0] for rows in (training, held_out) if rows is not None and len(rows[0])]
    if given:
        low, high = min(x.min() for x in given), max(x.max() for x in given)
    else:
        shift, scale = float(network.inputs.shift[0]), float(network.inputs.scale[0])
        low, high = shift - 3**0.5 * scale, shift + 3**0.5 * scale  # the range of even spacing
    return np.linspace(low, high, GRID)[:, np.newaxis]


def _member(ensemble: Ensemble) -> str:
    """Which network a picture speaks of, where there are several."""
    n = len(ensemble.networks)
    return "" if n == 1 else f"network {ensemble.best + 1} of {n} "


def _units(
    network: Network,
    answer: Callable[[Array], Array],
    grid: Array | None,
    training: tuple[Array, Array] | None,
    held_out: tuple[Array, Array] | None,
    output: int,
) -> Units | None:
    if network.layout.n_hidden_layers == 0:
        return None
    weights, limits = network.weights[-1][1:, output], LIMITS.get(network.hidden.name)
    if grid is not None:
        return Units(network.hidden_outputs(grid), weights, x=grid[:, 0], limits=limits)
    rows = [rows[0] for rows in (training, held_out) if rows is not None]
    if not rows:
        return None
    X = np.concatenate(rows)
    predicted = answer(X)[:, output]
    order = np.argsort(predicted, kind="stable")
    Z = network.hidden_outputs(X[order])
    return Units(Z, weights, predicted=predicted[order], limits=limits)


def _baselines(
    training: tuple[Array, Array] | None, held_out: tuple[Array, Array] | None, output: int
) -> dict[str, float]:
    """RMSE of the training rows' mean and linear model, on the held-out rows if there are any."""
    if training is None or not len(training[0]):
        return {}
    X, t = training[0], training[1][:, output]
    X_judge, t_judge = (X, t) if held_out is None else (held_out[0], held_out[1][:, output])
    center, scale = X.mean(axis=0), X.std(axis=0)
    scale = np.where(scale > 0, scale, 1.0)

    def with_ones(X: Array) -> Array:
        return np.column_stack([np.ones(len(X)), (X - center) / scale])

    mean = float(t.mean())
    slope = np.linalg.lstsq(with_ones(X), t - mean, rcond=None)[0]
    answers = {"mean": np.full(len(t_judge), mean), "linear": with_ones(X_judge) @ slope + mean}
    return {name: Points(t_judge, answer).rmse for name, answer in answers.items()}
