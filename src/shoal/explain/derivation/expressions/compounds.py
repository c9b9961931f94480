"""Expressions made of expressions: products, terms, powers, the activation, partial derivatives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ....formulas.layouts import Fence, Fraction, Raised, Script
from ....formulas.marks import Mark, Name, Sign, Times, between, row
from .entries import ATOM, PRODUCT, SUM_SIGN, TERMS, At, Constant, Entry, Expr, Malformed
from .matrices import Block

if TYPE_CHECKING:
    from ..ground import Ground


@dataclass(frozen=True)
class Product(Expr):
    """Numbers, or numbers and one array, side by side."""

    factors: tuple[Expr, ...]
    level = PRODUCT

    def mark(self) -> Mark:
        last = len(self.factors) - 1
        marks = [
            f.mark()
            if i == 0 and isinstance(f, Constant)
            else f.fenced(SUM_SIGN if i == last else PRODUCT)
            for i, f in enumerate(self.factors)
        ]
        return between(marks, Times())

    def evaluate(self, ground: Ground, at: At) -> Any:
        result: Any = 1
        for factor in self.factors:
            result = result * factor.evaluate(ground, at)
        return result

    def parts(self) -> tuple[Expr, ...]:
        return self.factors

    def rebuilt(self, parts: tuple[Expr, ...]) -> Expr:
        return Product(parts)

    def shape(self) -> tuple[Any, ...]:
        if sum(bool(f.shape()) for f in self.factors) > 1:
            raise Malformed(f"{self.text()}: matrices side by side; say @ or ⊙")
        return super().shape()

    def code(self) -> str:
        return " * ".join(f.code() for f in self.factors)


@dataclass(frozen=True)
class Terms(Expr):
    """A sum of a few written terms; ``signs`` has + or - for each."""

    terms: tuple[Expr, ...]
    signs: str
    level = TERMS

    def mark(self) -> Mark:
        marks: list[Mark] = []
        for i, (sign, term) in enumerate(zip(self.signs, self.terms, strict=True)):
            if i > 0 or sign == "-":
                marks.append(Sign("−" if sign == "-" else "+", tight=i == 0))
            opens = i > 0 and isinstance(term, Product) and isinstance(term.factors[0], Constant)
            opens = opens and term.parts()[0].level == TERMS
            marks.append(Fence(term.mark()) if opens else term.fenced(SUM_SIGN))
        return row(*marks)

    def evaluate(self, ground: Ground, at: At) -> Any:
        result: Any = 0
        for sign, term in zip(self.signs, self.terms, strict=True):
            value = term.evaluate(ground, at)
            result = result - value if sign == "-" else result + value
        return result

    def parts(self) -> tuple[Expr, ...]:
        return self.terms

    def rebuilt(self, parts: tuple[Expr, ...]) -> Expr:
        return Terms(parts, self.signs)

    def code(self) -> str:
        words = [f" {s} {t.code()}" for s, t in zip(self.signs, self.terms, strict=True)]
        return "".join(words).removeprefix(" + ").strip()


def minus(left: Expr, right: Expr) -> Terms:
    return Terms((left, right), "+-")


@dataclass(frozen=True)
class Power(Expr):
    """A power with a whole exponent; of a matrix, elementwise."""

    base: Expr
    exponent: int

    def mark(self) -> Mark:
        letter = [e for e in self.base.walk() if isinstance(e, Entry | Block)]
        if letter == [self.base] and not letter[0].symbol.above:
            return letter[0].raised(str(self.exponent))
        return Script(Fence(self.base.mark()), above=str(self.exponent))

    def evaluate(self, ground: Ground, at: At) -> Any:
        return self.base.evaluate(ground, at) ** self.exponent

    def parts(self) -> tuple[Expr, ...]:
        return (self.base,)

    def rebuilt(self, parts: tuple[Expr, ...]) -> Expr:
        return Power(parts[0], self.exponent)

    def code(self) -> str:
        return f"{self.base.code()}**{self.exponent}"


@dataclass(frozen=True)
class Quotient(Expr):
    """One number over another."""

    top: Expr
    bottom: Expr

    def mark(self) -> Mark:
        below = isinstance(self.bottom, Terms | Product | Quotient)
        above = isinstance(self.top, Terms)
        return Fraction(self.top.mark(), self.bottom.mark(), below, above)

    def evaluate(self, ground: Ground, at: At) -> Any:
        return self.top.evaluate(ground, at) / self.bottom.evaluate(ground, at)

    def parts(self) -> tuple[Expr, ...]:
        return (self.top, self.bottom)

    def rebuilt(self, parts: tuple[Expr, ...]) -> Expr:
        return Quotient(*parts)


@dataclass(frozen=True)
class Exponential(Expr):
    """e to the power of its argument, a number or minus a number."""

    argument: Expr

    def mark(self) -> Mark:
        if isinstance(self.argument, Product):  # -1 times a is written −a
            constant, *rest = self.argument.factors
            if constant == Constant(-1):
                sign = Sign("−", tight=True)
                return Raised(Name("e"), row(sign, *(part.mark() for part in rest)))
        return Raised(Name("e"), self.argument.mark())

    def evaluate(self, ground: Ground, at: At) -> Any:
        return ground.exp(self.argument.evaluate(ground, at))

    def parts(self) -> tuple[Expr, ...]:
        return (self.argument,)

    def rebuilt(self, parts: tuple[Expr, ...]) -> Expr:
        return Exponential(*parts)


@dataclass(frozen=True)
class Apply(Expr):
    """h of its argument, or h′ (``slope``); of a matrix, elementwise."""

    argument: Expr
    slope: bool = False

    def mark(self) -> Mark:
        name = Name("h′" if self.slope else "h")
        return row(name, Fence(self.argument.mark()))

    def evaluate(self, ground: Ground, at: At) -> Any:
        a = self.argument.evaluate(ground, at)
        return ground.slope(a) if self.slope else ground.h(a)

    def parts(self) -> tuple[Expr, ...]:
        return (self.argument,)

    def rebuilt(self, parts: tuple[Expr, ...]) -> Expr:
        return Apply(parts[0], self.slope)

    def code(self) -> str:
        return f"{'dh' if self.slope else 'h'}({self.argument.code()})"


@dataclass(frozen=True)
class Partial(Expr):
    """∂top/∂bottom, all that depends on the bottom moving with it; its number is a complex step."""

    top: Expr
    bottom: Entry

    def mark(self) -> Mark:
        top = row(Name("∂"), self.top.fenced(ATOM))
        return Fraction(top, row(Name("∂"), self.bottom.mark()))

    def evaluate(self, ground: Ground, at: At) -> Any:
        return ground.partial(self.top, self.bottom, at)

    def parts(self) -> tuple[Expr, ...]:
        return (self.top, self.bottom)

    def rebuilt(self, parts: tuple[Expr, ...]) -> Expr:
        top, bottom = parts
        return Partial(top, bottom) if isinstance(bottom, Entry) else self
