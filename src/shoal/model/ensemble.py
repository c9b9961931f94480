"""Several networks that answer as one, with the parts of their uncertainty."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..core import portable
from ..core.layout import Array, Layout
from ..errors import InputError
from .answers import answers_of
from .network import Network
from .noise import Noise

GUARD = 0.1  # of the training targets' range: so far beyond it a member may answer
FAR = 0.1  # of an input's training range: just outside it the fit still holds


@dataclass(frozen=True)
class Spread:
    """Parts of a prediction's standard deviation, each (N, K), in the targets' units."""

    noise: Array
    members: Array

    @property
    def total(self) -> Array:
        """Standard deviation of a new target around the prediction."""
        found: Array = np.hypot(self.noise, self.members)
        return found


@dataclass(frozen=True)
class Ensemble:
    """Networks of one scaling and their shares in the answer.

    Attributes
    ----------
    networks : tuple of Network
    shares : array
        Sum 1; the answer is the mean of the members' with these shares.
    best : int
        The member that pictures and ``V_``, ``W_`` speak of: the one whose answers are closest to
        those of all.
    guard : array (2, K) or None
        Lowest and highest answer of a member; what lies beyond is set to it. A network that
        extrapolates wildly does so alone, and is cut off before it is averaged.
    low, high : arrays (D,)
        Range of the training inputs.
    noise : tuple of Noise
        One a target; empty where it was not estimated.
    """

    networks: tuple[Network, ...]
    shares: Array
    best: int
    guard: Array | None
    low: Array
    high: Array
    noise: tuple[Noise, ...] = ()

    @property
    def layout(self) -> Layout:
        """Sizes of the best member's layers."""
        return self.networks[self.best].layout

    @np.errstate(over="ignore", invalid="ignore")  # beyond all numbers is inf, and seen
    def members(self, X: Array) -> Array:
        """Answers (members, N, K) of each network, guarded, in original units."""
        Y = answers_of(self.networks, X)
        if self.guard is None:
            return Y
        low, high = self.guard.astype(Y.dtype)
        found: Array = np.clip(Y, low, high)
        return found

    def predict(self, X: Array) -> Array:
        """The answer of all (N, K) in original units, for X (N, D) in original units."""
        if len(self.networks) == 1 and self.guard is None:
            return self.networks[0].predict(X)
        return mean_of(self.members(X), self.shares)

    @np.errstate(over="ignore", invalid="ignore")
    def spread(self, X: Array) -> tuple[Array, Spread]:
        """The answer (N, K) and the parts of its standard deviation.

        Raises
        ------
        InputError
            If no noise was estimated.
        """
        if not self.noise:
            raise InputError(
                "the noise is not known: it needs rows that the network has not learned from; fit "
                "with n_networks > 1, early_stopping=True, or rows held out to watch (validation)"
            )
        first = self.networks[0]
        Y = first.targets.apply(self.members(X).astype(np.float64))
        mean = mean_of(Y, self.shares)
        inputs = first.inputs.bounded(np.asarray(X, dtype=np.float64))
        noise = np.column_stack([n.std(mean[:, k], inputs) for k, n in enumerate(self.noise)])
        unit = first.targets.scale
        parts = Spread(noise * unit, deviation_of(Y, self.shares) * unit)
        return first.targets.invert(mean), parts

    def extrapolates(self, X: Array) -> Array:
        """True (N,) for rows with an input outside the range of the training rows."""
        outside: Array = (X < self.low) | (X > self.high)
        return np.asarray(outside.any(axis=1))

    def far_outside(self, X: Array) -> Array:
        """True (N, D) where an input lies outside its training range by more than a share of it."""
        room = FAR * (self.high - self.low)
        return np.asarray((X < self.low - room) | (X > self.high + room))


def mean_of(Y: Array, shares: Array) -> Array:
    """Mean (N, K) of the members' answers Y (members, N, K)."""
    return portable.mean_over(shares.astype(Y.dtype), Y)


def deviation_of(Y: Array, shares: Array) -> Array:
    """Standard deviation (N, K) among answers Y (members, N, K), free of bias; Y in scaled units."""
    effective = 1 / float(portable.matmul(shares, shares))
    if effective <= 1 + 1e-9:
        return np.zeros(Y.shape[1:])
    square = portable.mean_over(shares, (Y - mean_of(Y, shares)) ** 2)
    return np.sqrt(square * effective / (effective - 1))
