"""``live``: a fit shown in the notebook's cell while it runs."""

from __future__ import annotations

import math
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib import import_module
from numbers import Integral, Real
from typing import Any

import numpy as np

from ...errors import InputError, MissingExtraError
from ...trace import Channel, Closing, Event, Opening, Spread
from ...trace.epoch_axis import Stops
from .frame import Frame, thinned
from .history import ROWS
from .scene import Scene

DRAIN = 2.0  # seconds that a cell waits for its last frames


def live(
    *,
    every: int | str = "auto",
    pace: float | None = None,
    output: int = 0,
    height: int | None = None,
) -> LiveView:
    """A listener that shows a fit in the notebook while it runs.

    Error while learning, the fit, the hidden units and the network appear under the cell as soon
    as the fit begins, and move with it; at its end there is a replay. It starts by itself where the
    fit was over before its pictures could be drawn. The saved notebook
    keeps a static picture of what the fit kept. Kernel interrupt ends the fit, which keeps its best
    weights. Nothing of it changes a bit of the result.

    Parameters
    ----------
    every : int or "auto", default="auto"
        Epochs from one drawn network to the next; 0: at most 20 a second. "auto": at most 20 a
        second, and also at 50 epochs that lie evenly along the axis of the learning curve up to
        ``max_iter``; beyond 200 epochs that axis is logarithmic, so the first ones are seen. Errors
        are shown of every epoch.
    pace : float, optional
        Seconds over which one network's fit is spread along the same axis; one that takes longer by
        itself is not slowed. Without it, nothing is (``trace.Spread``).
    output : int, default=0
        Which of K targets.
    height : int, optional
        Of each panel, in pixels.

    Returns
    -------
    LiveView
        Displays itself; as the last expression of another cell once more, with its replay.

    Raises
    ------
    MissingExtraError
        If anywidget or IPython (extra ``[notebook]``) are not installed.
    InputError
        If a parameter cannot be used.

    Examples
    --------
    >>> import shoal
    >>> model = shoal.NeuralRegressor((20,), solver="gd", max_iter=100_000)
    >>> model.fit(X, y, sinks=shoal.view.live(pace=5))  # doctest: +SKIP

    Slowly, 50 epochs a second:

    >>> from shoal.trace import Pace
    >>> model.fit(X, y, sinks=[shoal.view.live(), Pace(speed=50)])  # doctest: +SKIP
    """
    if every != "auto" and not (_whole(every) and int(every) >= 0):
        raise InputError(f'every must be "auto" or a whole number of epochs from 0, not {every!r}')
    if pace is not None and not (_real(pace) and 0 < pace < math.inf):
        raise InputError(f"pace must be a number of seconds above 0, not {pace!r}")
    if not (_whole(output) and int(output) >= 0):
        raise InputError(f"output must be a whole number from 0, not {output!r}")
    if height is not None and not (_whole(height) and int(height) >= 80):
        raise InputError(f"height must be a whole number of pixels from 80, not {height!r}")
    return LiveView(every, None if pace is None else Spread(float(pace)), int(output), height)


def _whole(value: Any) -> bool:
    return isinstance(value, Integral) and not isinstance(value, bool)


def _real(value: Any) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool)


