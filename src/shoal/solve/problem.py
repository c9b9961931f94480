"""The contract between the mathematics and the solvers, whole."""

from __future__ import annotations

from typing import Protocol

from ..core.layout import Array
from ..core.sums import Sums


class Problem(Protocol):
    """Anything with a cost over a flat ``theta``; ``core.objective.Objective`` is the first."""

    @property
    def training(self) -> Sums: ...
    @property
    def validation(self) -> Sums | None: ...
    @property
    def penalty(self) -> Array: ...

    def cost(self, theta: Array, mse: Array) -> float:
        """The cost at ``theta``, given the training ``mse`` (K,) there."""

    def cost_and_gradient(self, theta: Array, out: Array) -> tuple[float, Array]:
        """Cost and training ``mse`` (K,); into ``out`` the cost's gradient."""

    def measure(self, theta: Array) -> tuple[float, Array, Array | None]:
        """Cost, training ``mse`` (K,), validation ``mse`` (K,) or None."""
