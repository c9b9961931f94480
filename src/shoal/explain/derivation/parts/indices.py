"""Parts 1 and 3: the cost, and its gradient for every weight, written with all indices."""

from __future__ import annotations

from ....core.activations import Activation
from ..chain import Chain
from ..expressions.compounds import Apply, Partial, Power, Terms, minus
from ..expressions.entries import Constant, Entry, Expr, Sum
from ..expressions.symbols import E, Index, N, T, lecture_letters, updated
from ..ground import Ground
from ..rules.calculus import (
    Definitions,
    collapsed,
    collected,
    expand_tops,
    move_inside,
    product,
    renamed,
    replaced,
    without_constant,
)
from ..step import Step
from .activation_slope import slope_reason, written_slope

COST = "1  The cost"
INDICES = "3  All weights, in indices"


class Indexed:
    """The lecture's network in indices: its entries, and what each of them is."""

    def __init__(self, activation: Activation) -> None:
        self.activation = activation
        names = self.letters = lecture_letters()
        self.j, self.m, self.k = names.units
        self.j0, self.m0 = self.j.counted_from(0), self.m.counted_from(0)
        self.E = Entry(E)
        self.t = Entry(T, (N, self.k))
        self.x1 = Entry(names.z1[0], (N, self.j0))
        self.v = Entry(names.w[0], (self.j0, self.m))
        self.a = Entry(names.a[0], (N, self.m))
        self.z = Entry(names.z[1], (N, self.m))
        self.z1 = Entry(names.z1[1], (N, self.m0))
        self.w = Entry(names.w[1], (self.m0, self.k))
        self.y = Entry(names.a[1], (N, self.k))
        self.definitions = Definitions(
            {
                E.key: (self.E, cost(self.k, self.t, self.y)),
                self.a.symbol.key: (self.a, Sum(self.j0, product(self.v, self.x1))),
                self.z.symbol.key: (self.z, Apply(self.a)),
                self.z1.symbol.key: (Entry(names.z1[1], (N, self.m)), self.z),
                self.y.symbol.key: (self.y, Sum(self.m0, product(self.w, self.z1))),
            }
        )

    def of(self, entry: Entry) -> Expr:
        return self.definitions.of[entry.symbol.key][1]

    @property
    def slope(self) -> Expr:
        return written_slope(self.activation, self.a, self.z)


def cost(k: Index, t: Expr, y: Expr) -> Expr:
    """1/(NK) of the sum over rows and outputs of (t - y)²."""
    return product(Constant(1, ("N", k.size)), Sum(N, Sum(k, Power(minus(t, y), 2))))


def the_cost(net: Indexed, ground: Ground) -> list[Step]:
    """Part 1: what is made small, and how."""
    c = Chain(COST, ground)
    c.define(
        net.E,
        "Mean squared error",
        net.of(net.E),
        "The mean over all N rows and all K outputs, so that it does not grow with either; rows and "
        "outputs count from 1.",
    )
    for weight, layer, rate in ((net.v, 0, "h"), (net.w, 1, "o")):
        c.begin(Entry(updated(weight.symbol, layer), weight.indices))
        letter = weight.symbol.letter
        c.line(
            f"A step downhill in {letter}",
            minus(weight, product(Constant(1, rate=rate, divisor=2), Partial(net.E, weight))),
            "E is a square of the outputs but not of v, so no equation gives its minimum; each weight "
            "goes a "
            "little against its slope. A rate for each layer often helps. The step is that of E/2, "
            "where the 2 of the "
            "square will cancel: the lecture's step."
            if layer == 0
            else "The same for the output layer, with its own rate; with v held fixed, this half has "
            "one minimum. Both together reach a minimum, not surely the lowest: exchanging units, and "
            "for odd h their signs, makes M!·2^M equal copies.",
            relation="←",
        )
    return c.steps


def forward(net: Indexed, ground: Ground) -> list[Step]:
    """Part 3, first: sums, outputs of the units, outputs of the network."""
    c = Chain(INDICES, ground)
    c.define(
        net.a,
        "The sum of hidden unit m",
        net.of(net.a),
        "j counts from 0: x̃ with j = 0 is the constant 1, and row 0 of v holds its weights.",
        "The lecture lets a be h̃(Σ …) and then writes h̃(a), which bends twice: a is the sum alone.",
    )
    c.define(net.z, "Its output", Apply(net.a), "h acts on units only, so m counts from 1.")
    c.define(
        net.y,
        "Output k",
        net.of(net.y),
        "m counts from 0 here: z̃ with m = 0 is the constant 1, whose weight is row 0 of w.",
        "The lecture's forward pass sums from m = 1, which drops the output's own constant w with m = 0.",
    )
    return c.steps


