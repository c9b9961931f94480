"""What an activation declares of itself, ``formula`` and ``slope_formula``, as expressions and code."""

from __future__ import annotations

from dataclasses import replace

from ...core.activations import Activation
from ...formulas.grammar import parse
from ...formulas.operations import FUNCTIONS
from ...formulas.printing import GRAMMAR, printed
from ...formulas.tokens import variable_of
from ...formulas.tree import Tree
from .expressions.compounds import Power, Terms
from .expressions.entries import Constant, Entry, Expr
from .rules.calculus import product

_IN_NUMPY = {"atan": "arctan", "max": "maximum", "min": "minimum"}
_NAMES = {name: f"np.{_IN_NUMPY.get(name, name)}" for name in (*FUNCTIONS, "pi", "e")}
NUMPY = replace(GRAMMAR, where="np.where({0} > 0, {1}, {2})", names=_NAMES)


def formula_of(activation: Activation) -> Tree | None:
    """The declared formula as a tree of the sum."""
    return parse(activation.formula) if activation.formula else None


def slope_of(activation: Activation, a: Entry, z: Entry) -> Expr | None:
    """The declared slope where sums, products and whole powers of a and z say it, else None.

    Where h itself stands in it, z is written: the slope of exp(-a²) is -2 a z.
    """
    text = activation.slope_formula
    if not text or text.startswith("["):
        return None
    of = variable_of(text)
    whole = formula_of(activation) if of == "s" else None

    def written(tree: Tree) -> Expr | None:
        if tree == whole:
            return z
        name, *parts = tree
        if name == "variable":
            return a if of == "s" else z
        if name == "number" and parts[1] == 1:
            return Constant(parts[0])
        if name == "negate" and parts[0][0] == "number" and parts[0][2] == 1:
            return Constant(-parts[0][1])
        if name == "power" and parts[1][0] == "number" and parts[1][2] == 1:
            base = written(parts[0])
            return None if base is None else Power(base, parts[1][1])
        if name not in ("add", "subtract", "multiply"):
            return None
        left, right = map(written, parts)
        if left is None or right is None:
            return None
        if name == "multiply":
            return product(left, right)
        sign = "+" if name == "add" else "-"
        if isinstance(left, Terms):
            return Terms((*left.terms, right), left.signs + sign)
        return Terms((left, right), f"+{sign}")

    return written(parse(text, of))


def code_of(activation: Activation) -> str | None:
    """The declared formula as a function in NumPy: ``np.tanh``, or ``lambda A: np.exp(-A**2)``."""
    tree = formula_of(activation)
    if tree is None or "erf(" in activation.formula:  # NumPy has none
        return None
    if tree[1:] == (("variable",),) and tree[0] in FUNCTIONS:
        return NUMPY.names[tree[0]]
    return f"lambda A: {printed(tree, 'A', NUMPY)}"
