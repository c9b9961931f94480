"""Generalized Gauss-Newton sums: J'CJ and J'g of the losses, in row blocks, without ever holding J.

J are the outputs' derivatives by the weights, C and g the losses' curvature and slope at the outputs
(Schraudolph 2002); for the squared error J'J and J'r of the residuals r, as they are called here.
The kernel computes them for one hidden layer, identity outputs, the squared error and activations that
it knows; the rest is NumPy, which says the same for any network and loss. Both release the GIL, so that
several networks train as several tasks.
"""

from __future__ import annotations

import numpy as np

from . import kernel
from .activations import Activation
from .backpropagation import forward
from .layout import Array, Layout
from .losses import SQUARED_ERROR, Loss
from .sums import Sums

BLOCK_NUMBERS = 300_000  # numbers in a block of rows: two megabytes, so that it stays in cache


class GaussNewton:
    """Sums over rows X (N, D), T (N, K) with weights s: residuals r = sqrt(s / (K sum(s))) (Y - T).

    ``|r|^2 / 2`` is the cost without penalty. All float64. With one hidden layer, identity outputs and
    the squared error, J'J needs neither J nor a factor K: with G = [x1_j h'_m] (N, (D+1)M) the hidden
    block is G'G times, elementwise, W[1:] W[1:]' spread over the blocks; the cross block is G'Z1 scaled by
    W; the output block is Z1'Z1 for each output. All three are one product of [G Z1] with itself.
    Otherwise each output's Jacobian is formed for one block of rows at a time, for another ``loss``
    with the slope in the place of Y - T, and the curvature between J' and J. ``sums`` over the same
    rows are shared where they are given.
    """

    def __init__(
        self,
        layout: Layout,
        hidden: Activation,
        output: Activation,
        X: Array,
        T: Array,
        weights: Array,
        sums: Sums | None = None,
        loss: Loss = SQUARED_ERROR,
    ) -> None:
        self.layout, self.hidden, self.output, self.loss = layout, hidden, output, loss
        self.X = np.ascontiguousarray(X, dtype=np.float64)
        self.T = np.ascontiguousarray(T, dtype=np.float64)
        self.total_weight = float(weights.sum())
        self.share = weights / self.total_weight
        self.root = np.sqrt(self.share / layout.sizes[-1])[:, np.newaxis]
        one_layer = layout.n_hidden_layers == 1 and output.is_identity
        self._structured = one_layer and loss.least_squares
        self.compiled: kernel.KernelCurvature | None = None
        if self._structured and loss is SQUARED_ERROR and kernel.knows(hidden):
            if not isinstance(sums, kernel.KernelSums):
                sums = kernel.KernelSums(layout, hidden, output, self.X, self.T, weights)
            self.compiled = kernel.KernelCurvature(sums)

    def normal_equations(self, theta: Array) -> tuple[Array, Array, Array]:
        """``losses`` (K,), J'r (P,) and J'J (P, P) at ``theta``."""
        if self.compiled is not None:
            return self.compiled.normal_equations(theta)
        return self._in_numpy(theta)

    def _in_numpy(self, theta: Array) -> tuple[Array, Array, Array]:
        sums = self._structured_sums if self._structured else self._blocked_sums
        return sums(self.layout.views(theta))

    def _blocks(self, width: int) -> list[slice]:
        n = max(64, BLOCK_NUMBERS // width)
        return [slice(i, i + n) for i in range(0, len(self.X), n)]

    def _structured_sums(self, weights: list[Array]) -> tuple[Array, Array, Array]:
        (D, M, K), W = self.layout.sizes, weights[1]
        G = (D + 1) * M
        width = G + M + 1
        right, losses = np.zeros((width, K)), np.zeros(K)
        blocks = self._blocks(width)
        scratch = np.empty((min(blocks[0].stop, len(self.X)), width))
        products, product = np.empty((width, width)), np.empty((width, width))
        for rows in blocks:
            X, root = self.X[rows], self.root[rows]
            A, Z = forward(weights, self.hidden, self.output, X)
            T = self.T[rows]
            losses += self.share[rows] @ self.loss.value(Z[2], T)
            block = scratch[: len(X)]
            np.multiply(self.hidden.slope(A[0], Z[1]), root, out=block[:, :M])
            by_input = block[:, M:G].reshape(len(X), D, M)
            np.multiply(X[:, :, np.newaxis], block[:, np.newaxis, :M], out=by_input)
            block[:, G : G + 1] = root
            np.multiply(Z[1], root, out=block[:, G + 1 :])
            if rows.start == 0:
                np.matmul(block.T, block, out=products)
            else:
                products += np.matmul(block.T, block, out=product)
            right += block.T @ (root * self.loss.slope(Z[2], T))
        P = self.layout.n_weights
        H, g = np.empty((P, P)), np.empty(P)
        across = np.tile(W[1:] @ W[1:].T, (D + 1, D + 1))
        np.multiply(products[:G, :G], across, out=H[:G, :G])
        spread = np.tile(W[1:], (D + 1, 1))
        cross = products[:G, G:, np.newaxis] * spread[:, np.newaxis, :]
        H[:G, G:] = cross.reshape(G, -1)
        H[G:, :G] = H[:G, G:].T
        H[G:, G:] = products[G:, G:] if K == 1 else np.kron(products[G:, G:], np.eye(K))
        g[:G] = (right[:G] * spread).sum(axis=1)
        g[G:] = right[G:].ravel()
        return losses, g, H

    def _blocked_sums(self, weights: list[Array]) -> tuple[Array, Array, Array]:
        P, K = self.layout.n_weights, self.layout.sizes[-1]
        H, g, losses = np.zeros((P, P)), np.zeros(P), np.zeros(K)
        product = np.empty((P, P))
        for rows in self._blocks(P):
            A, Z = forward(weights, self.hidden, self.output, self.X[rows])
            root, T = self.root[rows], self.T[rows]
            losses += self.share[rows] @ self.loss.value(Z[-1], T)
            slope, curvature = self.loss.slope(Z[-1], T), self.loss.curvature(Z[-1], T)
            for k in range(K):
                J = self._jacobian(weights, A, Z, k, root)
                g += J.T @ (root[:, 0] * slope[:, k])
                if not self.loss.least_squares:
                    J *= np.sqrt(curvature[:, k : k + 1])
                H += np.matmul(J.T, J, out=product)
        return losses, g, H

    def _jacobian(
        self, weights: list[Array], A: list[Array], Z: list[Array], k: int, root: Array
    ) -> Array:
        """Derivatives of output ``k`` of a block of rows, each row times its root: (rows, P)."""
        n, K = len(root), self.layout.sizes[-1]
        delta = np.zeros((n, K))
        delta[:, k] = root[:, 0] * self.output.slope(A[-1], Z[-1])[:, k]
        columns = []
        for layer in reversed(range(len(weights))):
            by_input = Z[layer][:, :, np.newaxis] * delta[:, np.newaxis, :]
            columns += [by_input.reshape(n, -1), delta]
            if layer > 0:
                delta = (delta @ weights[layer][1:].T) * self.hidden.slope(A[layer - 1], Z[layer])
        return np.hstack(columns[::-1])
