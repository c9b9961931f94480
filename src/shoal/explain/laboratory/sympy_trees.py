"""Trees as SymPy expressions and back; SymPy is loaded when one of these is called.

SymPy gets a tree, never a text: its own parsers execute what they read.
"""

from __future__ import annotations

import sys
from typing import Any

from ...errors import InputError, MissingExtraError
from ...formulas.formula import Formula
from ...formulas.operations import FUNCTIONS
from ...formulas.tokens import is_variable
from ...formulas.tree import Tree


class NoTreeError(ValueError):
    """A SymPy expression that is no formula of the grammar's operations."""


def sympy() -> Any:
    """The SymPy module.

    Raises
    ------
    MissingExtraError
        If it is not installed.
    """
    try:
        import sympy
    except ImportError:
        raise MissingExtraError("The activation laboratory", "explain") from None
    return sympy


def expression(tree: Tree, variable: Any, evaluate: bool = True) -> Any:
    """The SymPy expression of a tree, in the symbol ``variable``.

    Parameters
    ----------
    tree : tuple
        The formula.
    variable : sympy.Symbol
        The symbol of its variable.
    evaluate : bool
        Whether SymPy may simplify max, min, abs and choices, which it does by asking which of two
        expressions is larger, and that can take seconds.
    """
    sp = sympy()
    name, *parts = tree
    if name == "number":
        return sp.Rational(*parts)
    if name in ("variable", "pi", "e"):
        return {"variable": variable, "pi": sp.pi, "e": sp.E}[name]
    x = [expression(part, variable, evaluate) for part in parts]
    if name == "where":
        above = sp.Gt(x[0], 0, evaluate=evaluate)
        return sp.Piecewise((x[1], above), (x[2], True), evaluate=evaluate)
    rules = {
        "add": lambda: x[0] + x[1],
        "subtract": lambda: x[0] - x[1],
        "multiply": lambda: x[0] * x[1],
        "divide": lambda: x[0] / x[1],
        "negate": lambda: -x[0],
        "power": lambda: x[0] ** x[1],
        "max": lambda: sp.Max(*x, evaluate=evaluate),
        "min": lambda: sp.Min(*x, evaluate=evaluate),
        "abs": lambda: sp.Abs(*x, evaluate=evaluate),
    }
    return rules[name]() if name in rules else getattr(sp, name)(*x)


def tree_of(found: Any, variable: Any) -> Tree:
    """The tree of a SymPy expression.

    Raises
    ------
    NoTreeError
        If it holds what the operations of a tree cannot say, such as an integral or a complex number.
    """
    sp = sympy()
    if found == variable:
        return ("variable",)
    if isinstance(found, sp.Rational):
        return ("number", int(found.p), int(found.q))
    if found in (sp.pi, sp.E):
        return ("pi",) if found is sp.pi else ("e",)

    def below(*parts: Any) -> tuple[Tree, ...]:
        return tuple(tree_of(part, variable) for part in parts)

    if found.is_Add:
        return _sum(below(*found.as_ordered_terms()))
    if found.is_Mul:
        return _product(found, variable)
    if isinstance(found, sp.exp):
        return ("exp", *below(*found.args))
    if found.is_Pow:
        return _power(found, variable)
    if isinstance(found, sp.Max | sp.Min):
        name = type(found).__name__.lower()
        first, *rest = below(*found.args)
        for part in rest:
            first = (name, first, part)
        return first
    if isinstance(found, sp.Heaviside):
        return ("where", *below(found.args[0]), ("number", 1, 1), ("number", 0, 1))
    if isinstance(found, sp.Piecewise):
        return _choice(list(found.args), variable)
    name = type(found).__name__.lower()
    if name in (*FUNCTIONS, "abs", "sign") and len(found.args) == 1:
        return (name, *below(*found.args))
    raise NoTreeError(f"{type(found).__name__} is no operation of a formula")


def given_expression(what: Any) -> bool:
    """Whether this is a SymPy expression; SymPy is not loaded to find out."""
    loaded = sys.modules.get("sympy")
    return loaded is not None and isinstance(what, loaded.Expr)


def text_of(given: Any, of: str | None) -> tuple[str, str]:
    """A SymPy expression as text of the grammar, and its variable; decimals are exact.

    Raises
    ------
    InputError
        If it has several symbols, or is no formula of the grammar's operations.
    """
    sp = sympy()
    symbols = sorted(given.free_symbols, key=str)
    if len(symbols) > 1:
        told = " and ".join(map(str, symbols[:3]))
        raise InputError(f"the expression has several symbols, {told}; an activation has one")
    symbol = symbols[0] if symbols else sp.Symbol("s")
    name = of or str(symbol)
    if not is_variable(name):
        name = "s"
    exact = {number: sp.Rational(str(number)) for number in given.atoms(sp.Float)}
    try:
        tree = tree_of(given.xreplace(exact), symbol)
    except NoTreeError as error:
        raise InputError(f"the expression is no formula that can be studied: {error}") from None
    text = str(Formula(tree, name))
    if " if " in text or "sign(" in text:
        raise InputError("a SymPy expression with cases must be written with Max, Min and Abs")
    return text, name


def _sum(terms: tuple[Tree, ...]) -> Tree:
    # A term with a plus sign goes first: "1 - y" reads better than "-y + 1".
    terms = tuple(sorted(terms, key=lambda term: term[0] == "negate" or _negative(term)))
    total = terms[0]
    for term in terms[1:]:
        if term[0] == "negate":
            total = ("subtract", total, term[1])
        elif _negative(term):
            total = ("subtract", total, ("number", -term[1], term[2]))
        else:
            total = ("add", total, term)
    return total


def _negative(tree: Tree) -> bool:
    return bool(tree[0] == "number" and tree[1] < 0)


def _product(found: Any, variable: Any) -> Tree:
    above, below = sympy().fraction(found, exact=True)
    if below != 1:
        if above.could_extract_minus_sign():
            return ("negate", ("divide", tree_of(-above, variable), tree_of(below, variable)))
        return ("divide", tree_of(above, variable), tree_of(below, variable))
    if found.could_extract_minus_sign() and not (-found).could_extract_minus_sign():
        return ("negate", tree_of(-found, variable))
    factors = [tree_of(part, variable) for part in found.as_ordered_factors()]
    product = factors[0]
    for factor in factors[1:]:
        product = ("multiply", product, factor)
    return product


def _power(found: Any, variable: Any) -> Tree:
    base, exponent = found.args
    sp = sympy()
    if exponent == sp.Rational(1, 2):
        return ("sqrt", tree_of(base, variable))
    if exponent.could_extract_minus_sign() and not exponent.has(variable):
        return ("divide", ("number", 1, 1), tree_of(base**-exponent, variable))
    return ("power", tree_of(base, variable), tree_of(exponent, variable))


def _choice(pieces: list[Any], variable: Any) -> Tree:
    (value, condition), *rest = pieces
    if condition == True:  # noqa: E712 - SymPy's true is no Python bool
        return tree_of(value, variable)
    if not rest or not getattr(condition, "is_Relational", False):
        raise NoTreeError("a piece without an else or with a joint condition")
    if condition.rel_op in ("<", "<="):
        above = condition.rhs - condition.lhs
    elif condition.rel_op in (">", ">="):
        above = condition.lhs - condition.rhs
    else:
        raise NoTreeError(f"a piece where {condition.rel_op} decides")
    return (
        "where",
        tree_of(above, variable),
        tree_of(value, variable),
        _choice(rest, variable),
    )
