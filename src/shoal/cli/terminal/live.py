"""``shoal fit --live``: the errors of a fit drawn in the terminal, above the progress line."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from ...trace import Closing, Event, Opening, Sink
from .curves import Curve, Rule, chart
from .progress import line_of, progress_of, shown_while

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderResult

MOST_ROWS = 4_000  # of the trace while it grows: more than a terminal shows
COLUMNS = ("epoch", "rmse_train", "rmse_validation")
REFRESH = 10  # drawings a second


@contextmanager
def live_curves(epochs: int, shown: bool) -> Iterator[list[Sink]]:
    """Sinks for a fit: curves and line on standard error where that is a terminal, else none.

    The curves of what the fit kept stay; the line goes.
    """
    if not shown or not sys.stderr.isatty():
        yield []
        return
    from rich.console import Console, Group
    from rich.live import Live

    console = Console(stderr=True)
    curves, progress = Curves(), progress_of(console)
    both = Group(curves, progress)
    screen = Live(both, console=console, refresh_per_second=REFRESH)
    with shown_while(screen):
        try:
            yield [curves, line_of(progress, epochs)]
        finally:
            screen.update(curves)


class Curves:
    """A sink that keeps what has been told of the errors, and draws it when asked.

    The fitting thread only stores; the drawing is done in the terminal's own thread.
    """

    every: int | None = None

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._rows: dict[str, np.ndarray] = {}
        self._baselines: Mapping[str, float] = {}
        self._several, self._title = False, ""

    def begin(self, opening: Opening) -> None:
        """Learn the baselines' errors."""
        from ...view.frames.scene import Scene

        self._several = opening.several
        self._baselines = Scene.of(opening).baselines

    def receive(self, event: Event) -> None:
        """Keep the rows; of several networks those of the newest."""
        with self._turn:
            if self._several:
                self._rows, self._title = {}, f"network {event.network}"
            self._keep(event.columns)

    def end(self, closing: Closing) -> None:
        """What was kept: of several networks the best one's errors."""
        with self._turn:
            n, best = len(closing.ensemble.networks), closing.ensemble.best
            self._title = f"network {best + 1} of {n}" if n > 1 else ""
            self._rows = {}
            self._keep(closing.trace)

    def _keep(self, columns: Mapping[str, Any]) -> None:
        for name in COLUMNS:
            if name in columns:
                before = self._rows.get(name, np.empty(0))
                self._rows[name] = np.concatenate([before, np.asarray(columns[name], float)])
        epoch = self._rows["epoch"]
        if len(epoch) > MOST_ROWS:  # every stretch of a plain and of a logarithmic axis has its own
            shown = (scale(1, epoch[-1], MOST_ROWS // 4) for scale in (np.linspace, np.geomspace))
            kept = np.unique([0, *np.searchsorted(epoch, np.concatenate([*shown])), len(epoch) - 1])
            self._rows = {name: values[kept] for name, values in self._rows.items()}

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The chart, as wide as the terminal allows."""
        with self._turn:
            rows, title = dict(self._rows), self._title
        if len(rows.get("epoch", ())) < 2:
            return
        yield from chart(self._curves(rows), self._rules(), title, options.max_width)

    def _curves(self, rows: dict[str, np.ndarray]) -> Sequence[Curve]:
        names = {
            "rmse_train": ("training", "color(32)"),
            "rmse_validation": ("held out", "color(172)"),
        }
        return [
            Curve(label, colour, rows["epoch"], rows[name])
            for name, (label, colour) in names.items()
            if name in rows
        ]

    def _rules(self) -> Sequence[Rule]:
        return [Rule(name, value) for name, value in self._baselines.items() if np.isfinite(value)]
