"""The contract between the mathematics and the solvers, whole: what a problem is, and may have."""

from __future__ import annotations

from typing import Protocol, Self

from ..core.kernel import KernelMarquardt
from ..core.layout import Array
from ..core.updates import Rule


class Problem(Protocol):
    """A cost over a flat ``theta``; losses are one mean an output (K,). ``kind``: "a ... problem"."""

    @property
    def kind(self) -> str: ...
    def losses(self, theta: Array) -> Array: ...
    def watched(self, theta: Array) -> Array | None:
        """The losses of the validation rows, None without any."""

    def cost(self, theta: Array, losses: Array) -> float:
        """The cost at ``theta``, given the training rows' losses there."""

    def measure(self, theta: Array) -> tuple[float, Array, Array | None]:
        """Cost, losses, losses of the validation rows or None."""

    def weights(self, theta: Array) -> list[Array]:
        """The weight matrices that ``theta`` stands for, copied."""


class HasGradient(Problem, Protocol):
    def cost_and_gradient(self, theta: Array, out: Array) -> tuple[float, Array]:
        """Cost and losses; into ``out`` the cost's gradient."""


class HasNormalEquations(Problem, Protocol):
    @property
    def penalty(self) -> Array: ...
    @property
    def marquardt(self) -> KernelMarquardt | None: ...  # the steps, compiled
    def with_penalty(self, penalty: Array) -> Self: ...
    def normal_equations(self, theta: Array) -> tuple[float, Array, Array, Array]:
        """Cost, losses, the cost's gradient (P,), J'J + penalty (P, P); float64, memory of their own."""


class HasEpochs(Problem, Protocol):
    def descend(self, theta: Array, rates: Array, n: int) -> tuple[Array, Array, Array | None]:
        """``n`` gradient steps in place: costs (n,) and losses (n, K) measured before each."""


class HasBatches(Problem, Protocol):
    @property
    def n_rows(self) -> int: ...
    def batches(self, theta: Array, rule: Rule, order: Array, batch_size: int) -> None:
        """An epoch of mini-batch steps in place, through the rows in ``order``."""
