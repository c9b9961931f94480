"""h'(a) written out for the activations whose derivative has a form of its own."""

from __future__ import annotations

from ...core.activations import ACTIVATIONS, Activation
from .expressions import Constant, Entry, Expr
from .operations import Apply, Power, Terms, minus
from .rules import product


def written_slope(activation: Activation, a: Entry, z: Entry) -> Expr:
    """1 - z² for tanh, z(1 - z) for the logistic function ...; h'(a) where nothing is shorter."""
    known: dict[str, Expr] = {
        "identity": Constant(1),
        "tanh": minus(Constant(1), Power(z, 2)),
        "logistic": product(z, minus(Constant(1), z)),
        "gaussian": product(Constant(-2), a, z),
        "polynomial": Terms(
            (Constant(2), product(Constant(2), a), product(Constant(15), Power(a, 4))), "+++"
        ),
    }
    if ACTIVATIONS.get(activation.name) is activation and activation.name in known:
        return known[activation.name]
    return Apply(a, slope=True)


def slope_reason(activation: Activation) -> str:
    """Why the slope may be written so."""
    reasons = {
        "identity": "The identity has the slope 1 everywhere.",
        "tanh": "tanh′ = 1 − tanh²: the slope comes from the value z, which is already known.",
        "logistic": "σ′ = σ(1 − σ): the slope comes from the value z, which is already known.",
        "gaussian": "The derivative of exp(−a²) is −2a times itself, and itself is z.",
        "polynomial": "Term by term; it grows without bound on both sides, at +5 as at −5 (9,387 and "
        "9,367).",
    }
    if ACTIVATIONS.get(activation.name) is activation:
        return reasons.get(
            activation.name, "The slope is left as h′, which the activation computes."
        )
    return "The slope of your own activation is left as h′, which its df computes."
