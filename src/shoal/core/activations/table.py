"""Shoal's own activations, each with all that is known about it: a new one is an entry here."""

from __future__ import annotations

import numpy as np

from ...errors import InputError
from ..layout import Array
from .activation import ACTIVATIONS, Activation


def logistic(a: Array) -> Array:
    """1 / (1 + exp(-a)), without overflow for any finite ``a``."""
    e = np.exp(-np.abs(a))
    z: Array = (
        np.where(a >= 0, 1 / (1 + e), e / (1 + e))
        if not np.iscomplexobj(a)
        else 1 / (1 + np.exp(-a))
    )
    return z


def softplus(a: Array) -> Array:
    """log(1 + exp(a)), without overflow for any finite ``a``."""
    z: Array = (
        np.maximum(a, 0) + np.log1p(np.exp(-np.abs(a)))
        if not np.iscomplexobj(a)
        else np.log(1 + np.exp(a))
    )
    return z


def polynomial(a: Array) -> Array:
    """The lecture's 3 + 2a + a^2 + 3a^5: a warning, not a recommendation."""
    z: Array = 3 + a * (2 + a * (1 + 3 * a**3))
    return z


IDENTITY = Activation(
    "identity",
    lambda a: a,
    np.ones_like,
    odd=True,
    complex_step=True,
    in_page=True,
    formula="s",
    slope_formula="1",
    slope_reason="The identity has the slope 1 everywhere.",
)
_TANH = Activation(
    "tanh",
    np.tanh,
    lambda z: 1 - z * z,
    odd=True,
    range=(-1.0, 1.0),
    saturates=True,
    start="nguyen-widrow",
    complex_step=True,
    in_page=True,
    formula="tanh(s)",
    slope_formula="1 - z**2",
    slope_reason="tanh′ = 1 − tanh²: the slope comes from the value z, which is already known.",
)
_LOGISTIC = Activation(
    "logistic",
    logistic,
    lambda z: z * (1 - z),
    range=(0.0, 1.0),
    saturates=True,
    start="nguyen-widrow",
    gain=1 / 3,
    stretch=2.0,  # tanh(a) = 2 logistic(2a) - 1
    complex_step=True,
    in_page=True,
    label="logistic (sigmoid)",
    formula="1/(1 + exp(-s))",
    slope_formula="z*(1 - z)",
    slope_reason="σ′ = σ(1 − σ): the slope comes from the value z, which is already known.",
)
_RELU = Activation(
    "relu",
    lambda a: np.where(np.real(a) > 0, a, 0 * a),
    lambda z: np.where(np.real(z) > 0, 1.0 + 0 * z, 0 * z),
    range=(0.0, np.inf),
    flat=True,
    complex_step=True,
    in_page=True,
    formula="max(0, s)",
    slope_formula="[z > 0]",
)
_SOFTPLUS = Activation(
    "softplus",
    softplus,
    lambda z: -np.expm1(-z),
    range=(0.0, np.inf),
    complex_step=True,
    in_page=True,
    formula="log(1 + exp(s))",
    slope_formula="1 - exp(-z)",
)
_GAUSSIAN = Activation(
    "gaussian",
    lambda a: np.exp(-a * a),
    lambda a: -2 * a * np.exp(-a * a),
    "sum",
    range=(0.0, 1.0),
    complex_step=True,
    in_page=True,
    formula="exp(-s**2)",
    slope_formula="-2*s*exp(-s**2)",
    slope_reason="The derivative of exp(−a²) is −2a times itself, and itself is z.",
)
_POLYNOMIAL = Activation(
    "polynomial",
    polynomial,
    lambda a: 2 + a * (2 + 15 * a**3),
    "sum",
    complex_step=True,
    in_page=True,
    label="3 + 2a + a² + 3a⁵",
    formula="3 + 2*s + s**2 + 3*s**5",
    slope_formula="2 + 2*s + 15*s**4",
    slope_reason="Term by term; it grows without bound on both sides, at +5 as at −5 (9,387 and "
    "9,367).",
    remark="The lecture calls this derivative 'high positive as a increases and high negative "
    "as a decreases'. The second half is wrong: 2 + 2a + 15a**4 is positive on both sides, 9,387 at "
    "a = 5 and 9,367 at a = -5; it is the value that goes to minus infinity.",
)

for _own in (IDENTITY, _TANH, _LOGISTIC, _RELU, _SOFTPLUS, _GAUSSIAN, _POLYNOMIAL):
    ACTIVATIONS[_own.name] = _own


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
    return activation.name if activation.own else activation
