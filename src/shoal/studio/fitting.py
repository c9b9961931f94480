"""The newest fit of a page: in the background, steerable, and never overtaken by an older one."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

from ..errors import ShoalError
from ..estimators.fit_table import fit_table
from ..estimators.table_model import TableModel
from ..tables import Table
from ..trace import Channel, Event, Opening, Pace
from ..view.scene import Scene
from .request import FitRequest

DRAIN = 2.0  # seconds that the last frames may take

Tell = Callable[[dict[str, Any], bytes | None], None]


class Picture:
    """A sink that turns what a fit tells into the page's messages."""

    def __init__(self, run: int, tell: Tell) -> None:
        self._run, self._tell = run, tell
        self._scene: Scene | None = None
        self.channel = Channel(self._draw, every=0)

    @property
    def every(self) -> int | None:
        """The weights with each event."""
        return 0

    def begin(self, opening: Opening) -> None:
        """The scene, before the first frame."""
        self._scene = Scene.of(opening)
        self._tell(self._scene.to_json(self._run), None)

    def receive(self, event: Event) -> None:
        """Leave the event for the channel's own thread."""
        self.channel.receive(event)

    def finish(self, model: TableModel) -> None:
        """The last frame, once all others are on their way: what the fit kept."""
        self.channel.drain(timeout=DRAIN)
        if self._scene is not None:
            self._tell(*self._scene.last_frame(model, self._run).packed())

    def _draw(self, events: Sequence[Event]) -> None:
        assert self._scene is not None
        if self._scene.several:
            events = events[-1:]  # each is a network of its own
        header, buffer = self._scene.frame(events, self._run).packed()
        self._tell(header, buffer)


class Fitting:
    """One fit in a thread of its own.

    ``tell`` gets scene and frames, ``done`` the model and the seconds, ``failed`` one sentence; none
    of them is called once a newer fit has superseded this one.
    """

    def __init__(
        self,
        run: int,
        table: Table,
        request: FitRequest,
        tell: Tell,
        done: Callable[[TableModel], None],
        failed: Callable[[str], None],
    ) -> None:
        self.run, self.request, self.table = run, request, table
        self.pace = Pace()
        self._lock = threading.Lock()
        self._superseded = False
        self._tell, self._done, self._failed = tell, done, failed
        self._picture = Picture(run, self._if_newest)
        self._thread = threading.Thread(target=self._work, daemon=True)

    def start(self, after: Fitting | None = None) -> None:
        """Begin, once ``after`` has ended: two fits at a time would slow each other."""
        self._after = after
        self._thread.start()

    def supersede(self) -> None:
        """End the fit soon, and say nothing more."""
        with self._lock:
            self._superseded = True
        self._picture.channel.close()
        self.pace.stop()

    def join(self, timeout: float | None = None) -> None:
        """Wait for its end."""
        self._thread.join(timeout)

    def _if_newest(self, message: dict[str, Any], buffer: bytes | None = None) -> None:
        with self._lock:
            if not self._superseded:
                self._tell(message, buffer)

    def _work(self) -> None:
        if self._after is not None:
            self._after.join()
            self._after = None
        with self._lock:
            if self._superseded:
                return
        request = self.request
        try:
            model = fit_table(
                self.table,
                list(request.targets),
                inputs=None if request.inputs is None else list(request.inputs),
                test_fraction=request.test_fraction,
                groups=request.groups,
                split=request.split,
                random_state=request.seed,
                sinks=[self._picture, self.pace],
                **request.parameters(),
            )
        except (ShoalError, ValueError, TypeError) as error:
            sentence = _sentence(error)
            self._end(lambda: self._failed(sentence))
            return
        except MemoryError:
            self._end(lambda: self._failed("this fit needs more memory than there is"))
            return
        self._picture.finish(model)
        self._end(lambda: self._done(model))

    def _end(self, say: Callable[[], None]) -> None:
        with self._lock:
            if not self._superseded:
                say()


def _sentence(error: Exception) -> str:
    text = str(error).strip().splitlines()
    return text[0] if text else type(error).__name__
