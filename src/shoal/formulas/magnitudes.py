"""Arithmetic on (sign, log|x|): exp(1000) is an ordinary number here, and so are its quotients.

The relative error is that of the logarithm, about 1e-16 * |log|x||; the plain arithmetic is the
better one wherever it gives a number.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .operations import OPERATIONS, leaf
from .tree import LEAVES

Number = tuple[Any, Any]  # sign (-1, 0, 1 or nan) and log of the size


def evaluate(steps: tuple[tuple[str, tuple[Any, ...]], ...], a: Any) -> Any:
    """The values of a formula's steps (``Formula.steps``) at the array ``a`` of floats."""
    values: list[Number] = []
    for name, parts in steps:
        if name in LEAVES:
            values.append(_of(np.broadcast_to(leaf(name, parts, a), a.shape)))
        else:
            arguments = [values[i] for i in parts]
            values.append(
                _EXACT[name](*arguments) if name in _EXACT else _through_floats(name, arguments)
            )
    return _float(values[-1])


def _of(x: Any) -> Number:
    x = np.asarray(x, dtype=float)
    return np.sign(x), np.log(np.abs(x))


def _float(x: Number) -> Any:
    return np.where(x[0] == 0, 0.0, x[0] * np.exp(x[1]))


def _through_floats(name: str, arguments: list[Number]) -> Number:
    return _of(OPERATIONS[name](*map(_float, arguments)))


def _add(x: Number, y: Number) -> Number:
    top, low = np.maximum(x[1], y[1]), np.minimum(x[1], y[1])
    sign: Any = np.where(x[1] >= y[1], x[0], y[0])
    other: Any = np.where(x[1] >= y[1], y[0], x[0])
    ratio = np.where(np.isneginf(low), 0.0, np.exp(low - np.where(np.isneginf(top), 0.0, top)))
    size = top + np.log1p(sign * other * ratio)
    return np.where(np.isneginf(size), 0.0, sign), size


def _negate(x: Number) -> Number:
    return -x[0], x[1]


def _power(x: Number, y: Number) -> Number:
    exponent = _float(y)
    whole, odd = exponent == np.round(exponent), np.mod(exponent, 2) == 1
    sign = np.where(x[0] < 0, np.where(whole, np.where(odd, -1.0, 1.0), np.nan), 1.0)
    zero = (x[0] == 0) & (exponent > 0)
    return np.where(zero, 0.0, sign), np.where(exponent == 0, 0.0, exponent * x[1])


def _log(x: Number) -> Number:
    return _of(np.where(x[0] < 0, np.nan, x[1]))


def _hyperbolic(sign: int) -> Callable[[Number], Number]:
    def function(x: Number) -> Number:
        value = _float(x)
        size = np.abs(value) + np.log1p(sign * np.exp(-2 * np.abs(value))) - np.log(2)
        return (np.ones_like(value) if sign > 0 else np.sign(value)), size

    return function


def _where(d: Number, x: Number, y: Number) -> Number:
    return np.where(d[0] > 0, x[0], y[0]), np.where(d[0] > 0, x[1], y[1])


def _subtract(x: Number, y: Number) -> Number:
    return _add(x, _negate(y))


_EXACT: dict[str, Callable[..., Number]] = {
    "add": _add,
    "subtract": _subtract,
    "multiply": lambda x, y: (x[0] * y[0], np.where(x[0] * y[0] == 0, -np.inf, x[1] + y[1])),
    "divide": lambda x, y: (
        np.where(y[0] == 0, np.nan, x[0] * y[0]),
        np.where(x[0] == 0, -np.inf, x[1] - y[1]),
    ),
    "negate": _negate,
    "power": _power,
    "exp": lambda x: (np.ones_like(x[0]), _float(x)),
    "log": _log,
    "sqrt": lambda x: (np.where(x[0] < 0, np.nan, x[0]), x[1] / 2),
    "abs": lambda x: (np.abs(x[0]), x[1]),
    "sinh": _hyperbolic(-1),
    "cosh": _hyperbolic(1),
    "where": _where,
    "sign": lambda x: _of(x[0]),
    "max": lambda x, y: _where(_subtract(x, y), x, y),
    "min": lambda x, y: _where(_subtract(y, x), x, y),
}
