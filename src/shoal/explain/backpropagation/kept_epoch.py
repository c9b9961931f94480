"""One full-batch epoch in matrices, every array kept: forward, backward, update.

The deltas are the lecture's: T - Y sent back, without the factor -1/(K sum(s)) that every row
shares; the gradient is that of training's cost, E/2 with the penalty.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ...core.activations import Activation
from ...core.backpropagation import forward
from ...core.layout import Array
from ...model.network import Network


@dataclass(frozen=True)
class Epoch:
    """Arrays of one epoch for rows X (N, D), T (N, K) in scaled units; lists run over layers 0 ... L.

    Attributes
    ----------
    weights, A, slopes, deltas, G, new : lists of arrays
        ``A[l]`` (N, units): sums. ``slopes[l]``: h'(A[l]). ``deltas[L] = (T - Y) * slopes[L]``,
        ``deltas[l] = (deltas[l + 1] @ weights[l + 1][1:].T) * slopes[l]``.
        ``G[l] = -Z1[l].T @ (share * deltas[l]) / K + penalty * weights[l]``,
        ``new[l] = weights[l] - rates[l] * G[l]``.
    Z, Z1 : lists of arrays
        ``Z[0] = X``, ``Z[l + 1] = h(A[l])``, Y last; ``Z1[l] = [1 Z[l]]``.
    T : array (N, K)
    share : array (N, 1)
        s / sum(s).
    penalty : list of arrays
        alpha / sum(s) at each weight.
    """

    hidden: Activation
    output: Activation
    weights: Sequence[Array]
    rates: Sequence[float]
    T: Array
    share: Array
    penalty: Sequence[Array]
    A: Sequence[Array]
    Z: Sequence[Array]
    Z1: Sequence[Array]
    slopes: Sequence[Array]
    deltas: Sequence[Array]
    G: Sequence[Array]
    new: Sequence[Array]

    @property
    def L(self) -> int:
        """Hidden layers; also the number of the output layer."""
        return len(self.weights) - 1

    def cost_at(self, weights: Sequence[Array]) -> tuple[float, float]:
        """E and the cost E/2 + sum(penalty * weights^2) / 2 at these weights, from a forward pass alone."""
        Y = forward(list(weights), self.hidden, self.output, self.Z[0])[1][-1]
        E = float((self.share * (self.T - Y) ** 2).sum() / self.T.shape[1])
        squares = sum(float((c * w**2).sum()) for c, w in zip(self.penalty, weights, strict=True))
        return E, E / 2 + squares / 2


def epoch_of(
    network: Network, X: Array, T: Array, s: Array, alpha: Array, rates: Sequence[float]
) -> Epoch:
    """The epoch of a network over rows in scaled units, with row weights s (N,).

    ``alpha`` is a vector like ``theta``; numbers may overflow, who asks judges them.
    """
    weights, hidden, output = list(network.weights), network.hidden, network.output
    L, K = len(weights) - 1, T.shape[1]
    share = (s / s.sum())[:, np.newaxis]
    penalty = network.layout.views(alpha / s.sum())
    A, Z = forward(weights, hidden, output, X)
    Z1 = [np.column_stack([np.ones(len(z)), z]) for z in Z[:-1]]
    functions = [hidden] * L + [output]
    slopes = [h.slope(a, z) for h, a, z in zip(functions, A, Z[1:], strict=True)]
    deltas = [(T - Z[-1]) * slopes[L]]
    for layer in reversed(range(L)):
        deltas.insert(0, (deltas[0] @ weights[layer + 1][1:].T) * slopes[layer])
    G = [
        -z.T @ (share * delta) / K + pull * w
        for z, delta, pull, w in zip(Z1, deltas, penalty, weights, strict=True)
    ]
    new = [w - rate * g for w, rate, g in zip(weights, rates, G, strict=True)]
    return Epoch(
        hidden, output, weights, rates, T, share, penalty, A, Z, Z1, slopes, deltas, G, new
    )
