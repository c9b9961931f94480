"""What goes over a page's socket, to be compared with what is seen."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np

from .browser import Visitor


class Line:
    """What goes over the page's socket."""

    def __init__(self, visitor: Visitor) -> None:
        self.heard: list[Any] = []
        self.said: list[dict[str, Any]] = []
        visitor.page.on("websocket", self._listen)
        visitor.page.reload()
        visitor.page.locator(".card").first.wait_for()

    def _listen(self, socket: Any) -> None:
        socket.on("framereceived", lambda told: self.heard.append(told))
        socket.on("framesent", lambda told: self.said.append(json.loads(told)))

    def of(self, kind: str) -> list[dict[str, Any]]:
        """Messages of the studio of one kind."""
        found = (json.loads(told) for told in self.heard if isinstance(told, str))
        return [message for message in found if message["kind"] == kind]

    def weights(self) -> list[np.ndarray]:
        """The weight matrices of the last frame: what the network's picture is drawn from."""
        at = max(i for i, told in enumerate(self.heard) if is_frame(told))
        header, numbers = json.loads(self.heard[at]), np.frombuffer(self.heard[at + 1], "<f4")
        shapes = header["weights"]
        found, end = [], len(numbers)
        for rows, columns in reversed(shapes):
            found.append(numbers[end - rows * columns : end].reshape(rows, columns))
            end -= rows * columns
        return found[::-1]


def is_frame(told: Any) -> bool:
    """Whether a frame's header stands here."""
    return isinstance(told, str) and json.loads(told)["kind"] == "frame"


def until(visitor: Visitor, holds: Callable[[], bool]) -> None:
    """Wait until something holds of what the socket has told."""
    for _ in range(600):
        if holds():
            return
        visitor.page.wait_for_timeout(20)
    raise AssertionError("it never held")
