"""Which way of taking the step foretells what the student's step gave, on every problem."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from functools import cached_property

import numpy as np

from ...core.activations import ACTIVATIONS, Activation
from ...core.layout import Array
from .calling import Run
from .lecture_epoch import RIGHT, Way, epoch
from .problems import Problem
from .slips import SLIPS, Slip

EXACT = 1e-8  # of the largest change: what the order of additions leaves in float64
SINGLE = 2e-4  # the same in float32
NEAR = 0.9  # 1 is as far as not moving at all
Rates = tuple[float, float]


class Matching:
    """Compares the outcomes ``runs`` with predictions; ``own_rates`` says that the step has its own."""

    def __init__(self, runs: list[Run], h: Activation, own_rates: bool) -> None:
        self.runs, self.h, self.own_rates = runs, h, own_rates

    def right(self, tolerance: float = EXACT) -> bool:
        return self.explains(RIGHT, self.h, tolerance=tolerance)

    def slips(self, tolerance: float = EXACT) -> tuple[Slip, ...]:
        """The slip whose prediction the outcome is; empty if none is."""
        for slip, h in self._known():
            if self.explains(slip.way, h, tolerance=tolerance):
                return (slip,)
        return ()

    def slips_at_own_rates(self) -> tuple[Slip, ...]:
        """A slip, or two, with whatever rates the step has."""
        if not self.own_rates:
            return ()
        for slip, h in self._known():
            if self.rates(slip.way, h) is not None:
                return (slip,)
        return next(((a, b) for a, b, way in _pairs() if self.rates(way) is not None), ())

    def two_slips(self) -> tuple[Slip, ...]:
        """Two slips at once that explain every number."""
        return next(((a, b) for a, b, way in _pairs() if self.explains(way, self.h)), ())

    def rates(
        self, way: Way = RIGHT, h: Activation | None = None, tolerance: float = EXACT
    ) -> Rates | None:
        """The rates, the same positive ones on every problem, with which a way explains all."""
        found = self._rates_of(self.runs[0], way, h or self.h)
        return found if found and self.explains(way, h or self.h, found, tolerance) else None

    def explains(
        self, way: Way, h: Activation, rates: Rates | None = None, tolerance: float = EXACT
    ) -> bool:
        """Whether the way's prediction is the outcome, on every problem."""
        places = range(len(self.runs))
        return all(self._distance(i, way, h, rates) <= tolerance for i in places)

    def _known(self) -> Iterator[tuple[Slip, Activation]]:
        """Every slip, and the activations that may have been taken for the one asked for."""
        for slip in SLIPS:
            yield slip, self.h
        for name, other in ACTIVATIONS.items():
            if other is not self.h:
                hint = (
                    f"Z = h(A) and h' are both of {name}; {self.h.name} is asked for (activation=)."
                )
                yield Slip(f"h is {name}, not {self.h.name}", hint, RIGHT), other

    def closest(self) -> Slip | None:
        """The slip whose prediction lies nearest, if any comes near; it need not have been made."""
        places = range(len(self.runs))
        distances = [max(self._distance(i, slip.way, self.h) for i in places) for slip in SLIPS]
        nearest = int(np.argmin(distances))
        return SLIPS[nearest] if distances[nearest] < NEAR else None

    def right_parts(self) -> list[str]:
        """Which updates are right as they are."""
        found = []
        for i, name in enumerate(("V", "W")):
            if all(
                _apart(run.weights[i], wanted[i], scale[i]) <= EXACT
                for run, wanted, scale in zip(self.runs, self._wanted, self._scales, strict=True)
            ):
                found.append(name)
        return found

    @cached_property
    def _wanted(self) -> list[tuple[Array, Array]]:
        return [epoch(run.problem, self.h) for run in self.runs]

    @cached_property
    def _scales(self) -> list[Rates]:
        """The largest change of V and of W that is right, on each problem."""
        return [
            (_largest(V - run.problem.V), _largest(W - run.problem.W))
            for run, (V, W) in zip(self.runs, self._wanted, strict=True)
        ]

    def _distance(self, i: int, way: Way, h: Activation, rates: Rates | None = None) -> float:
        """Largest difference of outcome and prediction on problem i, relative to the largest change."""
        run, scales = self.runs[i], self._scales[i]
        given = run.problem.rates
        rates = rates or given
        predicted = _predicted(run.problem.with_rates(rates), h, way)
        return max(
            _apart(found, foretold, scale * rate / usual)
            for found, foretold, scale, rate, usual in zip(
                run.weights, predicted, scales, rates, given, strict=True
            )
        )

    def _rates_of(self, run: Run, way: Way, h: Activation) -> Rates | None:
        """Each update is linear in its rate once the one before it is known: two rounds find both."""
        rates, old = run.problem.rates, (run.problem.V, run.problem.W)
        for _ in range(2):
            predicted = _predicted(run.problem.with_rates(rates), h, way)
            factors = []
            for found, foretold, weights in zip(run.weights, predicted, old, strict=True):
                base = 0 if way.returns_change else weights
                change, square = foretold - base, float(((foretold - base) ** 2).sum())
                # A matrix that is foretold to stay says nothing of its rate.
                factors.append(float(((found - base) * change).sum()) / square if square else 1.0)
            if not all(np.isfinite(f) and f > 0 for f in factors):
                return None
            rates = (rates[0] * factors[0], rates[1] * factors[1])
        return rates


def _pairs() -> Iterator[tuple[Slip, Slip, Way]]:
    """Each two slips that can be made together."""
    for one, other in itertools.combinations(SLIPS, 2):
        way = one.way.joined(other.way)
        if way is not None:
            yield one, other, way


def _predicted(problem: Problem, h: Activation, way: Way) -> tuple[Array, Array]:
    with np.errstate(all="ignore"):
        return epoch(problem, h, way)


def _largest(array: Array) -> float:
    return float(np.max(np.abs(array)))


def _apart(found: Array, foretold: Array, scale: float) -> float:
    apart = _largest(found - foretold) / max(scale, float(np.finfo(float).tiny))
    return apart if np.isfinite(apart) else float("inf")
