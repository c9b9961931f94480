"""Bayesian evidence: penalty and noise re-estimated as Levenberg-Marquardt goes on.

The penalized cost is the negative logarithm of a posterior: noise of precision beta, a Gaussian
prior of precision alpha_g on each group of weights. Both are set to where the data would most
probably have come from (MacKay 1992, eq. 4.8; with Gauss-Newton, Foresee and Hagan 1997).
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from functools import lru_cache
from math import lgamma, log, pi
from typing import Any, ClassVar, Self

import numpy as np

from ..core.cholesky import Cholesky
from ..core.layout import Array, Layout
from . import compiled
from .history import History, joined, one_epoch
from .lm import LevenbergMarquardt, MarquardtState, short_steps
from .outcome import Ending
from .problem import HasNormalEquations
from .solver import NORMAL_EQUATIONS, Start, back_to, told_of_step

FIRST_PENALTY = 3e-4  # of a sum of squares: a small start's weights are all but free
CAUTIOUS_PENALTY = 1.0  # the other way to begin: few rows of uneven noise mislead a free start
FIXED_STEPS = 10  # taken before the first estimate: an early one takes the curve for noise
LEAST, MOST = 1e-10, 1e6  # bounds of a penalty in the normalized cost
LEAST_NOISE = 1e-8  # of a standardized target's variance: below, beta would run away
LEAST_GAMMA = 1e-3  # of a group: a precision of 0 / 0 would follow
LEAST_FREE = 0.05  # of all rows, left to the noise
SETTLED = 1e-2  # relative change of gamma, in so many steps, that ends the estimation
SETTLED_STEPS = 5
HELD_TOL = 1e-3  # under held precisions the weights are close to their place from the first


@dataclass
class EvidenceState(MarquardtState):
    """A Marquardt state with the precisions of this moment; ``gamma`` is one number a group.

    ``held``: the precisions are no longer estimated, and gamma and the log evidence are those of
    these very weights, not of the ones before the last step.
    """

    alpha: Array = field(default_factory=lambda: np.zeros(0))
    gamma: Array = field(default_factory=lambda: np.zeros(0))
    beta: float = 1.0
    penalty: Array = field(default_factory=lambda: np.zeros(0))
    log_evidence: float = -np.inf
    settled: int = 0
    held: bool = False

    def firmer(self, factor: float) -> EvidenceState:
        """The same weights before their first step under ``factor`` times the precisions, held."""
        return EvidenceState(
            self.theta,
            alpha=factor * self.alpha,
            gamma=self.gamma,
            beta=self.beta,
            penalty=factor * self.penalty,
            held=True,
        )


@lru_cache(maxsize=32)  # a fit's many networks are of few sizes
def groups_of(layout: Layout, kind: str) -> Array:
    """The group of each weight: ``"evidence"`` has one a layer's inputs and one its constants;
    ``"ard"`` moreover one for each input of the network. The output layer is one group.

    Not to be written to.
    """
    groups = np.zeros(layout.n_weights, dtype=np.int64)
    views = layout.views(groups)
    next_group = 0
    for layer, view in enumerate(views[:-1]):
        view[0] = next_group
        ard = kind == "ard" and layer == 0
        view[1:] = next_group + 1 + (np.arange(len(view) - 1)[:, np.newaxis] if ard else 0)
        next_group = int(view.max()) + 1
    views[-1][:] = next_group
    groups.flags.writeable = False
    return groups


@dataclass(frozen=True)
class Evidence:
    """Marquardt steps, each after new precisions; ``count`` is K times the weight of all rows.

    The problem itself comes without a penalty: what a row of the trace calls the cost is that of
    the data alone, since a penalty that changes makes costs incomparable.
    """

    groups: Array
    count: float
    symmetries: float
    first_penalty: float = FIRST_PENALTY
    longest_slice: int | None = None
    first_slice: int = 1
    needs: ClassVar = NORMAL_EQUATIONS
    exact: ClassVar = True

    @classmethod
    def begin(cls, start: Start) -> tuple[Self, EvidenceState]:
        layout, options = start.layout, start.options
        solver = cls(
            groups_of(layout, str(options.alpha)),
            start.total_weight * layout.sizes[-1],
            symmetries_of(layout, start.odd),
            options.first_penalty,
            first_slice=short_steps(start),
        )
        earlier = start.earlier
        return solver, earlier if isinstance(earlier, EvidenceState) else solver.start(start.theta)

    def start(self, theta: Array) -> EvidenceState:
        """The state before the first step."""
        n_groups = int(self.groups.max()) + 1
        first = self.first_penalty
        penalty = np.full(len(theta), first / self.count)
        return EvidenceState(
            theta, alpha=np.full(n_groups, first), gamma=np.zeros(n_groups), penalty=penalty
        )

    def run(self, problem: HasNormalEquations, state: EvidenceState, n_epochs: int) -> History:
        """At most ``n_epochs`` accepted steps; fewer where ``state.finished`` is set."""
        marquardt = LevenbergMarquardt(HELD_TOL if state.held else 0.0)
        if problem.marquardt is not None:
            rules = marquardt.rules() | self._rules(state.held)
            return compiled.steps_with_evidence(
                problem.marquardt, problem, state, n_epochs, rules, self.groups
            )
        measured = []
        for _ in range(n_epochs):
            losses, kept = state.measured(problem), deepcopy(state)
            _, _, g, H = problem.normal_equations(state.theta)
            if not state.held and state.epoch >= FIXED_STEPS:
                self._estimate(state, losses, H)
            penalized = problem.with_penalty(state.penalty)
            H.reshape(-1)[:: len(g) + 1] += state.penalty
            g += state.penalty * state.theta
            before = state.theta
            trials = marquardt.step(penalized, state, penalized.cost(before, losses), g, H)
            if not trials:
                back_to(state, kept)
                break
            told = told_of_step(kept.damping, trials, g) | {"gamma": float(state.gamma.sum())}
            cost, watched = problem.cost(before, losses), problem.watched(before)
            measured.append(one_epoch(cost, losses, watched, **told))
            if state.settled >= SETTLED_STEPS:
                state.finished = Ending.EVIDENCE_SETTLED
                break
        if state.held:  # nothing but its reader asks for what they are worth, at the end
            H = problem.normal_equations(state.theta)[3]
            self._estimate(state, state.measured(problem), H)
        return joined(measured)

    def _rules(self, held: bool) -> dict[str, Any]:
        return {
            "estimates": True,
            "held": held,
            "count": self.count,
            "symmetries": self.symmetries,
            "least_penalty": LEAST,
            "most_penalty": MOST,
            "least_noise": LEAST_NOISE,
            "least_gamma": LEAST_GAMMA,
            "least_free": LEAST_FREE,
            "settled_change": SETTLED,
            "fixed_steps": FIXED_STEPS,
            "settled_steps": SETTLED_STEPS,
        }

    def _estimate(self, state: EvidenceState, losses: Array, H: Array) -> None:
        """alpha, beta, gamma and the log evidence at the state's weights; H is the data's alone."""
        count, theta, c = self.count, state.theta, state.penalty
        sizes = np.bincount(self.groups)
        try:
            factor = Cholesky(H, c)
        except np.linalg.LinAlgError:
            return
        log_determinant, diagonal = factor.log_determinant(), factor.inverse_diagonal()
        gamma = sizes - np.bincount(self.groups, c * diagonal)
        gamma = np.minimum(np.maximum(gamma, LEAST_GAMMA), sizes)
        noise = max(2 * float(losses.mean()), LEAST_NOISE)
        squares = np.maximum(np.bincount(self.groups, theta**2), np.finfo(float).tiny)
        state.log_evidence = self._log_evidence(state, noise, squares, sizes, log_determinant)
        if state.held:
            state.gamma = gamma
            return
        beta = max(count - gamma.sum(), LEAST_FREE * count) / (count * noise)
        penalty = np.minimum(np.maximum(gamma / squares / (beta * count), LEAST), MOST)
        change = abs(gamma.sum() - state.gamma.sum()) / gamma.sum()
        state.settled = state.settled + 1 if change < SETTLED else 0
        state.alpha, state.beta, state.gamma = penalty * beta * count, beta, gamma
        state.penalty = penalty[self.groups]

    def _log_evidence(
        self, state: EvidenceState, noise: float, squares: Array, sizes: Array, log_det: float
    ) -> float:
        """MacKay 1992, eq. 4.6, with the network's equivalent copies counted."""
        count, beta, alpha = self.count, state.beta, state.alpha
        return float(
            -beta * count * noise / 2
            - (alpha * squares).sum() / 2
            - (log_det + sizes.sum() * log(beta * count)) / 2
            + (sizes * np.log(alpha)).sum() / 2
            + count / 2 * log(beta / (2 * pi))
            + self.symmetries
        )


def symmetries_of(layout: Layout, odd: bool) -> float:
    """log(M! 2^M) summed over hidden layers: exchanges of units and, of odd ones, of their signs."""
    return sum(lgamma(M + 1) + (M * log(2) if odd else 0) for M in layout.sizes[1:-1])
