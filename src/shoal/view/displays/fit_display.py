"""The fit, or what it leaves unexplained, as a display."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from ...errors import InputError
from ..panels.fit_panel import draw_fit
from ..panels.labels import Room
from ..panels.residual_panel import draw_residuals
from ..subject.of_model import subject_of, target_names
from ..subject.picture import Fit, Points
from .display import Display

if TYPE_CHECKING:
    from ...estimators.regressor import NeuralRegressor
    from ...tabular.table_model import TableModel

KINDS = ("auto", "curve", "predicted", "residuals")
BEYOND = 0.1  # of the training range: so far the curve is drawn past it, on hatched ground


class FitDisplay(Display):
    """Measurements beside the model's answers.

    Parameters
    ----------
    fit : view.picture.Fit
    kind : {"auto", "curve", "predicted", "residuals"}, default="auto"
        "curve": rows, model and the band that holds a new target with the stated probability, over
        one input; hatched beyond the training rows. "predicted": predicted against actual.
        "residuals": actual - predicted over predicted, by scikit-learn's PredictionErrorDisplay.
        "auto" is "curve" for one input, else "predicted".

    Attributes
    ----------
    ax_, figure_ : of the last ``plot``

    Raises
    ------
    InputError
        If ``kind`` is none of these, or "curve" and there is none.
    """

    def __init__(self, fit: Fit, *, kind: str = "auto") -> None:
        if kind not in KINDS:
            raise InputError(f"kind must be one of {', '.join(map(repr, KINDS))}, not {kind!r}")
        if kind == "curve" and fit.curve is None:
            raise InputError("kind='curve' is of models with one input; use 'predicted'")
        self.fit, self.kind = fit, kind

    @classmethod
    def from_estimator(
        cls,
        model: NeuralRegressor | TableModel,
        X: Any = None,
        y: Any = None,
        *,
        validation: Any = None,
        output: int = 0,
        kind: str = "auto",
        coverage: float | None = 0.95,
        ax: Any = None,
    ) -> Self:
        """Draw the answers of a fitted model; of several networks, what all of them answer as one.

        Parameters
        ----------
        model : NeuralRegressor or TableModel
        X, y : arrays (N, D), (N,) or (N, K), optional
            The training rows. Of a ``TableModel`` X is a frame and y is left out; in the very
            table that was fitted, the rows that were held out are told apart.
        validation : (X, y), or a frame of a TableModel, optional
            Held-out rows.
        output : int, default=0
            Which of K targets.
        kind : {"auto", "curve", "predicted", "residuals"}, default="auto"
        coverage : float in (0, 1) or None, default=0.95
            Of the band; None draws none. There is none where the model's noise is not known.
        ax : matplotlib.axes.Axes, optional

        Raises
        ------
        InputError
            If the model is not fitted, or rows, output, kind or coverage do not fit it.
        MissingExtraError
            If matplotlib (extra ``[plot]``) is not installed.

        Examples
        --------
        >>> from shoal import NeuralRegressor, datasets
        >>> from shoal.view import FitDisplay
        >>> data = datasets.lecture("sine")
        >>> model = NeuralRegressor(random_state=0).fit(data.X, data.T.ravel())
        >>> display = FitDisplay.from_estimator(model, data.X, data.T.ravel())
        >>> display.fit.curve.x.shape
        (400,)
        """
        subject = subject_of(model, X, y, validation=validation, output=output)
        return cls(subject.fit(coverage=coverage, beyond=BEYOND), kind=kind).plot(ax)

    @classmethod
    def from_predictions(
        cls, y_true: Any, y_pred: Any, *, kind: str = "predicted", ax: Any = None
    ) -> Self:
        """Draw predictions of any origin beside what was measured.

        Parameters
        ----------
        y_true, y_pred : arrays (N,)
        kind : {"predicted", "residuals"}, default="predicted"
        ax : matplotlib.axes.Axes, optional

        Raises
        ------
        InputError
            If the arrays are not of one length, or kind is another.
        MissingExtraError
            If matplotlib (extra ``[plot]``) is not installed.
        """
        actual, predicted = (
            np.asarray(values, dtype=np.float64).ravel() for values in (y_true, y_pred)
        )
        points = Points(actual, predicted, label="rows")
        return cls(Fit(points, target=target_names(1, y_true)[0]), kind=kind).plot(ax)

    def _draw(self, axes: Any, room: Room) -> None:
        if self.kind == "residuals":
            draw_residuals(axes, self.fit, room)
        else:
            fit = replace(self.fit, curve=None) if self.kind == "predicted" else self.fit
            draw_fit(axes, fit, room)
