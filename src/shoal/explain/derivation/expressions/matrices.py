"""Expressions of whole matrices, and the stars between an entry and a matrix.

A ``Block`` is an array with a letter for its rows and one for its columns. A letter in ``fixed``
stands for one value at a time (``x̃[n,*j]``: row n, all of j); the others are starred. With no
letter fixed and ``bold``, it is the matrix itself. Products are NumPy's on whatever is not fixed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from ....formulas.layouts import Fence, Measured, Script
from ....formulas.marks import Figure, Gap, Mark, Name, Row, Sign, Times, between, row
from .entries import ATOM, PRODUCT, SUM_SIGN, At, Entry, Expr, Malformed, mapped
from .symbols import Index, Symbol, size_mark

if TYPE_CHECKING:
    from ..ground import Ground

Dimension = Index | int  # 1 where a letter is fixed


@dataclass(frozen=True)
class Block(Expr):
    """An array by its row and column letters; weights from row 1 on are marked by a hat."""

    symbol: Symbol
    rows: Index
    columns: Index
    fixed: frozenset[str] = frozenset()
    bold: bool = False

    @property
    def hat(self) -> bool:
        return self.symbol.is_weight and self.rows.lower > self.symbol.axes[0][0]

    def mark(self) -> Mark:
        return self.raised("")

    def raised(self, sign: str) -> Mark:
        if self.bold:
            return self.symbol.matrix(sign, self.hat)
        marks = tuple(self._index(i) for i in (self.rows, self.columns))
        return self.symbol.entry(marks, sign)

    def _index(self, index: Index) -> Mark:
        if index.letter in self.fixed:
            return index.mark()
        return _Star(index.mark())

    def evaluate(self, ground: Ground, at: At) -> Any:
        array = np.asarray(ground[self.symbol.key])
        for axis, index in enumerate((self.rows, self.columns)):
            lower, size = self.symbol.axes[axis]
            if index.size != size or index.lower < lower:
                raise Malformed(
                    f"{self.text()}: {index.range_text()} leaves the range of the array"
                )
            if index.lower > lower and not self.hat:
                raise Malformed(f"{self.text()}: the tilde means that {index.letter} counts from 0")
            first = at[index.letter] - lower if index.letter in self.fixed else index.lower - lower
            count = 1 if index.letter in self.fixed else array.shape[axis] - first
            array = np.take(array, range(first, first + count), axis=axis)
        return array

    def shape(self) -> tuple[Dimension, ...]:
        return tuple(1 if i.letter in self.fixed else i for i in (self.rows, self.columns))

    def code(self) -> str:
        return self.symbol.code + ("[1:]" if self.hat else "")


def block(entry: Entry) -> Block:
    """The array of an entry with two indices."""
    rows, columns = entry.indices
    return Block(entry.symbol, rows, columns)


@dataclass(frozen=True)
class _Star(Mark):
    """All values of an index at once."""

    index: Mark

    def latex(self) -> str:
        return f"*_{{{self.index.latex()}}}"

    def text(self) -> str:
        return f"*{self.index.text()}"

    def mathml(self) -> str:
        return f"<msub><mo>∗</mo>{self.index.mathml()}</msub>"


@dataclass(frozen=True)
class Transposed(Expr):
    """Rows and columns exchanged."""

    base: Expr

    def mark(self) -> Mark:
        if isinstance(self.base, Block):
            return self.base.raised("T")
        return Script(Fence(self.base.mark()), above="T")

    def evaluate(self, ground: Ground, at: At) -> Any:
        return self.base.evaluate(ground, at).T

    def parts(self) -> tuple[Expr, ...]:
        return (self.base,)

    def rebuilt(self, parts: tuple[Expr, ...]) -> Expr:
        return Transposed(*parts)

    def shape(self) -> tuple[Dimension, ...]:
        return self.base.shape()[::-1]

    def code(self) -> str:
        base = self.base.code()
        return f"{base}.T" if isinstance(self.base, Block) else f"({base}).T"


@dataclass(frozen=True)
class MatMul(Expr):
    """The product of two matrices: the last index of one meets the first of the other."""

    left: Expr
    right: Expr
    level = PRODUCT

    def mark(self) -> Mark:
        return row(self.left.fenced(PRODUCT), Times(), self.right.fenced(PRODUCT))

    def evaluate(self, ground: Ground, at: At) -> Any:
        return self.left.evaluate(ground, at) @ self.right.evaluate(ground, at)

    def parts(self) -> tuple[Expr, ...]:
        return self.left, self.right

    def rebuilt(self, parts: tuple[Expr, ...]) -> Expr:
        return MatMul(*parts)

    def shape(self) -> tuple[Dimension, ...]:
        left, right = self.left.shape(), self.right.shape()
        if len(left) != 2 or len(right) != 2 or left[1] != right[0]:
            raise Malformed(f"{self.text()}: {shape_text(left)} does not meet {shape_text(right)}")
        return left[0], right[1]

    def code(self) -> str:
        return f"{_code(self.left, PRODUCT)} @ {_code(self.right, PRODUCT)}"


@dataclass(frozen=True)
class Hadamard(Expr):
    """The product entry by entry, ⊙."""

    factors: tuple[Expr, ...]
    level = SUM_SIGN

    def mark(self) -> Mark:
        return between([f.fenced(PRODUCT) for f in self.factors], Sign("⊙"))

    def evaluate(self, ground: Ground, at: At) -> Any:
        result: Any = 1
        for factor in self.factors:
            result = result * factor.evaluate(ground, at)
        return result

    def parts(self) -> tuple[Expr, ...]:
        return self.factors

    def rebuilt(self, parts: tuple[Expr, ...]) -> Expr:
        return Hadamard(parts)

    def code(self) -> str:
        return " * ".join(_code(f, ATOM) for f in self.factors)


@dataclass(frozen=True)
class WithOnes(Expr):
    """[1 Z]: a column of ones before a matrix, which is what the tilde says."""

    base: Block

    def mark(self) -> Mark:
        return Fence(Row((Figure("1"), Gap(), Gap(), self.base.mark())), left="[", right="]")

    def evaluate(self, ground: Ground, at: At) -> Any:
        return np.insert(self.base.evaluate(ground, at), 0, 1, axis=1)

    def parts(self) -> tuple[Expr, ...]:
        return (self.base,)

    def rebuilt(self, parts: tuple[Expr, ...]) -> Expr:
        return WithOnes(*parts)  # type: ignore[arg-type]

    def shape(self) -> tuple[Dimension, ...]:
        return self.base.rows, self.base.columns.counted_from(0)

    def code(self) -> str:
        return f"np.insert({self.base.code()}, 0, 1, axis=1)"


@dataclass(frozen=True)
class Barred(Expr):
    """An expression with its shape below it, worked out from the shapes of its parts."""

    base: Expr

    def mark(self) -> Mark:
        try:
            shape = shape_mark(self.base.shape())
        except Malformed:  # a wrong line still prints, beside the reason why it does not hold
            shape = Name("?")
        return Measured(self.base.fenced(PRODUCT), shape)

    def evaluate(self, ground: Ground, at: At) -> Any:
        return self.base.evaluate(ground, at)

    def parts(self) -> tuple[Expr, ...]:
        return (self.base,)

    def rebuilt(self, parts: tuple[Expr, ...]) -> Expr:
        return Barred(*parts)


def _code(expr: Expr, below: int) -> str:
    return expr.code() if expr.level >= below else f"({expr.code()})"


def starred(expr: Expr, fixed: str) -> Expr:
    """The expression with only these letters left unstarred."""

    def change(part: Expr) -> Expr:
        return (
            replace(part, fixed=frozenset(fixed), bold=False) if isinstance(part, Block) else part
        )

    return mapped(expr, change)


def bold(expr: Expr) -> Expr:
    """The expression in the names of whole matrices."""

    def change(part: Expr) -> Expr:
        return replace(part, fixed=frozenset(), bold=True) if isinstance(part, Block) else part

    return mapped(expr, change)


def barred(expr: Expr) -> Expr:
    """The expression with the shape of each factor below it, and of each product in brackets."""
    if isinstance(expr, MatMul):
        return MatMul(barred(expr.left), barred(expr.right))
    if isinstance(expr, Hadamard):
        return Barred(Hadamard(tuple(barred(f) for f in expr.factors)))
    if isinstance(expr, Barred) or not expr.shape():
        return expr
    if expr.level == PRODUCT and not isinstance(expr, Block):
        return expr.rebuilt(tuple(barred(p) for p in expr.parts()))
    return Barred(expr)


def dimension_text(dimension: Dimension) -> str:
    if isinstance(dimension, int):
        return str(dimension)
    name = size_mark(dimension.size).text()
    return f"({name}+1)" if dimension.lower == 0 else name


def shape_text(shape: tuple[Dimension, ...]) -> str:
    """N × (D+1): the constant's row or column is counted openly."""
    return " × ".join(map(dimension_text, shape)) if shape else "a number"


def shape_mark(shape: tuple[Dimension, ...]) -> Mark:
    return between([_dimension_mark(d) for d in shape], Sign("×"))


def _dimension_mark(dimension: Dimension) -> Mark:
    if isinstance(dimension, int):
        return Figure(str(dimension))
    name = size_mark(dimension.size)
    if dimension.lower:
        return name
    return Row(
        (Sign("(", tight=True), name, Sign("+", tight=True), Figure("1"), Sign(")", tight=True))
    )
