"""The same single numbers as SymPy symbols: the scalar chain rules are worked out, not sampled."""

from __future__ import annotations

from collections.abc import Hashable
from importlib import import_module
from types import ModuleType
from typing import Any

from ....core.activations import Activation
from ....errors import MissingExtraError
from ....formulas.tree import LEAVES, Tree
from ...laboratory.sympy_trees import expression
from ..declared import formula_of
from ..expressions.entries import At, Entry, Expr
from ..ground import Ground, scalar_rules


def _sympy() -> ModuleType:
    try:
        return import_module("sympy")
    except ImportError as error:
        raise MissingExtraError("Checking the chain rule symbolically", "explain") from error


def _smooth(tree: Tree) -> bool:
    """Whether no part of it jumps in its slope, which SymPy would write by cases."""
    name, *parts = tree
    return name in LEAVES or (name not in ("max", "min", "abs") and all(map(_smooth, parts)))


class SymbolicGround(Ground):
    """One weight v, one unit, and one weight w to each output, as symbols; SymPy is imported when asked."""

    def __init__(
        self, n_outputs: int, activation: Activation, given: dict[Hashable, Any] | None = None
    ) -> None:
        self.n_outputs = n_outputs
        super().__init__({}, given or {}, scalar_rules(n_outputs), activation)

    def __getitem__(self, key: Hashable) -> Any:
        if key not in self._known and key not in self.rules:
            self._known[key] = _sympy().Symbol(
                "_".join(map(str, key)) if isinstance(key, tuple) else key
            )
        return super().__getitem__(key)

    def with_value(self, key: Hashable, value: Any) -> SymbolicGround:
        return SymbolicGround(self.n_outputs, self.activation, {**self.given, key: value})

    def h(self, a: Any) -> Any:
        sympy = _sympy()
        tree = formula_of(self.activation)
        if tree is None or not _smooth(tree):
            return sympy.Function("h")(a)
        return expression(tree, a)

    def slope(self, a: Any) -> Any:
        free = _sympy().Symbol("free")
        return self.h(free).diff(free).subs(free, a)

    def exp(self, a: Any) -> Any:
        return _sympy().exp(a)

    def partial(self, top: Expr, bottom: Entry, at: At) -> Any:
        return self._diff(bottom.symbol.key, lambda moved: top.evaluate(moved, at))

    def cost_gradient(self, key: Hashable) -> Any:
        return self._diff(key, lambda moved: moved["E"])

    def _diff(self, key: Hashable, top: Any) -> Any:
        """Differentiated as if the quantity were free, then with its own definition put back."""
        free = _sympy().Symbol("moved")
        return (
            _sympy()
            .sympify(top(self.with_value(key, free)))
            .diff(free)
            .subs(free, self[key])
            .doit()
        )

    def equal(self, left: Expr, right: Expr) -> bool:
        """Whether SymPy finds the two sides the same expression of x, v, w and t."""
        sympy = _sympy()
        difference = left.evaluate(self, {}) - right.evaluate(self, {})
        difference = sympy.sympify(difference).doit()
        return bool(
            sympy.simplify(difference) == 0  # tanh and exp meet where tanh is written by exp
            or sympy.simplify(difference.rewrite(sympy.exp)) == 0
        )
