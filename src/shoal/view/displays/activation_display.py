"""An activation and its derivative, as a display."""

from __future__ import annotations

from typing import Any, Self

import numpy as np

from ...core.activations import Activation, resolve
from ...errors import InputError
from ..panels.activation_panel import ActivationCurves, draw_activation
from ..panels.labels import Room
from .display import Display

GRID = 4001
WIDEST = 4.0  # sums to either side
HIGHEST = 25.0  # outputs beyond it squeeze all else to a line


class ActivationDisplay(Display):
    """An activation z = h(a), its derivative, and where the slope is largest.

    Parameters
    ----------
    curves : view.panels.activation_panel.ActivationCurves

    Attributes
    ----------
    ax_, figure_ : of the last ``plot``
    """

    def __init__(self, curves: ActivationCurves) -> None:
        self.curves = curves

    @classmethod
    def from_activation(
        cls,
        activation: str | Activation,
        *,
        limits: tuple[float, float] | None = None,
        ax: Any = None,
    ) -> Self:
        """Draw an activation by name, or your own.

        Parameters
        ----------
        activation : str or shoal.Activation
        limits : (float, float), optional
            Range of the sum a; by default -4 ... 4, halved until ``|h|`` stays below 25.
        ax : matplotlib.axes.Axes, optional

        Raises
        ------
        InputError
            If the name is unknown, or the limits are not in order.
        MissingExtraError
            If matplotlib (extra ``[plot]``) is not installed.

        Examples
        --------
        >>> from shoal.view import ActivationDisplay
        >>> curves = ActivationDisplay.from_activation("logistic").curves
        >>> float(curves.slope[curves.steepest])
        0.25
        """
        h = resolve(activation)
        if limits is None:
            reach = WIDEST
            while reach > 0.5 and not np.abs(h.f(np.array([-reach, reach]))).max() < HIGHEST:
                reach /= 2
            limits = (-reach, reach)
        low, high = limits
        if not (np.isfinite([low, high]).all() and low < high):
            raise InputError(f"limits must be two numbers in order, not {limits!r}")
        a = np.linspace(low, high, GRID)
        z = h.f(a)
        return cls(ActivationCurves(h.name, a, z, h.slope(a, z))).plot(ax)

    def _draw(self, axes: Any, room: Room) -> None:
        draw_activation(axes, self.curves, room)
