"""The live line of a fit in the terminal: epoch, errors, time left."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from ...trace import Event, Sink
from ..report import number

if TYPE_CHECKING:
    from rich.console import Console
    from rich.live import Live
    from rich.progress import Progress


class _Line:
    """A sink that keeps one line of a rich Progress up to date."""

    every: int | None = None

    def __init__(self, progress: object, task: object) -> None:
        self._progress, self._task = progress, task

    def receive(self, event: Event) -> None:
        newest = {name: values[-1] for name, values in event.columns.items() if len(values)}
        if "rmse_train" not in newest:
            return
        errors = f"RMSE train {number(newest['rmse_train'])}"
        if event.network:
            errors = f"network {event.network}: {errors}"
        if "rmse_validation" in newest:
            errors += f"  held out {number(newest['rmse_validation'])}"
        self._progress.update(self._task, completed=event.epoch, errors=errors)  # type: ignore[attr-defined]


@contextmanager
def progress_line(epochs: int, shown: bool) -> Iterator[list[Sink]]:
    """Sinks for a fit: the live line on standard error where that is a terminal, else none."""
    if not shown or not sys.stderr.isatty():
        yield []
        return
    from rich.console import Console

    progress = progress_of(Console(stderr=True))
    with shown_while(progress):
        yield [line_of(progress, epochs)]


@contextmanager
def shown_while(screen: Progress | Live) -> Iterator[None]:
    """Start and stop the drawing; that its terminal has gone meanwhile must not cost the fit."""
    screen.start()
    try:
        yield
    finally:
        try:
            with suppress(OSError):
                screen.stop()
        except KeyboardInterrupt:  # a second one, while the first was obeyed
            screen.console.show_cursor(True)
            raise


def progress_of(console: Console) -> Progress:
    """The line, as yet without a fit; gone when all is done."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("epoch {task.completed:>9,.0f} of {task.total:,.0f}"),
        BarColumn(bar_width=24),
        TextColumn("{task.fields[errors]}"),
        TimeRemainingColumn(compact=True),
    )
    return Progress(*columns, console=console, transient=True)


def line_of(progress: Progress, epochs: int) -> Sink:
    """A sink that moves the line."""
    return _Line(progress, progress.add_task("fit", total=epochs, errors=""))
