"""The derivative as a function of the output: y(1 - y), 1 - y**2, or why there is none.

Training keeps the outputs Z of the forward pass. Where dz/da is a function of z alone the backward
pass needs nothing else, and often no further exponential: the lecture's ``df(f_value)``.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import product

import numpy as np
from scipy.optimize import brentq

from ....core.activations import Function
from ....core.layout import Array
from ....formulas.formula import Formula
from ....formulas.tree import Tree
from .solving import ask

EXACT = 1e-12
POWERS = ((1, 1), (1, 2), (3, 2), (2, 1), (3, 1))  # g = P(y)**(p/q)
Y: Tree = ("variable",)


@dataclass(frozen=True)
class OutputForm:
    """What was found.

    Parameters
    ----------
    formula : Formula or None
        h with f'(s) = h(f(s)).
    reason : str
        How it was checked, or why there is none.
    """

    formula: Formula | None
    reason: str


def output_form(
    f: Function,
    g: Function,
    trees: tuple[Tree, Tree] | None = None,
    known: Tree | None = None,
    tolerance: float = EXACT,
    seconds: float = 10.0,
) -> OutputForm:
    """The slope ``g`` of ``f`` as a function of the output of ``f``.

    Tried in turn: the formula known; P(y)**(p/q) with a polynomial P of y or abs(y), the lowest
    degree first, its coefficients fitted and made fractions; y = f(s) solved for s by SymPy. Each
    must agree with ``g`` at 200 random sums and far out, to ``tolerance * (1 + |g|)``.

    Parameters
    ----------
    f, g : callable
        The function and its derivative, on arrays.
    trees : (tuple, tuple), optional
        The formulas of both, for solving; without them it is not tried.
    known : tuple, optional
        A formula to try first.
    tolerance : float
        How well it must agree.
    seconds : float
        The time limit of solving.
    """
    checked = f"checked at 200 random sums to {tolerance:.0e}"
    if known is not None and _verified(known, f, g, tolerance):
        return OutputForm(Formula(known, "y"), checked)
    twins = _twins(f, g)
    if twins:
        return OutputForm(None, twins)
    if found := _fitted(f, g, tolerance):
        return OutputForm(Formula(found, "y"), checked)
    if trees is not None:
        for answer in ask("invert", list(trees), seconds):
            if _verified(answer["slope"], f, g, tolerance):
                return OutputForm(Formula(answer["slope"], "y"), checked)
    return OutputForm(
        None,
        "each output belongs to one slope, but y = f(s) was not solved for s by a formula; "
        "the slope is computed from the sum",
    )


def _sample() -> Array:
    random = np.random.default_rng(0)
    return np.concatenate([random.uniform(-6, 6, 190), random.uniform(-40, 40, 8), [-1000, 1000]])


def _verified(tree: Tree, f: Function, g: Function, tolerance: float) -> bool:
    s = _sample()
    with np.errstate(all="ignore"):
        y, slope = f(s), g(s)
        usable = np.isfinite(y) & np.isfinite(slope) & (np.abs(y) < 1e150)
        difference = np.abs(Formula(tree)(y) - slope)[usable]
        return bool(np.all(difference <= tolerance * (1 + np.abs(slope[usable]))))


def _fitted(f: Function, g: Function, tolerance: float) -> Tree | None:
    s = np.linspace(-3, 3, 61) + 0.013
    with np.errstate(all="ignore"):
        y, slope = f(s), g(s)
    for degree, (p, q), base in product(range(5), POWERS, (Y, ("abs", Y))):
        if (p, q) != (1, 1) and not (slope > 0).all():
            continue
        values = y if base is Y else np.abs(y)
        with np.errstate(all="ignore"):
            powers = np.vander(values, degree + 1, increasing=True)
        if not np.isfinite(powers).all():
            break
        weights = np.linalg.lstsq(powers, slope ** (q / p), rcond=None)[0]
        exact = [Fraction(w).limit_denominator(1000) for w in weights.tolist()]
        if exact[-1] == 0 and degree:
            continue
        tree = _polynomial(exact, base)
        if (p, q) != (1, 1):
            tree = ("sqrt", tree) if (p, q) == (1, 2) else ("power", tree, ("number", p, q))
        if _verified(tree, f, g, tolerance):
            return tree
    return None


def _polynomial(weights: list[Fraction], y: Tree) -> Tree:
    """c0 + c1 y + c2 y**2 ..., with a common y written in front: y(1 - y), not y - y**2."""
    if len(weights) > 2 and weights[0] == 0 and weights[1] != 0:
        return ("multiply", y, _polynomial(weights[1:], y))
    total: Tree | None = None
    for degree, weight in enumerate(weights):
        if weight == 0:
            continue
        size: Tree = ("number", abs(weight).numerator, weight.denominator)
        power: Tree = y if degree == 1 else ("power", y, ("number", degree, 1))
        term = size if degree == 0 else power if abs(weight) == 1 else ("multiply", size, power)
        if total is None:
            total = ("negate", term) if weight < 0 else term
        else:
            total = ("add" if weight > 0 else "subtract", total, term)
    return total or ("number", 0, 1)


def _twins(f: Function, g: Function) -> str:
    """Two sums with one output and two slopes, as a sentence; empty if none were found."""
    s = np.linspace(-6, 6, 1201)
    with np.errstate(all="ignore"):
        slope = g(s)
    slope = np.where(np.abs(slope) > 1e-9 * np.nanmax(np.abs(slope)), slope, 0.0)
    rising = np.flatnonzero(slope)
    turns = rising[:-1][np.sign(slope[rising[:-1]]) != np.sign(slope[rising[1:]])]
    for turn in sorted(turns, key=lambda i: abs(s[i])):
        for distance in (1.0, 0.5, 0.2, 0.05):
            left = s[turn] - distance if abs(s[turn]) > 0.011 else -distance
            level = float(f(np.array(left)))

            def above(at: float, level: float = level) -> float:
                return float(f(np.array(at))) - level

            mirror = -left
            if abs(above(mirror)) <= 1e-15 * (1 + abs(level)):
                right = mirror
            else:
                near, far = s[turn] + 0.011, s[turn] + 4 * distance
                if not above(near) * above(far) < 0:
                    continue
                right = brentq(above, near, far, xtol=1e-14)
            slopes = [float(g(np.array(at))) for at in (left, right)]
            if abs(slopes[0] - slopes[1]) > 1e-6 * (abs(slopes[0]) + abs(slopes[1])):
                return (
                    f"one output belongs to two slopes: f({left:.4g}) = f({right:.4g}) = {level:.4g}, "
                    f"but the slopes there are {slopes[0]:.4g} and {slopes[1]:.4g}"
                )
    return ""
