"""The language of expressions of one variable, read without executing anything.

::

    sum    = product (("+" | "-") product)*
    product = signed (("*" | "/") signed)*
    signed = "-" signed | "+" signed | power | number power       2x**3 is 2*x**3
    power  = atom (("**" | "^") signed)?
    atom   = number | variable | "pi" | "e" | function "(" sum ("," sum)* ")" | "(" sum ")"

A function or constant may have ``np.``, ``numpy.``, ``math.`` or ``sympy.`` before it. A number before a
name or parenthesis is a factor, but not in an exponent or behind ``/``, where it could mean two things.

A tree is a nested tuple: ``("number", p, q)`` for p/q, ``("variable",)``, ``("pi",)``, ``("e",)``, and
``(operation, tree, ...)``. Nothing else can come out, so nothing else can be run.

What could take long is refused: see the limits below. They hold for exact arithmetic too, which is
what SymPy does: no constant part larger than 1e12, no power above 20, no towers.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any, NoReturn

from .formula import constant_value
from .tokens import CONSTANTS, FUNCTIONS, check_variable, plain_name, refused, tokens
from .tree import LEAVES, Tree, has_variable

MAX_NODES = 150
MAX_DEPTH = 25  # of parentheses, signs and powers within each other
MAX_DIGITS = 15
MAX_EXPONENT = 20  # of a power, and of powers of powers together
MAX_STOREYS = 2  # exp(exp(s)) is read, exp(exp(exp(s))) is not
MAX_CONSTANT = 1e12
_LISTED = ", ".join(name for name in FUNCTIONS if name.islower())


def parse(text: str, of: str = "s") -> Tree:
    """The tree of an expression.

    Parameters
    ----------
    text : str
        For example ``"1/(1 + exp(-s))"``: numbers, the variable, ``pi``, ``e``, ``+ - * / **``,
        parentheses and the functions exp, log, sqrt, tanh, sinh, cosh, sin, cos, atan, erf, abs,
        max and min, also written ``np.exp`` and the like.
    of : str
        The name of the variable.

    Returns
    -------
    tuple
        The tree; no SymPy is needed to make it.

    Raises
    ------
    InputError
        If the text is not of this language or beyond one of its limits; one sentence says which.
    """
    check_variable(of)
    return _Reader(text, of).read()


class _Reader:
    """One pass over the text from left to right, one method a rule of the grammar."""

    def __init__(self, text: str, of: str) -> None:
        self.text, self.of = text, of
        self.depth = self.nodes = 0
        self.tokens = tokens(text)
        self.next = 0

    def read(self) -> Tree:
        tree = self._sum()
        if self._kind() != "end":
            self._refuse(
                f"{self._value()!r} cannot stand there; a product is written with *, as in 2*{self.of}"
            )
        self._check(tree)
        return tree

    def _refuse(self, what: str) -> NoReturn:
        raise refused(self.text, what) from None

    def _kind(self) -> str:
        return self.tokens[self.next][0]

    def _value(self) -> str:
        return self.tokens[self.next][1]

    def _take(self, *signs: str) -> str | None:
        """The next token if it is one of these signs, else None."""
        if self._kind() == "sign" and self._value() in signs:
            self.next += 1
            return self.tokens[self.next - 1][1]
        return None

    def _need(self, sign: str) -> None:
        if not self._take(sign):
            self._refuse(f"{sign!r} is missing before {self._value()!r}")

    def _node(self, *tree: Any) -> Tree:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            self._refuse(f"it has more than {MAX_NODES} parts")
        return tree

    def _deeper(self) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self._refuse(f"it is nested more than {MAX_DEPTH} deep")

    def _sum(self) -> Tree:
        tree = self._product()
        while sign := self._take("+", "-"):
            tree = self._node("add" if sign == "+" else "subtract", tree, self._product())
        return tree

    def _product(self) -> Tree:
        tree = self._signed(factor=True)
        while sign := self._take("*", "/"):
            name = "multiply" if sign == "*" else "divide"
            tree = self._node(name, tree, self._signed(factor=sign == "*"))
        return tree

    def _signed(self, factor: bool = False) -> Tree:
        """With ``factor`` a number may stand before a name or parenthesis with no sign between."""
        self._deeper()
        sign = self._take("-", "+")
        begins = self.next
        tree = self._signed(factor) if sign else self._power()
        alone = not sign and self.next == begins + 1 and tree[0] == "number"
        if factor and alone and (self._kind() == "name" or self._value() == "("):
            tree = self._node("multiply", tree, self._power())
        self.depth -= 1
        return self._node("negate", tree) if sign == "-" else tree

    def _power(self) -> Tree:
        base = self._atom()
        return self._node("power", base, self._signed()) if self._take("**") else base

    def _atom(self) -> Tree:
        kind, value = self._kind(), self._value()
        if self._take("("):
            tree = self._sum()
            self._need(")")
            return tree
        if kind not in ("number", "name"):
            self._refuse(f"a number, {self.of!r}, a function or '(' is missing before {value!r}")
        self.next += 1
        if kind == "number":
            return self._number(value)
        if value == self.of:
            return self._node("variable")
        name = plain_name(value)
        if name in CONSTANTS:
            return self._node(name.lower())
        if name not in FUNCTIONS:
            self._refuse(
                f"the name {value[:30]!r} is not known; the variable is {self.of!r} (of=...), the "
                f"functions are {_LISTED}, the constants pi and e"
            )
        return self._call(name)

    def _call(self, name: str) -> Tree:
        self._need("(")
        arguments = [self._sum()]
        while self._take(","):
            arguments.append(self._sum())
        self._need(")")
        if len(arguments) != FUNCTIONS[name]:
            self._refuse(f"{name} takes {FUNCTIONS[name]} argument(s), not {len(arguments)}")
        return self._node(name.lower(), *arguments)

    def _number(self, digits: str) -> Tree:
        mantissa = re.split("[eE]", digits)[0].replace(".", "").lstrip("0")
        if len(mantissa) > MAX_DIGITS:
            self._refuse(f"a number has {len(mantissa)} digits; at most {MAX_DIGITS} are read")
        if abs(float(digits)) > MAX_CONSTANT or 0 < abs(float(digits)) < 1 / MAX_CONSTANT:
            self._refuse(f"the number {digits} lies outside 1e-12 to 1e12")
        exact = Fraction(digits)
        return self._node("number", exact.numerator, exact.denominator)

    def _check(self, tree: Tree) -> tuple[float, int]:
        """(product of the powers within each other, exponentials within each other) of a tree."""
        name, *parts = tree
        if name in LEAVES:
            return 1.0, 0
        below = [self._check(part) for part in parts]
        powers, storeys = max(p for p, _ in below), max(n for _, n in below)
        if not has_variable(tree):
            size = abs(constant_value(tree))
            if not (size == 0 or 1 / MAX_CONSTANT <= size <= MAX_CONSTANT):
                self._refuse(
                    f"a constant part of it has the size {size:.3g}, outside 1e-12 to 1e12"
                )
        if name == "power":
            powers, storeys = self._check_power(parts, below)
        elif name in ("exp", "sinh", "cosh"):
            storeys += 1
        if powers > MAX_EXPONENT:
            self._refuse(f"its powers within each other come to {powers:g}; at most {MAX_EXPONENT}")
        if storeys > MAX_STOREYS:
            self._refuse(f"more than {MAX_STOREYS} exponentials stand within each other")
        return powers, storeys

    def _check_power(self, parts: list[Tree], below: list[tuple[float, int]]) -> tuple[float, int]:
        (base, exponent), ((powers, storeys), (inner, above)) = parts, below
        if has_variable(exponent):
            if has_variable(base) or not constant_value(base) > 0:
                self._refuse(
                    f"where an exponent holds {self.of}, the base must be a positive constant; "
                    "write exp(... * log(...)) for another"
                )
            return max(powers, inner), above + 1
        if not _is_plain(exponent):
            self._refuse("an exponent must be a plain number, such as 2, -1 or 1/2, not a power")
        size = abs(constant_value(exponent))
        if size > MAX_EXPONENT:
            self._refuse(f"the exponent {size:g} is larger than {MAX_EXPONENT}")
        return powers * max(1.0, size), storeys


def _is_plain(tree: Tree) -> bool:
    return tree[0] == "number" or (
        tree[0] in ("negate", "divide") and all(_is_plain(part) for part in tree[1:])
    )
