"""Part 6: any number of hidden layers, one rule repeated from the outputs back to the inputs."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from ....core.activations import Activation
from ..chain import Chain
from ..expressions.compounds import Apply, Partial, minus
from ..expressions.entries import Constant, Entry, Expr, Sum
from ..expressions.matrices import Block, WithOnes, barred, block, bold
from ..expressions.symbols import E, Index, N, T, gradient, layer_letters
from ..ground import Ground
from ..program import Program, activation_lines
from ..rules.calculus import (
    Definitions,
    collapsed,
    collected,
    expand_tops,
    move_inside,
    product,
    replaced,
    without_constant,
)
from ..rules.to_matrices import contracted, oriented, transposed_inside
from ..step import Step
from .activation_slope import slope_reason, written_slope

PART = "6  Any number of hidden layers"


class Layered:
    """The entries of a network by layer, and what each of them is."""

    def __init__(self, n_hidden: int, activation: Activation) -> None:
        self.last, self.activation = n_hidden, activation
        self.names = layer_letters(n_hidden)
        self.units = self.names.units
        of: dict[Hashable, tuple[Entry, Expr]] = {}
        for layer in range(n_hidden + 1):
            i = self.units[layer].counted_from(0)
            a, w, z1 = self.a(layer), self.w(layer), Entry(self.names.z1[layer], (N, i))
            of[a.symbol.key] = (a, Sum(i, product(w, z1)))
            if layer:
                z = self.z(layer)
                of[z.symbol.key] = (z, Apply(self.a(layer - 1)))
                of[z1.symbol.key] = (Entry(z1.symbol, (N, self.units[layer])), z)
        self.definitions = Definitions(of)

    def a(self, layer: int) -> Entry:
        return Entry(self.names.a[layer], (N, self.units[layer + 1]))

    def delta(self, layer: int) -> Entry:
        return Entry(self.names.delta[layer], (N, self.units[layer + 1]))

    def w(self, layer: int) -> Entry:
        return Entry(
            self.names.w[layer], (self.units[layer].counted_from(0), self.units[layer + 1])
        )

    def z(self, layer: int) -> Entry:
        return Entry(self.names.z[layer], (N, self.units[layer]))


def the_layers(net: Layered, ground: Ground) -> list[Step | Program]:
    """Forward, deltas, gradients for each layer, then the unrolled code."""
    steps = _forward(net, ground)
    deltas: list[Expr] = []
    gradients: list[Expr] = []
    for layer in reversed(range(net.last + 1)):
        c = Chain(f"{PART}: layer {layer}", ground)
        deltas.insert(0, _delta(c, net, layer))
        gradients.insert(0, _weights(c, net, layer))
        steps += c.steps
    return [*steps, _program(net, ground, deltas, gradients)]


def _forward(net: Layered, ground: Ground) -> list[Step]:
    c = Chain(PART + ": forward", ground)
    for layer in range(net.last + 1):
        a = net.a(layer)
        line = net.definitions.of[a.symbol.key][1]
        c.define(
            bold(block(a)),
            f"The sums of layer {layer}",
            barred(bold(_matrix(line, a.indices))),
            "Layers count from 0; what goes in is X."
            if layer == 0
            else "What goes in is what the layer before gave out, with the constant before it.",
        )
        if layer < net.last:
            z = net.z(layer + 1)
            c.define(
                bold(block(z)),
                "Its units",
                bold(Apply(block(a))),
                "The activation, entry by entry.",
            )
    return c.steps


def _delta(c: Chain, net: Layered, layer: int) -> Expr:
    """δ of a layer, -NK/2 ∂E/∂a, from the layer above; gives back its matrix."""
    delta = net.delta(layer)
    c.begin(delta)
    if layer == net.last:
        line: Expr = minus(Entry(T, (N, net.units[-1])), net.a(layer))
        c.line(
            "The deltas of the outputs",
            line,
            "δ is −NK/2 times ∂E/∂a, so that the factor −2/(NK) is written once, at the gradients.",
        )
    else:
        a, above = net.a(layer), net.delta(layer + 1)
        over = net.units[layer + 2]
        line = Sum(over, product(above, Partial(net.a(layer + 1), a)))
        c.line(
            "Back through one layer",
            line,
            "A sum of this layer moves every sum of the next: the chain rule adds their ways.",
        )
        line = move_inside(expand_tops(line, net.definitions), net.definitions)
        z = net.z(layer + 1)
        line = without_constant(line, {net.names.z1[layer + 1].key: z})
        c.line("What the next sums are", line, "The weights stay; the constant does not move.")
        line = collected(
            collapsed(move_inside(expand_tops(line, net.definitions), net.definitions))
        )
        c.line("The sum collapses", line, "A unit's output depends on its own sum alone.")
        slope = written_slope(net.activation, a, z)
        line = collected(replaced(line, Apply(a, slope=True), slope))
        c.line("The slope", line, slope_reason(net.activation))
    matrix = bold(_matrix(line, delta.indices))
    c.restate(bold(block(delta)))
    c.line(
        "In matrices", barred(matrix), "The hat leaves out row 0: nothing flows back to a constant."
    )
    return matrix


def _weights(c: Chain, net: Layered, layer: int) -> Expr:
    """∂E/∂w of a layer from its deltas; gives back its matrix."""
    w, delta = net.w(layer), net.delta(layer)
    c.begin(Partial(Entry(E), w))
    line: Expr = product(Constant(-2, ("N", "K")), Sum(N, product(delta, Partial(net.a(layer), w))))
    c.line("Its weights", line, "A weight moves its own unit's sum in every row.")
    line = collapsed(move_inside(expand_tops(line, net.definitions), net.definitions))
    c.line("The sum collapses", line, "The factor of a weight in its sum is what came in.")
    matrix = bold(_matrix(line, w.indices))
    c.restate(bold(block(Entry(gradient(w.symbol, layer), w.indices))))
    c.line("In matrices", barred(matrix), "The delta rule for all rows and weights of the layer.")
    return matrix


def _program(net: Layered, ground: Ground, deltas: list[Expr], gradients: list[Expr]) -> Program:
    names, lines = net.names, ["Z, Z1, A, delta, G = {0: X}, {}, {}, {}, {}"]
    wanted: dict[str, Any] = {"Y": ("a", net.last)}
    for layer in range(net.last + 1):
        inputs = Block(names.z[layer], N, net.units[layer])
        a = block(net.a(layer))
        lines.append(f"{names.z1[layer].code} = {WithOnes(inputs).code()}")
        lines.append(
            f"{a.code()} = {_matrix(net.definitions.of[a.symbol.key][1], (a.rows, a.columns)).code()}"
        )
        if layer < net.last:
            lines.append(f"{names.z[layer + 1].code} = {Apply(a).code()}")
    for layer in reversed(range(net.last + 1)):
        lines.append(f"{names.delta[layer].code} = {deltas[layer].code()}")
        lines.append(f"G[{layer}] = {gradients[layer].code()}")
        wanted[f"G[{layer}]"] = ("gradient", layer)
    given: dict[str, Any] = {"X": ("z", 0), "T": "t", "W": "weights"}
    return Program(
        PART + ": code",
        "In Python",
        (*activation_lines(ground), *lines),
        "The lines of all layers, as they write themselves; G holds the gradients of E, the 2 included.",
        ground,
        given,
        wanted,
    )


def _matrix(line: Expr, order: tuple[Index, ...]) -> Expr:
    rows, columns = order
    return transposed_inside(oriented(*contracted(line), (rows, columns)))
