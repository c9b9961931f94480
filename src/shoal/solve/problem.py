"""The contract between the mathematics and the solvers, whole."""

from __future__ import annotations

from typing import Protocol, Self

from ..core.kernel import KernelMarquardt
from ..core.layout import Array
from ..core.sums import Sums


class Problem(Protocol):
    """Anything with a cost over a flat ``theta``, maybe with compiled steps (``marquardt``)."""

    @property
    def training(self) -> Sums: ...
    @property
    def validation(self) -> Sums | None: ...
    @property
    def penalty(self) -> Array: ...

    @property
    def marquardt(self) -> KernelMarquardt | None: ...

    def weights(self, theta: Array) -> list[Array]:
        """The weight matrices that ``theta`` stands for, copied."""

    def cost(self, theta: Array, mse: Array) -> float:
        """The cost at ``theta``, given the training ``mse`` (K,) there."""

    def cost_and_gradient(self, theta: Array, out: Array) -> tuple[float, Array]:
        """Cost and training ``mse`` (K,); into ``out`` the cost's gradient."""

    def measure(self, theta: Array) -> tuple[float, Array, Array | None]:
        """Cost, training ``mse`` (K,), validation ``mse`` (K,) or None."""

    def normal_equations(self, theta: Array) -> tuple[float, Array, Array, Array]:
        """Cost, ``mse`` (K,), the cost's gradient (P,) and J'J + penalty (P, P); float64, own memory."""

    def with_penalty(self, penalty: Array) -> Self: ...
