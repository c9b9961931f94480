"""The lecture's step in its own four lines, each of which can be taken wrongly on purpose.

::

    Z = h([1 X] V)                                  V_new = V + rho_h / (NK) [1 X]' ((error W[1:]') * h')
    Y = [1 Z] W         error = T - Y               W_new = W + rho_o / (NK) [1 Z]' error

Both updates take the same forward pass and the old W. A slip is told by the fields of ``Way``; its
prediction is what this epoch gives with them.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np

from ...core.activations import ACTIVATIONS, Activation
from ...core.layout import Array
from .problems import Problem

Column = tuple[float, float]  # what stands for the constant in the forward pass, and in the update
KEPT, FORGOTTEN, HELD, LEFT_OUT = (1.0, 1.0), (0.0, 0.0), (1.0, 0.0), (0.0, 1.0)


@dataclass(frozen=True)
class Way:
    """How the step is taken; the defaults are right."""

    constant_x: Column = KEPT
    constant_z: Column = KEPT
    constants_first: bool = True
    times_h: int = 1  # how often h is applied
    h_at_outputs: bool = False
    slope: str = "value"  # or: twice, none, other argument, at the value, other function, no square
    back_from_row_0: bool = False  # of W: W[:-1] for W[1:]
    last_row_only: bool = False  # of the table
    divisor_v: str = "NK"  # letters divided by; "" for none
    divisor_w: str = "NK"
    times_v: float = 1.0  # 2, 0 for a weight that stays
    times_w: float = 1.0
    sign_v: int = 1
    sign_w: int = 1
    rates_swapped: bool = False
    order: str = "together"  # or what moves first, and what is computed anew from it
    returns_change: bool = False

    def joined(self, other: Way) -> Way | None:
        """Both ways at once; None where they say different things of the same line."""
        default = Way()
        ours, theirs = (
            {f.name for f in fields(Way) if getattr(way, f.name) != getattr(default, f.name)}
            for way in (self, other)
        )
        if ours & theirs:
            return None
        return replace(self, **{name: getattr(other, name) for name in theirs})


RIGHT = Way()


def epoch(problem: Problem, h: Activation, way: Way = RIGHT) -> tuple[Array, Array]:
    """V and W after one step. Shapes in and out: V (D+1, M), W (M+1, K)."""
    V, W = problem.V, problem.W
    rho_h, rho_o = problem.rates[::-1] if way.rates_swapped else problem.rates
    scale_v = rho_h * way.times_v * way.sign_v / _divisor(way.divisor_v, problem)
    scale_w = rho_o * way.times_w * way.sign_w / _divisor(way.divisor_w, problem)
    passed = _Pass(problem, h, way)
    passed.forward(V, W)
    if way.order == "together":
        change_v, change_w = scale_v * passed.down_v(W), scale_w * passed.down_w()
    elif way.order.startswith("W first"):
        change_w = scale_w * passed.down_w()
        if way.order == "W first, error anew":
            passed.forward(V, W + change_w)
        change_v = scale_v * passed.down_v(W + change_w)
    else:
        change_v = scale_v * passed.down_v(W)
        error = passed.error
        passed.forward(V + change_v, W)
        if way.order == "V first, Z anew":
            passed.error = error
        change_w = scale_w * passed.down_w()
    return (change_v, change_w) if way.returns_change else (V + change_v, W + change_w)


def _divisor(of: str, problem: Problem) -> float:
    counts = dict(zip("NDMK", problem.sizes, strict=True))
    return float(np.prod([counts[letter] for letter in of]))


class _Pass:
    """The arrays of one forward pass, and what the two updates take from them."""

    def __init__(self, problem: Problem, h: Activation, way: Way) -> None:
        self.problem, self.h, self.way = problem, h, way

    def forward(self, V: Array, W: Array) -> None:
        way, X = self.way, self.problem.X
        self.A = self._with_constant(X, way.constant_x[0]) @ V
        self.Z = self.A
        for _ in range(way.times_h):
            self.Z = self.h.f(self.Z)
        Y = self._with_constant(self.Z, way.constant_z[0]) @ W
        self.error = self.problem.T - (self.h.f(Y) if way.h_at_outputs else Y)

    def down_v(self, W: Array) -> Array:
        """NK times the negative gradient of E/2 for V."""
        through = W[:-1] if self.way.back_from_row_0 else W[1:]
        delta = (self.error @ through.T) * self._slope()
        X1 = self._with_constant(self.problem.X, self.way.constant_x[1])
        found: Array = X1[self._rows].T @ delta[self._rows]
        return found

    def down_w(self) -> Array:
        """NK times the negative gradient of E/2 for W."""
        Z1 = self._with_constant(self.Z, self.way.constant_z[1])
        found: Array = Z1[self._rows].T @ self.error[self._rows]
        return found

    @property
    def _rows(self) -> slice:
        return slice(-1, None) if self.way.last_row_only else slice(None)

    def _with_constant(self, array: Array, constant: float) -> Array:
        column = np.full((len(array), 1), constant)
        return np.hstack([column, array] if self.way.constants_first else [array, column])

    def _slope(self) -> Array | float:
        h, A, Z = self.h, self.A, self.Z
        if self.way.slope == "none":
            return 1.0
        if self.way.slope == "twice":
            return h.slope(A, Z) ** 2
        if self.way.slope == "other argument":
            return h.slope(Z, A)  # a for the value, or the value for a
        if self.way.slope == "at the value":
            return h.slope(Z, h.f(Z))
        if self.way.slope == "other function":
            logistic, tanh = ACTIVATIONS["logistic"], ACTIVATIONS["tanh"]
            other = tanh if h is logistic else logistic
            return other.slope(A, Z)
        if self.way.slope == "no square":
            found: Array | float = 1 - Z
            return found
        return h.slope(A, Z)
