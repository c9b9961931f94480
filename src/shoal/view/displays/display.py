"""What all displays share: axes of the caller's or of a new figure."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from ..panels.labels import Room
from ..style import library, styled


class Display:
    """A picture that can be drawn more than once; ``ax_`` and ``figure_`` are those of the last.

    Drawn into the caller's ``ax``, it keeps the caller's fonts and rules and takes its own colours,
    light or dark after the ground of the axes. Without ``ax`` it makes a figure with ``pyplot`` and
    Shoal's style sheet, dark where the caller's figures would be dark (``plt.style.use``). Names
    stand right of the lines: figures with several axes want ``layout="constrained"``.
    """

    ax_: Any
    figure_: Any
    _size: ClassVar[tuple[float, float]] = (5.6, 3.9)  # inches

    def plot(self, ax: Any = None) -> Self:
        """Draw into ``ax``, or into a new figure.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional

        Returns
        -------
        self : with ``ax_`` and ``figure_``

        Raises
        ------
        MissingExtraError
            If matplotlib (extra ``[plot]``) is not installed.
        """
        if ax is None:
            with styled():
                pyplot = library("matplotlib.pyplot")
                figure, ax = pyplot.subplots(figsize=self._size, layout="constrained")
                figure.get_layout_engine().set(w_pad=0.08, h_pad=0.08)  # inches
                self._draw(ax, Room.of(ax))
        else:
            self._draw(ax, Room.of(ax))
        self.ax_, self.figure_ = ax, ax.figure
        return self

    def _draw(self, axes: Any, room: Room) -> None:
        raise NotImplementedError
