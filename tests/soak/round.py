"""What a round is: one batch of a thing that is done very often."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Round:
    """``do(number, folder)`` does batch ``number`` in an empty folder and says how many it were.

    What it raises is a failure of the soak. ``whole`` of them are the whole, after which the round
    has had its part. ``memory`` MB and ``files`` are what libraries may keep beyond it, for good: caches,
    a picture's fonts.
    """

    name: str
    whole: int
    do: Callable[[int, Path], int]
    memory: float = 20.0
    files: int = 0
