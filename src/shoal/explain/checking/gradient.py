"""The gradient checker: does the gradient belong to the cost?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ...core.activations import Activation, resolve
from ...core.backpropagation import ReferenceSums
from ...core.layout import Array, Layout
from ...core.objective import Objective, penalty_of, sums_over
from ...errors import InputError

COMPLEX_STEP = 1e-30  # no difference is taken, so no digit is lost however small the step
CENTRAL_STEP = 6e-6  # cube root of float64's precision, where truncation and rounding balance


@dataclass(frozen=True)
class GradientCheck:
    """Largest difference between two gradients, relative to the largest slope; and both gradients."""

    error: float
    gradient: Array
    numeric: Array
    method: str

    def __str__(self) -> str:
        return f"largest relative difference {self.error:.2g} ({self.method}, {self.gradient.size} weights)"


def check_gradient(
    X: Array,
    T: Array,
    weights: Sequence[Array],
    *,
    activation: str | Activation = "tanh",
    output_activation: str | Activation = "identity",
    sample_weight: Array | None = None,
    alpha: float = 0.0,
) -> GradientCheck:
    """Compare the gradient that training applies with a numerical derivative of the cost.

    The cost is ``NeuralRegressor``'s, of rows X (N, D), T (N, K) taken as they are (no scaling),
    at the weight matrices given (the constant's row first). For Shoal's own activations the
    derivative is a complex step, Im cost(theta + ih e) / h, exact to rounding (Squire and Trapp
    1998); for a user's activation, a central difference, good to about 1e-9.

    Raises
    ------
    InputError
        If X is not (N, D), T not (N, K), or the weights or row weights do not fit them.
    """
    X, T = np.asarray(X, dtype=float), np.asarray(T, dtype=float)
    matrices = [np.asarray(w, dtype=float) for w in weights]
    if X.ndim != 2 or T.ndim != 2 or len(X) != len(T):
        raise InputError(f"X must be (N, D) and T (N, K); found {X.shape} and {T.shape}")
    layout = Layout((X.shape[1], *(w.shape[-1] if w.ndim else 0 for w in matrices)))
    fits = tuple(w.shape for w in matrices) == layout.shapes and layout.sizes[-1] == T.shape[1]
    if not fits or not matrices:
        raise InputError(
            f"weights of shapes {[w.shape for w in matrices]} do not lead from {X.shape[1]} inputs "
            f"to {T.shape[1]} outputs; each is (inputs + 1, outputs), the constant's row first"
        )
    hidden, output = resolve(activation), resolve(output_activation, "output_activation")
    s = np.ones(len(X)) if sample_weight is None else np.asarray(sample_weight, dtype=float)
    if s.shape != (len(X),) or not (np.isfinite(s).all() and (s >= 0).all() and s.any()):
        raise InputError(f"sample_weight must be {len(X)} finite numbers >= 0, not all of them 0")
    total = float(s.sum())
    penalty = penalty_of(layout, alpha, total, X.dtype)
    theta = layout.flatten(matrices)
    gradient = np.empty_like(theta)
    trained = Objective(sums_over(layout, hidden, output, X, T, s), penalty)
    trained.cost_and_gradient(theta, gradient)
    truth = ReferenceSums(layout, hidden, output, X, T, s)

    def cost(at: Array) -> complex:
        found: complex = truth.losses(at).mean() + (penalty * at**2).sum() / 2
        return found

    if hidden.complex_step and output.complex_step:
        numeric = np.array([cost(theta + 1j * COMPLEX_STEP * e).imag for e in np.eye(len(theta))])
        numeric, method = numeric / COMPLEX_STEP, "complex step"
    else:
        steps = CENTRAL_STEP * np.eye(len(theta))
        numeric = np.array([(cost(theta + e) - cost(theta - e)).real for e in steps])
        numeric, method = numeric / (2 * CENTRAL_STEP), "central difference"
    largest = max(float(np.abs(numeric).max()), np.finfo(float).tiny)
    error = float(np.abs(gradient - numeric).max()) / largest
    return GradientCheck(error, gradient, numeric, method)
