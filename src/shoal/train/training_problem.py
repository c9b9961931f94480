"""From rows in original units to the problem that a solver sees: scaled, with all its sums."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..core import portable
from ..core.gauss_newton import GaussNewton
from ..core.layout import Array
from ..core.losses import Loss
from ..core.objective import Objective, sums_over
from ..core.output_layer import OutputLayer
from ..core.rows import Rows
from ..core.sums import Sums
from ..errors import InputError
from ..model.network import Network
from ..solve.solver import NORMAL_EQUATIONS
from .solvers import solvers_for

if TYPE_CHECKING:
    from .training import Settings

MOST = 1e100  # a scaled target: its square and sums of squares are numbers


@dataclass(frozen=True)
class TrainingProblem:
    """Rows to learn from and rows to watch, and what all trainings of one size on them share.

    ``objective`` has no penalty. ``target_size`` is the mean loss of answering 0 everywhere.
    ``outputs`` is of a fit that projects the output layer out.
    """

    training: Rows
    validation: Rows | None
    objective: Objective
    target_size: float
    outputs: OutputLayer | None

    @property
    def total_weight(self) -> float:
        """The sum of the rows' weights."""
        return float(self.training.weights.sum())

    def answers(self, network: Network) -> Array | None:
        """The network's answers (N, K) to the rows watched, in original units; None without any."""
        watched = self.objective.validation
        if watched is None:
            return None
        theta = network.theta.astype(self.objective.penalty.dtype)
        return network.targets.invert(watched.forward(theta))


def problem_of(
    network: Network, training: Rows, validation: Rows | None, settings: Settings
) -> TrainingProblem:
    """The problem of a network of this size and scaling, whatever its weights.

    Raises
    ------
    InputError
        If scaled targets are so large that their squares are no numbers.
    """
    # Squares and differences of slopes want the digits, and so does a least-squares problem.
    solver, loss = solvers_for(settings)[settings.solver], settings.loss
    exact = solver.exact or settings.project_outputs
    dtype = np.dtype(np.float64) if exact else training.X.dtype
    layout, s = network.layout, training.weights
    X, T = _scaled(network, training, dtype)
    largest = float(np.abs(T).max(initial=0))
    if largest > MOST:
        raise InputError(
            f"the targets lie up to {largest:.2g} from 0 as the network sees them, and squares of their "
            "errors are no numbers: give them in a larger unit, or standardize them (standardize=True with "
            "output_activation='identity')"
        )
    sums = _sums(network, X, T, s, settings)
    watched = curvature = outputs = None
    if validation is not None:
        watched = _sums(network, *_scaled(network, validation, dtype), validation.weights, settings)
    if solver.needs is NORMAL_EQUATIONS:
        curvature = GaussNewton(layout, network.hidden, network.output, X, T, s, sums, loss)
    if settings.project_outputs:
        outputs = OutputLayer(layout, network.hidden, X, T, s)
    objective = Objective(sums, np.zeros(layout.n_weights, dtype), watched, curvature)
    target_size = _loss_of_zero(loss, T.astype(np.float64), s)
    return TrainingProblem(training, validation, objective, target_size, outputs)


def _scaled(network: Network, rows: Rows, dtype: np.dtype) -> tuple[Array, Array]:
    """X and T in scaled units and the training's dtype."""
    X = network.inputs.bounded(rows.X.astype(dtype, copy=False))
    return X, network.targets.apply(rows.T).astype(dtype)


def _sums(network: Network, X: Array, T: Array, weights: Array, settings: Settings) -> Sums:
    return sums_over(
        network.layout,
        network.hidden,
        network.output,
        X,
        T,
        weights,
        settings.n_threads,
        settings.loss,
    )


def _loss_of_zero(loss: Loss, T: Array, s: Array) -> float:
    with np.errstate(over="ignore"):
        return float(portable.matmul(s / s.sum(), loss.value(np.zeros(1), T)).mean())
