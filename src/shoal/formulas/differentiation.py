"""The derivative of a tree by the rules of the first year: sums, products, quotients, the chain rule.

SymPy's ``diff`` would do, but it looks for simplifications that can take many seconds. These rules
visit each part once; the tests compare them with SymPy and with central differences.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from .tree import Tree, has_variable

ZERO: Tree = ("number", 0, 1)
ONE: Tree = ("number", 1, 1)
TWO: Tree = ("number", 2, 1)


def differentiate(tree: Tree) -> Tree:
    """The derivative of a formula; at a kink, the slope of one side."""
    name, *parts = tree
    if not has_variable(tree):
        return ZERO
    if name == "variable":
        return ONE
    if name in _RULES:
        return _RULES[name](*parts)
    (x,) = parts
    return times(differentiate(x), _OUTER[name](x))


def _product(a: Tree, b: Tree) -> Tree:
    return plus(times(differentiate(a), b), times(a, differentiate(b)))


def _quotient(a: Tree, b: Tree) -> Tree:
    if not has_variable(b):
        return over(differentiate(a), b)
    if not has_variable(a):
        return negated(over(times(a, differentiate(b)), squared(b)))
    return over(minus(times(differentiate(a), b), times(a, differentiate(b))), squared(b))


def _power(a: Tree, n: Tree) -> Tree:
    if has_variable(n):
        inner = differentiate(n)
        return times(times(("power", a, n), inner), ONE if a == ("e",) else ("log", a))
    n = over(n[1], n[2]) if n[0] == "divide" else n
    below = minus(n, ONE)
    lowered = ONE if below == ZERO else a if below == ONE else ("power", a, below)
    return times(times(n, lowered), differentiate(a))


_RULES: dict[str, Callable[..., Tree]] = {
    "add": lambda a, b: plus(differentiate(a), differentiate(b)),
    "subtract": lambda a, b: minus(differentiate(a), differentiate(b)),
    "negate": lambda a: negated(differentiate(a)),
    "multiply": _product,
    "divide": _quotient,
    "power": _power,
    "max": lambda a, b: chosen(minus(b, a), differentiate(b), differentiate(a)),
    "min": lambda a, b: chosen(minus(b, a), differentiate(a), differentiate(b)),
    "where": lambda d, a, b: chosen(d, differentiate(a), differentiate(b)),
    "log": lambda x: over(differentiate(x), x),
    "sqrt": lambda x: over(differentiate(x), times(TWO, ("sqrt", x))),
    "atan": lambda x: over(differentiate(x), plus(ONE, squared(x))),
    "sign": lambda x: ZERO,
}
_OUTER: dict[str, Callable[[Tree], Tree]] = {
    "exp": lambda x: ("exp", x),
    "tanh": lambda x: ("subtract", ONE, ("power", ("tanh", x), TWO)),
    "sinh": lambda x: ("cosh", x),
    "cosh": lambda x: ("sinh", x),
    "sin": lambda x: ("cos", x),
    "cos": lambda x: ("negate", ("sin", x)),
    "erf": lambda x: over(times(TWO, ("exp", negated(squared(x)))), ("sqrt", ("pi",))),
    "abs": lambda x: ("sign", x),
}


def _number(x: Fraction) -> Tree:
    size = ("number", abs(x).numerator, x.denominator)
    return ("negate", size) if x < 0 else size


def _is_number(tree: Tree) -> bool:
    found: bool = tree[0] == "number" or (tree[0] == "negate" and tree[1][0] == "number")
    return found


def _fraction(tree: Tree) -> Fraction:
    return -_fraction(tree[1]) if tree[0] == "negate" else Fraction(tree[1], tree[2])


def negated(a: Tree) -> Tree:
    """-a."""
    if a == ZERO:
        return ZERO
    if _is_number(a) and _fraction(a) < 0:
        return _number(-_fraction(a))
    return a[1] if a[0] == "negate" else ("negate", a)


def plus(a: Tree, b: Tree) -> Tree:
    """The sum a + b, without zeros and double signs."""
    if a == ZERO:
        return b
    if b == ZERO:
        return a
    if _is_number(a) and _is_number(b):
        return _number(_fraction(a) + _fraction(b))
    if b[0] == "negate":
        return minus(a, b[1])
    return ("subtract", b, a[1]) if a[0] == "negate" else ("add", a, b)


def minus(a: Tree, b: Tree) -> Tree:
    """The difference a - b."""
    if b == ZERO:
        return a
    if a == ZERO:
        return negated(b)
    if _is_number(a) and _is_number(b):
        return _number(_fraction(a) - _fraction(b))
    return plus(a, b[1]) if b[0] == "negate" else ("subtract", a, b)


def squared(a: Tree) -> Tree:
    """The square of a."""
    return a[1] if a[0] == "sqrt" else ("power", a, TWO)


def times(a: Tree, b: Tree) -> Tree:
    """The product a * b: signs in front, numbers first, one fraction."""
    if ZERO in (a, b):
        return ZERO
    if a == ONE:
        return b
    if b == ONE:
        return a
    if a[0] == "negate":
        return negated(times(a[1], b))
    if b[0] == "negate":
        return negated(times(a, b[1]))
    if a[0] == "number" and b[0] == "number":
        return _number(_fraction(a) * _fraction(b))
    if a[0] == "divide":
        return over(times(a[1], b), a[2])
    if b[0] == "divide":
        return over(times(a, b[1]), b[2])
    if b[0] == "number":
        a, b = b, a
    if b[0] == "multiply" and b[1][0] == "number":
        return times(times(a, b[1]), b[2])
    if a[0] == "multiply" and a[1][0] == "number":
        return times(a[1], times(a[2], b))
    return squared(a) if a == b and has_variable(a) else ("multiply", a, b)


def over(a: Tree, b: Tree) -> Tree:
    """The quotient a / b, the numbers in front of both reduced."""
    if a == ZERO or b == ONE:
        return a
    if a[0] == "negate":
        return negated(over(a[1], b))
    if a[0] == "divide":
        return over(a[1], times(a[2], b))
    if a == b and has_variable(a):
        return ONE
    if a[0] == b[0] == "number" and b != ZERO:
        return _number(_fraction(a) / _fraction(b))
    (p, above), (q, below) = _leading(a), _leading(b)
    if q and (p != 1 or q != 1):
        share = p / q
        above = times(_number(Fraction(share.numerator)), above)
        below = times(_number(Fraction(share.denominator)), below)
        return above if below == ONE else ("divide", above, below)
    return ("divide", a, b)


def _leading(a: Tree) -> tuple[Fraction, Tree]:
    """The number in front of a product, and the rest."""
    if a[0] == "number":
        return _fraction(a), ONE
    if a[0] == "multiply" and a[1][0] == "number":
        return _fraction(a[1]), a[2]
    return Fraction(1), a


def chosen(d: Tree, a: Tree, b: Tree) -> Tree:
    """A where d > 0, else b."""
    return a if a == b else ("where", d, a, b)
