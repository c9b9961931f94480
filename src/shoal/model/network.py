"""A finished network: weights, scaling and predictions. NumPy alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np

from ..core.activations import Activation, named, resolve
from ..core.backpropagation import forward
from ..core.layout import Array, Layout
from ..errors import InputError
from .scaling import Scaling

ROWS_AT_ONCE = 2048  # hidden outputs of so many rows stay in the processor's cache


@dataclass(frozen=True)
class Network:
    """Weights of every layer (constant's row first), in scaled units, and the scaling around them."""

    weights: tuple[Array, ...]
    hidden: Activation
    output: Activation
    inputs: Scaling
    targets: Scaling

    def __getstate__(self) -> dict[str, Any]:
        """The fields, Shoal's own activations by their names.

        So what is pickled or dumped holds no function, and what is loaded has the very activations
        that the kernel knows.
        """
        state = {field.name: getattr(self, field.name) for field in fields(self)}
        return state | {"hidden": named(self.hidden), "output": named(self.output)}

    def __setstate__(self, state: Mapping[str, Any]) -> None:
        vars(self).update(state)
        vars(self).update(hidden=resolve(state["hidden"]), output=resolve(state["output"]))

    @cached_property
    def layout(self) -> Layout:
        """Sizes of the layers, read off the weights."""
        return Layout((len(self.weights[0]) - 1, *(w.shape[1] for w in self.weights)))

    @property
    def theta(self) -> Array:
        """All weights in one flat vector (a copy)."""
        return self.layout.flatten(list(self.weights))

    @np.errstate(over="ignore", invalid="ignore")  # beyond all numbers is inf, and seen
    def predict(self, X: Array) -> Array:
        """Outputs Y (N, K) in original units for rows X (N, D) in original units.

        Raises
        ------
        InputError
            If X is not (N, D).
        """
        Y = np.empty((len(X), self.layout.sizes[-1]), dtype=self.weights[0].dtype)
        for rows, layers in self._blocks(X):
            Y[rows] = self.targets.invert(layers[-1])
        return Y

    def hidden_outputs(self, X: Array) -> Array:
        """Outputs Z (N, M) of the last hidden layer for rows X (N, D) in original units.

        Raises
        ------
        InputError
            If X is not (N, D).
        """
        Z = np.empty((len(X), self.layout.sizes[-2]), dtype=self.weights[0].dtype)
        for rows, layers in self._blocks(X):
            Z[rows] = layers[-2]
        return Z

    def scaled(self, X: Array) -> Array:
        """X (N, D) in scaled units and the weights' own dtype.

        Raises
        ------
        InputError
            If X is not (N, D).
        """
        D = self.layout.sizes[0]
        if X.ndim != 2 or X.shape[1] != D:
            raise InputError(
                f"X has shape {X.shape}; this network reads rows of {D} inputs: (N, {D})"
            )
        return self.inputs.bounded(X).astype(self.weights[0].dtype, copy=False)

    def _blocks(self, X: Array) -> Iterator[tuple[slice, list[Array]]]:
        for start in range(0, max(len(X), 1), ROWS_AT_ONCE):
            rows = slice(start, start + ROWS_AT_ONCE)
            scaled = self.scaled(X[rows])
            yield rows, forward(list(self.weights), self.hidden, self.output, scaled)[1]
