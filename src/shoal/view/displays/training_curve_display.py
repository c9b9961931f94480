"""Error while learning, as a display."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from ..panels.error_panel import draw_errors
from ..panels.labels import Room
from ..subject.of_model import subject_of
from ..subject.picture import Errors
from .display import Display

if TYPE_CHECKING:
    from ...estimators.regressor import NeuralRegressor
    from ...tabular.table_model import TableModel


class TrainingCurveDisplay(Display):
    """Root mean squared error of training and held-out rows over the epochs.

    The kept epoch is marked; the mean and the linear model are dashed. Axes are logarithmic where
    half of the fall happens in the first tenth of the epochs, or errors differ by a factor of 20.

    Parameters
    ----------
    errors : view.picture.Errors

    Attributes
    ----------
    ax_, figure_ : of the last ``plot``
    """

    def __init__(self, errors: Errors) -> None:
        self.errors = errors

    @classmethod
    def from_estimator(
        cls,
        model: NeuralRegressor | TableModel,
        X: Any = None,
        y: Any = None,
        *,
        validation: Any = None,
        output: int = 0,
        ax: Any = None,
    ) -> Self:
        """Draw the training of a fitted model; of several networks that of ``networks_[best_]``.

        Parameters
        ----------
        model : NeuralRegressor or TableModel
        X, y : arrays (N, D), (N,) or (N, K), optional
            The training rows, for the errors of mean and linear model; a TableModel has them
            recorded and needs no rows.
        validation : (X, y), or a frame of a TableModel, optional
            Held-out rows: the trace's own if they were given to ``fit``, else a dot.
        output : int, default=0
            Which of K targets.
        ax : matplotlib.axes.Axes, optional

        Raises
        ------
        InputError
            If the model is not fitted, or rows or output do not fit it.
        MissingExtraError
            If matplotlib (extra ``[plot]``) is not installed.

        Examples
        --------
        >>> from shoal import NeuralRegressor, datasets
        >>> from shoal.view import TrainingCurveDisplay
        >>> data = datasets.lecture("sine")
        >>> model = NeuralRegressor(random_state=0).fit(data.X, data.T.ravel())
        >>> display = TrainingCurveDisplay.from_estimator(model, data.X, data.T.ravel())
        >>> display.figure_.savefig("errors.pdf")  # doctest: +SKIP
        """
        subject = subject_of(model, X, y, validation=validation, output=output)
        return cls(subject.errors()).plot(ax)

    def _draw(self, axes: Any, room: Room) -> None:
        draw_errors(axes, self.errors, room)
