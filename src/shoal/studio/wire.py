"""Messages as text: JSON, which knows neither NaN nor infinity, and of a page only what a page can mean."""

from __future__ import annotations

import json
import math
import traceback
from collections.abc import Mapping
from typing import Any

from ..errors import InputError, ShoalError

DEEPEST = 12  # lists and tables inside each other, in a message of a page
LARGEST = 2**53  # of whole numbers; beyond, a browser's own are not exact (ECMA-262, 6.1.6.1)
LONGEST = 600  # characters of a sentence
SLIP = "this went wrong in the studio itself; the page goes on"


def dumped(message: Any) -> str:
    """JSON of plain values; what is not a finite number is null."""
    try:
        return json.dumps(message, allow_nan=False)
    except ValueError:
        return json.dumps(_finite(message))


class Unreadable(InputError):
    """A message that cannot be taken; ``number`` is the one under which the page waits for an answer."""

    def __init__(self, sentence: str, number: Any = None) -> None:
        super().__init__(sentence)
        self.number = number


def received(text: str) -> dict[str, Any]:
    """A message of a page: a table of texts, numbers that a computer can hold, lists and tables.

    Raises
    ------
    Unreadable
        If it is none, holds a number that is too large or none at all, or is nested too deeply.
    """
    refused: list[str] = []

    def number(written: str) -> float | None:
        value = float(written)
        if math.isfinite(value):
            return (
                int(written) if written.lstrip("-").isdigit() and abs(value) <= LARGEST else value
            )
        refused.append(written)
        return None

    try:
        message = json.loads(text, parse_int=number, parse_float=number, parse_constant=number)
    except (ValueError, RecursionError):
        raise Unreadable("this message is not JSON") from None
    if not isinstance(message, dict):
        raise Unreadable("a message is a table with its kind")
    answers = number_of(message)
    if refused:
        raise Unreadable(f"{refused[0]:.20} is no number that can be computed with", answers)
    if _deep(message):
        raise Unreadable("this message holds lists within lists without end", answers)
    return message


def number_of(message: Mapping[str, Any]) -> int | str | None:
    """The number under which a page waits for the answer to its message."""
    given = message.get("id")
    return given if isinstance(given, int) or (isinstance(given, str) and len(given) < 65) else None


def complaint(error: Exception) -> str:
    """What a page is told of an error: one line.

    A slip of ours costs an answer or a fit, not the page with its runs; it is printed where the studio
    was started, and told as what it is.
    """
    if isinstance(error, MemoryError):
        return "this needs more memory than there is"
    lines = str(error).strip().splitlines() or [type(error).__name__]
    if isinstance(error, ShoalError | ValueError):  # every complaint about input is one
        said = lines[0]
    else:
        traceback.print_exception(error)
        said = f"{SLIP} ({type(error).__name__}: {lines[0]})"
    return said if len(said) <= LONGEST else said[: LONGEST - 1] + "…"


def _deep(value: Any) -> bool:
    """Whether lists and tables lie deeper in each other than ``DEEPEST``."""
    level = [value]
    for _ in range(DEEPEST):
        inner = [
            v for entry in level for v in (entry.values() if isinstance(entry, dict) else entry)
        ]
        level = [v for v in inner if isinstance(v, dict | list)]
    return bool(level)


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {name: _finite(entry) for name, entry in value.items()}
    return [_finite(entry) for entry in value] if isinstance(value, list | tuple) else value
