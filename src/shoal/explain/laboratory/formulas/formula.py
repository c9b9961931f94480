"""A tree of operations as a function on arrays: finite wherever its value is, also far out.

Equal parts are computed once: ``1/(1+exp(-s)) * (1 - 1/(1+exp(-s)))`` takes one exponential, which
is the lecture's "there are common terms".

Where floating point gives no number (exp(1000) / (1 + exp(1000)) is inf/inf) the value is computed
again with logarithms of sizes (``magnitudes``), in which nothing overflows.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from ....core.layout import Array
from . import magnitudes
from .operations import (
    FUNCTIONS,
    LEAVES,
    OPERATIONS,
    leaf,
)

Tree = tuple[Any, ...]
Step = tuple[str, tuple[Any, ...]]


@dataclass(frozen=True)
class Formula:
    """A formula of one variable, called on arrays.

    Parameters
    ----------
    tree : tuple
        As ``grammar.parse`` makes it.
    of : str
        The variable's name, for its text.

    Notes
    -----
    It is plain data, so it can be pickled and copied; it runs no code made from text.
    """

    tree: Tree
    of: str = "s"

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """Its distinct operations in order; an argument is the number of an earlier step."""
        steps: list[Step] = []
        known: dict[Step, int] = {}

        def number_of(tree: Tree) -> int:
            name, *parts = tree
            step = (name, tuple(parts) if name in LEAVES else tuple(map(number_of, parts)))
            if step not in known:
                known[step] = len(steps)
                steps.append(step)
            return known[step]

        number_of(self.tree)
        return tuple(steps)

    def __call__(self, a: Any) -> Array:
        """The values at ``a``, of its shape and dtype."""
        a = np.asarray(a)
        if not np.issubdtype(a.dtype, np.inexact):
            a = a.astype(float)
        with np.errstate(all="ignore"):
            z = np.array(np.broadcast_to(self._plain(a), a.shape), dtype=a.dtype)
            if not np.iscomplexobj(a):
                lost = ~np.isfinite(z) & np.isfinite(a)
                if lost.any():
                    z[lost] = magnitudes.evaluate(self.steps, a[lost].astype(float))
        return z

    def _plain(self, a: Array) -> Any:
        values: list[Any] = []
        for name, parts in self.steps:
            if name in LEAVES:
                values.append(leaf(name, parts, a))
            else:
                values.append(OPERATIONS[name](*(values[i] for i in parts)))
        return values[-1]

    @property
    def functions(self) -> frozenset[str]:
        """The elementary functions in it, each with its argument as text: what costs time."""
        return frozenset(str(Formula(part, self.of)) for part in _parts(self.tree, FUNCTIONS))

    @property
    def n_operations(self) -> int:
        """How many distinct operations it takes; a change of sign and a number cost none."""
        return sum(name not in (*LEAVES, "negate") for name, _ in self.steps)

    def __str__(self) -> str:
        return _text(self.tree, self.of)[0]


def has_variable(tree: Tree) -> bool:
    """Whether the variable stands anywhere in the tree."""
    return tree[0] == "variable" or (
        tree[0] != "number" and any(has_variable(part) for part in tree[1:])
    )


def _parts(tree: Tree, names: tuple[str, ...]) -> list[Tree]:
    if tree[0] in LEAVES:
        return []
    below = [found for part in tree[1:] for found in _parts(part, names)]
    return [tree, *below] if tree[0] in names and has_variable(tree) else below


def constant_value(tree: Tree) -> float:
    """The value of a tree without the variable; nan or inf where it has none."""
    return float(Formula(tree)(0.0))


_SIGNS = {  # sign, how tightly it binds, the least that its left and right part must
    "add": (" + ", 1, 1, 1),
    "subtract": (" - ", 1, 1, 2),
    "multiply": ("*", 2, 2, 2),
    "divide": ("/", 2, 2, 3),
    "power": ("**", 4, 5, 4),
}


def _text(tree: Tree, of: str) -> tuple[str, int]:
    """The tree as text of the grammar, and how tightly its outermost sign binds."""
    name, *parts = tree
    if name == "number":
        p, q = parts
        return (str(p), 5 if p >= 0 else 1) if q == 1 else (f"{p}/{q}", 2 if p >= 0 else 1)
    if name in LEAVES:
        return (of if name == "variable" else name), 5
    told = [_text(part, of) for part in parts]
    if name == "negate":
        return "-" + _bound(told[0], 2), 1
    if name == "where":
        return f"{told[1][0]} if {told[0][0]} > 0 else {told[2][0]}", 0
    if name in _SIGNS:
        sign, own, left, right = _SIGNS[name]
        return _bound(told[0], left) + sign + _bound(told[1], right), own
    return f"{name}({', '.join(text for text, _ in told)})", 5


def _bound(told: tuple[str, int], least: int) -> str:
    text, binds = told
    return text if binds >= least else f"({text})"
