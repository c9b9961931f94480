"""Rows of a table as training sees them: inputs, targets and weights, in original units."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .layout import Array


@dataclass(frozen=True)
class Rows:
    """X (N, D), T (N, K) and positive weights s (N,), in original units."""

    X: Array
    T: Array
    weights: Array

    def take(self, rows: Array) -> Rows:
        """The rows at the given positions, or where a boolean array is True."""
        return Rows(self.X[rows], self.T[rows], self.weights[rows])

    def weighted(self) -> Rows:
        """Only the rows with a positive weight."""
        return self if (self.weights > 0).all() else self.take(self.weights > 0)

    def distinct(self) -> Rows:
        """Sorted rows, equal ones merged into one that carries the sum of their weights.

        So a fit depends neither on the order of the rows nor on whether a row stands twice or
        weighs 2: the same numbers are added in the same order.
        """
        order = np.lexsort([self.weights, *self.T.T[::-1], *self.X.T[::-1]])
        X, T = self.X[order], self.T[order]
        first = np.ones(len(X), dtype=bool)
        first[1:] = (X[1:] != X[:-1]).any(axis=1) | (T[1:] != T[:-1]).any(axis=1)
        starts = np.flatnonzero(first)
        return Rows(X[starts], T[starts], np.add.reduceat(self.weights[order], starts))

    def split(self, fraction: float, random: np.random.RandomState) -> tuple[Rows, Rows]:
        """Training and held-out rows; rows with equal inputs go the same way.

        Whole groups of equal inputs, sorted, are drawn until ``fraction`` of the weight is held
        out; at least one group stays in training. With a single group the held-out part is empty.
        Both parts keep the order of the rows.
        """
        by_inputs = np.lexsort(self.X.T[::-1])
        X = self.X[by_inputs]
        new = np.ones(len(X), dtype=bool)
        new[1:] = (X[1:] != X[:-1]).any(axis=1)
        group = np.empty(len(X), dtype=np.intp)
        group[by_inputs] = np.cumsum(new) - 1
        weight = np.bincount(group, self.weights)
        order = random.permutation(len(weight))
        before = np.cumsum(weight[order]) - weight[order]
        held = before < fraction * weight.sum()
        held[-1:] = False
        out = np.zeros(len(weight), dtype=bool)
        out[order[held]] = True
        return self.take(~out[group]), self.take(out[group])
