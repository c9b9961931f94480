"""The newest fit of a page: in the background, steerable, and never overtaken by an older one."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from ...tables import Table
from ...tabular.fit_table import fit_table
from ...tabular.table_model import TableModel
from ...trace import Event, Pace, Sink
from ...trace.interruption import Interruption, interruptible
from ..tables.experiment import Truth
from ..wire import complaint
from .live_pictures import DRAIN, Picture, Tell
from .request import FitRequest
from .resting import Standing

HANDOVER = 0.1  # seconds that a newer fit waits for a superseded one, which ends soon anyway
DRAFT_WORK = 20_000  # cells x units: from there on one quick network is shown before all of them
DRAFT_SECONDS = 0.15  # so that it is drawn half a second after a slider stands still
NOTHING = "this fit was stopped before it had learned anything"
MOVING_SECONDS = 0.05  # while the slider moves: so it is drawn several times a second


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


class Fitting:
    """One fit in a thread of its own.

    ``tell`` gets scene and frames, ``drafted`` the model of one quick network where the table is
    large, ``rested`` the model of the weights at which a descent has come to rest, ``done`` the model,
    ``failed`` one sentence; none of them is called once a newer fit has superseded this one. A fit
    that goes on from ``after`` epochs runs these again at full speed: so it passes through the same
    weights, whatever the solver keeps in its mind. While a slider is ``moving`` the quick network is
    all there is, unless it is a descent. ``truth`` is drawn where it is known.

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
        rested: Callable[[TableModel], None] = lambda model: None,
        truth: Truth | None = None,
        speed: float | None = None,
        paused: bool = False,
        output: int = 0,
        along: int | None = None,
        after: int = 0,
        moving: bool = False,
        lock: threading.RLock | None = None,
    ) -> None:
        self.run, self.request, self.table = run, request, table
        self.pace = Pace(speed, paused, after=after, rests=self._rest)
        self._lock = lock or threading.RLock()
        self._newest = Newest()
        self._tell, self._done, self._failed, self._drafted = tell, done, failed, drafted
        self._rested, self._standing = rested, Standing(table, request.arguments())
        self._picture = Picture(run, self._if_newest, output, along, after, truth)
        self._moving = moving and not request.watched
        self._wish: Interruption | None = None  # that it ends, which all its trainings read
        self._thread = threading.Thread(target=self._work, daemon=True)

    def start(self, older: Fitting | None = None) -> None:
        """Begin, once ``older`` has ended or ``HANDOVER`` is over."""
        self._older = older
        self._thread.start()

    def look(self, output: int, along: int | None) -> None:
        """Show another target from now on, or the units over another input."""
        self._picture.look(output, along)

    def stop(self) -> None:
        """End the fit soon with what it has."""
        self.pace.stop()
        if self._wish is not None:
            self._wish.ask()

    def supersede(self) -> None:
        """End the fit soon, and say nothing more."""
        with self._lock:
            self._newest.superseded = True
            if self._wish is not None:
                self._wish.leaving = True  # nothing is kept, judged or noted on any more
            self.stop()
        self._picture.channel.close()

    def join(self, timeout: float | None = None) -> bool:
        """Wait for its end; whether it has come."""
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def under_way(self, failure: str | None) -> dict[str, Any]:
        """What a page that was away is told of it."""
        return {
            "run": self.run,
            "watched": self.request.watched,
            "paused": self.pace.paused,
            "wish": self.request.wish(),
            "failure": failure,
        }

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
            return None
        try:
            if self._moving:
                return self._draft(MOVING_SECONDS)
            if self.request.several and self._takes_its_time():
                self._draft(DRAFT_SECONDS)
            model = self._fitted(self._picture, {})
        except Superseded:
            pass
        except KeyboardInterrupt:
            self._end(lambda: self._failed(NOTHING))
        except Exception as error:  # whatever it is, the page hears that its fit has ended
            said = complaint(error)
            self._end(lambda: self._failed(said))
        else:
            self._picture.finish(model)
            self._end(lambda: self._done(model))

    def _takes_its_time(self) -> bool:
        cells = self.table.n_rows * len(self.table.columns)
        return cells * self.request.units >= DRAFT_WORK

    def _draft(self, seconds: float) -> None:
        """One quick network: something to see while all of them are trained, or a slider moves."""
        quick = {"n_networks": 1, "time_limit": seconds}
        model = self._fitted(self._picture, quick)
        self._picture.finish(model)
        self._end(lambda: self._drafted(model))

    def _fitted(self, picture: Picture, quick: dict[str, Any]) -> TableModel:
        arguments = self.request.arguments() | quick
        standing = [self._standing] if self.request.watched else []
        sinks: list[Sink] = [picture, *standing, self._newest, self.pace]
        with interruptible() as wish:
            with self._lock:
                self._wish = wish
                if self._newest.superseded:
                    raise Superseded
            return fit_table(self.table, **arguments, sinks=sinks)

    def _rest(self) -> None:
        """Tell of the weights at which the fit has come to rest, behind the frame that shows them."""
        self._picture.channel.drain(DRAIN)
        model = self._standing.model()
        with self._lock:  # an order to go on is given under it, too
            if model is not None and self.pace.paused and not self._newest.superseded:
                self._rested(model)

    def _end(self, say: Callable[[], None]) -> None:
        with self._lock:
            if not self._newest.superseded:
                say()
