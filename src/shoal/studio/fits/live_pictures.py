"""The pictures of a fit that runs: what it tells, as the page's scene and frames."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from ...tabular.table_model import TableModel
from ...trace import Channel, Event, Opening
from ...view.frames.scene import Scene
from ..tables.experiment import Truth
from .run import of_truth

DRAIN = 2.0  # seconds that the last frames may take

Tell = Callable[[dict[str, Any], bytes | None], None]


class Picture:
    """A sink that turns what a fit tells into the page's messages.

    Events up to epoch ``after`` are not shown: of a fit that goes on, they were seen before.
    """

    def __init__(
        self,
        run: int,
        tell: Tell,
        output: int,
        along: int | None,
        after: int,
        truth: Truth | None = None,
    ) -> None:
        self._run, self._tell, self._after, self._truth = run, tell, after, truth
        self._output, self._along = output, along
        self._opening: Opening | None = None
        self._scene: Scene | None = None
        self._drawn: Event | None = None  # the newest
        self._order = threading.Lock()  # of what is told: a page asks while the channel draws
        self.channel = Channel(self._draw, every=0)

    @property
    def every(self) -> int | None:
        """The weights with each event."""
        return 0

    def begin(self, opening: Opening) -> None:
        """The scene, before the first frame."""
        with self._order:
            self._opening = opening
            self._show()

    def look(self, output: int, along: int | None) -> None:
        """Show a target and the units over an input from now on, the newest frame once more."""
        with self._order:
            self._output, self._along = output, along
            if self._opening is None:
                return
            scene = self._show()
            if self._drawn is not None:  # of its trace the last row alone: the others were told
                last = {name: values[-1:] for name, values in self._drawn.columns.items()}
                event = replace(self._drawn, columns=last)
                self._tell(*scene.frame([event], self._run).packed())

    def receive(self, event: Event) -> None:
        """Leave the event for the channel's own thread."""
        self.channel.receive(event)

    def finish(self, model: TableModel) -> None:
        """The last frame, once all others are on their way: what the fit kept."""
        self.channel.drain(timeout=DRAIN)
        if self._scene is not None:
            self._tell(*self._scene.last_frame(model, self._run).packed())

    def _show(self) -> Scene:
        assert self._opening is not None
        D = len(self._opening.inputs)
        along = self._along if self._along is not None and self._along < D else None
        output = min(self._output, len(self._opening.targets) - 1)
        known = of_truth(self._truth, self._opening, output)
        scene = Scene.of(self._opening, output, along, **known)
        self._tell(scene.to_json(self._run), None)
        self._scene = scene
        return scene

    def _draw(self, events: Sequence[Event]) -> None:
        with self._order:
            self._draw_next(events)

    def _draw_next(self, events: Sequence[Event]) -> None:
        scene = self._scene
        assert scene is not None
        if scene.several:
            events = events[-1:]  # each is a network of its own
        elif events[-1].epoch < self._after and not events[-1].final:
            message = {"kind": "again", "run": self._run, "epoch": events[-1].epoch}
            self._tell(message | {"until": self._after}, None)
            return
        self._drawn = events[-1]
        header, buffer = scene.frame(events, self._run).packed()
        self._tell(header, buffer)
