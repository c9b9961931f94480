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
HANDOVER = 0.1  # seconds that a newer fit waits for a superseded one, which ends soon anyway
DRAFT_WORK = 20_000  # cells x units: from there on one quick network is shown before all of them
MOVING_SECONDS = 0.05  # of a network that is seen while a slider moves
DRAFT_SECONDS = 0.15  # so that it is drawn half a second after a slider stands still

Tell = Callable[[dict[str, Any], bytes | None], None]


class Superseded(BaseException):
    """Ends a fit that nobody waits for, wherever it is; no ``except Exception`` keeps it."""


class Newest:
    """A sink that ends a fit at its next event once a newer one is wanted.

    Ctrl-C would not do: it keeps the best weights, and what is kept is judged, compared and noted
    on, while the newer fit waits for the processor.
    """

    every = None
    holds = True  # told behind all others but the pace, which may wait

    def __init__(self) -> None:
        self.superseded = False

    def receive(self, event: Event) -> None:
        """Raise ``Superseded`` if a newer fit is wanted."""
        if self.superseded:
            raise Superseded


class Picture:
    """A sink that turns what a fit tells into the page's messages.

    Events up to epoch ``after`` are not shown: of a fit that goes on, they were seen before.
    """

    def __init__(self, run: int, tell: Tell, output: int, along: int | None, after: int) -> None:
        self._run, self._tell, self._after = run, tell, after
        self._output, self._along = output, along
        self._opening: Opening | None = None
        self._scene: Scene | None = None
        self.channel = Channel(self._draw, every=0)

    @property
    def every(self) -> int | None:
        """The weights with each event."""
        return 0

    def begin(self, opening: Opening) -> None:
        """The scene, before the first frame."""
        self._opening = opening
        self._show()

    def look(self, output: int, along: int | None) -> None:
        """Show another target from now on, or the units over another input."""
        self._output, self._along = output, along
        if self._opening is not None:
            self._show()

    def receive(self, event: Event) -> None:
        """Leave the event for the channel's own thread."""
        self.channel.receive(event)

    def finish(self, model: TableModel) -> None:
        """The last frame, once all others are on their way: what the fit kept."""
        self.channel.drain(timeout=DRAIN)
        if self._scene is not None:
            self._tell(*self._scene.last_frame(model, self._run).packed())

    def _show(self) -> None:
        assert self._opening is not None
        D = len(self._opening.inputs)
        along = self._along if self._along is not None and self._along < D else None
        output = min(self._output, len(self._opening.targets) - 1)
        scene = Scene.of(self._opening, output, along)
        self._tell(scene.to_json(self._run), None)
        self._scene = scene

    def _draw(self, events: Sequence[Event]) -> None:
        scene = self._scene
        assert scene is not None
        if scene.several:
            events = events[-1:]  # each is a network of its own
        elif events[-1].epoch < self._after and not events[-1].final:
            message = {"kind": "again", "run": self._run, "epoch": events[-1].epoch}
            self._tell(message | {"until": self._after}, None)
            return
        header, buffer = scene.frame(events, self._run).packed()
        self._tell(header, buffer)


class Fitting:
    """One fit in a thread of its own.

    ``tell`` gets scene and frames, ``drafted`` the model of one quick network where the table is
    large, ``done`` the model, ``failed`` one sentence; none of them is called once a newer fit has
    superseded this one. Of a fit that is asked for while a slider is ``moving`` there is the quick
    network alone. A fit that goes on from ``after`` epochs runs these again at full speed: so
    it passes through the same weights, whatever the solver keeps in its mind.

    ``lock`` is that of whoever supersedes it and is told: with a lock of its own, the thread that ends
    a fit would wait for the page's, and the page that closes for the fit's, for ever.
    """

    def __init__(
        self,
        run: int,
        table: Table,
        request: FitRequest,
        tell: Tell,
        done: Callable[[TableModel], None],
        failed: Callable[[str], None],
        *,
        drafted: Callable[[TableModel], None] = lambda model: None,
        speed: float | None = None,
        paused: bool = False,
        output: int = 0,
        along: int | None = None,
        after: int = 0,
        moving: bool = False,
        lock: threading.RLock | None = None,
    ) -> None:
        self.run, self.request, self.table = run, request, table
        self.pace = Pace(speed, paused, after=after)
        self._lock = lock or threading.RLock()
        self._moving = moving
        self._newest = Newest()
        self._tell, self._done, self._failed, self._drafted = tell, done, failed, drafted
        self._picture = Picture(run, self._if_newest, output, along, after)
        self._thread = threading.Thread(target=self._work, daemon=True)

    def start(self, older: Fitting | None = None) -> None:
        """Begin, once ``older`` has ended or ``HANDOVER`` is over."""
        self._older = older
        self._thread.start()

    def look(self, output: int, along: int | None) -> None:
        """Show another target from now on, or the units over another input."""
        self._picture.look(output, along)

    def supersede(self) -> None:
        """End the fit soon, and say nothing more."""
        with self._lock:
            self._newest.superseded = True
        self._picture.channel.close()
        self.pace.stop()

    def join(self, timeout: float | None = None) -> None:
        """Wait for its end."""
        self._thread.join(timeout)

    @property
    def superseded(self) -> bool:
        """Whether nobody waits for it any more."""
        return self._newest.superseded

    @property
    def runs(self) -> bool:
        """Whether it has not ended."""
        return self._thread.is_alive()

    def _if_newest(self, message: dict[str, Any], buffer: bytes | None = None) -> None:
        with self._lock:
            if not self._newest.superseded:
                self._tell(message, buffer)

    def _work(self) -> None:
        if self._older is not None:
            self._older.join(HANDOVER)
            self._older = None
        if self._newest.superseded:
            return
        try:
            if self._moving or (self.request.several and self._takes_its_time()):
                self._draft()
            if self._moving:
                return
            model = self._fitted(self._picture, {})
        except Superseded:
            pass
        except (ShoalError, ValueError, TypeError) as error:
            sentence = _sentence(error)
            self._end(lambda: self._failed(sentence))
        except MemoryError:
            self._end(lambda: self._failed("this fit needs more memory than there is"))
        else:
            self._picture.finish(model)
            self._end(lambda: self._done(model))

    def _takes_its_time(self) -> bool:
        cells = self.table.n_rows * len(self.table.columns)
        return cells * self.request.units >= DRAFT_WORK

    def _draft(self) -> None:
        """One quick network: something to see while all of them are trained."""
        quick = {"n_networks": 1, "time_limit": MOVING_SECONDS if self._moving else DRAFT_SECONDS}
        model = self._fitted(self._picture, quick)
        self._picture.finish(model)
        self._end(lambda: self._drafted(model))

    def _fitted(self, picture: Picture, quick: dict[str, Any]) -> TableModel:
        arguments = self.request.arguments() | quick
        return fit_table(self.table, **arguments, sinks=[picture, self._newest, self.pace])

    def _end(self, say: Callable[[], None]) -> None:
        with self._lock:
            if not self._newest.superseded:
                say()


def _sentence(error: Exception) -> str:
    text = str(error).strip().splitlines()
    return text[0] if text else type(error).__name__
