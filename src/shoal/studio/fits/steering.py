"""What a page orders of a fit that runs: go on, pause, step, stop."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...errors import InputError
from ...trace import Pace
from ..tables.asked import speed_of


def steer(pace: Pace, message: Mapping[str, Any]) -> None:
    """Carry out the ``action`` of a message.

    Raises
    ------
    InputError
        If there is no such action, speed or number of epochs.
    """
    action = message.get("action")
    if action == "continue":
        pace.run(speed_of(message.get("speed")))
    elif action == "pause":
        pace.pause()
    elif action == "step":
        epochs = message.get("epochs", 1)
        if isinstance(epochs, bool) or not isinstance(epochs, int) or epochs < 1:
            raise InputError("a step is a whole number of epochs, 1 at least")
        pace.step(epochs)
    elif action == "stop":
        pace.stop()
    else:
        raise InputError(f"a fit can continue, pause, step and stop, not {action!r}")
