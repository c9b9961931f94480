"""The contract of the engines: what training needs of a network and the rows of one table.

Everything here is a sum over rows. Two engines keep the contract: ``kernel.KernelSums`` (compiled,
for the squared error and Shoal's own activations) and ``backpropagation.ReferenceSums`` (NumPy, for
any loss and activation, and the oracle of the tests).
"""

from __future__ import annotations

from typing import Protocol, Self

from .layout import Array, Layout
from .updates import Rule


class Sums(Protocol):
    """A network's shape over N rows X (N, D), T (N, K) with row weights s (N,), in scaled units.

    With a loss l (``losses.Loss``) and S = sum(s): ``losses[k] = sum_n s_n l(Y[n, k], T[n, k]) / S``
    and ``cost = mean_k(losses[k]) + sum(penalty * theta^2) / 2``, where ``penalty`` is a vector like
    ``theta``. ``theta`` and every vector like it has ``layout.n_weights`` numbers of ``dtype``.
    Nothing here allocates more than a block of rows; nothing depends on the number of threads.
    """

    layout: Layout
    n_rows: int

    def forward(self, theta: Array) -> Array:
        """Outputs Y (N, K)."""

    def losses(self, theta: Array) -> Array:
        """Weighted mean loss of each output, float64 (K,)."""

    def gradient(self, theta: Array, out: Array) -> Array:
        """``losses`` (K,), and into ``out`` the gradient of ``mean(losses)``, like ``theta``."""

    def descend(
        self,
        theta: Array,
        rates: Array,
        penalty: Array,
        n_epochs: int,
        validation: Self | None,
    ) -> tuple[Array, Array, Array | None]:
        """``n_epochs`` full-batch steps, in place: ``theta -= rates * gradient of cost``.

        All weights move from the same forward pass. Returns ``cost`` (n_epochs,), ``losses``
        (n_epochs, K) and, with ``validation``, its ``losses`` (n_epochs, K), all float64; row e is
        measured at the weights *before* step e, for training and validation rows alike. Numbers
        that stop being finite are recorded as they are; the caller judges them.
        """

    def batches(
        self, theta: Array, rule: Rule, order: Array, batch_size: int, penalty: Array
    ) -> None:
        """One epoch of mini-batch steps, in place, through the rows in ``order`` (int64 indices).

        For each batch B of ``batch_size`` rows (the last may be shorter), with
        ``g = N / (|B| S) * sum over B of s_n d(mean_k l)/dtheta + penalty * theta``, the
        ``rule`` moves ``theta`` by g, and its own vectors and number of steps with it.
        """
