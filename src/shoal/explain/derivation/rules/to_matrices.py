"""From indices to matrices: a sum over an index that two factors share is a matrix product.

The index that is summed must stand last in the left factor and first in the right one, which
decides every transpose; factors with the same two indices are multiplied entry by entry.
"""

from __future__ import annotations

from typing import Any

from ..expressions.compounds import Product
from ..expressions.entries import Constant, Entry, Expr, Malformed, Sum, mapped
from ..expressions.matrices import Hadamard, MatMul, Transposed, block
from ..expressions.symbols import Index
from .calculus import product

Indexed = tuple[
    Expr, tuple[Index, Index]
]  # a matrix expression, the letters of its rows and columns


def contracted(expr: Expr) -> tuple[Expr, tuple[Index, Index]]:
    """The matrix expression of an index expression, and the letters it comes out with, rows first.

    They come out as the order of the factors has it, transposed perhaps; see ``oriented``.
    """
    constants, bound, factors = _taken_apart(expr)
    pieces = [_elementwise(f) for f in factors]
    for index in reversed(bound):  # innermost sum first
        holding = [p for p in pieces if index in p[1]]
        others = [_other(p, index) for p in holding]
        groups = [_grouped(holding, others, o) for o in dict.fromkeys(others)]
        if len(groups) != 2:
            raise Malformed(
                f"{expr.text()}: the sum over {index.letter} joins {len(groups)} arrays, not 2"
            )
        (left, i), (right, j) = groups
        rows, columns = _other((left, i), index), _other((right, j), index)
        joined = MatMul(_turned((left, i), (rows, index)), _turned((right, j), (index, columns)))
        pieces = [(joined, (rows, columns)), *(p for p in pieces if index not in p[1])]
    matrix, letters = _grouped(pieces, [frozenset(p[1]) for p in pieces], frozenset(pieces[0][1]))
    return product(*constants, matrix), letters


def oriented(expr: Expr, letters: tuple[Index, Index], wanted: tuple[Index, Index]) -> Expr:
    """The expression, transposed as a whole if its letters come out the wrong way round."""
    if letters == wanted:
        return expr
    constants, matrix = _constants(expr)
    return product(*constants, Transposed(matrix))


def transposed_inside(expr: Expr) -> Expr:
    """(AB)ᵀ = BᵀAᵀ, and (Aᵀ)ᵀ = A."""

    def change(part: Expr) -> Expr:
        if isinstance(part, Transposed) and isinstance(part.base, MatMul):
            return MatMul(_transpose(part.base.right), _transpose(part.base.left))
        return part

    return mapped(expr, change)


def _transpose(expr: Expr) -> Expr:
    return expr.base if isinstance(expr, Transposed) else Transposed(expr)


def _taken_apart(expr: Expr) -> tuple[list[Expr], list[Index], list[Expr]]:
    constants, rest = _constants(expr)
    bound = []
    while isinstance(rest, Sum):
        bound.append(rest.index)
        rest = rest.body
    return constants, bound, list(rest.factors) if isinstance(rest, Product) else [rest]


def _constants(expr: Expr) -> tuple[list[Expr], Expr]:
    factors = expr.factors if isinstance(expr, Product) else (expr,)
    first: list[Expr] = [f for f in factors if isinstance(f, Constant)]
    return first, product(*(f for f in factors if not isinstance(f, Constant)))


def _elementwise(expr: Expr) -> Indexed:
    """An expression whose entries all have the same two indices, as one of matrices."""
    entries = [e for e in expr.walk() if isinstance(e, Entry)]
    letters = entries[0].indices
    if len(letters) != 2 or any(e.indices != letters for e in entries):
        raise Malformed(f"{expr.text()}: not the same two indices throughout")

    def change(part: Expr) -> Expr:
        if isinstance(part, Entry):
            return block(part)
        if isinstance(part, Product) and sum(bool(f.shape()) for f in part.factors) > 1:
            constants, rest = _constants(part)
            factors = rest.factors if isinstance(rest, Product) else (rest,)
            return product(*constants, Hadamard(factors))
        return part

    return mapped(expr, change), (letters[0], letters[1])


def _other(piece: Indexed, index: Index) -> Index:
    rows, columns = piece[1]
    return columns if rows == index else rows


def _grouped(pieces: list[Indexed], keys: list[Any], key: object) -> Indexed:
    """The pieces with this key, multiplied entry by entry; all are turned as the first one stands."""
    chosen = [p for p, k in zip(pieces, keys, strict=True) if k == key]
    letters = chosen[0][1]
    turned = [_turned(p, letters) for p in chosen]
    return (turned[0] if len(turned) == 1 else Hadamard(tuple(turned))), letters


def _turned(piece: Indexed, wanted: tuple[Index, Index]) -> Expr:
    return piece[0] if piece[1] == wanted else Transposed(piece[0])
