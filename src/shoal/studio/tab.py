"""One open page: its table, its fits, and the answer to each of its messages."""

from __future__ import annotations

import itertools
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from .. import __version__
from ..errors import InputError, TableError
from ..estimators.predictions import predicted_columns
from ..estimators.table_model import TableModel
from ..tables import Table
from ..tables.writing import csv_bytes
from . import overlaying, predicting
from .asked import column_number, names_of, speed_of
from .cards import cards
from .dependence import inputs
from .describe import table_message
from .examples import EXAMPLES, LECTURE, example
from .extremes import extreme
from .fitting import Fitting
from .profile import profile
from .reading import Opened
from .request import FitRequest
from .residuals import residuals, row
from .run import Run
from .stepping import step_through
from .surface import SURFACE_POINTS, points, surface

MOST_RUNS = 50  # of one page; then the oldest that is not pinned is forgotten
MOST_PINS = 20
DRAFTS = 4  # the newest: a panel may still ask of one while a slider has moved on
LONGEST_NAME = 60
COVERAGE = 0.95

Message = dict[str, Any]
Pair = tuple[Message, bytes]
Tell = Callable[[Message, bytes | None], None]


class Tab:
    """State and conversation of one page; nothing here knows of the network.

    Parameters
    ----------
    tell : callable
        Takes a message and, or None, the bytes that follow it. Called from several threads.
    numbers : iterator of int
        Numbers of runs, shared by all pages, so that a run's address means one run.
    table : Table or Opened, optional
        Open from the beginning.
    """

    def __init__(
        self,
        tell: Tell,
        numbers: Iterator[int],
        table: Table | Opened | None = None,
    ) -> None:
        self.tell = tell
        self.runs: dict[int, Run] = {}
        self.opened = Opened.of_table(table) if isinstance(table, Table) else table

        self._numbers = numbers
        self._tables = itertools.count(1)  # numbers of tables
        self._to_predict: Opened | None = None  # a further table, which no run is fitted to
        self._fitting: Fitting | None = None
        self._failure: Message | None = None  # of the newest fit
        self._drafts: deque[Run] = deque(maxlen=DRAFTS)  # quick networks, which are not kept
        self._accepted: tuple[Fitting, Fitting | None] | None = None  # and the one before it
        self._standing: Run | None = None  # of the fit that runs, while it rests at an epoch
        self._lock = threading.RLock()

    def handle(self, message: Mapping[str, Any]) -> None:
        """Answer one message; what goes wrong is told in one sentence, and the page lives on."""
        kind, number = message.get("kind"), message.get("id")
        asked = _QUESTIONS.get(kind) if isinstance(kind, str) else None
        buffer = None
        try:
            if asked is None:
                raise InputError(f"the studio does not know the message {kind!s:.40}")
            answer = asked(self, message)
            if isinstance(answer, tuple):
                answer, buffer = answer
        except ValueError as error:  # every complaint about input is one
            answer = {"kind": "error", "where": str(kind)[:40], "message": str(error)}
        try:
            self.tell({**answer, "answers": number}, buffer)
        finally:
            self._start()

    def _start(self) -> None:
        """Begin the fit that was asked for: behind the answer, so that no word of it comes before."""
        with self._lock:
            accepted, self._accepted = self._accepted, None
            if accepted is not None:
                accepted[0].start(accepted[1])

    @property
    def table(self) -> Table | None:
        """The table that is open."""
        return None if self.opened is None else self.opened.table

    def open(self, table: Table | Opened) -> Message:
        """Take ``table`` for the page's table."""
        opened = Opened.of_table(table) if isinstance(table, Table) else table
        opened = replace(opened, number=next(self._tables))
        message = self._table_message(opened)
        with self._lock:
            self._stop()
            self.opened = opened
        return message

    def predict(self, run: int, opened: Opened) -> Message:
        """A table that a run is to predict, beside the one that is open; it can be saved."""
        message = predicting.predicted(self._run(run), opened.table)
        self._to_predict = opened
        return message

    def predicted_file(self, run: int) -> tuple[bytes, str]:
        """The further table with the run's answers beside it, and its name."""
        if self._to_predict is None:
            raise InputError("open a table to predict first")
        table = self._to_predict.table
        return predicting.predictions_file(self._run(run), table), table.source

    def duplicate(self, tell: Tell) -> Tab:
        """A tab of its own with the same table and the same runs; no fit runs in it."""
        with self._lock:
            other = Tab(tell, self._numbers, self.opened)
            other.runs, other._tables = dict(self.runs), self._tables
            other._to_predict = self._to_predict
        return other

    def keep(self, model: TableModel) -> Message:
        """Take a loaded model for a run, beside the table that is open if it can read it."""
        with self._lock:
            self._stop()
            run = Run(next(self._numbers), model)
            if self.table is not None:
                with suppress(TableError):
                    run = replace(run.beside(self.table), opened=self.opened)
        return {"kind": "loaded", **self._kept(run).summary()}

    def close(self) -> None:
        """End what runs."""
        with self._lock:
            self._stop()

    def predictions(self, run: int) -> bytes:
        """The run's table as it was written, the predictions beside it."""
        kept = self._run(run)
        if kept.table is None:
            raise InputError("open the table to predict first: this model was loaded from a file")
        coverage = COVERAGE if kept.model.ensemble.noise else None
        return csv_bytes(kept.table, predicted_columns(kept.model, kept.table, coverage))

    def _stop(self) -> None:
        self._standing = None
        if self._fitting is not None:
            self._fitting.supersede()

    def _run(self, number: Any) -> Run:
        with self._lock:
            standing = self._standing
        if standing is not None and standing.number == number:
            return standing
        if not isinstance(number, int):
            raise InputError(f"{number!s:.40} is no number of a run")
        if number not in self.runs and (drafts := [d for d in self._drafts if d.number == number]):
            return drafts[-1]
        if self._fitting is not None and self._fitting.run == number and number not in self.runs:
            raise InputError(f"run {number} is being trained: pause it to ask of its weights")
        if number not in self.runs:
            raise InputError(f"there is no run {number!s:.40} in this page any more")
        return self.runs[number]

    def _shown(self, message: Mapping[str, Any]) -> tuple[Run, int]:
        """The run and which of its targets."""
        run, output = self._run(message.get("run")), column_number(message.get("output")) or 0
        if output >= len(run.model.plan.targets):
            raise InputError(f"run {run.number} has no target {output}")
        return run, output

    def _kept(self, run: Run) -> Run:
        with self._lock:
            self.runs[run.number] = run
            while len(self.runs) > MOST_RUNS:
                oldest = min(n for n, kept in self.runs.items() if not kept.pinned)
                del self.runs[oldest]
        return run

    def _tell_standing(self) -> None:
        """A fit that rests, also to a page that comes back: its panels speak of these weights."""
        with self._lock:
            if (run := self._standing) is not None:
                self.tell({"kind": "standing", **_at_epoch(run, run.summary())}, None)

    @staticmethod
    def _table_message(opened: Opened) -> Message:
        return {**table_message(opened), "number": opened.number}

    def _under_way(self) -> Message | None:
        """The newest fit, if it runs or has failed: for a page that was away."""
        fitting = self._fitting
        if fitting is None or fitting.superseded or not (fitting.runs or self._failure):
            return None
        return fitting.under_way(None if self._failure is None else self._failure["message"])

    # One method a kind of message.

    def _hello(self, _message: Mapping[str, Any]) -> Message:
        return {
            "kind": "welcome",
            "version": __version__,
            "examples": [
                {
                    "name": name,
                    "title": one.title,
                    "text": one.text,
                    "group": one.group,
                    "picture": cards()[name],
                }
                for name, one in EXAMPLES.items()
            ],
            "table": None if self.opened is None else self._table_message(self.opened),
            "runs": [run.summary() for run in self.runs.values()],
            "fitting": self._under_way(),
        }

    def _open(self, message: Mapping[str, Any]) -> Message:
        chosen = example(str(message.get("example")))
        answer = self.open(chosen.opened())
        told = {"title": chosen.title, "see": chosen.text} if chosen.group == LECTURE else {}
        return answer | {
            "suggested_target": chosen.target,
            "settings": dict(chosen.settings),
            **told,
        }

    def _reread(self, message: Mapping[str, Any]) -> Message:
        """The same table with other options; if it cannot be read so, the old one stays."""
        if self.opened is None:
            raise InputError("open a table first")
        return self.open(self.opened.again(message.get("options")))

    def _fit(self, message: Mapping[str, Any]) -> Message:
        request = FitRequest.of(message)
        speed, after = speed_of(message.get("speed")), message.get("after", 0)
        if isinstance(after, bool) or not isinstance(after, int) or after < 0:
            raise InputError("a fit goes on after a whole number of epochs")
        shown = message.get("shown")
        output = request.targets.index(shown) if shown in request.targets else 0
        with self._lock:
            if self.opened is None:
                raise InputError("open a table first")
            opened = self.opened.drawn(request.seed)
            request = request.drawn_for(opened.experiment)
            redrawn = {}
            if opened is not self.opened:
                opened = replace(opened, number=next(self._tables))
                redrawn = {"table": self._table_message(opened)}
            self.opened, older = opened, self._fitting
            table, origin, truth = opened.table, opened.origin, opened.truth
            self._stop()
            self._failure = None
            number = next(self._numbers)

            def done(model: TableModel) -> None:
                stopped = fitting.pace.stopped
                run = Run(number, model, table, request, origin, stopped, opened, truth=truth)
                run = self._kept(run)
                self._standing = None
                self.tell({"kind": "done", **run.summary()}, None)

            def drafted(model: TableModel) -> None:
                draft = Run(number, model, table, request, origin, truth=truth)
                self._drafts.append(draft)
                self.tell({"kind": "draft", **draft.summary()}, None)

            def rested(model: TableModel) -> None:
                run = Run(number, model, table, request, origin, truth=truth, standing=True)
                self._standing = run
                self._tell_standing()

            def failed(sentence: str) -> None:
                self._failure = {"kind": "failed", "run": number, "message": sentence}
                self.tell(self._failure, None)

            fitting = Fitting(
                number,
                table,
                request,
                lambda message, buffer: self.tell(message, buffer),  # whoever hears it by then
                done,
                failed,
                drafted=drafted,
                rested=rested,
                truth=truth,
                speed=speed if request.watched else None,
                paused=bool(message.get("paused")),
                moving=bool(message.get("moving")),
                output=output,
                along=column_number(message.get("along")),
                after=after if request.watched else 0,
                lock=self._lock,
            )
            self._fitting = fitting
            self._accepted = fitting, older
        return {"kind": "accepted", "run": number, "watched": request.watched, **redrawn}

    def _look(self, message: Mapping[str, Any]) -> Message | Pair:
        """Another target or another input in the pictures of a fit, whether it runs or has ended."""
        output, along = (
            column_number(message.get("output")) or 0,
            column_number(message.get("along")),
        )
        with self._lock:
            fitting = self._fitting
        if fitting is not None and fitting.run == message.get("run") and fitting.runs:
            fitting.look(output, along)
            self._tell_standing()
            return {"kind": "looked", "run": fitting.run, "scene": None}
        run = self._run(message.get("run"))
        sizes = run.model.network.layout.sizes
        if output >= sizes[-1] or (along is not None and along >= sizes[0]):
            raise InputError(f"run {run.number} has no such target or input")
        scene = run.scene(output, along)
        header, buffer = scene.last_frame(run.model, run.number).packed()
        found = {"kind": "looked", "run": run.number, "scene": scene.to_json(run.number)}
        return found | {"frame": header}, buffer

    def _judge(self, message: Mapping[str, Any]) -> Message:
        """A loaded model beside the table that is open now."""
        with self._lock:
            run = self._run(message.get("run"))
            if self.table is None:
                raise InputError("open a table first")
            if run.request is not None:
                raise InputError("this run has its own table")
            run = replace(run.beside(self.table), opened=self.opened)
            return {"kind": "judged", **self._kept(run).summary()}

    def _control(self, message: Mapping[str, Any]) -> Message:
        with self._lock:
            fitting = self._fitting
        if fitting is None or fitting.run != message.get("run"):
            raise InputError("this fit has ended")
        action = message.get("action")
        if action == "continue":
            with self._lock:
                self._standing = None
                fitting.pace.run(speed_of(message.get("speed")))
        elif action == "pause":
            fitting.pace.pause()
        elif action == "step":
            epochs = message.get("epochs", 1)
            if isinstance(epochs, bool) or not isinstance(epochs, int) or epochs < 1:
                raise InputError("a step is a whole number of epochs, 1 at least")
            fitting.pace.step(epochs)
        elif action == "stop":
            fitting.pace.stop()
        else:
            raise InputError(f"a fit can continue, pause, step and stop, not {action!r}")
        return {"kind": "controlled", "run": fitting.run, "paused": fitting.pace.paused}

    def _profile(self, message: Mapping[str, Any]) -> Message:
        run, output = self._shown(message)
        inputs = message.get("inputs")
        answer = profile(
            run,
            _values(message),
            output,
            inputs if inputs is None else names_of(inputs),
            message.get("every") is True,
        )
        return _at_epoch(run, answer)

    def _surface(self, message: Mapping[str, Any]) -> Pair:
        run, output = self._shown(message)
        points = message.get("points", SURFACE_POINTS)
        return surface(run, _values(message), output, message.get("x"), message.get("y"), points)

    def _points(self, message: Mapping[str, Any]) -> Message:
        run, output = self._shown(message)
        return points(run, names_of(message.get("inputs")), output)

    def _extreme(self, message: Mapping[str, Any]) -> Message:
        run, output = self._shown(message)
        locked = frozenset(names_of(message.get("locked", [])))
        return extreme(run, _values(message), output, message.get("largest") is True, locked)

    def _residuals(self, message: Mapping[str, Any]) -> Message:
        run, output = self._shown(message)
        return _at_epoch(run, residuals(run, output))

    def _row(self, message: Mapping[str, Any]) -> Message:
        run, output = self._shown(message)
        return _at_epoch(run, row(run, column_number(message.get("position")), output))

    def _inputs(self, message: Mapping[str, Any]) -> Message:
        run, output = self._shown(message)
        return _at_epoch(run, inputs(run, output))

    def _step(self, message: Mapping[str, Any]) -> Message:
        run = self._run(message.get("run"))
        found = step_through(run, message.get("row", 0), message.get("weight"))
        return _at_epoch(run, found)

    def _code(self, message: Mapping[str, Any]) -> Message:
        run = self._run(message.get("run"))
        asked = run.repeatable
        if asked is None or run.origin is None:
            raise InputError("this model was loaded from a file: `shoal show` tells of its making")
        return {
            "kind": "code",
            "run": run.number,
            "python": asked.python(run.origin),
            "shell": asked.shell(run.origin),
            "exact": asked.watched or not run.stopped,
        }

    def _forget(self, message: Mapping[str, Any]) -> Message:
        with self._lock:
            self._run(message.get("run"))
            del self.runs[message["run"]]
        return {"kind": "forgotten", "run": message["run"]}

    def _keep(self, message: Mapping[str, Any]) -> Message:
        """A run's name, and whether it is pinned."""
        with self._lock:
            run = self._run(message.get("run"))
            name, pinned = message.get("name", run.name), message.get("pinned", run.pinned)
            if not isinstance(name, str) or not isinstance(pinned, bool):
                raise InputError("a run has a name, and is pinned or not")
            if pinned and not run.pinned and sum(r.pinned for r in self.runs.values()) >= MOST_PINS:
                raise InputError(f"{MOST_PINS} runs are pinned: take one pin away first")
            name = "".join(c for c in name if c.isprintable()).strip()[:LONGEST_NAME]
            self.runs[run.number] = replace(run, name=name, pinned=pinned)
        return {"kind": "kept", "run": run.number, "name": name, "pinned": pinned}

    def _table_of(self, message: Mapping[str, Any]) -> Message:
        """The table of a run is the page's again."""
        with self._lock:
            run = self._run(message.get("run"))
            if run.opened is None:
                raise InputError("the table of this run is not here")
            self.opened = run.opened  # a fit that runs has its own
        return self._table_message(run.opened)

    def _predict(self, message: Mapping[str, Any]) -> Message:
        """A run's predictions of the further table; nothing where none is open."""
        run = self._run(message.get("run"))
        if self._to_predict is None:
            return {"kind": "predicted", "run": run.number, "rows": 0}
        return predicting.predicted(run, self._to_predict.table)

    def _curve(self, message: Mapping[str, Any]) -> Message:
        return overlaying.curve(*self._shown(message))


_QUESTIONS: dict[str, Callable[[Tab, Mapping[str, Any]], Message | Pair]] = {
    "hello": Tab._hello,
    "open": Tab._open,
    "reread": Tab._reread,
    "fit": Tab._fit,
    "control": Tab._control,
    "look": Tab._look,
    "judge": Tab._judge,
    "profile": Tab._profile,
    "surface": Tab._surface,
    "points": Tab._points,
    "extreme": Tab._extreme,
    "residuals": Tab._residuals,
    "row": Tab._row,
    "inputs": Tab._inputs,
    "step": Tab._step,
    "code": Tab._code,
    "forget": Tab._forget,
    "keep": Tab._keep,
    "table": Tab._table_of,
    "predict": Tab._predict,
    "curve": Tab._curve,
}


def _at_epoch(run: Run, answer: Message) -> Message:
    """The answer, marked with its epoch where it is of a fit that rests and may go on."""
    return answer | {"epoch": run.model.record.epochs} if run.standing else answer


def _values(message: Mapping[str, Any]) -> dict[str, Any]:
    """Values of columns, by name."""
    values = message.get("values") or {}
    if not isinstance(values, dict):
        raise InputError("values must be a table of inputs and numbers")
    return values
