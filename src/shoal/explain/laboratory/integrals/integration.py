"""From a wished derivative to the function: the antiderivative and its constant."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from ....core.activations import Function
from ....formulas.differentiation import minus, negated, plus
from ....formulas.formula import Formula, constant_value
from ....formulas.tree import Tree
from .quadrature import REACH, NumericalIntegral, SlopeWithin
from .solving import ask


@dataclass(frozen=True)
class Constant:
    """The constant of integration C of f(s) = F(s) + C.

    Parameters
    ----------
    antiderivative : str
        F, as text; empty where it has no formula.
    value : float
        C.
    rule : str
        Why this C.
    """

    antiderivative: str
    value: float
    rule: str

    def __str__(self) -> str:
        form = self.antiderivative or "the numerical integral from 0"
        return f"f = {form} + C with C = {self.value:.6g}: {self.rule}"


@dataclass(frozen=True)
class Integral:
    """A function with the wished derivative.

    Parameters
    ----------
    formula : Formula or None
        Its formula, where SymPy found one.
    f, g : callable
        The function and its derivative on arrays.
    constant : Constant
        The constant of integration.
    error : float
        How far a numerical integral may be off; 0 for a formula.
    """

    formula: Formula | None
    f: Function
    g: Function
    constant: Constant
    error: float = 0.0


def integrate(
    slope: Function, tree: Tree | None, of: str, at_zero: float | None, seconds: float
) -> Integral:
    """The function whose derivative is ``slope``.

    The constant: f(0) = ``at_zero`` if that is given. Otherwise f goes to 0 for s to minus infinity
    where it has a finite limit there (so the lecture's bell gives the logistic function), else
    f(0) = 0.

    Parameters
    ----------
    slope : callable
        The derivative, on arrays.
    tree : tuple or None
        Its formula; without one, or where SymPy finds no integral, it is integrated numerically.
    of : str
        The variable's name.
    at_zero : float or None
        f(0).
    seconds : float
        SymPy's time limit.
    """
    answers = ask("integrate", [tree], seconds) if tree is not None else []
    usable = [a for a in answers if a["left"] or a["zero"]]
    if not usable:
        return _numerical(slope, of, at_zero)
    found = usable[-1]
    left, zero = found["left"], found["zero"]
    if at_zero is None and left is not None:
        constant = negated(left)
        rule = f"f goes to 0 as {of} goes to minus infinity"
        if zero is not None and constant_value(left) != constant_value(zero):
            rule += f" (at_zero=0 would make f(0) = 0, C = {Formula(negated(zero), of)})"
    elif zero is not None:
        exact = Fraction(at_zero or 0.0).limit_denominator(10**9)
        constant = minus(("number", exact.numerator, exact.denominator), zero)
        rule = f"f(0) = {at_zero or 0:g}"
        if at_zero is None:
            rule += f", as f has no finite limit as {of} goes to minus infinity"
    else:
        return _numerical(slope, of, at_zero)
    formula = Formula(plus(found["value"], constant), of)
    antiderivative = str(Formula(found["value"], of))
    told = Constant(antiderivative, constant_value(constant), rule + _oddness(formula))
    return Integral(formula, formula, slope, told)


def _numerical(slope: Function, of: str, at_zero: float | None) -> Integral:
    f = NumericalIntegral(slope, at_zero or 0.0)
    rule = f"f(0) = {at_zero or 0:g}"
    constant = at_zero or 0.0
    tail = np.abs(slope(np.array([-REACH, -1000.0])))
    if at_zero is None and (tail <= 1e-14).all():
        constant = -float(f(np.array(-REACH)))
        f = NumericalIntegral(slope, constant)
        rule = f"f goes to 0 as {of} goes to minus infinity"
    told = Constant("", constant, rule + _oddness(f))
    return Integral(None, f, SlopeWithin(slope), told, f.error())


def _oddness(f: Function) -> str:
    s = np.linspace(0.1, 8, 40)
    right, left = f(s), f(-s)
    odd = np.abs(right + left) <= 1e-12 * (1 + np.abs(right))
    return "; f is odd" if odd.all() else ""
