"""The training of a fitted model in one figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import InputError
from .panels.three_panels import draw, save
from .style import shortened
from .subject.of_model import subject_of
from .subject.picture import Array

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from ..estimators.regressor import NeuralRegressor
    from ..tables import Table
    from ..tabular.table_model import TableModel


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
    model where rows are given. The fit is the model on a dense grid of x for one input, with the
    band that holds a new target with probability 0.95 where the noise is known; predicted against
    actual for several. The hidden units' outputs z are drawn over the same grid, or over
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
    >>> data = datasets.lecture("sine")
    >>> model = NeuralRegressor(random_state=0).fit(data.X, data.T.ravel())
    >>> figure = plot_training(model, data.X, data.T)
    >>> figure.savefig("training.png")  # doctest: +SKIP
    """
    if (epoch is None) != (weights is None):
        raise InputError("epoch and weights of an earlier state go together: give both or neither")
    subject = subject_of(model, X, y, validation=validation, output=output)
    if weights is not None and epoch is not None:
        trace = {
            name: values[subject.trace["epoch"] <= epoch] for name, values in subject.trace.items()
        }
        subject = replace(
            subject,
            network=replace(subject.network, weights=tuple(weights)),
            trace=trace,
            answer=None,
            interval=None,
            kept=None,
            title=f"epoch {epoch:,}",
        )
    return draw(subject.picture(), figure)


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
    subject = subject_of(model, whole, validation=test)
    source = shortened(Path(model.record.source).name, 40)
    save(draw(replace(subject, title=f"{source}: {subject.title}").picture()), place)
