"""A tree as it is set in a book: fractions, roots, exponents; marks that write LaTeX and MathML.

The signs bind as in ``tree.BINDING``, but a fraction's bar groups what is above and below it, so that
it needs no brackets there.
"""

from __future__ import annotations

from html import escape

from .formula import Formula
from .layouts import Call, Cases, Fence, Fraction, Raised, Root
from .marks import Figure, Mark, Name, Sign, Times, element, row
from .tree import BINDING, FRACTION, LETTER, POWER, PRODUCT, SUM, Tree

_MINUS = Sign("−", tight=True)
_BETWEEN = {"add": Sign("+"), "subtract": Sign("−"), "multiply": Times()}


def mathml(formula: Formula) -> str:
    """A ``<math>`` element, with the formula as plain text for those who hear it."""
    return element(mark_of(formula), f'aria-label="{escape(str(formula))}"')


def mark_of(formula: Formula) -> Mark:
    """What stands on the page."""
    return _set(formula.tree, formula.of)[0]


def _set(tree: Tree, of: str) -> tuple[Mark, int]:
    """The mark of a tree, and how tightly its outermost sign binds."""
    name, *parts = tree
    if name == "number":
        return _number(*parts)
    if name in ("variable", "pi", "e"):
        letter = of if name == "variable" else "π" if name == "pi" else "e"
        return Name(letter, upright=len(letter) > 1), LETTER
    told = [_set(part, of) for part in parts]

    def at_least(i: int, least: int) -> Mark:
        mark, binds = told[i]
        return mark if binds >= least else Fence(mark)

    marks = [mark for mark, _ in told]
    if name in _BETWEEN:
        binds, left, right = BINDING[name]
        digits = name == "multiply" and _begins_with_digit(parts[1])  # 2 3 is no product to the eye
        sign = Sign("⋅") if digits else _BETWEEN[name]
        return row(at_least(0, left), sign, at_least(1, right)), binds
    if name == "negate":
        return row(_MINUS, at_least(0, PRODUCT)), SUM
    if name == "divide":
        below, above = told[1][1] < POWER, told[0][1] < PRODUCT
        return Fraction(marks[0], marks[1], below, above), FRACTION
    if name == "power":
        return Raised(at_least(0, LETTER), _exponent(parts[1], marks[1])), POWER
    if name == "exp":
        return Raised(Name("e"), marks[0]), POWER
    if name == "sqrt":
        return Root(marks[0]), LETTER
    if name == "abs":
        return Fence(marks[0], "|", "|"), LETTER
    if name == "where":
        return Cases(row(marks[0], Sign(">"), Figure("0")), marks[1], marks[2]), LETTER
    return Call(name, tuple(marks)), LETTER


def _begins_with_digit(tree: Tree) -> bool:
    if tree[0] in ("multiply", "divide", "power"):
        return _begins_with_digit(tree[1])
    return bool(tree[0] == "number" and tree[1] >= 0)


def _number(p: int, q: int) -> tuple[Mark, int]:
    size: Mark = Figure(str(abs(p)))
    if q != 1:
        size = Fraction(size, Figure(str(q)))
    return (size, LETTER if q == 1 else FRACTION) if p >= 0 else (row(_MINUS, size), SUM)


def _exponent(tree: Tree, mark: Mark) -> Mark:
    """A fraction of whole numbers on one line, 3/2: no tower of fractions."""
    name, *parts = tree
    if name == "divide" and all(part[0] == "number" and part[2] == 1 for part in parts):
        parts = [part[1] for part in parts]
    elif name != "number" or parts[1] == 1:
        return mark
    p, q = (Figure(str(part)) for part in parts)
    return row(p, Sign("/", tight=True), q)
