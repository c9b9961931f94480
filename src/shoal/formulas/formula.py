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

from ..core.layout import Array
from . import magnitudes
from .operations import FUNCTIONS, OPERATIONS, leaf
from .printing import printed
from .tree import LEAVES, Tree, has_variable

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
        return printed(self.tree, self.of)


def _parts(tree: Tree, names: tuple[str, ...]) -> list[Tree]:
    if tree[0] in LEAVES:
        return []
    below = [found for part in tree[1:] for found in _parts(part, names)]
    return [tree, *below] if tree[0] in names and has_variable(tree) else below


def constant_value(tree: Tree) -> float:
    """The value of a tree without the variable; nan or inf where it has none."""
    return float(Formula(tree)(0.0))
