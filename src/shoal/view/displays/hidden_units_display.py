"""What each hidden unit gives, as a display."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from ...errors import InputError
from ..panels.labels import Room
from ..panels.unit_panel import draw_units
from ..subject.of_model import inputs_of, subject_of
from ..subject.picture import Units
from .display import Display

if TYPE_CHECKING:
    from ...estimators.regressor import NeuralRegressor
    from ...tabular.table_model import TableModel


class HiddenUnitsDisplay(Display):
    """Outputs z of the last hidden layer's units.

    Over one input a line a unit, coloured by the sign of its weight to the output, as wide as that
    weight; over the rows of several inputs a row of cells a unit, sorted by prediction.

    Parameters
    ----------
    units : view.picture.Units or None
        None for a network without hidden units, which is then said.

    Attributes
    ----------
    ax_, figure_ : of the last ``plot``
    """

    def __init__(self, units: Units | None) -> None:
        self.units = units

    @classmethod
    def from_estimator(
        cls,
        model: NeuralRegressor | TableModel,
        X: Any = None,
        y: Any = None,
        *,
        along: int | str | None = None,
        output: int = 0,
        ax: Any = None,
    ) -> Self:
        """Draw the hidden units of a fitted model; of several networks those of ``networks_[best_]``.

        Parameters
        ----------
        model : NeuralRegressor or TableModel
        X : array (N, D), or a frame of a TableModel, optional
            Rows to draw over; needed for several inputs without ``along``. Their mean is where the
            other inputs stand with it, else that of the training rows.
        y : ignored
        along : int or str, optional
            Draw over this input, by number or name, with the others at their mean.
        output : int, default=0
            The target whose weights order and colour the units.
        ax : matplotlib.axes.Axes, optional

        Raises
        ------
        InputError
            If the model is not fitted, or X, ``along`` or output do not fit it.
        MissingExtraError
            If matplotlib (extra ``[plot]``) is not installed.
        """
        subject = subject_of(model, output=output)
        place = None if along is None else _place(along, subject.inputs)
        return cls(subject.units(place, None if X is None else inputs_of(model, X))).plot(ax)

    def _draw(self, axes: Any, room: Room) -> None:
        draw_units(axes, self.units, room)


def _place(along: int | str, inputs: tuple[str, ...]) -> int:
    if isinstance(along, str):
        if along not in inputs:
            raise InputError(f"along={along!r} is no input; there are {', '.join(inputs)}")
        return inputs.index(along)
    if not 0 <= along < len(inputs):
        raise InputError(f"along is {along}; the network has inputs 0 ... {len(inputs) - 1}")
    return int(along)
