"""A run of lines with one left side, each made from the one before."""

from __future__ import annotations

from .expressions.entries import Expr
from .ground import Ground
from .rules.sympy_ground import SymbolicGround
from .step import Step


class Chain:
    """Collects the lines of one part of the derivation; ``last`` is the right side reached."""

    def __init__(self, part: str, ground: Ground, symbols: SymbolicGround | None = None) -> None:
        self.part, self.ground, self.symbols = part, ground, symbols
        self.steps: list[Step] = []
        self.left: Expr | None = None
        self.last: Expr | None = None

    def begin(self, left: Expr) -> None:
        """A new left side; the next line continues none."""
        self.left, self.last = left, None

    def restate(self, left: Expr) -> None:
        """The same thing on the left, written otherwise; the next line still equals the last."""
        self.left = left

    def line(self, title: str, right: Expr, why: str, slip: str = "", relation: str = "=") -> Expr:
        """One more line; gives back its right side."""
        assert self.left is not None
        self.steps.append(
            Step(
                self.part,
                title,
                self.left,
                right,
                why,
                self.ground,
                self.last,
                slip,
                relation,
                self.symbols,
            )
        )
        self.last = right
        return right

    def define(self, left: Expr, title: str, right: Expr, why: str, slip: str = "") -> None:
        """A line that stands alone."""
        self.begin(left)
        self.line(title, right, why, slip)
