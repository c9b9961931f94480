"""The notebook's side of a live view: one widget a fit, spoken to by messages (needs anywidget)."""

from __future__ import annotations

import threading
from functools import cache
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from ...errors import InputError
from .frame import Frame
from .history import History

FRONT = Path(__file__).parents[1] / "front"


@cache
def built(name: str) -> str:
    """The text of a built file of the front end.

    Raises
    ------
    InputError
        If the front end was not built.
    """
    try:
        return (FRONT / name).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise InputError(
            "the live view's front end is not built: run `make front` in the checkout"
        ) from None


class Widget(anywidget.AnyWidget):
    """The pictures of one fit in a notebook's page.

    Only what never changes is state: ``scene``, ``sheet`` (the text of the style sheet) and
    ``look`` (what else concerns the looks). Frames are messages, each with one buffer. A page says
    when it hears ("ready"), is told how many frames there were, and asks for them ("again") where
    it missed some. While a cell runs its questions wait, its frames do not: nothing ever waits for
    a page, and the first one that asks (``first``) replays by itself what it was too late for.

    An attribute may not be called ``log``, ``comm``, ``keys``, ``style`` or ``layout``:
    these are the widget's own.
    """

    scene = traitlets.Dict().tag(sync=True)
    sheet = traitlets.Unicode().tag(sync=True)
    look = traitlets.Dict().tag(sync=True)

    def __init__(self, scene: dict[str, Any], look: dict[str, Any]) -> None:
        self._history = History(scene["n_epochs"])
        self._ending: dict[str, Any] | None = None
        self._first = True  # no page has asked yet
        self._turn = threading.RLock()  # questions may be heard in another thread than frames
        self._esm = built("live.js")
        super().__init__(scene=scene, sheet=built("shoal.css"), look=look)
        self.on_msg(self._hear)

    def tell(self, frame: Frame) -> None:
        """Show a frame."""
        with self._turn:
            self._history.add(frame)
            self._send_frame(frame)

    def finish(self, frame: Frame, ending: dict[str, Any]) -> None:
        """Show the last frame and how the fit ended: ``trace``, ``kept`` and ``why``."""
        with self._turn:
            self.tell(frame)
            self._ending = {"kind": "end", "told": self._history.told, **ending}
            self.send(self._ending)

    def _repr_mimebundle_(self, **_: Any) -> Any:
        """The widget alone: where there are none, the static picture behind it speaks."""
        bundle, facts = super()._repr_mimebundle_()  # type: ignore[misc]
        return bundle | {"text/plain": ""}, facts

    def _send_frame(self, frame: Frame) -> None:
        header, buffer = frame.packed()
        self.send(header, [buffer])

    def _hear(self, _widget: Any, message: Any, _buffers: Any) -> None:
        kind = message.get("kind") if isinstance(message, dict) else None
        with self._turn:
            if kind == "ready":
                self.send({"kind": "told", "told": self._history.told, "first": self._first})
                self._first = False
            elif kind == "again":
                frames = self._history.frames
                self.send({"kind": "again", "told": self._history.told, "frames": len(frames)})
                for frame in frames:
                    self._send_frame(frame)
                if self._ending is not None:
                    self.send(self._ending)
