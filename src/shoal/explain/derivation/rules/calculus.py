"""The rules that lead from one line to the next: each takes an expression and gives another.

None of them knows the network. What follows from what is told by ``Definitions``, the printed
definitions themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace

from ..expressions.compounds import Apply, Exponential, Partial, Power, Product, Quotient, Terms
from ..expressions.entries import Constant, Entry, Expr, Kronecker, Sum, mapped
from ..expressions.symbols import Index


@dataclass(frozen=True)
class Definitions:
    """What each quantity is: ``of[key]`` is (the entry, its expression)."""

    of: dict[Hashable, tuple[Entry, Expr]]

    def depends(self, key: Hashable, on: Hashable) -> bool:
        """Whether a quantity moves when another does."""
        if key == on:
            return True
        if key not in self.of:
            return False
        entries = (e for e in self.of[key][1].walk() if isinstance(e, Entry))
        return any(self.depends(e.symbol.key, on) for e in entries)

    def expand(self, entry: Entry, used: frozenset[str]) -> Expr:
        """The definition of an entry, with its own indices; bound letters are primed until free."""
        formal, body = self.of[entry.symbol.key]
        for bound in [e.index for e in body.walk() if isinstance(e, Sum)]:
            fresh = bound
            while fresh.letter in used:
                fresh = fresh.primed()
            body = renamed(body, bound, fresh)
        for old, new in zip(formal.indices, entry.indices, strict=True):
            body = renamed(body, old, new)
        return body


def renamed(expr: Expr, old: Index, new: Index) -> Expr:
    """Every index with the old one's letter replaced, where a sum binds it too."""

    def put(index: Index) -> Index:
        return new if index.letter == old.letter else index

    def change(part: Expr) -> Expr:
        if isinstance(part, Entry):
            return Entry(part.symbol, tuple(map(put, part.indices)))
        if isinstance(part, Kronecker):
            return Kronecker(put(part.left), put(part.right))
        return Sum(put(part.index), part.body) if isinstance(part, Sum) else part

    return mapped(expr, change)


def letters_of(expr: Expr) -> frozenset[str]:
    found = {i.letter for e in expr.walk() if isinstance(e, Entry) for i in e.indices}
    return frozenset(found | {e.index.letter for e in expr.walk() if isinstance(e, Sum)})


def in_partials(expr: Expr, change: Callable[[Partial], Expr]) -> Expr:
    """A rule applied to each ∂/∂ of a line, and to nothing else of it."""
    return mapped(expr, lambda e: change(e) if isinstance(e, Partial) else e)


def expand_tops(expr: Expr, definitions: Definitions) -> Expr:
    """∂y/∂w with y's definition put in."""
    used = letters_of(expr)

    def change(part: Partial) -> Expr:
        top = part.top
        return (
            Partial(definitions.expand(top, used), part.bottom) if isinstance(top, Entry) else part
        )

    return in_partials(expr, change)


def differentiated(expr: Expr, bottom: Entry, definitions: Definitions) -> Expr | None:
    """The derivative moved inside as far as the written expression goes; None for zero."""

    def inside(part: Expr) -> Expr | None:
        return differentiated(part, bottom, definitions)

    if isinstance(expr, Entry):
        if expr.symbol.key == bottom.symbol.key:
            pairs = zip(expr.indices, bottom.indices, strict=True)
            return product(*(Kronecker(i, j) for i, j in pairs if i != j))
        return (
            Partial(expr, bottom)
            if definitions.depends(expr.symbol.key, bottom.symbol.key)
            else None
        )
    if isinstance(expr, Sum):
        body = inside(expr.body)
        return body and Sum(expr.index, body)
    if isinstance(expr, Power):
        outer = expr.base if expr.exponent == 2 else Power(expr.base, expr.exponent - 1)
        inner = inside(expr.base)
        return inner and product(Constant(expr.exponent), outer, inner)
    if isinstance(expr, Apply):
        inner = inside(expr.argument)
        return inner and product(Apply(expr.argument, slope=True), inner)
    if isinstance(expr, Exponential):
        inner = inside(expr.argument)
        return inner and product(inner, expr)
    if isinstance(expr, Quotient):
        above, below = inside(expr.top), inside(expr.bottom)
        parts = [("+", product(above, expr.bottom))] if above else []
        parts += [("-", product(expr.top, below))] if below else []
        top = terms(parts)
        return top and Quotient(top, Power(expr.bottom, 2))
    if isinstance(expr, Product):
        moved = [
            product(*expr.factors[:i], d, *expr.factors[i + 1 :])
            for i, factor in enumerate(expr.factors)
            if (d := inside(factor))
        ]
        return terms([("+", term) for term in moved])
    if isinstance(expr, Terms):
        parts = [(s, d) for s, t in zip(expr.signs, expr.terms, strict=True) if (d := inside(t))]
        return terms(parts)
    return None


def terms(parts: list[tuple[str, Expr]]) -> Expr | None:
    """The sum of signed terms; a single negative one becomes a factor -1."""
    if not parts:
        return None
    if len(parts) == 1:
        sign, term = parts[0]
        return term if sign == "+" else product(Constant(-1), term)
    return Terms(tuple(term for _, term in parts), "".join(sign for sign, _ in parts))


def move_inside(expr: Expr, definitions: Definitions) -> Expr:
    """Each ∂/∂ of a written expression moved to what it depends on."""

    def change(part: Partial) -> Expr:
        return differentiated(part.top, part.bottom, definitions) or Constant(0)

    return in_partials(expr, lambda p: p if isinstance(p.top, Entry) else change(p))


