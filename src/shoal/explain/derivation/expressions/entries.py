"""Expressions that print and evaluate: what stands on a line of the derivation.

Every expression writes itself as a mark and evaluates on the arrays of a ``Ground``, from the same
fields; a wrong print is a wrong number. Indices are arrays in ``at``, each along an axis of its own,
so that one evaluation gives the expression for every value of its free indices at once.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ....formulas.layouts import Fence, Fraction, Script, Sigma
from ....formulas.marks import Figure, Mark, Name, Row, Sign, row
from .symbols import Index, Symbol, size_mark

if TYPE_CHECKING:
    from ..ground import Ground

At = dict[str, Any]
ATOM, PRODUCT, SUM_SIGN, TERMS = 3, 2, 1, 0  # how tightly an expression holds together


class Malformed(Exception):
    """An expression that cannot mean anything: an index too few, shapes that do not meet."""


class Expr:
    """Base of all expressions."""

    level = ATOM

    def mark(self) -> Mark:
        raise NotImplementedError

    def evaluate(self, ground: Ground, at: At) -> Any:
        raise NotImplementedError

    def parts(self) -> tuple[Expr, ...]:
        return ()

    def rebuilt(self, parts: tuple[Expr, ...]) -> Expr:
        return self

    def shape(self) -> tuple[Any, ...]:
        """() for a number, (rows, columns) for a matrix; Malformed if the parts do not meet."""
        shapes = {s for part in self.parts() if (s := part.shape())}
        if len(shapes) > 1:
            raise Malformed(f"{self.text()}: elementwise, but of different shapes")
        return shapes.pop() if shapes else ()

    def free(self) -> frozenset[Index]:
        """The indices that no sum binds."""
        return frozenset().union(*(part.free() for part in self.parts()))

    def walk(self) -> Iterator[Expr]:
        yield self
        for part in self.parts():
            yield from part.walk()

    def code(self) -> str:
        raise NotImplementedError

    def text(self) -> str:
        return self.mark().text()

    def fenced(self, below: int) -> Mark:
        """The mark, in brackets if the expression holds together less tightly than asked."""
        return self.mark() if self.level >= below else Fence(self.mark())


@dataclass(frozen=True)
class Constant(Expr):
    """An integer, perhaps times a learning rate, over sizes and a number: -2/(NK), ρ_h/2, 1."""

    value: int = 1
    over: tuple[str, ...] = ()
    rate: str = ""
    divisor: int = 1

    @property
    def level(self) -> int:  # type: ignore[override]
        return TERMS if self.value < 0 else ATOM

    def mark(self) -> Mark:
        number = Figure(str(abs(self.value)))
        rate = [Script(Name("ρ"), tag=self.rate)] if self.rate else []
        above = row(*([number] if abs(self.value) != 1 or not rate else []), *rate)
        sign = [Sign("−", tight=True)] if self.value < 0 else []
        below: list[Mark] = [Figure(str(self.divisor))] if self.divisor != 1 else []
        below += [size_mark(size) for size in self.over]
        if not below:
            return row(*sign, above)
        return row(*sign, Fraction(above, row(*below), product_below=len(below) > 1))

    def times(self, other: Constant) -> Constant:
        value, divisor = self.value * other.value, self.divisor * other.divisor
        shared = math.gcd(value, divisor)
        return Constant(
            value // shared, self.over + other.over, self.rate + other.rate, divisor // shared
        )

    def evaluate(self, ground: Ground, at: At) -> Any:
        value = self.value * ground["rate", self.rate] if self.rate else self.value
        divisor = math.prod(ground.sizes[size] for size in self.over) * self.divisor
        return value / divisor if divisor != 1 else value

    def code(self) -> str:
        if self.rate:  # rh and ro hold their 1/(NK) already
            return f"r{self.rate}" if self.value == 1 else f"{self.value} * r{self.rate}"
        return f"{self.value} / ({' * '.join(self.over)})" if self.over else str(self.value)


@dataclass(frozen=True)
class Entry(Expr):
    """One entry of an array, t[n,k]; a number without indices."""

    symbol: Symbol
    indices: tuple[Index, ...] = ()

    def mark(self) -> Mark:
        return self.raised("")

    def raised(self, sign: str) -> Mark:
        """The mark with a T or an exponent above."""
        return self.symbol.entry(tuple(i.mark() for i in self.indices), sign)

    def evaluate(self, ground: Ground, at: At) -> Any:
        axes = self.symbol.axes
        if len(axes) != len(self.indices):
            raise Malformed(f"{self.text()}: {len(axes)} indices are needed")
        for index, (lower, size) in zip(self.indices, axes, strict=True):
            if index.size != size or index.lower < lower:
                raise Malformed(
                    f"{self.text()}: {index.range_text()} leaves the range of the array"
                )
            if index.lower > lower and not self.symbol.is_weight:
                raise Malformed(f"{self.text()}: the tilde means that {index.letter} counts from 0")
        array = ground[self.symbol.key]
        if not axes:
            return array
        return array[
            tuple(at[i.letter] - low for i, (low, _) in zip(self.indices, axes, strict=True))
        ]

    def free(self) -> frozenset[Index]:
        return frozenset(self.indices)


@dataclass(frozen=True)
class Kronecker(Expr):
    """[i = j]: 1 where both indices are the same, else 0."""

    left: Index
    right: Index

    def mark(self) -> Mark:
        return Fence(
            Row((self.left.mark(), Sign("=", tight=True), self.right.mark())), left="[", right="]"
        )

    def evaluate(self, ground: Ground, at: At) -> Any:
        return (at[self.left.letter] == at[self.right.letter]).astype(float)

    def free(self) -> frozenset[Index]:
        return frozenset((self.left, self.right))


@dataclass(frozen=True)
class Sum(Expr):
    """The sum over an index and all to its right."""

    index: Index
    body: Expr
    level = SUM_SIGN

    def mark(self) -> Mark:
        sigma = Sigma(self.index.mark(), str(self.index.lower), size_mark(self.index.size))
        return row(sigma, self.body.fenced(SUM_SIGN))

    def evaluate(self, ground: Ground, at: At) -> Any:
        i, depth = self.index, max((np.ndim(v) for v in at.values()), default=0)
        run = np.arange(i.lower, ground.sizes[i.size] + 1).reshape((-1,) + (1,) * depth)
        terms = np.asarray(self.body.evaluate(ground, {**at, i.letter: run}))
        return np.broadcast_to(terms, np.broadcast_shapes(terms.shape, run.shape)).sum(axis=0)

    def parts(self) -> tuple[Expr, ...]:
        return (self.body,)

    def rebuilt(self, parts: tuple[Expr, ...]) -> Expr:
        return Sum(self.index, *parts)

    def free(self) -> frozenset[Index]:
        return frozenset(i for i in self.body.free() if i.letter != self.index.letter)


def mapped(expr: Expr, change: Callable[[Expr], Expr]) -> Expr:
    """The expression with ``change`` made to each of its parts, inner ones first."""
    parts = expr.parts()
    return change(expr.rebuilt(tuple(mapped(p, change) for p in parts)) if parts else expr)