class LiveView:
    """The sink that ``live`` makes: a widget for each fit that it is told of."""

    def __init__(
        self, every: int | str, spread: Spread | None, output: int, height: int | None
    ) -> None:
        try:
            self._widget_type = import_module(".widget", __package__).Widget
            self._display = import_module("IPython.display").display
            self._shell = import_module("IPython").get_ipython
        except ImportError as error:
            raise MissingExtraError("The live view", "notebook") from error
        self.every: int | None = 0 if every == "auto" else int(every)
        self.holds = spread is not None
        self._asked, self._output, self._height = every, output, height
        self._spread = spread
        self._drawn: Stops | None = None  # the epochs, where these are not asked for
        self._widget: Any = None
        self._place: Any = None  # of the static picture, behind the widget
        self._html, self._unkept = "", False
        self._closing: Closing | None = None

    def begin(self, opening: Opening) -> None:
        """Show the scene."""
        if self._unkept:  # an earlier fit of the same cell
            self._leave_the_picture()
        self._scene = Scene.of(opening, self._output)
        auto = self._asked == "auto" and not opening.several
        self._drawn = Stops(opening.max_epochs) if auto else None
        self._name = uuid.uuid4().hex[:12]
        self._html, self._closing = "", None
        look = {"name": self._name, "height": self._height}
        self._widget = self._widget_type(self._scene.to_json(), look)
        self._channel = Channel(self._draw, every=0)
        if self._shell() is not None:
            self._show()
            self._shell().events.register("post_run_cell", self._leave_the_picture)
            self._unkept = True
        if self._spread is not None:
            self._spread.begin(opening)

    def next_stop(self, epoch: int) -> int | None:
        """The next epoch after ``epoch`` whose network is drawn, or at which the fit may be held."""
        stops = [] if self._spread is None else [self._spread.next_stop(epoch)]
        if self.every:
            stops.append((epoch // self.every + 1) * self.every)
        elif self._drawn is not None:
            stops.append(self._drawn.after(epoch))
        return min((stop for stop in stops if stop is not None), default=None)

    def receive(self, event: Event) -> None:
        """Leave the event for the thread that draws, and hold the fit if it is spread."""
        self._channel.receive(event)
        if self._spread is not None:
            self._spread.receive(event)

    def end(self, closing: Closing) -> None:
        """Leave what the fit kept for the thread that draws."""
        self._closing = closing
        self._channel.end(closing)

    def drain(self, timeout: float) -> bool:
        """Wait until all is shown, or ``timeout`` seconds; whether all is."""
        return self._channel.drain(timeout)

    def _ipython_display_(self) -> None:
        if self._widget is None:
            print("live view: give it to fit(..., sinks=view)")
        else:
            self._show()

    def _show(self) -> None:
        self._display(self._widget)
        self._place = self._display(_Html(self._html), display_id=True)

    def _leave_the_picture(self, *_: Any) -> None:
        """At the end of the cell: the static picture, behind the widget."""
        self._shell().events.unregister("post_run_cell", self._leave_the_picture)
        self._unkept = False
        self._channel.drain(DRAIN)
        if self._closing is None or self._place is None:
            return
        from .still import kept_html

        try:
            self._html = kept_html(self._scene, self._closing, self._name)
        except MissingExtraError as error:
            self._html = f"<p>The picture is not kept. {error}</p>"
        self._place.update(_Html(self._html))

    def _draw(self, told: Sequence[Event | Closing]) -> None:
        events = [t for t in told if isinstance(t, Event)]
        if not self._scene.several and events and events[-1].final:
            events.pop()  # what it kept is told with the closing
        for frame in self._frames(events):
            self._widget.tell(replace(frame, columns=thinned(frame.columns, ROWS)))
        last = told[-1]
        if isinstance(last, Closing):
            outcome = last.outcome
            self._widget.finish(
                self._scene.kept_frame(last.ensemble, outcome.kept, last.seconds),
                {"trace": self._trace(last), "kept": outcome.kept, "why": outcome.sentence},
            )

    def _frames(self, events: Sequence[Event]) -> Iterator[Frame]:
        """One for each event with weights; of several networks for the newest alone."""
        if self._scene.several:
            events = events[-1:]
        ends = [i for i, event in enumerate(events, 1) if event.weights is not None]
        start = 0
        for stop in [*ends, len(events)]:
            if stop > start:
                yield self._scene.frame(events[start:stop])
            start = stop

    def _trace(self, closing: Closing) -> dict[str, list[float | None]]:
        end = f"_{self._output}" if f"rmse_train_{self._output}" in closing.trace else ""
        columns = {
            name: np.asarray(closing.trace[name + suffix], dtype=float)
            for name, suffix in (("epoch", ""), ("rmse_train", end), ("rmse_validation", end))
            if name + suffix in closing.trace
        }
        return {
            name: [value if math.isfinite(value) else None for value in values.tolist()]
            for name, values in thinned(columns).items()
        }


class _Html:
    """HTML whose text for programs without it is empty."""

    def __init__(self, html: str) -> None:
        self._html = html

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/html": self._html, "text/plain": ""}
