"""One line of the derivation: what it says, why it holds, and whether it does."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ...formulas.marks import Mark, Row, Sign, element
from .expressions.entries import Entry, Expr, Malformed
from .expressions.matrices import Block, shape_text
from .expressions.symbols import Index, size_mark
from .page import line

if TYPE_CHECKING:
    from .ground import Ground
    from .rules.sympy_ground import SymbolicGround


@dataclass(frozen=True, repr=False)
class Step:
    """One line: left = right. It prints as that line, and a notebook shows it as a formula.

    Attributes
    ----------
    part, title, why : str
        Where it stands, what is done, and the reason in one sentence.
    left, right : Expr
        The two sides. They print and they evaluate; nothing else is printed as a formula.
    ground : Ground
        The random network on which both sides are evaluated.
    before : Expr or None
        The right side of the line before, where this one continues it.
    slip : str
        What the lecture has wrong at this place, and its correction; empty if nothing.
    relation : str
        "=", or "←" where the left side is the new value of a weight.
    symbols : SymbolicGround or None
        For lines of single numbers: where SymPy works out both sides.
    """

    part: str
    title: str
    left: Expr
    right: Expr
    why: str
    ground: Ground
    before: Expr | None = None
    slip: str = ""
    relation: str = "="
    symbols: SymbolicGround | None = None

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return line(self)

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {self.latex}$"

    def mark(self) -> Mark:
        return Row((self.left.mark(), Sign(self.relation), self.right.mark()))

    @property
    def latex(self) -> str:
        """The line in LaTeX, without dollar signs."""
        return self.mark().latex()

    @property
    def text(self) -> str:
        """The line in Unicode, for a terminal."""
        return self.mark().text()

    @property
    def mathml(self) -> str:
        """The line as a MathML element, which browsers draw without a script."""
        namespace = 'xmlns="http://www.w3.org/1998/Math/MathML"'
        return element(self.mark(), f'{namespace} displaystyle="true"')

    @property
    def shapes(self) -> dict[str, str]:
        """Shape of every array on the line, in letters and in the numbers of its arrays."""
        found: dict[str, str] = {}
        shape: tuple[Index | int, ...]
        for side in (self.left, self.right):
            for part in side.walk():
                if isinstance(part, Entry) and len(part.symbol.axes) == 2:
                    axes = tuple(Index("", *axis) for axis in part.symbol.axes)
                    name, shape = part.symbol.matrix().text(), tuple(axes)
                elif isinstance(part, Block) and not part.fixed:
                    name, shape = part.symbol.matrix(hat=part.hat).text(), part.shape()
                elif isinstance(part, Block) and part.shape() != (1, 1):
                    name, shape = part.text(), part.shape()
                else:
                    continue
                found[name] = f"{shape_text(shape)} = {self._numbers(shape)}"
        return found

    def _numbers(self, shape: tuple[Any, ...]) -> str:
        counts = (
            d if isinstance(d, int) else self.ground.sizes[d.size] + 1 - d.lower for d in shape
        )
        return " × ".join(map(str, counts))

    @property
    def ranges(self) -> str:
        """For which values of its free indices the line holds."""
        return ", ".join(i.range_text() for i in self._order() if i.letter in self._loops())

    def check(self, symbolic: bool = True) -> float:
        """Largest discrepancy of this line, and of the line before, relative to 1 + the largest entry.

        Both sides are evaluated on random arrays, partial derivatives by complex steps; a line of
        single numbers is worked out by SymPy as well, unless ``symbolic`` is False. Infinity stands
        for a line that cannot be evaluated (shapes that do not meet, an index too few: see
        ``fault``) or that SymPy contradicts.

        Raises
        ------
        MissingExtraError
            If SymPy is needed and absent (extra ``explain``).
        """
        try:
            worst = max(self._difference(r) for r in (self.right, self.before) if r is not None)
        except Malformed:
            return math.inf
        if symbolic and self.symbols is not None and not self.symbols.equal(self.left, self.right):
            return math.inf
        return worst

    @property
    def fault(self) -> str:
        """Why the line cannot be evaluated, in one sentence; empty if it can."""
        try:
            self._difference(self.right)
        except Malformed as error:
            return str(error)
        return ""

    def _order(self) -> tuple[Index, ...]:
        if isinstance(self.left, Block):
            return self.left.rows, self.left.columns
        shape = self.left.shape()
        if shape:
            return tuple(d for d in shape if isinstance(d, Index))
        entries = [e for e in self.left.walk() if isinstance(e, Entry) and e.indices]
        return tuple(dict.fromkeys(i for e in entries for i in e.indices if i in self.left.free()))

    def _loops(self) -> frozenset[str]:
        blocks = [e for e in self.left.walk() if isinstance(e, Block)]
        if blocks:
            return frozenset().union(*(b.fixed for b in blocks))
        return frozenset(i.letter for i in self._order())

    def _difference(self, right: Expr) -> float:
        order = self._order()
        left, found = values(self.left, order, self.ground), values(right, order, self.ground)
        worst = np.max(np.abs(left - found)) / (1 + np.max(np.abs(left)))
        return float(worst) if np.isfinite(worst) else math.inf


def values(expr: Expr, order: tuple[Index, ...], ground: Ground) -> np.ndarray:
    """The expression for every value of the indices in ``order``, an axis each.

    Lines of entries are evaluated with an array for each index; in lines of blocks the letters that
    are fixed are looped over, so that a star is tested as what it says: all values at once.
    """
    counts = tuple(ground.sizes[i.size] + 1 - i.lower for i in order)
    shape = expr.shape()
    if not shape:
        if expr.free() != frozenset(order):
            raise Malformed(f"{expr.text()}: its free indices are not those of the left side")
        at = {
            i.letter: np.arange(i.lower, ground.sizes[i.size] + 1).reshape(
                [-1 if a == b else 1 for b in range(len(order))]
            )
            for a, i in enumerate(order)
        }
        return np.broadcast_to(np.asarray(expr.evaluate(ground, at)), counts)
    fixed = frozenset().union(*(e.fixed for e in expr.walk() if isinstance(e, Block)))
    wanted = tuple(1 if i.letter in fixed else i for i in order)
    if shape != wanted:
        raise Malformed(f"{expr.text()}: {shape_text(shape)} instead of {shape_text(wanted)}")
    result = np.full(counts, np.nan)
    runs = [
        range(i.lower, ground.sizes[i.size] + 1) if i.letter in fixed else (None,) for i in order
    ]
    for place in itertools.product(*runs):
        chosen = dict(zip((i.letter for i in order), place, strict=True))
        window = tuple(
            slice(None) if p is None else slice(p - i.lower, p - i.lower + 1)
            for i, p in zip(order, place, strict=True)
        )
        block = np.asarray(expr.evaluate(ground, chosen))
        if block.shape != result[window].shape:
            raise Malformed(f"{expr.text()}: {block.shape} where {result[window].shape} was said")
        result[window] = block
    return result


def sizes_text(ground: Ground) -> str:
    return ", ".join(f"{size_mark(s).text()} = {count}" for s, count in ground.sizes.items())
