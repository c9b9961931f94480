"""The diagram of a network, as a display."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from ..diagram.geometry import diagram_of
from ..diagram.lighting import Wish
from ..diagram.nodes import Diagram
from ..panels.labels import Room
from ..panels.network_panel import draw_network
from ..subject.of_model import parts_of
from .display import Display

if TYPE_CHECKING:
    from ...estimators.linear_network import LinearNetwork
    from ...estimators.regressor import NeuralRegressor
    from ...tabular.table_model import TableModel


class NetworkDisplay(Display):
    """Units, the weights between them, and the relevance of each input.

    Positive weights are blue, negative ones vermilion, as wide as their size beside the largest of
    their layer, in scaled units. Squares are the constants 1; units are numbered from 1, as in the
    lecture: unit m is column m - 1 of V. Bars and per cent are ``input_relevance_``. Beneath stand
    the matrices, X̃ V Z̃ W Y with one hidden layer, and their shapes.

    Parameters
    ----------
    diagram : view.diagram.nodes.Diagram
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
        model: NeuralRegressor | TableModel | LinearNetwork,
        X: Any = None,
        y: Any = None,
        *,
        most: int = 20,
        shapes: bool = True,
        lit: Wish = None,
        constants: bool = True,
        ax: Any = None,
    ) -> Self:
        """Draw the network of a fitted model; of several networks ``networks_[best_]``.

        The relevances are of all networks together.

        Parameters
        ----------
        model : NeuralRegressor, TableModel or LinearNetwork
            A linear network's weights are those in original units.
        X, y : ignored, but for the targets' names that y may bear
        most : int, default=20
            Units drawn of a layer at most: the most relevant inputs, the units of largest weights
            to the next layer, the first outputs; a line counts the others.
        shapes : bool, default=True
            Whether the matrices stand beneath, where they have room.
        lit : ("v", j, m), ("w", m, k) or "deltas", default=None
            A weight that stands out with its path, the path of its chain rule, counted as in the
            lecture: j, m = 0 is the constant. ("V", j, m - 1) and (layer, row, column) are Python's
            places of the same. "deltas" lights the way on which errors are sent back.
        constants : bool, default=True
            False leaves out the constants and their weights; of one input, one unit and one output
            that is the lecture's chain x, v, h, w, y.
        ax : matplotlib.axes.Axes, optional

        Raises
        ------
        InputError
            If the model is not fitted, or has no weight ``lit``.
        MissingExtraError
            If matplotlib (extra ``[plot]``) is not installed.
        """
        parts = parts_of(model, y)
        diagram = diagram_of(
            parts.network,
            parts.inputs,
            parts.targets,
            parts.relevance,
            most=most,
            shapes=shapes,
            lit=lit,
            constants=constants,
        )
        return cls(diagram, whose=parts.whose).plot(ax)

    def _draw(self, axes: Any, room: Room) -> None:
        draw_network(axes, self.diagram, room, self.whose)
