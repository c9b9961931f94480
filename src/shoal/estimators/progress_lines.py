"""Progress of a fit as plain lines: what ``verbose`` asks for."""

from __future__ import annotations

from ..trace import Event

SECONDS_BETWEEN = 1.0


class Printer:
    """A sink that prints the newest row, at most once a second and at the end."""

    every: int | None = None

    def __init__(self) -> None:
        self._next = 0.0

    def receive(self, event: Event) -> None:
        """Print the event's last row where it is time to."""
        if event.seconds < self._next and not event.final:
            return
        self._next = event.seconds + SECONDS_BETWEEN
        newest = {name: values[-1] for name, values in event.columns.items() if len(values)}
        epoch = newest.pop("epoch", event.epoch)
        print(f"epoch {epoch:>7,}", *(f"{k} {v:.6g}" for k, v in newest.items()), sep="  ")
