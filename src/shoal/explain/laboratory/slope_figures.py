"""What the numbers of a function and its derivative say: ranges, the largest slope, growth far out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from ...core.activations import Function
from ...core.layout import Array
from ...errors import InputError

SPAN = 10.0  # the lecture draws s from -10 to 10
FAR = (1e2, 1e4, 1e8)

Course = Literal["falls", "rises and falls", "is constant", "grows", "falls and grows", "varies"]


@dataclass(frozen=True)
class Side:
    """The size of the slope from 0 outwards on one side.

    Parameters
    ----------
    name : {"left", "right"}
        Which side.
    course : str
        What \\|f'\\| does from 0 to 10: falls, rises and falls, is constant, grows, falls and
        grows, varies.
    near, least, peak, far : float
        \\|f'\\| close to 0, at least, at most, and at 10.
    unbounded : bool
        Whether it still grows at 1e4 and beyond.
    """

    name: Literal["left", "right"]
    course: Course
    near: float
    least: float
    peak: float
    far: float
    unbounded: bool


@dataclass(frozen=True)
class Slopes:
    """The figures of a function on -10 to 10 and beyond.

    Parameters
    ----------
    s, value, slope : ndarray of shape (2001,)
        Sums, values and derivatives.
    largest, at : float
        The largest size of the slope and the sum where it is taken; ``at`` is -inf or inf where it
        is only approached.
    left, right : Side
        Each side of 0.
    """

    s: Array
    value: Array
    slope: Array
    largest: float
    at: float
    left: Side
    right: Side

    @property
    def unbounded(self) -> tuple[Side, ...]:
        """The sides on which the slope grows without bound."""
        return tuple(side for side in (self.left, self.right) if side.unbounded)


def measure(f: Function, g: Function, name: str) -> Slopes:
    """The figures of ``f`` with derivative ``g``.

    Raises
    ------
    InputError
        If either has no finite value somewhere from -10 to 10.
    """
    s = np.linspace(-SPAN, SPAN, 2001)
    with np.errstate(all="ignore"):
        value, slope = f(s), g(s)
    for what, numbers in ((name, value), (f"the derivative of {name}", slope)):
        bad = ~np.isfinite(numbers)
        if bad.any():
            nearest = s[bad][np.argmin(np.abs(s[bad]))]
            raise InputError(
                f"{what} has no finite value at s = {nearest:.4g}: an activation needs one for every "
                "sum from -10 to 10"
            )
    left, right = _side("left", g), _side("right", g)
    largest, at = _largest(s, np.abs(slope), g)
    for side, sign in ((left, -1), (right, 1)):
        beyond = _beyond(g, sign)
        finite = beyond[np.isfinite(beyond)]
        if side.unbounded:
            largest, at = np.inf, sign * np.inf
        elif finite.size and finite.max() > largest * (1 + 1e-9) + 1e-300:
            largest, at = float(finite.max()), sign * np.inf
    return Slopes(s, value, slope, largest, at, left, right)


def _largest(s: Array, size: Array, g: Function) -> tuple[float, float]:
    from scipy.optimize import minimize_scalar

    top = float(size.max())
    ties = np.flatnonzero(size >= top * (1 - 1e-15))
    best = int(ties[np.argmin(np.abs(s[ties]))])
    if 0 < best < len(s) - 1:
        found = minimize_scalar(
            lambda at: -abs(float(g(np.array(at)))),
            bounds=sorted((s[best - 1], s[best + 1])),
            method="bounded",
            options={"xatol": 1e-10},
        )
        if -found.fun > top * (1 + 1e-12):
            return float(-found.fun), float(found.x)
    return top, float(s[best])


def _beyond(g: Function, sign: int) -> Array:
    """The largest size of the slope in a window at each distance of FAR."""
    with np.errstate(all="ignore"):
        return np.array([np.max(np.abs(g(sign * (w + np.linspace(0, 10, 201))))) for w in FAR])


def _side(name: Literal["left", "right"], g: Function) -> Side:
    sign = -1 if name == "left" else 1
    sums = sign * np.linspace(1e-6, SPAN, 1001)
    with np.errstate(all="ignore"):
        size = np.abs(g(sums))
    beyond = _beyond(g, sign)
    last = size[-1]
    seen = beyond[: np.argmax(np.isnan(beyond))] if np.isnan(beyond).any() else beyond
    seen = np.concatenate([[size.max()], seen])
    unbounded = len(seen) > 2 and bool(np.isinf(seen).any() or seen[-1] > 1.05 * seen[-2] > 0)
    still = 1e-9 * size.max()
    steps, top, bottom = np.diff(size), int(np.argmax(size)), int(np.argmin(size))
    course: Course
    if size.max() - size.min() <= still:
        course = "is constant"
    elif (steps <= still).all() and last < 0.9 * size[0]:
        course = "falls"
    elif (steps >= -still).all():
        course = "grows"
    elif (steps[:top] >= -still).all() and (steps[top:] <= still).all() and last < size[top] / 2:
        course = "rises and falls"
    elif (steps[:bottom] <= still).all() and (steps[bottom:] >= -still).all():
        course = "falls and grows"
    else:
        course = "varies"
    peak = _largest(sums, size, g)[0]
    return Side(name, course, float(size[0]), float(size.min()), peak, float(last), unbounded)