def product(*factors: Expr) -> Expr:
    """The factors side by side, products opened, ones left out."""
    flat: list[Expr] = []
    for factor in factors:
        flat += factor.factors if isinstance(factor, Product) else [factor]
    flat = [f for f in flat if f != Constant(1)]
    return Product(tuple(flat)) if len(flat) > 1 else flat[0] if flat else Constant(1)


def collected(expr: Expr) -> Expr:
    """All constants multiplied and put first, out of every sum."""
    constant, rest = _split(expr)
    return product(constant, rest)


def signs_gathered(expr: Expr) -> Expr:
    """A factor −1 of a term becomes the term's sign; of a product, one sign in front or none."""

    def change(part: Expr) -> Expr:
        if isinstance(part, Product):
            return collected(part)
        if not isinstance(part, Terms):
            return part
        signed = []
        for sign, term in zip(part.signs, part.terms, strict=True):
            constant, rest = _split(term)
            turned = constant == Constant(-1)
            signed.append(({"+": "-", "-": "+"}[sign], rest) if turned else (sign, term))
        return Terms(tuple(term for _, term in signed), "".join(sign for sign, _ in signed))

    return mapped(expr, change)


def _split(expr: Expr) -> tuple[Constant, Expr]:
    if isinstance(expr, Constant):
        return expr, Constant(1)
    if isinstance(expr, Sum):
        constant, body = _split(expr.body)
        return constant, Sum(expr.index, body)
    if isinstance(expr, Product):
        constant, rest = Constant(1), []
        for factor in expr.factors:
            c, r = _split(factor)
            constant = constant.times(c)
            rest.append(r)
        return constant, product(*rest)
    return Constant(1), expr


def collapsed(expr: Expr) -> Expr:
    """A sum over i of [i = j] times something is that something at i = j."""

    def change(part: Expr) -> Expr:
        if isinstance(part, Product):
            return product(*part.factors)
        if not isinstance(part, Sum):
            return part
        factors = product(part.body)
        listed = factors.factors if isinstance(factors, Product) else (factors,)
        for factor in listed:
            if isinstance(factor, Kronecker) and part.index in (factor.left, factor.right):
                other = factor.right if factor.left == part.index else factor.left
                rest = product(*(f for f in listed if f is not factor))
                return renamed(rest, part.index, other)
        return part

    return mapped(expr, change)


def without_constant(expr: Expr, tilde: dict[Hashable, Entry]) -> Expr:
    """Σ from 0 of w ∂z̃/∂v is Σ from 1 of w ∂z/∂v: the constant 1 does not move.

    ``tilde`` tells which symbol stands behind each one with a constant.
    """

    def change(part: Expr) -> Expr:
        if not isinstance(part, Sum):
            return part
        tops = [
            p.top for p in part.body.walk() if isinstance(p, Partial) and isinstance(p.top, Entry)
        ]
        if not any(top.symbol.key in tilde and part.index in top.indices for top in tops):
            return part
        index = part.index.counted_from(1)
        return Sum(index, in_partials(renamed(part.body, part.index, index), bare))

    def bare(part: Partial) -> Expr:
        top = part.top
        if isinstance(top, Entry) and top.symbol.key in tilde:
            return Partial(Entry(tilde[top.symbol.key].symbol, top.indices), part.bottom)
        return part

    return mapped(expr, change)


def replaced(expr: Expr, old: Expr, new: Expr) -> Expr:
    """Every occurrence of one expression exchanged for another, products opened."""

    def change(part: Expr) -> Expr:
        if part == old:
            return new
        return product(*part.factors) if isinstance(part, Product) else part

    return mapped(expr, change)


def chain(top: Entry, bottom: Entry, definitions: Definitions) -> Expr:
    """∂top/∂bottom as a product of partials along the definitions, a sum over the ways between."""
    if top.symbol.key == bottom.symbol.key:
        return Constant(1)
    _, body = definitions.of[top.symbol.key]
    ways = [
        e
        for e in dict.fromkeys(e for e in body.walk() if isinstance(e, Entry))
        if definitions.depends(e.symbol.key, bottom.symbol.key)
    ]
    links = [_link(top, way, bottom, definitions) for way in ways]
    if len(links) == 1:
        return product(*links[0])
    common = links[0][2:]
    joined = terms([("+", product(*link[:2])) for link in links])
    assert joined is not None
    return product(joined, *common)


def _link(top: Entry, way: Entry, bottom: Entry, definitions: Definitions) -> tuple[Expr, ...]:
    rest = chain(way, bottom, definitions)
    return (Partial(top, way), *(rest.factors if isinstance(rest, Product) else (rest,)))


def local(expr: Expr, definitions: Definitions) -> Expr:
    """Each partial along a chain worked out from the definition of its top, and nothing further."""

    def change(part: Partial) -> Expr:
        if not isinstance(part.top, Entry):
            return part
        body = definitions.of[part.top.symbol.key][1]
        alone = Definitions({})
        return differentiated(body, part.bottom, alone) or Constant(0)

    return collapsed(in_partials(expr, change))


def swapped(expr: Expr) -> Expr:
    """The two factors under a sum exchanged: numbers commute, matrices do not."""
    if isinstance(expr, Sum) and isinstance(expr.body, Product):
        return replace(expr, body=Product(expr.body.factors[::-1]))
    return expr
