"""Random tables and networks of several sizes, on which steps are compared."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ...core.layout import Array

# N, D, M, K. Within each of the first two all of N, D, D + 1, M, M + 1, K differ, so that a size in
# numpy's message is one letter alone; the last has the lecture's one input and one output.
SIZES = ((13, 2, 4, 7), (9, 3, 6, 1), (11, 4, 2, 3), (8, 1, 3, 1))
ONE_UNIT = (7, 2, 1, 3)  # here an array with a unit too many is broadcast rather than refused


@dataclass(frozen=True)
class Problem:
    """A table X (N, D), T (N, K), weights V (D+1, M), W (M+1, K) and a rate for each layer."""

    X: Array
    T: Array
    V: Array
    W: Array
    rates: tuple[float, float]

    @property
    def sizes(self) -> tuple[int, int, int, int]:
        """N, D, M, K."""
        return (*self.X.shape, self.V.shape[1], self.W.shape[1])

    def with_rates(self, rates: tuple[float, float]) -> Problem:
        return replace(self, rates=rates)


def problem(sizes: tuple[int, int, int, int], stream: np.random.RandomState) -> Problem:
    """Weights of both signs and sums where h bends; rates so large that the order of updates shows."""
    N, D, M, K = sizes
    return Problem(
        X=stream.uniform(-1.2, 1.2, (N, D)),
        T=stream.uniform(-1.5, 1.5, (N, K)),
        V=stream.uniform(-0.9, 0.9, (D + 1, M)),
        W=stream.uniform(-0.9, 0.9, (M + 1, K)),
        rates=(float(stream.uniform(0.5, 0.9)), float(stream.uniform(0.2, 0.4))),
    )


def letters(size: int, sizes: tuple[int, int, int, int]) -> str:
    """What a number of rows or columns is: ``"M+1"``; the number itself where it is none of them."""
    N, D, M, K = sizes
    known = {N: "N", D: "D", D + 1: "D+1", M: "M", M + 1: "M+1", K: "K"}
    return known.get(size, str(size))


def shape_text(shape: tuple[int, ...], sizes: tuple[int, int, int, int]) -> str:
    """``N × (M+1) = 13 × 5``."""
    if not shape:
        return "a single number"
    named = [letters(size, sizes) for size in shape]
    if len(shape) == 1:
        return f"{named[0]} = {shape[0]} numbers in a row"
    written = " × ".join(f"({name})" if "+" in name else name for name in named)
    return f"{written} = {' × '.join(map(str, shape))}"
