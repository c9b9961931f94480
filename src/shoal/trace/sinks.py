"""Sinks: the listeners of a fit. They are told at most one event a slice and can do no harm."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from numbers import Integral
from typing import Any, Protocol

from .events import Closing, Event, Opening


class Sink(Protocol):
    """A listener.

    ``every``: ask for the weights each so many epochs, or None for no weights. With ``every``
    above 0, an event ends exactly at each multiple of it (epoch 0 included) and at the last
    epoch. Otherwise events end where the slices of the fit end, at most 20 a second, and fewer
    where the sinks are slow; 0 asks for the weights at each of these. It may change between two
    events. One with a method ``next_stop(epoch)`` says itself which epoch after ``epoch`` is
    the next to end an event, or None. A sink whose purpose is to hold the fit says so by a true
    attribute ``holds``: it is told last, and its time is not held against the others. One with
    a method ``begin(opening)`` is told first what the fit begins with, one with a method
    ``end(closing)`` at last what it kept; a fit that fails has no end.
    """

    @property
    def every(self) -> int | None: ...

    def receive(self, event: Event) -> None:
        """Take one event. Called from the fitting thread: return soon."""


def sinks_of(given: Sink | Iterable[Sink]) -> list[Sink]:
    """One sink, or all of several, as a list.

    Raises
    ------
    TypeError
        If it is neither, or one of them is no sink.
    """
    one = callable(getattr(given, "receive", None)) or not isinstance(given, Iterable)
    listed: list[Any] = [given] if one else list(given)  # type: ignore[arg-type]
    Sinks(listed)
    return listed


class Sinks:
    """All listeners of one fit. A sink that raises is dropped with a warning; the fit goes on.

    Raises
    ------
    TypeError
        Before the fit begins, if one of them is no sink.
    """

    def __init__(self, sinks: Iterable[Sink]) -> None:
        self._sinks = sorted(sinks, key=_holds)
        for sink in self._sinks:
            every = getattr(sink, "every", "missing")
            usable = every is None or (isinstance(every, Integral) and int(every) >= 0)
            if not usable or not callable(getattr(sink, "receive", None)):
                raise TypeError(
                    f"{sink!r} is no sink: it needs a method receive(event), and every: None or a "
                    "whole number of epochs"
                )

    def __bool__(self) -> bool:
        return bool(self._sinks)

    def begin(self, opening: Opening) -> None:
        """Tell what the fit begins with to those who have an ear for it."""
        for sink in list(self._sinks):
            if callable(getattr(sink, "begin", None)):
                self._safely(sink, sink.begin, opening)  # type: ignore[attr-defined]

    def end(self, closing: Closing) -> None:
        """Tell what the fit has kept to those who have an ear for it."""
        with suppress(KeyboardInterrupt):  # all is done: it must not cost the fit
            for sink in list(self._sinks):
                if callable(getattr(sink, "end", None)):
                    self._safely(sink, sink.end, closing)  # type: ignore[attr-defined]

    def wants_weights(self, epoch: int) -> bool:
        """Whether some sink asks for the weights after ``epoch`` epochs."""
        return any(_next_stop(sink, epoch - 1) == epoch for sink in self._sinks)

    def next_stop(self, epoch: int) -> int | None:
        """The next epoch after ``epoch`` at which some sink asks for the weights."""
        stops = [_next_stop(sink, epoch) for sink in self._sinks]
        return min((stop for stop in stops if stop is not None), default=None)

    def tell(
        self,
        event: Event,
        weights: Callable[[], Sequence[Any]],
        clock: Callable[[], float] = time.perf_counter,
    ) -> float:
        """Hand the event to every sink, with ``weights()`` to those that ask for them now.

        Returns the seconds that this took those who do not hold the fit on purpose.
        """
        began, listened = clock(), None
        for sink in list(self._sinks):
            if listened is None and _holds(sink):
                listened = clock()
            every = sink.every
            asks = every is not None and (event.final or event.epoch % (every or 1) == 0)
            told = replace(event, weights=weights()) if asks else event
            self._safely(sink, sink.receive, told)
        return (clock() if listened is None else listened) - began

    def _safely(self, sink: Sink, hear: Callable[[Any], None], what: Any) -> None:
        try:
            hear(what)
        except Exception as error:  # a viewer's fault must never cost the fit
            self._sinks.remove(sink)
            warnings.warn(f"a sink failed and was dropped: {error!r}", RuntimeWarning, 3)


class Named:
    """A sink that is also told the names of the columns, by one who knows them."""

    def __init__(self, sink: Sink, inputs: Sequence[str], targets: Sequence[str]) -> None:
        self._sink, self._inputs, self._targets = sink, tuple(inputs), tuple(targets)
        self.holds = _holds(sink)
        self.receive = sink.receive
        self.next_stop = getattr(sink, "next_stop", None)

    @property
    def every(self) -> int | None:
        """As the sink asks."""
        return self._sink.every

    def begin(self, opening: Opening) -> None:
        """The opening, with names, to a sink that has an ear for it."""
        begin = getattr(self._sink, "begin", None)
        if callable(begin):
            begin(replace(opening, inputs=self._inputs, targets=self._targets))

    def end(self, closing: Closing) -> None:
        """The closing, to a sink that has an ear for it."""
        end = getattr(self._sink, "end", None)
        if callable(end):
            end(closing)


def _next_stop(sink: Sink, epoch: int) -> int | None:
    own = getattr(sink, "next_stop", None)
    if callable(own):
        stop: int | None = own(epoch)
        return stop
    every = sink.every
    return (epoch // every + 1) * every if every else None


def _holds(sink: Sink) -> bool:
    return bool(getattr(sink, "holds", False))
