"""Part 2: one weight of each layer, first with one output, then with two."""

from __future__ import annotations

from collections.abc import Hashable

from ....core.activations import Activation
from ..chain import Chain
from ..expressions.compounds import Apply, Partial, Power, Product, minus
from ..expressions.entries import Constant, Entry, Expr
from ..expressions.symbols import Symbol
from ..ground import one_weight, output_tags
from ..rules.calculus import Definitions, chain, collected, local, product, replaced, terms
from ..rules.sympy_ground import SymbolicGround
from ..step import Step
from .activation_slope import slope_reason, written_slope

PART = "2  One weight of each layer: the chain rule"


def _number(letter: str, tag: str = "", above: str = "", key: str = "") -> Entry:
    return Entry(Symbol(key or letter + tag, letter, tag=tag, above=above))


class _Path:
    """x → a → z → y → E with the given number of outputs."""

    def __init__(self, n_outputs: int) -> None:
        self.tags = output_tags(n_outputs)
        self.x, self.v, self.a, self.z = map(_number, "xvaz")
        self.E = _number("E")
        self.w = [_number("w", tag) for tag in self.tags]
        self.t = [_number("t", tag) for tag in self.tags]
        self.y = [_number("y", tag) for tag in self.tags]
        errors = [("+", Power(minus(t, y), 2)) for t, y in zip(self.t, self.y, strict=True)]
        cost = terms(list(errors))
        assert cost is not None
        of: dict[Hashable, tuple[Entry, Expr]] = {
            "a": (self.a, product(self.v, self.x)),
            "z": (self.z, Apply(self.a)),
            "E": (self.E, cost),
        }
        for y, w in zip(self.y, self.w, strict=True):
            of[y.symbol.key] = (y, product(w, self.z))
        self.definitions = Definitions(of)

    def of(self, entry: Entry) -> Expr:
        return self.definitions.of[entry.symbol.key][1]


def one_output(activation: Activation, seed: int) -> list[Step]:
    """The lecture's simplified view: E = (t - y)² for one v, one w."""
    p = _Path(1)
    c = Chain(PART + ", one output", one_weight(1, activation, seed), SymbolicGround(1, activation))
    c.define(
        p.a,
        "The sum of the unit",
        p.of(p.a),
        "One input and one weight; the constant and all other terms are left aside for now.",
    )
    c.define(p.z, "Its output", p.of(p.z), "The activation bends the sum.")
    c.define(p.y[0], "The output of the network", p.of(p.y[0]), "The output unit is linear.")
    c.define(
        p.E, "The error", p.of(p.E), "One row, one output: there is nothing yet to average over."
    )

    c.begin(_partial(p, p.v))
    line = c.line(
        "The chain rule",
        chain(p.E, p.v, p.definitions),
        "v moves a, a moves z, z moves y, y moves E: one factor for each link.",
    )
    line = c.line(
        "Each factor from its definition",
        local(line, p.definitions),
        "The square gives the 2; the minus before y gives the −1.",
    )
    line = c.line(
        "The constants first",
        collected(line),
        "2 times −1; the factor 2 stays until it is dropped openly.",
    )
    c.line("The slope", _sloped(line, p, activation), slope_reason(activation))

    c.begin(_partial(p, p.w[0]))
    line = c.line(
        "The same for w", chain(p.E, p.w[0], p.definitions), "w is one link nearer to the error."
    )
    c.line(
        "Worked out",
        collected(local(line, p.definitions)),
        "The factor that w is multiplied by is z.",
    )
    return c.steps


