"""One open page: its table, its fits, and the answer to each of its messages."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

import numpy as np

from .. import __version__
from ..errors import InputError, TableError
from ..tables import Table
from ..tabular.table_model import TableModel
from .answers import questions, second_table
from .fits.cards import offered
from .fits.controls import controls
from .fits.kept_runs import KeptRuns
from .fits.newest_fit import Fitting
from .fits.request import FitRequest
from .fits.run import Run
from .fits.steering import steer
from .tables.asked import column_number, speed_of
from .tables.describe import table_message
from .tables.examples import LECTURE, example
from .tables.open_table import Opened
from .wire import Unreadable, complaint, number_of, received

Message = dict[str, Any]
Pair = tuple[Message, bytes]
Tell = Callable[[Message, bytes | None], None]
AskRun = Callable[[Run, int, Mapping[str, Any]], Message | Pair]
Ask = Callable[["Tab", Mapping[str, Any]], Message | Pair]


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
        self.runs = KeptRuns()
        self.opened = Opened.of_table(table) if isinstance(table, Table) else table

        self._numbers = numbers
        self._tables = itertools.count(1)  # numbers of tables
        self._to_predict: Opened | None = None  # a further table, which no run is fitted to
        self._fitting: Fitting | None = None
        self._failure: Message | None = None  # of the newest fit
        self._accepted: tuple[Fitting, Fitting | None] | None = None  # and the one before it
        self._lock = threading.RLock()

    def hear(self, text: str) -> None:
        """Answer one message as it came."""
        try:
            message = received(text)
        except Unreadable as error:
            self.tell({**_complaint("", error), "answers": error.number}, None)
        else:
            self.handle(message)

    def handle(self, message: Mapping[str, Any]) -> None:
        """Answer one message; what goes wrong is told in one sentence, and the page lives on."""
        kind, number = message.get("kind"), number_of(message)
        asked = _QUESTIONS.get(kind) if isinstance(kind, str) else None
        buffer = None
        try:
            if asked is None:
                raise InputError(f"the studio does not know the message {kind!s:.40}")
            answer = asked(self, message)
            if isinstance(answer, tuple):
                answer, buffer = answer
        except Exception as error:  # whatever it is, the page with its runs lives on
            answer = _complaint(kind, error)
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
        message = second_table.predicted(self._run(run), opened.table)
        self._to_predict = opened
        return message

    def predicted_file(self, run: int) -> tuple[bytes, str]:
        """The further table with the run's answers beside it, and its name."""
        if self._to_predict is None:
            raise InputError("open a table to predict first")
        table = self._to_predict.table
        return second_table.predictions_file(self._run(run), table), table.source

    def duplicate(self, tell: Tell) -> Tab:
        """A tab of its own with the same table and the same runs; no fit runs in it."""
        with self._lock:
            other = Tab(tell, self._numbers, self.opened)
            other.runs, other._tables = KeptRuns(self.runs), self._tables
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
        """End what runs, soon."""
        with self._lock:
            self._stop()

    def predictions(self, run: int) -> bytes:
        """The run's table as it was written, the predictions beside it."""
        kept = self._run(run)
        if kept.table is None:
            raise InputError("open the table to predict first: this model was loaded from a file")
        return second_table.predictions_file(kept, kept.table)

    def _stop(self) -> None:
        self.runs.standing = None
        if self._fitting is not None:
            self._fitting.supersede()

    def _run(self, number: Any) -> Run:
        with self._lock:
            training = None if self._fitting is None else self._fitting.run
            return self.runs.find(number, training)

    def _shown(self, message: Mapping[str, Any]) -> tuple[Run, int]:
        """The run and which of its targets."""
        run, output = self._run(message.get("run")), column_number(message.get("output")) or 0
        if output >= len(run.model.plan.targets):
            raise InputError(f"run {run.number} has no target {output}")
        return run, output

    def _kept(self, run: Run) -> Run:
        with self._lock:
            return self.runs.keep(run)

    def _tell_standing(self) -> None:
        """Of a fit that rests, also to a page that comes back: its panels speak of these weights."""
        with self._lock:
            if (run := self.runs.standing) is not None:
                epoch = run.model.record.epochs
                self.tell({"kind": "standing", "epoch": epoch, **run.summary()}, None)

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
            "controls": controls(),
            "examples": offered(),
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
                self.runs.standing = None
                self.tell({"kind": "done", **run.summary()}, None)

            def drafted(model: TableModel) -> None:
                draft = Run(number, model, table, request, origin, truth=truth)
                self.runs.drafts.append(draft)
                self.tell({"kind": "draft", **draft.summary()}, None)

            def rested(model: TableModel) -> None:
                run = Run(number, model, table, request, origin, truth=truth, standing=True)
                self.runs.standing = run
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
        return questions.look(self._run(message.get("run")), output, along)

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
        with self._lock:  # a fit that comes to rest tells of it under the lock, too
            fitting = self._fitting
            if fitting is None or fitting.run != message.get("run"):
                raise InputError("this fit has ended")
            if message.get("action") == "continue":
                self.runs.standing = None
            if message.get("action") == "stop":
                fitting.stop()
            else:
                steer(fitting.pace, message)
        return {"kind": "controlled", "run": fitting.run, "paused": fitting.pace.paused}

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
            kept = self.runs.mark(run, name, pinned)
        return {"kind": "kept", "run": kept.number, "name": kept.name, "pinned": kept.pinned}

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
        return second_table.predicted(run, self._to_predict.table)


def _complaint(kind: Any, error: Exception) -> Message:
    return {"kind": "error", "where": str(kind)[:40], "message": complaint(error)}


def _of_run(ask: AskRun) -> Ask:
    """A question of one run that the page keeps.

    The answer is marked with its epoch where it is of a fit that rests and may go on.
    """

    def asked(tab: Tab, message: Mapping[str, Any]) -> Message | Pair:
        run, output = tab._shown(message)
        with np.errstate(
            over="ignore", invalid="ignore"
        ):  # at 1e308, say: no number, none is drawn
            answer = ask(run, output, message)
        if not run.standing:
            return answer
        epoch = {"epoch": run.model.record.epochs}
        return (answer[0] | epoch, answer[1]) if isinstance(answer, tuple) else answer | epoch

    return asked


_QUESTIONS: dict[str, Ask] = {
    "hello": Tab._hello,
    "open": Tab._open,
    "reread": Tab._reread,
    "fit": Tab._fit,
    "control": Tab._control,
    "look": Tab._look,
    "judge": Tab._judge,
    "forget": Tab._forget,
    "keep": Tab._keep,
    "table": Tab._table_of,
    "predict": Tab._predict,
    "profile": _of_run(questions.profile),
    "surface": _of_run(questions.surface),
    "points": _of_run(questions.points),
    "extreme": _of_run(questions.extreme),
    "residuals": _of_run(questions.residuals),
    "row": _of_run(questions.row),
    "inputs": _of_run(questions.inputs),
    "step": _of_run(questions.step),
    "code": _of_run(questions.code),
    "curve": _of_run(questions.curve),
}
