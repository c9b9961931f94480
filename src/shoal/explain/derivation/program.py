"""Lines of NumPy written by the expressions themselves, run, and held against the truth."""

from __future__ import annotations

import math
from collections.abc import Hashable
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np

from .declared import code_of, slope_of
from .expressions.entries import Entry
from .expressions.symbols import Symbol
from .ground import Ground
from .page import line

_A, _Z = Entry(Symbol("a", "a")), Entry(Symbol("z", "z"))


def activation_lines(ground: Ground) -> tuple[str, ...]:
    """h, and dh where the slope is not written out, as lines of code."""
    activation = ground.activation
    code = code_of(activation)
    if code is not None and slope_of(activation, _A, _Z) is not None:
        return (f"h = {code}",)
    return "h = activation.f", "dh = lambda A: activation.slope(A, h(A))"


@dataclass(frozen=True, repr=False)
class Program:
    """A step that is code, and prints as it. ``lines`` are what is printed and what ``check`` runs.

    Attributes
    ----------
    part, title, why, slip : str
        As in ``Step``.
    lines : tuple of str
        Statements over ``np``, the given arrays and sizes.
    given : dict
        Name in the code to the ground's key of each array that is given.
    wanted : dict
        Name in the code (an expression over it) to the key of what it must be.
    """

    part: str
    title: str
    lines: tuple[str, ...]
    why: str
    ground: Ground
    given: dict[str, Hashable]
    wanted: dict[str, Hashable]
    slip: str = ""
    ranges: str = ""
    fault: str = ""

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return line(self)

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def latex(self) -> str:
        return "\\begin{verbatim}\n" + self.text + "\n\\end{verbatim}"

    @property
    def mathml(self) -> str:
        return f"<pre>{escape(self.text)}</pre>"

    @property
    def shapes(self) -> dict[str, str]:
        """Shapes of the results, as they come out of the run."""
        space = self._run()
        return {name: " × ".join(map(str, np.shape(eval(name, space)))) for name in self.wanted}

    def check(self, symbolic: bool = True) -> float:
        """Largest discrepancy of what the code computes, relative to 1 + the largest entry."""
        try:
            space = self._run()
        except (ArithmeticError, LookupError, NameError, SyntaxError, TypeError, ValueError):
            return math.inf
        worst = 0.0
        for name, key in self.wanted.items():
            found, true = np.asarray(eval(name, space)), np.asarray(self.ground[key])
            if found.shape != true.shape:
                return math.inf
            worst = max(worst, float(np.max(np.abs(found - true)) / (1 + np.max(np.abs(true)))))
        return worst if math.isfinite(worst) else math.inf

    def _run(self) -> dict[str, Any]:
        """The names after the run. Only lines that this package wrote are ever run."""
        space: dict[str, Any] = {
            "np": np,
            "activation": self.ground.activation,
            **self.ground.sizes,
        }
        for name, key in self.given.items():
            value = self.ground[key]
            space[name] = value.copy() if isinstance(value, np.ndarray) else value
        exec(self.text, space)
        return space