def two_outputs(activation: Activation, seed: int) -> list[Step]:
    """Two outputs share the hidden unit: their errors come back to it and add up."""
    p = _Path(2)
    c = Chain(
        PART + ", two outputs", one_weight(2, activation, seed), SymbolicGround(2, activation)
    )
    for k, y in enumerate(p.y):
        c.define(
            y,
            f"Output {k + 1}",
            p.of(y),
            "Each output has a weight of its own from the same hidden unit.",
            "" if k else "The lecture uses y₁ and y₂ without saying what they are; this is it.",
        )
    c.define(
        p.E,
        "The error of both",
        p.of(p.E),
        "The squares add.",
        "One line of the lecture writes (y − t)² beside (t − y)²: equal as "
        "squares, but the −1 inside the derivative then changes places; here it is (t − y) throughout.",
    )
    c.begin(_partial(p, p.v))
    line = c.line(
        "The chain rule, two ways",
        chain(p.E, p.v, p.definitions),
        "v moves E by way of both outputs: one product a way, and their sum.",
    )
    line = c.line(
        "Each factor from its definition",
        local(line, p.definitions),
        "Each way brings its own error and its own weight.",
    )
    deltas = [_number("δ", tag, "(o)", key=f"delta{tag}") for tag in p.tags]
    back = terms([("+", product(d, w)) for d, w in zip(deltas, p.w, strict=True)])
    errors = [minus(t, y) for t, y in zip(p.t, p.y, strict=True)]
    plain = terms([("+", product(e, w)) for e, w in zip(errors, p.w, strict=True)])
    assert back is not None
    assert plain is not None
    assert isinstance(line, Product)
    slope = _sloped(Apply(p.a, slope=True), p, activation)
    rest = line.factors[1:]
    line = c.line(
        "−2 before the bracket",
        product(Constant(-2), plain, *rest),
        "Both ways have the factor 2 · (−1).",
    )
    c.line("The slope", _sloped(line, p, activation), slope_reason(activation))
    c.begin(_partial(p, p.w[0]))
    line = c.line(
        "For w₁",
        collected(local(chain(p.E, p.w[0], p.definitions), p.definitions)),
        "w₁ moves y₁ alone.",
        "The lecture shows ∂E/∂w₁ only and then writes w for w₁; the line for w₂ follows.",
    )
    c.begin(_partial(p, p.w[1]))
    c.line(
        "For w₂",
        collected(local(chain(p.E, p.w[1], p.definitions), p.definitions)),
        "The same with the index 2.",
    )

    for d, e in zip(deltas, errors, strict=True):
        c.define(
            d,
            f"Delta of output {d.symbol.tag}",
            e,
            "The error that the output sends back; it is −½ ∂E/∂y, so the 2 and the sign stay outside.",
        )
    delta_h = _number("δ", above="(h)", key="delta_h")
    c.define(
        delta_h,
        "Delta of the hidden unit",
        collected(product(back, slope)),
        "The deltas come back through the same weights, times the slope: −½ ∂E/∂a.",
    )
    _delta_rules(c, p, deltas, delta_h)
    return c.steps


def _delta_rules(c: Chain, p: _Path, deltas: list[Entry], delta_h: Entry) -> None:
    for k in range(2):
        new = _number("w", p.tags[k], key=f"new_w{p.tags[k]}")
        c.begin(new)
        rate = Constant(1, rate="o")
        c.line(
            f"Delta rule for w{'₁₂'[k]}",
            _plus(p.w[k], product(rate, deltas[k], p.z)),
            "A step down the gradient of E/2, without its 2; to descend E itself with rate ρ is this rule "
            "with 2ρ, the effective rate of the lecture's first line.",
            ""
            if k
            else "The lecture's update lacks ρ on its first line, then has ρ and loses the 2: here "
            "the 2 is dropped, "
            "once and openly. Its w means w₁.",
            relation="←",
        )
    new = _number("v", key="new_v")
    c.begin(new)
    c.line(
        "Delta rule for v",
        _plus(p.v, product(Constant(1, rate="h"), delta_h, p.x)),
        "The same form in both layers: rate times delta times what came in. That is backpropagation.",
        "The lecture prints one line of the update of v twice.",
        relation="←",
    )


def _plus(weight: Expr, change: Expr) -> Expr:
    both = terms([("+", weight), ("+", change)])
    assert both is not None
    return both


def _partial(p: _Path, bottom: Entry) -> Expr:
    return Partial(p.E, bottom)


def _sloped(expr: Expr, p: _Path, activation: Activation) -> Expr:
    return collected(replaced(expr, Apply(p.a, slope=True), written_slope(activation, p.a, p.z)))
