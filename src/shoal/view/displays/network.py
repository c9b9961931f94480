"""The diagram of a network, as a display."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from ..diagram import Diagram, diagram_of
from ..labels import Room
from ..network_panel import draw_network
from ..reading import parts_of
from .display import Display

if TYPE_CHECKING:
    from ...estimators.regressor import NeuralRegressor
    from ...estimators.table_model import TableModel


class NetworkDisplay(Display):
    """Units, the weights between them, and the relevance of each input.

    Positive weights are blue, negative ones vermilion, as wide as their size beside the largest of
    their layer, in scaled units. Squares are the constants 1; units are numbered from 0, as the
    columns of V. Bars and per cent are ``input_relevance_``.

    Parameters
    ----------
    diagram : view.diagram.Diagram
    whose : str
        Of several networks, which one this is.

    Attributes
    ----------
    ax_, figure_ : of the last ``plot``
    """

    _size: ClassVar[tuple[float, float]] = (6.4, 5.0)

    def __init__(self, diagram: Diagram, *, whose: str = "") -> None:
        self.diagram, self.whose = diagram, whose

    @classmethod
    def from_estimator(
        cls,
        model: NeuralRegressor | TableModel,
        X: Any = None,
        y: Any = None,
        *,
        most: int = 20,
        ax: Any = None,
    ) -> Self:
        """Draw the network of a fitted model; of several networks ``networks_[best_]``.

        The relevances are of all networks together.

        Parameters
        ----------
        model : NeuralRegressor or TableModel
        X, y : ignored, but for the targets' names that y may bear
        most : int, default=20
            Units drawn of a layer at most: the most relevant inputs, the units of largest weights
            to the next layer, the first outputs; a line counts the others.
        ax : matplotlib.axes.Axes, optional

        Raises
        ------
        InputError
            If the model is not fitted.
        MissingExtraError
            If matplotlib (extra ``[plot]``) is not installed.
        """
        parts = parts_of(model, y)
        diagram = diagram_of(parts.network, parts.inputs, parts.targets, parts.relevance, most=most)
        return cls(diagram, whose=parts.whose).plot(ax)

    def _draw(self, axes: Any, room: Room) -> None:
        draw_network(axes, self.diagram, room, self.whose)
