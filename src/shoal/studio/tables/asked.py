"""Numbers and names in a page's messages: of columns, of epochs a second."""

from __future__ import annotations

from typing import Any

from ...errors import InputError

MOST_NAMES = 2_000  # in one message
SPEEDS = (0.1, 1e6)  # epochs a second that may be asked for


def column_number(given: Any) -> int | None:
    """The number of an input or target, or None."""
    if given is None:
        return None
    if isinstance(given, bool) or not isinstance(given, int) or given < 0:
        raise InputError(f"{given!r} is no number of a column")
    return given


def speed_of(given: Any) -> float | None:
    """Epochs a second, or None for as fast as it goes."""
    if given is None:
        return None
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise InputError("speed must be a number of epochs a second, or nothing")
    if not SPEEDS[0] <= given <= SPEEDS[1]:
        raise InputError(f"speed must lie between {SPEEDS[0]:g} and {SPEEDS[1]:g} epochs a second")
    return float(given)


def names_of(given: Any) -> list[str]:
    """Names of columns, each once."""
    if not isinstance(given, list) or not all(isinstance(name, str) for name in given):
        raise InputError("the names of inputs must be a list of texts")
    if len(names := list(dict.fromkeys(given))) > MOST_NAMES:
        raise InputError(f"at most {MOST_NAMES:,} inputs can be named at once")
    return names
