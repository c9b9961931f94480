"""The output layer in closed form: a linear model of the last hidden layer's outputs."""

from __future__ import annotations

import numpy as np

from .activations import Activation
from .backpropagation import forward
from .layout import Array, Layout

BLOCK_NUMBERS = 100_000  # numbers in a block of rows: under a megabyte, so that it stays in cache
EPSILON = np.finfo(np.float64).eps


class OutputLayer:
    """The best W for given hidden weights, over rows X (N, D), T (N, K) with weights s; float64.

    With S = sum(s) and Z1 = [1 Z], each column k of W minimizes

        sum_n s_n (z1_n w_k - t_nk)^2 / (2 K S) + sum_m penalty_mk w_mk^2 / 2.

    The rows are folded, block by block, into the triangular factor of [Z1 T] (QR, which unlike
    Z1'Z1 does not square the condition of Z1). The small problem that is left is solved by its
    singular values: those below rounding are taken for 0, so copied or dead units share one
    answer, the shortest.
    """

    def __init__(self, layout: Layout, hidden: Activation, X: Array, T: Array, s: Array) -> None:
        self.layout, self.hidden = layout, hidden
        self.X, self.T = X.astype(np.float64, copy=False), T.astype(np.float64, copy=False)
        self.root = np.sqrt(s / (s.sum() * layout.sizes[-1]))[:, np.newaxis]

    def solve(self, hidden_weights: list[Array], penalty: Array) -> Array:
        """W (M+1, K) for the weight matrices of the hidden layers; ``penalty`` is like W.

        NaN where the hidden outputs are no finite numbers.
        """
        width = self.layout.sizes[-2] + 1
        R = self._folded(hidden_weights)
        W = np.full((width, self.layout.sizes[-1]), np.nan)
        if not np.isfinite(R).all():
            return W
        cutoff = EPSILON * max(len(self.X), width)
        for k in range(W.shape[1]):
            A = np.vstack([R[:, :width], np.diag(np.sqrt(penalty[:, k]))])
            b = np.concatenate([R[:, width + k], np.zeros(width)])
            W[:, k] = np.linalg.lstsq(A, b, rcond=cutoff)[0]
        return W

    def turn(self, hidden_weights: list[Array], W: Array) -> Array:
        """Derivatives of the slopes of W by the hidden weights, where the residuals are held.

        With residuals R = Z1 W - T the slope of w_mk is ``sum_n root_n^2 z1_nm r_nk``. Row m K + k of
        the answer, (M+1) K by the number of hidden weights, holds ``sum_n root_n^2 r_nk dz1_nm/dv``.
        """
        M, K = self.layout.sizes[-2:]
        C = np.zeros((M + 1, K, sum(w.size for w in hidden_weights)))
        parts, at = [], 0
        for weights in hidden_weights:
            parts.append(C[1:, :, at : at + weights.size].reshape(M, K, *weights.shape))
            at += weights.size
        n = max(64, BLOCK_NUMBERS // (M * max(self.layout.sizes[:-1])))
        for start in range(0, len(self.X), n):
            rows = slice(start, start + n)
            A, Z = forward(hidden_weights, self.hidden, self.hidden, self.X[rows])
            R = self.root[rows] ** 2 * (Z[-1] @ W[1:] + W[0] - self.T[rows])
            by_unit = np.eye(M) * self.hidden.slope(A[-1], Z[-1])[:, :, np.newaxis]
            for layer in reversed(range(len(parts))):  # by_unit: dz_m / d(sum of unit u), (n, M, U)
                flat = by_unit.reshape(len(R), -1)
                Z1 = np.insert(Z[layer], 0, 1, axis=1)
                for k in range(K):
                    sums = ((R[:, k : k + 1] * Z1).T @ flat).reshape(-1, *by_unit.shape[1:])
                    parts[layer][:, k] += sums.swapaxes(0, 1)
                if layer > 0:
                    slope = self.hidden.slope(A[layer - 1], Z[layer])
                    by_unit = (by_unit @ hidden_weights[layer][1:].T) * slope[:, np.newaxis]
        return C.reshape((M + 1) * K, -1)

    def _folded(self, hidden_weights: list[Array]) -> Array:
        """The triangular factor of all rows' [Z1 T], each row times its root."""
        width = self.layout.sizes[-2] + 1 + self.layout.sizes[-1]
        n = max(2 * width, BLOCK_NUMBERS // width)
        R = np.empty((0, width))
        for start in range(0, len(self.X), n):
            rows = slice(start, start + n)
            Z = forward(hidden_weights, self.hidden, self.hidden, self.X[rows])[1][-1]
            root = self.root[rows]
            block = np.hstack([root, root * Z, root * self.T[rows]])
            R = np.vstack([R, block])
            if not np.isfinite(R).all():
                return R
            R = np.asarray(np.linalg.qr(R, mode="r"))
        return R
