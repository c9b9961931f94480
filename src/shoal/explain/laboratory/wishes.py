"""The lecture's five wishes for an activation function, judged one by one with their evidence.

The measures behind the words:

1. computationally simple: at most 2 elementary functions and 12 operations (partly: 4 and 25);
2. close to linear for small sums, more and more nonlinear for large ones: with
   r(s) = abs(f(s) - f(0) - f'(0) s) / abs(f'(0) s), the larger of both signs of s, r(0.1) is at most 0.1,
   and r never falls from there to s = 10;
3. simple derivative: as wish 1, counting what the value has not already computed;
4. the size of the derivative decreases outwards: on both sides from s = 0 to 10 (partly: on one
   side, or after a rise);
5. the size of the derivative is limited: it does not grow any more between 1e4 and 1e8.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from ...core.activations import Function
from ...formulas.formula import Formula
from .integrals.output_form import OutputForm
from .slope_figures import Side, Slopes

Verdict = Literal["holds", "partly", "fails", "unknown"]

WISHES = (
    "computationally simple",
    "close to linear for small sums, increasingly nonlinear for large ones",
    "its derivative is computationally simple",
    "the size of the derivative decreases as the sum grows",
    "the size of the derivative is limited",
)
LINEAR = 0.1  # r(0.1) up to which a function is close to linear


@dataclass(frozen=True)
class Wish:
    """One wish and its verdict.

    Parameters
    ----------
    number : int
        1 to 5, in the lecture's order.
    wish : str
        What is wished.
    verdict : {"holds", "partly", "fails", "unknown"}
        "unknown" where a Python function does not show its formula.
    reason : str
        Why, with the figures.
    """

    number: int
    wish: str
    verdict: Verdict
    reason: str

    def __str__(self) -> str:
        return f"{self.number}. {self.wish}: {self.verdict}. {self.reason}"


def figure(x: float) -> str:
    """A number for a sentence: 0.25, 9,387, 1.5e+13."""
    return f"{x:,.0f}" if 1000 <= abs(x) < 1e7 else f"{x + 0.0:.4g}"


def judge(
    formula: Formula | None,
    derivative: Formula | None,
    output: OutputForm,
    f: Function,
    g: Function,
    slopes: Slopes,
    summed: bool = False,
) -> tuple[Wish, ...]:
    """The five verdicts on ``f`` with derivative ``g``.

    Parameters
    ----------
    formula, derivative : Formula or None
        Both as formulas, where they are known.
    output : OutputForm
        The derivative as a function of the output, or why not.
    f, g : callable
        The function and its derivative on arrays.
    slopes : Slopes
        Their figures.
    summed : bool
        Whether the value has no formula and is a numerical integral.
    """
    verdicts = (
        _simple(formula, summed),
        _near_linear(f, g, slopes),
        _simple_derivative(formula, derivative, output),
        _decreasing(slopes),
        _limited(slopes),
    )
    return tuple(
        Wish(number, wish, *verdict)
        for number, (wish, verdict) in enumerate(zip(WISHES, verdicts, strict=True), 1)
    )


def _cost(functions: int, operations: int) -> Verdict:
    if functions <= 2 and operations <= 12:
        return "holds"
    return "partly" if functions <= 4 and operations <= 25 else "fails"


def _count(number: int, what: str) -> str:
    return f"{number or 'no'} {what}{'' if number == 1 else 's'}"


def _simple(formula: Formula | None, summed: bool) -> tuple[Verdict, str]:
    if summed:
        return (
            "fails",
            "It has no formula here: each value is a numerical integral of eight slopes.",
        )
    if formula is None:
        return "unknown", "A Python function does not show what it computes."
    names = formula.functions
    verdict = _cost(len(names), formula.n_operations)
    told = _count(formula.n_operations, "operation").capitalize()
    if names:
        listed = f" ({', '.join(sorted(names))})" if len(names) <= 3 else ""
        told += f", of them {_count(len(names), 'elementary function')}{listed}"
    return verdict, f"{told}; equal parts count once."


def _near_linear(f: Function, g: Function, slopes: Slopes) -> tuple[Verdict, str]:
    at_zero = float(g(np.array(0.0)))
    h = 1e-6
    with np.errstate(all="ignore"):
        around = [float(x) for x in (f(np.array(-h)), f(np.array(0.0)), f(np.array(h)))]
    from_left, from_right = (around[1] - around[0]) / h, (around[2] - around[1]) / h
    peak = max(slopes.left.peak, slopes.right.peak, 1e-300)
    if abs(from_left - from_right) > 1e-2 * (abs(from_left) + abs(from_right)) + 1e-4 * peak:
        return "fails", (
            f"It has a kink at s = 0: the slope is {figure(round(from_left, 4))} on the left and "
            f"{figure(round(from_right, 4))} on the right."
        )
    if abs(at_zero) <= 1e-6 * peak:
        return "fails", "It is flat at s = 0: its slope there is 0, so small sums change nothing."
    s = np.geomspace(0.1, 10, 200)
    with np.errstate(all="ignore"):
        sides = [
            np.abs(f(side) - around[1] - at_zero * side) / np.abs(at_zero * side)
            for side in (s, -s)
        ]
    r = np.maximum(*sides)
    told = (
        f"It leaves the straight line {_line(around[1], at_zero)} by {100 * r[0]:.2g} % of the line's "
        "step at s = ±0.1"
    )
    if r[0] > LINEAR:
        return "fails", f"{told}, more than {100 * LINEAR:.0f} %."
    if r.max() <= 1e-9:
        return "partly", "It is a straight line everywhere: it never becomes nonlinear."
    far = f"{100 * r[-1]:.0f} % of it" if r[-1] < 2 else f"{figure(float(r[-1]))} times it"
    end = f"{told}, by {far} at ±10"
    if (np.diff(r) < -1e-9 * r.max()).any():
        return "partly", f"{end}; in between the deviation does not grow steadily."
    return "holds", f"{end}."


def _line(constant: float, slope: float) -> str:
    size = figure(abs(slope))
    step = "s" if size == "1" else f"{size} s"
    if constant == 0:
        return f"{'-' if slope < 0 else ''}{step}"
    return f"{figure(constant)} {'-' if slope < 0 else '+'} {step}"


def _simple_derivative(
    formula: Formula | None, derivative: Formula | None, output: OutputForm
) -> tuple[Verdict, str]:
    if output.formula is not None:
        found = output.formula
        return _cost(len(found.functions), found.n_operations), (
            f"From the output y = f(s) it is {found}: {_count(found.n_operations, 'operation')}, "
            f"{_count(len(found.functions), 'elementary function')}."
        )
    if derivative is None:
        return "unknown", "The derivative is known by its values alone."
    known = formula.functions if formula is not None else frozenset()
    new = derivative.functions - known
    shared = len(derivative.functions & known)
    return _cost(len(new), derivative.n_operations), (
        f"From the sum it takes {_count(derivative.n_operations, 'operation')}, "
        f"{_count(len(new), 'elementary function')} that the value has not computed"
        + (f", {shared} that it has" if shared else "")
        + "."
    )


def _told(side: Side) -> str:
    sign = "-" if side.name == "left" else ""
    if side.course == "is constant":
        return f"on the {side.name} it is constant at {figure(side.near)}"
    end = f"{figure(side.far)} at s = {sign}10"
    if side.course == "rises and falls":
        return f"on the {side.name} it rises to {figure(side.peak)} and then falls to {end}"
    if side.course == "falls and grows":
        return f"on the {side.name} it falls to {figure(side.least)} and then grows to {end}"
    if side.course == "varies":
        return f"on the {side.name} it rises and falls and is {end}, at most {figure(side.peak)}"
    return f"on the {side.name} it {side.course} from {figure(side.near)} near 0 to {end}"


def _decreasing(slopes: Slopes) -> tuple[Verdict, str]:
    sides = slopes.left, slopes.right
    reason = "|f'|: " + "; ".join(map(_told, sides)) + "."
    if all(side.course == "falls" for side in sides):
        return "holds", reason
    falling = any(side.course in ("falls", "rises and falls") for side in sides)
    return ("partly" if falling else "fails"), reason


def _limited(slopes: Slopes) -> tuple[Verdict, str]:
    if not slopes.unbounded:
        return "holds", f"The largest size of the slope is {largest(slopes)}."
    told = []
    for side in slopes.unbounded:
        at = 0 if side.name == "left" else -1
        told.append(
            f"unbounded on the {side.name}: f' = {figure(float(slopes.slope[at]))} at "
            f"s = {slopes.s[at]:.0f}, and it grows on"
        )
    return "fails", f"{'; '.join(told).capitalize()}."


def largest(slopes: Slopes) -> str:
    """The largest size of the slope and where, as words."""
    if np.isinf(slopes.largest):
        return "without limit"
    if np.isinf(slopes.at):
        return f"{figure(slopes.largest)}, approached far to the {'right' if slopes.at > 0 else 'left'}"
    size, sums = np.abs(slopes.slope), slopes.s
    ties = sums[size >= slopes.largest * (1 - 1e-15)]
    if len(ties) > 2 and np.ptp(ties) <= 0.011 * len(ties):
        first, last = (round(float(at), 1) + 0.0 for at in (ties[0], ties[-1]))
        return f"{figure(slopes.largest)} all along from s = {first:g} to {last:g}"
    mirrored = np.interp(-slopes.at, sums, size)
    sign = "±" if slopes.at and abs(mirrored - slopes.largest) < 1e-4 * slopes.largest else ""
    return f"{figure(slopes.largest)} at s = {sign}{figure(abs(slopes.at) if sign else slopes.at)}"
