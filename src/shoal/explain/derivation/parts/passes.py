"""Part 5: forward and backward in matrices, and the same as code that is run."""

from __future__ import annotations

from ..chain import Chain
from ..expressions.compounds import Apply, Terms, minus
from ..expressions.entries import Expr, mapped
from ..expressions.matrices import Block, MatMul, WithOnes, block, bold
from ..expressions.symbols import Index, N, Symbol, T, updated
from ..ground import Ground
from ..program import Program, activation_lines
from ..rules.to_matrices import contracted, oriented, transposed_inside
from ..step import Step
from .indices import Indexed, stepped

PART = "5  The two passes"


def the_passes(net: Indexed, ground: Ground, line_v: Expr, line_w: Expr) -> list[Step | Program]:
    """Z, Y, the update of V, the update of W; then their code."""
    X1, V = Block(net.x1.symbol, N, net.j0), Block(net.v.symbol, net.j0, net.m)
    Z1, W = Block(net.z1.symbol, N, net.m0), Block(net.w.symbol, net.m0, net.k)
    A, Z, Y = map(block, (net.a, net.z, net.y))
    new_V = Terms((V, _change(line_v, "h", (net.j0, net.m))), "++")
    new_W = Terms((W, _change(line_w, "o", (net.m0, net.k))), "++")

    c = Chain(PART, ground)
    c.define(
        bold(Z),
        "Forward, hidden layer",
        bold(Apply(MatMul(X1, V))),
        "All rows and all units in one product.",
    )
    c.define(
        bold(Z1), "The constant", bold(WithOnes(Z)), "The ones that row 0 of W is multiplied by."
    )
    c.define(bold(Y), "Forward, outputs", bold(MatMul(Z1, W)), "The outputs are linear.")
    for weight, layer, right, why in (
        (
            V,
            0,
            new_V,
            "Both updates use the arrays of the same forward pass, so this one needs W as it was.",
        ),
        (
            W,
            1,
            new_W,
            "1/(NK) is still there; the 2 is not: these are steps down E/2, the lecture's.",
        ),
    ):
        left = Block(updated(weight.symbol, layer), weight.rows, weight.columns)
        c.begin(bold(left))
        c.line(f"Backward, {weight.symbol.code}", bold(right), why, relation="←")

    needs_sums = any(isinstance(e, Block) and e.symbol == A.symbol for e in new_V.walk())
    sums = [(A, MatMul(X1, V)), (Z, Apply(A))] if needs_sums else [(Z, Apply(MatMul(X1, V)))]
    error = Block(Symbol("error", "e", Y.symbol.axes, code="error"), N, net.k)
    statements = [
        *sums,
        (Z1, WithOnes(Z)),
        (Y, MatMul(Z1, W)),
        (error, minus(Block(T, N, net.k), Y)),
        (V, _with_error(new_V, error)),
        (W, _with_error(new_W, error)),
    ]
    code = Program(
        PART,
        "In Python",
        (
            *activation_lines(ground),
            "rh, ro = rho_h / (N * K), rho_o / (N * K)",
            *(f"{name.code()} = {value.code()}" for name, value in statements),
        ),
        "The formulas as they write themselves in NumPy. V is updated before W, whose old values its back "
        "pass needs; the other order would mix two steps.",
        ground,
        {
            "X1": ("z1", 0),
            "T": "t",
            "V": ("w", 0),
            "W": ("w", 1),
            "rho_h": ("rate", "h"),
            "rho_o": ("rate", "o"),
        },
        {
            "Z": ("z", 1),
            "Z1": ("z1", 1),
            "Y": ("a", 1),
            "error": "error",
            "V": ("new", 0),
            "W": ("new", 1),
        },
        "The lecture's cell has one bracket too many, tanh without np, and never sets Z1, rh and ro.",
    )
    return [*c.steps, code]


def _change(line: Expr, rate: str, order: tuple[Index, Index]) -> Expr:
    """The change of a weight matrix: -ρ/2 times its gradient, from the line in indices."""
    return transposed_inside(oriented(*contracted(stepped(line, rate)), order))


def _with_error(expr: Expr, error: Block) -> Expr:
    """T - Y by its name."""

    def change(part: Expr) -> Expr:
        found = {e.symbol.key for e in part.walk() if isinstance(e, Block)}
        return error if isinstance(part, Terms) and found == {"t", ("a", 1)} else part

    return mapped(expr, change)
