"""What ``check_step`` says."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from html import escape

from ...tables.wording import inert
from .slips import Slip

WIDTH = 88
SHARES = (1.0, 0.5, 0.25)  # of the points, by the number of slips that explain the outcome
_MARKS = {True: "✓", False: "✗"}


@dataclass(frozen=True)
class StepCheck:
    """Whether a step is right, or which slip it has.

    Attributes
    ----------
    right : bool
    points, of : float
        Points got, and how many there are: all for a right step, half for one slip, a quarter for two.
    slip : str
        Its name in a few words, empty for a right step. ``"at least two things are off"`` where no
        slip that is known explains all numbers.
    hint : str
        What to do about it.
    rates : (float, float) or None
        rho_h and rho_o that the step moves with, where it has rates of its own and they are known.
    note : str
        A remark that is no slip.
    """

    right: bool
    points: float
    of: float
    slip: str = ""
    hint: str = ""
    rates: tuple[float, float] | None = None
    note: str = ""

    def __bool__(self) -> bool:
        return self.right

    @property
    def verdict(self) -> str:
        """The first line."""
        told = "right" if self.right else "not yet"
        end = f": {inert(self.slip, 400)}" if self.slip else ""
        return f"{_MARKS[self.right]} {told}, {self.points:g} of {self.of:g} points{end}"

    def __str__(self) -> str:
        lines = [self.verdict]
        for text in filter(None, (self.hint, self.note)):
            lines += textwrap.wrap(
                inert(text, 1000), WIDTH, initial_indent="  ", subsequent_indent="  "
            )
        return "\n".join(lines)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        below = "".join(
            f'<div style="opacity:.8">{escape(inert(text, 1000))}</div>'
            for text in (self.hint, self.note)
            if text
        )
        edge = "#2E8B57" if self.right else "#D07C00"
        return (
            f'<div style="border-left:3px solid {edge};padding:2px 0 2px 10px;margin:4px 0;'
            'font:14px/1.45 system-ui,sans-serif;text-align:left;max-width:44rem">'
            f"<b>{escape(self.verdict)}</b>{below}</div>"
        )


class Grade:
    """Verdicts with their points."""

    def __init__(self, points: float) -> None:
        self.points = points

    def right(self, rates: tuple[float, float] | None = None, note: str = "") -> StepCheck:
        return StepCheck(True, self.points, self.points, rates=rates, note=note)

    def slip(self, *slips: Slip) -> StepCheck:
        """One slip, or several that together explain what the step gave."""
        share = SHARES[len(slips)] if len(slips) < len(SHARES) else 0.0
        name = "; and ".join(slip.name for slip in slips)
        hint = " ".join(dict.fromkeys(slip.hint for slip in slips))
        return StepCheck(False, self.points * share, self.points, name, hint)

    def nothing(self, what: str, hint: str = "") -> StepCheck:
        return StepCheck(False, 0.0, self.points, what, hint)
