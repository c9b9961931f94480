"""The operations of an expression, on floating-point arrays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

ARITHMETIC = ("add", "subtract", "multiply", "divide", "negate", "power", "max", "min", "abs")
CHOICES = ("where", "sign")  # where(d, a, b): a for d > 0, else b


def erf(x: Any) -> Any:
    """The error function, of SciPy."""
    from scipy.special import erf as scipy_erf

    return scipy_erf(x)


OPERATIONS: dict[str, Callable[..., Any]] = {
    "add": np.add,
    "subtract": np.subtract,
    "multiply": np.multiply,
    "divide": np.divide,
    "negate": np.negative,
    "power": np.power,
    "max": np.maximum,
    "min": np.minimum,
    "abs": np.abs,
    "exp": np.exp,
    "log": np.log,
    "sqrt": np.sqrt,
    "tanh": np.tanh,
    "sinh": np.sinh,
    "cosh": np.cosh,
    "sin": np.sin,
    "cos": np.cos,
    "atan": np.arctan,
    "erf": erf,
    "sign": np.sign,
    "where": lambda d, a, b: np.where(d > 0, a, b),
}
FUNCTIONS = tuple(name for name in OPERATIONS if name not in (*ARITHMETIC, *CHOICES))


def leaf(name: str, parts: tuple[Any, ...], a: Any) -> Any:
    """The value of a number, a constant or the variable."""
    if name == "number":
        return parts[0] / parts[1]
    return {"variable": a, "pi": np.pi, "e": np.e}[name]
