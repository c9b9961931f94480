"""Sizes of a network and the views of its one flat weight vector ``theta``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

Array = np.ndarray


@dataclass(frozen=True)
class Layout:
    """Sizes of the layers, inputs to outputs: ``(D, M, K)`` for the lecture's two-layer network.

    Layer ``l`` (0 ... L, with L hidden layers) has a weight matrix of shape
    ``(sizes[l] + 1, sizes[l + 1])``, row 0 holding the constant's weights. The matrices stand one
    behind the other, row by row, in one flat vector ``theta`` of ``P = n_weights`` numbers; for
    one hidden layer they are ``V`` (D+1, M) and ``W`` (M+1, K) and P = (D+1)M + (M+1)K.
    """

    sizes: tuple[int, ...]

    @cached_property
    def shapes(self) -> tuple[tuple[int, int], ...]:
        """Shape of each layer's weight matrix, the constant's row included."""
        return tuple((a + 1, b) for a, b in pairwise(self.sizes))

    @cached_property
    def n_weights(self) -> int:
        """P, the length of ``theta``."""
        return sum(a * b for a, b in self.shapes)

    @property
    def n_hidden_layers(self) -> int:
        return len(self.sizes) - 2

    def views(self, theta: Array) -> list[Array]:
        """The weight matrices as views of ``theta``, which is not copied."""
        out, start = [], 0
        for rows, columns in self.shapes:
            out.append(theta[start : start + rows * columns].reshape(rows, columns))
            start += rows * columns
        return out

    def flatten(self, weights: list[Array]) -> Array:
        """The flat ``theta`` of a list of weight matrices (a copy)."""
        return np.concatenate([w.ravel() for w in weights])

    def per_layer(self, values: tuple[float, ...], dtype: np.dtype) -> Array:
        """A vector like ``theta`` that holds ``values[l]`` at every weight of layer ``l``."""
        lengths = [a * b for a, b in self.shapes]
        return np.repeat(np.asarray(values, dtype=dtype), lengths)

    def not_constant(self) -> Array:
        """A boolean vector like ``theta``: False at the constants' weights, which no penalty touches."""
        mask = np.ones(self.n_weights, dtype=bool)
        for view in self.views(mask):
            view[0] = False
        return mask
