"""h'(a) written out for the activations whose derivative has a form of its own, and how it comes about."""

from __future__ import annotations

from ....core.activations import ACTIVATIONS, Activation
from ..chain import Chain
from ..expressions.compounds import (
    Apply,
    Exponential,
    Partial,
    Power,
    Quotient,
    Terms,
    minus,
)
from ..expressions.entries import Constant, Entry, Expr
from ..expressions.symbols import Symbol
from ..ground import one_weight
from ..rules.calculus import (
    Definitions,
    differentiated,
    product,
    signs_gathered,
)
from ..rules.sympy_ground import SymbolicGround
from ..step import Step

_A, _Z = Entry(Symbol("a", "a")), Entry(Symbol("z", "z"))
_UP, _DOWN = Exponential(_A), Exponential(product(Constant(-1), _A))


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


def the_slope(activation: Activation, seed: int) -> list[Step]:
    """Tanh' = 1 - tanh², and σ' = σ(1 - σ), from their exponentials; no lines for another h."""
    if ACTIVATIONS.get(activation.name) is not activation:
        return []
    if activation.name == "tanh":
        return _of_tanh(activation, seed)
    return _of_logistic(activation, seed) if activation.name == "logistic" else []


def _begun(activation: Activation, seed: int, name: str, of: Quotient, why: str) -> Chain:
    """Z as a quotient of exponentials, and the left side ∂z/∂a of the lines that follow."""
    symbols = SymbolicGround(1, activation)
    c = Chain(f"2  The slope of {name} from its value", one_weight(1, activation, seed), symbols)
    c.define(_Z, f"What {name} is", of, why)
    c.begin(Partial(_Z, _A))
    return c


def _by_the_quotient_rule(of: Quotient) -> Expr:
    slope = differentiated(of, _A, Definitions({}))
    assert slope is not None
    return signs_gathered(slope)


def _of_tanh(activation: Activation, seed: int) -> list[Step]:
    above, below = minus(_UP, _DOWN), Terms((_UP, _DOWN), "++")
    tanh = Quotient(above, below)
    c = _begun(
        activation,
        seed,
        "tanh",
        tanh,
        "The hyperbolic sine over the hyperbolic cosine; the halves of both cancel.",
    )
    c.line(
        "The quotient rule",
        _by_the_quotient_rule(tanh),
        "(u/v)′ = (u′v − uv′)/v². The slope of e^(−a) is −e^(−a), so each bracket is the slope of the other.",
    )
    c.line(
        "Each term over the square",
        minus(Constant(1), Power(tanh, 2)),
        "The first term is v²/v² = 1, the second is u²/v², the square of u/v.",
    )
    c.line(
        "The quotient is z",
        written_slope(activation, _A, _Z),
        "No exponential is left to compute: whoever has z has its slope. At most 1, where z = 0.",
    )
    return c.steps


def _of_logistic(activation: Activation, seed: int) -> list[Step]:
    below = Terms((Constant(1), _DOWN), "++")
    logistic = Quotient(Constant(1), below)
    c = _begun(
        activation,
        seed,
        "the logistic function",
        logistic,
        "From 0 on the far left to 1 on the far right.",
    )
    c.line(
        "The quotient rule",
        _by_the_quotient_rule(logistic),
        "(u/v)′ = (u′v − uv′)/v², and the 1 above has no slope; that of e^(−a) is −e^(−a), so the signs "
        "cancel.",
    )
    c.line(
        "1 added and taken away above",
        Quotient(Terms((Constant(1), _DOWN, Constant(1)), "++-"), Power(below, 2)),
        "Then the bracket below stands above as well.",
    )
    c.line(
        "Each term over the square",
        minus(logistic, Power(logistic, 2)),
        "One of the two brackets cancels in the first term.",
    )
    c.line(
        "The quotient is z",
        written_slope(activation, _A, _Z),
        "z − z²: whoever has z has its slope. At most ¼, where z = ½.",
    )
    return c.steps
