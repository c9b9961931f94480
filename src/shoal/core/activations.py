"""Activation functions h(a) with their derivatives, and the user's own.

The lecture takes a derivative from the *value* where that is cheapest: ``1 - z**2`` for tanh,
``z * (1 - z)`` for the logistic function. ``Activation.df_of`` says which argument ``df`` takes,
so that calling it with the wrong one is an error one can name (see ``Activation.check``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from ..errors import InputError
from .layout import Array

Function = Callable[[Array], Array]


@dataclass(frozen=True)
class Activation:
    """A function ``f`` of the sum ``a`` and its derivative ``df``.

    Parameters
    ----------
    name : str
        How the function is called in messages and model files.
    f : callable
        ``z = f(a)``, elementwise, an array of any shape in, the same shape and dtype out.
    df : callable
        The derivative dz/da, elementwise, of the output ``z`` or of the sum ``a`` (``df_of``).
    df_of : {"output", "sum"}
        What ``df`` takes: the output ``z = f(a)``, as the lecture's ``df(f_value)``, or ``a``.

    Raises
    ------
    InputError
        If ``df_of`` is neither word, or ``f`` or ``df`` cannot be called.
    """

    name: str
    f: Function
    df: Function
    df_of: Literal["output", "sum"] = "output"

    def __post_init__(self) -> None:
        if self.df_of not in ("output", "sum"):
            raise InputError(f"df_of must be 'output' or 'sum', not {self.df_of!r}")
        if not callable(self.f) or not callable(self.df):
            raise InputError(f"activation {self.name!r}: f and df must be functions")

    def __reduce__(self) -> tuple[object, ...]:
        """Copies and pickles of a named activation are that very activation."""
        if ACTIVATIONS.get(self.name) is self:
            return resolve, (self.name,)
        return Activation, (self.name, self.f, self.df, self.df_of)

    def slope(self, a: Array, z: Array) -> Array:
        """dz/da, given both the sum ``a`` and the output ``z = f(a)``."""
        return self.df(z) if self.df_of == "output" else self.df(a)

    def check(self, a: Array | None = None, tolerance: float = 1e-6) -> float:
        """Largest difference between ``df`` and the central difference of ``f``, relative to ``1 + |df|``.

        Raises
        ------
        InputError
            If it exceeds ``tolerance``: ``df`` is not the derivative of ``f``, or it takes the
            other argument than ``df_of`` says (the lecture's ``df`` takes f(s), not s).
        """
        a = np.linspace(-3.0, 3.0, 61) + 0.01 if a is None else np.asarray(a, dtype=float)
        step = 1e-6
        numeric = (self.f(a + step) - self.f(a - step)) / (2 * step)
        found = self.slope(a, self.f(a))
        worst = float(np.max(np.abs(found - numeric) / (1 + np.abs(numeric))))
        if not worst <= tolerance:
            other = self.df(a) if self.df_of == "output" else self.df(self.f(a))
            swapped = np.max(np.abs(other - numeric) / (1 + np.abs(numeric))) <= tolerance
            hint = (
                f"df takes the {'sum' if self.df_of == 'output' else 'output'}: say so with df_of"
                if swapped
                else "df is not the derivative of f"
            )
            raise InputError(
                f"activation {self.name!r}: df differs from the central difference of f by "
                f"{worst:.2g} at worst; {hint}"
            )
        return worst


def logistic(a: Array) -> Array:
    """1 / (1 + exp(-a)), without overflow for any finite ``a``."""
    e = np.exp(-np.abs(a))
    return (
        np.where(a >= 0, 1 / (1 + e), e / (1 + e))
        if not np.iscomplexobj(a)
        else 1 / (1 + np.exp(-a))
    )


def softplus(a: Array) -> Array:
    """log(1 + exp(a)), without overflow for any finite ``a``."""
    if np.iscomplexobj(a):
        return np.log(1 + np.exp(a))
    return np.maximum(a, 0) + np.log1p(np.exp(-np.abs(a)))


def polynomial(a: Array) -> Array:
    """The lecture's 3 + 2a + a^2 + 3a^5: a warning, not a recommendation."""
    return 3 + a * (2 + a * (1 + 3 * a**3))


ACTIVATIONS: dict[str, Activation] = {
    "identity": Activation("identity", lambda a: a, np.ones_like),
    "tanh": Activation("tanh", np.tanh, lambda z: 1 - z * z),
    "logistic": Activation("logistic", logistic, lambda z: z * (1 - z)),
    "relu": Activation(
        "relu",
        lambda a: np.where(np.real(a) > 0, a, 0 * a),
        lambda z: np.where(np.real(z) > 0, 1.0 + 0 * z, 0 * z),
    ),
    "softplus": Activation("softplus", softplus, lambda z: -np.expm1(-z)),
    "gaussian": Activation(
        "gaussian", lambda a: np.exp(-a * a), lambda a: -2 * a * np.exp(-a * a), "sum"
    ),
    "polynomial": Activation("polynomial", polynomial, lambda a: 2 + a * (2 + 15 * a**3), "sum"),
}


def resolve(activation: str | Activation, parameter: str = "activation") -> Activation:
    """The Activation of a name, or the one given.

    Raises
    ------
    InputError
        If the name is unknown; the message lists the names there are.
    """
    if isinstance(activation, Activation):
        return activation
    if not isinstance(activation, str) or activation not in ACTIVATIONS:
        names = ", ".join(map(repr, ACTIVATIONS))
        raise InputError(
            f"{parameter} must be one of {names} or a shoal.Activation, not {activation!r}"
        )
    return ACTIVATIONS[activation]


def named(activation: Activation) -> str | Activation:
    """The name of one of Shoal's own, from which ``resolve`` finds it; a user's as it is."""
    return activation.name if ACTIVATIONS.get(activation.name) is activation else activation
