"""What a parameter may be: words, numbers between bounds, or one of a few things that have no bounds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, init=False)
class Words:
    """One of these words."""

    words: tuple[str, ...]

    def __init__(self, *words: str) -> None:
        object.__setattr__(self, "words", words)


@dataclass(frozen=True)
class Number:
    """A real number from ``low`` to ``high`` (None: no bound); ``ends`` says which ends belong to it."""

    low: float | None = None
    high: float | None = None
    ends: Literal["both", "left", "neither"] = "both"


@dataclass(frozen=True)
class Whole:
    """A whole number of at least ``low``; None: any."""

    low: int | None = None


@dataclass(frozen=True)
class Thing:
    """Something that is known by its kind alone."""

    kind: str


Bound = Words | Number | Whole | Thing

FLAG = Thing("true or false")
SEQUENCE = Thing("sequence of numbers or arrays")
ACTIVATION = Thing("Activation")
NOTHING = Thing("None")
INFINITE = Thing("infinity")
RANDOM = Thing("seed or generator")
VERBOSE = Thing("how much is printed")
