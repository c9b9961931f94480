"""What a parameter may be: words, numbers between bounds, lists of them, or things known by their kind.

Each bound says whether it ``holds`` a plain value, one that JSON could have given, and what it asks
for in words (``said``).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

MOST_SEED = 2**32 - 1  # NumPy's RandomState takes no larger one


@dataclass(frozen=True, init=False)
class Words:
    """One of these words."""

    words: tuple[str, ...]

    def __init__(self, *words: str) -> None:
        object.__setattr__(self, "words", words)

    @property
    def said(self) -> str:
        """In words."""
        named = ", ".join(f'"{word}"' for word in self.words)
        return named if len(self.words) == 1 else f"one of {named}"

    def holds(self, value: Any) -> bool:
        """Whether the value is one of the words."""
        return isinstance(value, str) and value in self.words


@dataclass(frozen=True)
class Number:
    """A real number from ``low`` to ``high`` (None: no bound); ``ends`` says which ends belong to it."""

    low: float | None = None
    high: float | None = None
    ends: Literal["both", "left", "neither"] = "both"

    @property
    def said(self) -> str:
        """In words."""
        ends = []
        if self.low is not None:
            ends.append(f"{'above' if self.ends == 'neither' else 'from'} {self.low:g}")
        if self.high is not None:
            ends.append(f"{'to' if self.ends == 'both' else 'below'} {self.high:g}")
        return " ".join(["a number", " and ".join(ends)]).strip()

    def holds(self, value: Any) -> bool:
        """Whether the value is a finite number between the bounds."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            return False
        low_open, high_open = self.ends == "neither", self.ends != "both"
        above = self.low is None or (value > self.low if low_open else value >= self.low)
        below = self.high is None or (value < self.high if high_open else value <= self.high)
        return above and below and abs(value) < math.inf


@dataclass(frozen=True)
class Whole:
    """A whole number from ``low`` to ``high``; None: no bound."""

    low: int | None = None
    high: int | None = None

    @property
    def said(self) -> str:
        """In words."""
        low = "" if self.low is None else f" from {self.low:,}"
        return f"a whole number{low}" + ("" if self.high is None else f" to {self.high:,}")

    def holds(self, value: Any) -> bool:
        """Whether the value is a whole number between the bounds."""
        if isinstance(value, bool) or not isinstance(value, int):
            return False
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)


@dataclass(frozen=True)
class Each:
    """A sequence whose entries keep a bound; how many there must be, the rows or layers say."""

    bound: Number | Whole

    @property
    def said(self) -> str:
        """In words."""
        return f"a list, each entry {self.bound.said}"

    def holds(self, value: Any) -> bool:
        """Whether the value is a list, and all its entries keep the bound."""
        return isinstance(value, list | tuple) and all(map(self.bound.holds, value))


@dataclass(frozen=True)
class Thing:
    """Something that is known by its kind alone; ``plain`` are its values that JSON could have given."""

    said: str
    plain: tuple[Any, ...] = ()

    def holds(self, value: Any) -> bool:
        """Whether the value is one of the plain ones."""
        return any(type(value) is type(one) and value == one for one in self.plain)


Bound = Words | Number | Whole | Each | Thing

FLAG = Thing("true or false", (True, False))
ARRAYS = Thing("sequence of arrays")
ACTIVATION = Thing("Activation")
NOTHING = Thing("None", (None,))
INFINITE = Thing("infinity", (math.inf,))
RANDOM = Thing("RandomState")
VERBOSE = Thing("how much is printed")
