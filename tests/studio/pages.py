"""A page without a browser: a tab, and what it was told."""

from __future__ import annotations

import itertools
import json
import threading
from collections.abc import Callable, Iterator
from typing import Any

from shoal.studio.tab import Tab
from shoal.tables import Table

PATIENCE = 60.0  # seconds: a fit here takes a fraction of one


class Page:
    """What a page does: asks, and waits for what a fit tells."""

    def __init__(self, table: Table | None = None, numbers: Iterator[int] | None = None) -> None:
        self.told: list[tuple[dict[str, Any], bytes | None]] = []
        self._news = threading.Condition()
        self._ids = itertools.count(1)
        self.tab = Tab(self._tell, numbers or itertools.count(1), table)

    def _tell(self, message: dict[str, Any], buffer: bytes | None) -> None:
        json.dumps(message)  # all of it is JSON
        with self._news:
            self.told.append((message, buffer))
            self._news.notify_all()

    def ask(self, kind: str, **message: Any) -> dict[str, Any]:
        """The answer to a message."""
        number = next(self._ids)
        self.tab.handle({"kind": kind, "id": number, **message})
        return next(m for m, _ in self.told if m.get("answers") == number)

    def wait(self, kind: str, run: int) -> dict[str, Any]:
        """The message of this kind about a run, once it comes."""

        def found() -> dict[str, Any] | None:
            return next((m for m in self.of(kind) if m["run"] == run), None)

        with self._news:
            assert self._news.wait_for(lambda: found() or self._failed(run), PATIENCE), kind
        message = found()
        assert message is not None, self._failed(run)
        return message

    def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds of what was told."""
        with self._news:
            assert self._news.wait_for(holds, PATIENCE)

    def epochs(self, run: int) -> list[int]:
        """Of the frames of a run."""
        return [m["epoch"] for m in self.of("frame") if m["run"] == run]

    def fit(self, **wish: Any) -> dict[str, Any]:
        """A fit to its end."""
        run = self.ask("fit", **wish)
        assert run["kind"] == "accepted", run
        return self.wait("done", run["run"])

    def of(self, kind: str) -> list[dict[str, Any]]:
        """Everything of this kind that was told."""
        return [m for m, _ in self.told if m["kind"] == kind]

    def _failed(self, run: int) -> dict[str, Any] | None:
        return next((m for m in self.of("failed") if m["run"] == run), None)
