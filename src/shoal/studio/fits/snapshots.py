"""What a fit tells while it runs, kept for a replay."""

from __future__ import annotations

from dataclasses import replace

from ...trace import Event, Opening
from ...trace.epoch_axis import Stops
from ...view.frames.frame import Frame, thinned
from ...view.frames.history import ROWS, History
from ...view.frames.scene import Scene


class Snapshots:
    """A sink that keeps the frames of one network's training; of several networks none.

    They lie evenly along the axis of the learning curve, so that the first epochs are seen, and
    there are never more than ``view.frames.history.MOST``.
    """

    every = 0

    def __init__(self) -> None:
        self._scene: Scene | None = None
        self._stops: Stops | None = None
        self._history = History(0)

    @property
    def frames(self) -> list[Frame]:
        """The frames so far, oldest first."""
        return self._history.frames

    def begin(self, opening: Opening) -> None:
        """Learn what is to be drawn, and how often."""
        several, last = opening.several, opening.max_epochs
        self._scene = None if several else Scene.of(opening)
        self._stops = None if several else Stops(last)
        self._history = History(last)

    def next_stop(self, epoch: int) -> int | None:
        """The next epoch after ``epoch`` whose network is kept."""
        return None if self._stops is None else self._stops.after(epoch)

    def receive(self, event: Event) -> None:
        """Keep the frame."""
        if self._scene is None or event.weights is None:
            return
        frame = self._scene.frame([event])
        self._history.add(replace(frame, columns=thinned(frame.columns, ROWS)))
