"""A formula of one variable as a tree of plain tuples, and how tightly its operations bind.

``("number", p, q)`` is p/q; ``("variable",)``, ``("pi",)`` and ``("e",)`` stand for themselves; all else
is ``(operation, tree, ...)`` with an operation of ``operations``.
"""

from __future__ import annotations

from typing import Any

Tree = tuple[Any, ...]
LEAVES = ("number", "variable", "pi", "e")
LETTER, POWER, FRACTION, PRODUCT, SUM, CHOICE = 5, 4, 3, 2, 1, 0
BINDING = {  # how tightly each sign binds, and the least that its left and right part must
    "add": (SUM, SUM, SUM),
    "subtract": (SUM, SUM, PRODUCT),
    "multiply": (PRODUCT, PRODUCT, PRODUCT),
    "divide": (PRODUCT, PRODUCT, FRACTION),
    "power": (POWER, LETTER, POWER),
}


def has_variable(tree: Tree) -> bool:
    """Whether the variable stands anywhere in the tree."""
    return tree[0] == "variable" or (
        tree[0] != "number" and any(has_variable(part) for part in tree[1:])
    )
