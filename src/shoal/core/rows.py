"""Rows of a table as training sees them: inputs, targets and weights, in original units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from heapq import heapreplace

import numpy as np

from .layout import Array


@dataclass(frozen=True)
class Rows:
    """X (N, D), T (N, K) and positive weights s (N,), in original units.

    ``groups``: whole numbers (N,) of the groups that every split keeps together; None where these
    are the rows with equal inputs.
    """

    X: Array
    T: Array
    weights: Array
    groups: Array | None = None

    def take(self, rows: Array) -> Rows:
        """The rows at the given positions, or where a boolean array is True."""
        groups = None if self.groups is None else self.groups[rows]
        return Rows(self.X[rows], self.T[rows], self.weights[rows], groups)

    def weighted(self) -> Rows:
        """Only the rows with a positive weight."""
        return self if (self.weights > 0).all() else self.take(self.weights > 0)

    def distinct(self) -> Rows:
        """Sorted rows, equal ones merged into one that carries the sum of their weights.

        So a fit depends neither on the order of the rows nor on whether a row stands twice or
        weighs 2: the same numbers are added in the same order.
        """
        named = [] if self.groups is None else [self.groups]
        order = _order([*self.X.T, *self.T.T, *named, self.weights])
        rows = self.take(order)
        first = np.ones(len(rows.X), dtype=bool)
        first[1:] = (rows.X[1:] != rows.X[:-1]).any(axis=1)
        first[1:] |= (rows.T[1:] != rows.T[:-1]).any(axis=1)
        if rows.groups is not None:
            first[1:] |= rows.groups[1:] != rows.groups[:-1]
        starts = np.flatnonzero(first)
        return replace(rows.take(starts), weights=np.add.reduceat(rows.weights, starts))

    def split(self, fraction: float, random: np.random.RandomState) -> tuple[Rows, Rows]:
        """Training and held-out rows; a group goes one way.

        Whole groups are drawn until ``fraction`` of the weight is held out; at least one stays in
        training. With a single group the held-out part is empty. Both parts keep the order of the
        rows.
        """
        group = self._group()
        weight = np.bincount(group, self.weights)
        order = random.permutation(len(weight))
        before = np.cumsum(weight[order]) - weight[order]
        held = before < fraction * weight.sum()
        held[-1:] = False
        out = np.zeros(len(weight), dtype=bool)
        out[order[held]] = True
        return self.take(~out[group]), self.take(out[group])

    def folds(self, n: int, random: np.random.RandomState) -> Array:
        """A fold 0 ... n-1 for each row (N,); a group lies in one fold.

        Groups are dealt out in random order, each to the fold that is lightest so far. There are
        fewer folds where there are fewer groups.
        """
        group = self._group()
        weight = np.bincount(group, self.weights)
        fold_of, each = np.empty(len(weight), dtype=np.int64), weight.tolist()
        lightest = [(0.0, fold) for fold in range(min(n, len(weight)))]  # a heap
        for g in random.permutation(len(weight)).tolist():
            total, fold = lightest[0]
            fold_of[g] = fold
            heapreplace(lightest, (total + each[g], fold))
        found: Array = fold_of[group]
        return found

    def _group(self) -> Array:
        """0 ... groups - 1 for each row, numbered by the sorted inputs or by the names given."""
        if self.groups is not None:
            return np.unique(self.groups, return_inverse=True)[1]
        by_inputs = _order([*self.X.T])
        X = self.X[by_inputs]
        new = np.ones(len(X), dtype=bool)
        new[1:] = (X[1:] != X[:-1]).any(axis=1)
        group = np.empty(len(X), dtype=np.intp)
        group[by_inputs] = np.cumsum(new) - 1
        return group


def _order(columns: Sequence[Array]) -> Array:
    """The rows' order by the first column, rows equal there by the next, and so on."""
    order = np.argsort(columns[0], kind="stable")
    first = columns[0][order]
    if (first[1:] > first[:-1]).all():  # nothing is left to decide, which saves most of the time
        return order
    return np.lexsort(list(columns)[::-1])
