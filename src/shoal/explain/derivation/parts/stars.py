"""Part 4: the same lines for matrices, a star at a time, with every shape."""

from __future__ import annotations

from ..chain import Chain
from ..expressions.entries import Expr, Sum
from ..expressions.matrices import Block, WithOnes, barred, bold, starred
from ..expressions.symbols import Index, N, Symbol, gradient
from ..ground import Ground
from ..rules.calculus import collected, product, swapped
from ..rules.to_matrices import contracted, oriented, transposed_inside
from ..step import Step
from .indices import Indexed

PART = "4  From indices to matrices"
Pair = tuple[Index, Index]


def forward(net: Indexed, ground: Ground) -> list[Step]:
    """A = X̃V, Z = h(A), Z̃ = [1 Z], Y = Z̃W, from sums over j and m."""
    c = Chain(PART + ": forward", ground)
    _sum_to_product(
        c,
        net.a.symbol,
        net.of(net.a),
        (N, net.m),
        "The lecture goes from v x̃ to x̃ v without a word.",
    )
    z = Block(net.z.symbol, N, net.m)
    c.define(
        bold(z),
        "All units",
        bold(_matrix(net.of(net.z), (N, net.m))),
        "h is applied to each entry.",
        "The lecture writes Z̃ = h(X̃V), and later Y = h̃(X̃V)W: h gives Z, one column a unit; the "
        "tilde adds "
        "the ones. Its φ(x) = h(x) lacks V.",
    )
    c.define(
        bold(Block(net.z1.symbol, N, net.m0)),
        "The constant",
        bold(WithOnes(z)),
        "A column of ones before the units, so that row 0 of W is the outputs' constant.",
    )
    _sum_to_product(c, net.y.symbol, net.of(net.y), (N, net.k))
    return c.steps


def backward_w(net: Indexed, ground: Ground, line: Expr) -> list[Step]:
    """∂E/∂W from its line in indices."""
    c = Chain(PART + ": ∂E/∂W", ground)
    _gradient(
        c,
        gradient(net.w.symbol, 1),
        line,
        (net.m0, net.k),
        "The lecture's bars say M × N and M × K: with the constant it is M+1; and its bar for T − Y stands "
        "inside the bracket, below Y alone.",
    )
    return c.steps


def backward_v(net: Indexed, ground: Ground, line: Expr) -> list[Step]:
    """The hidden deltas and ∂E/∂V from its line in indices."""
    c = Chain(PART + ": ∂E/∂V", ground)
    delta = Block(net.letters.delta[0], N, net.m)
    back = collected(Sum(net.k, product(_under_sums(line), net.slope)))
    c.begin(starred(delta, "nm"))
    c.line(
        "The deltas of the hidden units",
        back,
        "What the line for v has beside x̃ belongs to row n and unit m: −NK/2 times ∂E/∂a.",
    )
    matrix = _matrix(back, (N, net.m))
    c.line(
        "The sum over k",
        starred(matrix, "nm"),
        "Row n of the errors times row m of w, turned into a column; no row m = 0, so w without the "
        "constant's: ŵ.",
    )
    c.restate(bold(delta))
    c.line(
        "All rows and units",
        barred(bold(matrix)),
        "⊙ multiplies entry by entry; it comes after the matrix product.",
    )
    _gradient(
        c,
        gradient(net.v.symbol, 0),
        line,
        (net.j0, net.m),
        "The lecture's bars say D × N and D × M where X̃ᵀ and V have D+1 rows.",
    )
    return c.steps


def _under_sums(line: Expr) -> Expr:
    """(t - y) w: the factors of ∂E/∂v that the sum over k needs."""
    sums = [e for e in line.walk() if isinstance(e, Sum)]
    k = sums[-1].index
    return product(*(f for f in sums[-1].body.parts() if k in f.free()))


def _matrix(expr: Expr, wanted: Pair) -> Expr:
    return oriented(*contracted(expr), wanted)


def _sum_to_product(c: Chain, symbol: Symbol, line: Expr, order: Pair, slip: str = "") -> None:
    """Σ w z̃ to Z̃W, one star after the other."""
    left = Block(symbol, *order)
    rows, columns = (i.letter for i in order)
    inner = next(e.index.letter for e in line.walk() if isinstance(e, Sum))
    c.begin(starred(left, rows + columns))
    line = c.line(
        f"The factor with {rows} first",
        swapped(line),
        f"Numbers may change places, matrices may not: {rows} counts the rows of the result, so its "
        f"factor stands left.",
        slip,
    )
    matrix = _matrix(line, order)
    c.line(
        f"The sum over {inner}",
        starred(matrix, rows + columns),
        f"A star takes all values of {inner} at once: row {rows} times column {columns}.",
    )
    c.restate(starred(left, columns))
    c.line(
        f"All {rows}",
        starred(matrix, columns),
        f"Every row {rows} against the same column {columns}.",
    )
    c.restate(starred(left, ""))
    c.line(
        f"All {columns}", starred(matrix, ""), f"And every column {columns}: a product of matrices."
    )
    c.restate(bold(left))
    c.line("In matrices", barred(bold(matrix)), "The inner sizes meet, the outer ones are left.")


def _gradient(c: Chain, symbol: Symbol, line: Expr, order: Pair, slip: str) -> None:
    """A gradient in indices to matrices: the sum over n, the transpose, the stars, the shapes."""
    left = Block(symbol, *order)
    rows, columns = (i.letter for i in order)
    c.begin(starred(left, rows + columns))
    c.line("From the indices", line, "The line reached above.")
    matrix, letters = contracted(line)
    came = ",".join(i.letter for i in letters)
    almost = oriented(matrix, letters, order)
    c.line(
        "The sum over n, almost",
        starred(almost, rows + columns),
        f"As the factors stand the product has the subscripts {came}; {rows},{columns} is wanted, so "
        f"it is transposed.",
    )
    turned = transposed_inside(almost)
    c.line("The transpose moves in", starred(turned, rows + columns), "(AᵀB)ᵀ = BᵀA.")
    c.restate(starred(left, ""))
    c.line(f"All {rows} and {columns}", starred(turned, ""), "No index is left to loop over.")
    c.restate(bold(left))
    c.line(
        "In matrices",
        barred(bold(turned)),
        "Shapes meet in every product; each ⊙ joins equal ones.",
        slip,
    )