def gradient_w(net: Indexed, ground: Ground) -> list[Step]:
    """Part 3: ∂E/∂w, three lines and a collapse."""
    c = Chain(INDICES + ": ∂E/∂w", ground)
    line = _to_the_outputs(c, net, net.w)
    line = c.line(
        "What y is",
        expand_tops(line, net.definitions),
        "The bound index is primed: it runs, m is one of its values.",
    )
    line = c.line(
        "The derivative moves into the sum",
        move_inside(line, net.definitions),
        "Each w stands in the sum by itself: its derivative is 1 for the one weight asked for, [m′ = "
        "m][k′ = k], else 0.",
    )
    c.line(
        "The sums over m′ and k′ collapse",
        collapsed(line),
        "Of each, the one term with 1 is left.",
        "The lecture first states this result with z̃ₘ, without n; every row has its own z̃.",
    )
    return c.steps


def gradient_v(net: Indexed, ground: Ground) -> list[Step]:
    """Part 3: ∂E/∂v, through the hidden layer."""
    c = Chain(INDICES + ": ∂E/∂v", ground)
    line = _to_the_outputs(c, net, net.v)
    line = c.line(
        "What y is",
        move_inside(expand_tops(line, net.definitions), net.definitions),
        "w does not depend on v: the derivative goes past it to z̃.",
    )
    line = c.line(
        "The constant does not move",
        without_constant(line, {net.z1.symbol.key: net.z}),
        "z̃ with m′ = 0 is 1 whatever v is; so the sum begins at 1, where z̃ is z, and row 0 of w is "
        "left out.",
    )
    line = c.line(
        "Through the activation",
        collected(move_inside(expand_tops(line, net.definitions), net.definitions)),
        "z = h(a): the slope of h at a, times the derivative of a.",
    )
    line = c.line(
        "What a is",
        collected(move_inside(expand_tops(line, net.definitions), net.definitions)),
        "Each v stands in the sum by itself: [j′ = j][m′ = m].",
        "The lecture has v with the index j inside this sum over j′.",
    )
    line = c.line(
        "The sums over j′ and m′ collapse",
        collapsed(line),
        "Only unit m depends on its own weights, and of those the one with index j.",
        "The lecture leaves the sum over m′ standing; it must collapse to m′ = m.",
    )
    k2 = net.k.primed()
    line = c.line(
        "k for k′",
        renamed(line, k2, net.k),
        "The sum over k stays, since every output sees unit m, and k is free to be its name.",
    )
    slope = Apply(net.a, slope=True)
    c.line(
        "The slope",
        collected(replaced(line, slope, net.slope)),
        slope_reason(net.activation),
        "The lecture writes 1 − z̃ₘ²: it lacks n, and the tilde is wrong; z̃ with m = 0 is the "
        "constant and no unit.",
    )
    return c.steps


def updates(net: Indexed, ground: Ground, gradient_of_v: Expr, gradient_of_w: Expr) -> list[Step]:
    """Part 3, last: the steps of descent, and the factor 2 that they drop."""
    c = Chain(INDICES + ": the step", ground)
    for weight, layer, gradient, rate in (
        (net.v, 0, gradient_of_v, "h"),
        (net.w, 1, gradient_of_w, "o"),
    ):
        c.begin(Entry(updated(weight.symbol, layer), weight.indices))
        c.line(
            f"The update of {weight.symbol.letter}",
            Terms((weight, stepped(gradient, rate)), "++"),
            "Minus the gradient of E/2; −∂E itself is exactly 2.0000 times the sums here. 1/(NK) stays.",
            "Here the lecture drops the 2 in silence: its update is the gradient of E/2, not of E."
            if layer == 0
            else "",
            relation="←",
        )
    return c.steps


def stepped(gradient: Expr, rate: str) -> Expr:
    """The change of the weights: -ρ/2 times the gradient, constants multiplied."""
    return collected(product(Constant(-1, rate=rate, divisor=2), gradient))


def _to_the_outputs(c: Chain, net: Indexed, weight: Entry) -> Expr:
    c.begin(Partial(net.E, weight))
    line = c.line(
        "What E is",
        Partial(renamed(net.of(net.E), net.k, net.k.primed()), weight),
        "The outputs are counted by k′, so that k stays free to name one of them.",
    )
    return c.line(
        "The derivative moves into the sums",
        collected(move_inside(line, net.definitions)),
        "A square gives 2 times what is squared times its derivative; t is given, and −y gives the minus: "
        "−2/(NK).",
    )
