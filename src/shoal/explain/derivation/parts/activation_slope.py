"""h'(a) written out for the activations whose derivative has a form of its own, and how it comes about."""

from __future__ import annotations

from ....core.activations import Activation
from ..chain import Chain
from ..declared import slope_of
from ..expressions.compounds import Apply, Exponential, Partial, Power, Quotient, Terms, minus
from ..expressions.entries import Constant, Entry, Expr
from ..expressions.symbols import Symbol
from ..ground import one_weight
from ..rules.calculus import Definitions, differentiated, product, signs_gathered
from ..rules.sympy_ground import SymbolicGround
from ..step import Step

_A, _Z = Entry(Symbol("a", "a")), Entry(Symbol("z", "z"))
_UP, _DOWN = Exponential(_A), Exponential(product(Constant(-1), _A))


def written_slope(activation: Activation, a: Entry, z: Entry) -> Expr:
    """1 - z² for tanh, z(1 - z) for the logistic function ...; h'(a) where nothing is shorter."""
    slope = slope_of(activation, a, z)
    return Apply(a, slope=True) if slope is None else slope


def slope_reason(activation: Activation) -> str:
    """Why the slope may be written so."""
    if activation.slope_reason:
        return activation.slope_reason
    if slope_of(activation, _A, _Z) is not None:
        return "The slope is written as the activation declares it."
    if activation.own:
        return "The slope is left as h′, which the activation computes."
    return "The slope of your own activation is left as h′, which its df computes."


def the_slope(activation: Activation, seed: int) -> list[Step]:
    """Tanh' = 1 - tanh², and σ' = σ(1 - σ), from their exponentials; no lines for another h."""
    proofs = {"tanh": _of_tanh, "logistic": _of_logistic}
    proof = proofs.get(activation.name) if activation.own else None
    return proof(activation, seed) if proof else []


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
