"""Variable projection: a problem over the hidden weights alone, its output layer always at its best.

For given hidden weights v the best output layer W(v) is a linear model, known in closed form
(``core.output_layer``). What is left to minimize is ``cost(v, W(v))`` (Golub and Pereyra 1973): fewer
weights, and a valley less for the solver to follow. An adapter of the problem: solvers do not know.
"""

from __future__ import annotations

from typing import ClassVar, Self

import numpy as np

from ..core.layout import Array, Layout
from ..core.objective import Objective
from ..core.output_layer import OutputLayer

REMEMBERED = 4  # hidden weights whose output layer is kept: a solver comes back to its last few
EPSILON = np.finfo(np.float64).eps


class Projected:
    """The Problem of ``inner`` with W eliminated; its ``theta`` holds the hidden weights v alone.

    The gradient is that of ``cost(v, W(v))`` exactly: where W is at its best, only v's own part is
    left. J'J is Golub and Pereyra's, ``H_vv - H_vw H_ww^+ H_wv + C' H_ww^+ C`` of the inner problem's
    blocks. C says how the slopes of W turn with v while the residuals are held. Kaufman (1975) leaves
    its term out; far from a fit, where residuals are large, Levenberg-Marquardt then gets stuck.

    Epochs and batches of gradient steps move all weights at once: of them it has none.
    """

    kind: ClassVar[str] = "a projected problem (project_outputs=True)"

    def __init__(self, inner: Objective, outputs: OutputLayer) -> None:
        self.inner, self.outputs = inner, outputs
        self.layout: Layout = inner.training.layout
        rows, columns = self.layout.shapes[-1]
        self.n_hidden = self.layout.n_weights - rows * columns
        self._known: dict[bytes, Array] = {}

    def whole(self, v: Array) -> Array:
        """All weights: v, and the output layer that belongs to it."""
        key = v.tobytes()
        if key not in self._known:
            whole = np.concatenate([v, np.zeros(self.layout.n_weights - len(v), v.dtype)])
            *hidden, W = self.layout.views(whole)
            penalty = self.layout.views(self.inner.penalty)[-1]
            with np.errstate(over="ignore", invalid="ignore"):
                W[:] = self.outputs.solve(hidden, penalty)
            self._known = dict([*self._known.items(), (key, whole)][-REMEMBERED:])
        return self._known[key]

    def losses(self, theta: Array) -> Array:
        return self.inner.losses(self.whole(theta))

    def watched(self, theta: Array) -> Array | None:
        return self.inner.watched(self.whole(theta))

    @property
    def penalty(self) -> Array:
        return self.inner.penalty[: self.n_hidden]

    @property
    def marquardt(self) -> None:
        return None  # the compiled steps know no projection

    def weights(self, theta: Array) -> list[Array]:
        return self.inner.weights(self.whole(theta))

    def cost(self, theta: Array, losses: Array) -> float:
        return self.inner.cost(self.whole(theta), losses)

    def cost_and_gradient(self, theta: Array, out: Array) -> tuple[float, Array]:
        whole = self.whole(theta)
        slope = np.empty_like(whole)
        found = self.inner.cost_and_gradient(whole, slope)
        out[:] = slope[: self.n_hidden]
        return found

    def measure(self, theta: Array) -> tuple[float, Array, Array | None]:
        return self.inner.measure(self.whole(theta))

    def normal_equations(self, theta: Array) -> tuple[float, Array, Array, Array]:
        whole = self.whole(theta)
        cost, losses, g, H = self.inner.normal_equations(whole)
        n = self.n_hidden
        if not np.isfinite(H).all():
            return cost, losses, g[:n], H[:n, :n].copy()
        size, vectors = np.linalg.eigh(H[n:, n:])
        sound = size > EPSILON * len(size) * size[-1]
        *hidden, W = self.layout.views(whole)
        root = vectors[:, sound].T / np.sqrt(
            size[sound, np.newaxis]
        )  # of the pseudo-inverse of H_ww
        across, turned = root @ H[n:, :n], root @ self.outputs.turn(hidden, W)
        return cost, losses, g[:n], H[:n, :n] - across.T @ across + turned.T @ turned

    def with_penalty(self, penalty: Array) -> Self:
        whole = np.concatenate([penalty, self.inner.penalty[self.n_hidden :]])
        return type(self)(self.inner.with_penalty(whole), self.outputs)
