"""The engine in plain NumPy and the lecture's own symbols: the oracle of the tests.

It also trains losses and activations that a user defines, which the compiled kernel cannot know, and it runs
in complex arithmetic, so that a complex step can check every gradient to the last digits.
"""

from __future__ import annotations

from typing import Self

import numpy as np

from .activations import Activation
from .layout import Array, Layout
from .losses import SQUARED_ERROR, Loss
from .updates import Rule


def forward(
    weights: list[Array], hidden: Activation, output: Activation, X: Array
) -> tuple[list[Array], list[Array]]:
    """Sums and outputs of every layer, for rows X (N, D).

    ``A[l] = Z[l] @ weights[l][1:] + weights[l][0]`` and ``Z[l + 1] = h(A[l])`` with ``Z[0] = X``;
    row 0 of each matrix holds the constant's weights, so no column of ones is ever added.
    Returns ``A`` (L + 1 arrays) and ``Z`` (L + 2 arrays, inputs first, Y last).
    """
    A, Z = [], [X]
    for layer, W in enumerate(weights):
        h = output if layer == len(weights) - 1 else hidden
        A.append(Z[-1] @ W[1:] + W[0])
        Z.append(h.f(A[-1]))
    return A, Z


class ReferenceSums:
    """See ``sums.Sums``; ``weights`` of None means 1 for each row."""

    def __init__(
        self,
        layout: Layout,
        hidden: Activation,
        output: Activation,
        X: Array,
        T: Array,
        weights: Array | None = None,
        loss: Loss = SQUARED_ERROR,
    ) -> None:
        self.layout, self.hidden, self.output, self.loss = layout, hidden, output, loss
        self.X, self.T, self.dtype = X, T, X.dtype
        self.n_rows = len(X)
        s = np.ones(self.n_rows) if weights is None else np.asarray(weights, dtype=float)
        self.share = (s / s.sum()).astype(X.dtype)[:, np.newaxis]

    def forward(self, theta: Array) -> Array:
        return forward(self.layout.views(theta), self.hidden, self.output, self.X)[1][-1]

    def losses(self, theta: Array) -> Array:
        losses: Array = (self.share * self.loss.value(self.forward(theta), self.T)).sum(axis=0)
        return losses

    def gradient(self, theta: Array, out: Array) -> Array:
        return self._gradient(theta, out, self.X, self.T, self.share)

    def _gradient(self, theta: Array, out: Array, X: Array, T: Array, share: Array) -> Array:
        """Backpropagation: from the outputs' deltas back to the inputs, one layer a turn."""
        weights = self.layout.views(theta)
        G = self.layout.views(out)
        A, Z = forward(weights, self.hidden, self.output, X)
        slope = self.loss.slope(Z[-1], T)
        delta = share * slope / self.layout.sizes[-1] * self.output.slope(A[-1], Z[-1])
        for layer in reversed(range(len(weights))):
            G[layer][0] = delta.sum(axis=0)
            G[layer][1:] = Z[layer].T @ delta
            if layer > 0:
                slope = self.hidden.slope(A[layer - 1], Z[layer])
                delta = (delta @ weights[layer][1:].T) * slope
        losses: Array = (share * self.loss.value(Z[-1], T)).sum(axis=0)
        return losses

    def descend(
        self,
        theta: Array,
        rates: Array,
        penalty: Array,
        n_epochs: int,
        validation: Self | None,
    ) -> tuple[Array, Array, Array | None]:
        K = self.layout.sizes[-1]
        cost, losses = np.empty(n_epochs), np.empty((n_epochs, K))
        watched = None if validation is None else np.empty((n_epochs, K))
        G = np.empty_like(theta)
        with np.errstate(over="ignore", invalid="ignore"):
            for epoch in range(n_epochs):
                losses[epoch] = self.gradient(theta, G)
                cost[epoch] = losses[epoch].mean() + (penalty * theta**2).sum() / 2
                if validation is not None and watched is not None:
                    watched[epoch] = validation.losses(theta)
                theta -= rates * (G + penalty * theta)
        return cost, losses, watched

    def batches(
        self, theta: Array, rule: Rule, order: Array, batch_size: int, penalty: Array
    ) -> None:
        G = np.empty_like(theta)
        with np.errstate(over="ignore", invalid="ignore"):
            for start in range(0, self.n_rows, batch_size):
                batch = order[start : start + batch_size]
                share = self.share[batch] * (self.n_rows / len(batch))
                self._gradient(theta, G, self.X[batch], self.T[batch], share)
                rule.move(theta, G + penalty * theta)
