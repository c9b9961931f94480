"""What a fit tells while it runs, kept for a replay."""

from __future__ import annotations

from dataclasses import replace

from ..trace import Event, Opening
from ..view.frame import Frame, thinned
from ..view.scene import Scene

FRAMES = 50  # of a descent that runs to its limit, as the lecture draws it
MOST = 120  # frames kept: a report stays small
ROWS = 40  # of the trace from one frame to the next
LONG = 1_000  # epochs; a shorter fit shows the weights whenever it tells of itself


class Snapshots:
    """A sink that keeps the frames of one network's training; of several networks none."""

    def __init__(self) -> None:
        self.frames: list[Frame] = []
        self.every: int | None = 0
        self._scene: Scene | None = None

    def begin(self, opening: Opening) -> None:
        """Learn what is to be drawn, and how often."""
        self._scene = None if opening.several else Scene.of(opening)
        long = opening.max_epochs >= LONG and opening.solver in ("gd", "sgd", "adam")
        self.every = max(1, opening.max_epochs // FRAMES) if long else 0

    def receive(self, event: Event) -> None:
        """Keep the frame; when there are too many, every second one is left out."""
        if self._scene is None or event.weights is None:
            return
        frame = self._scene.frame([event])
        self.frames.append(replace(frame, columns=thinned(frame.columns, ROWS)))
        if len(self.frames) > MOST:
            self.frames = self.frames[::2]
