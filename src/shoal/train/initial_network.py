"""The network that a training begins from, and the scaling of inputs and targets."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..core.activations import resolve
from ..core.layout import Array, Layout
from ..core.rows import Rows
from ..core.starts import initial_theta
from ..model.asinh import Asinh
from ..model.network import Network
from ..model.scaling import Scaling
from .parameters import Parameters

Scalings = tuple[Scaling, Scaling]

# Of a constant target, the unit in which a network answers it: whatever the weights, its answers are
# the constant to so many digits. Zero has no digits, and is answered to this.
OF_A_CONSTANT = 1e-12


def scaling_of(parameters: Parameters, rows: Rows, alone: bool = False) -> Scalings:
    """Scaling of inputs and targets by these rows; targets only under identity outputs.

    ``alone``: no other rows follow that are scaled alike, and no guard bounds the answers. A constant
    target then has next to nothing for a unit: whatever the weights, it is answered.
    """
    inputs, targets = Scaling.none(rows.X.shape[1]), Scaling.none(rows.T.shape[1])
    if parameters.standardize:
        asinh = Asinh.of(rows.X, rows.weights) if parameters.standardize == "auto" else None
        inputs = Scaling.of(rows.X, rows.weights, asinh)
        if resolve(parameters.output_activation, "output_activation").is_identity:
            targets = Scaling.of(rows.T, rows.weights)
            if alone:
                targets = _with_constants(targets, rows.T)
    return inputs, targets


def _with_constants(scaling: Scaling, T: Array) -> Scaling:
    """The scaling of targets T (N, K), those of one value in the unit of a constant."""
    constant = T.min(axis=0) == T.max(axis=0)
    if not constant.any():
        return scaling
    size = np.abs(scaling.shift)
    unit = OF_A_CONSTANT * np.where(size > 0, size, 1.0)
    unit = np.maximum(unit, np.finfo(np.float64).tiny)
    return replace(scaling, scale=np.where(constant, unit, scaling.scale))


def first_weights(parameters: Parameters, layout: Layout, random: np.random.RandomState) -> Array:
    """The flat ``theta`` that training begins from.

    Raises
    ------
    InputError
        If ``start`` gives weights that do not fit.
    """
    return initial_theta(layout, resolve(parameters.activation), parameters.start, random)


def network_of(
    parameters: Parameters, layout: Layout, theta: Array, scaling: Scalings, dtype: np.dtype
) -> Network:
    """The network of these weights."""
    weights = tuple(w.astype(dtype) for w in layout.views(theta))
    output = resolve(parameters.output_activation, "output_activation")
    return Network(weights, resolve(parameters.activation), output, *scaling)
