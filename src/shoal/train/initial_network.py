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


def scaling_of(parameters: Parameters, rows: Rows) -> Scalings:
    """Scaling of inputs and targets by these rows; targets only under identity outputs."""
    inputs, targets = Scaling.none(rows.X.shape[1]), Scaling.none(rows.T.shape[1])
    if parameters.standardize:
        asinh = Asinh.of(rows.X, rows.weights) if parameters.standardize == "auto" else None
        inputs = Scaling.of(rows.X, rows.weights, asinh)
        if resolve(parameters.output_activation, "output_activation").is_identity:
            targets = Scaling.of(rows.T, rows.weights)
    return inputs, targets


def answering_constants(start: Network, T: Array) -> Network:
    """The same network; a target of T (N, K) with one value is answered from the first epoch on.

    Its output weights are 0, so that its slopes are, and no step of another output moves them.
    """
    scaled = start.targets.apply(T)
    constant = (scaled == 0).all(axis=0) & start.output.is_identity
    if not constant.any():
        return start
    *hidden, W = start.weights
    return replace(start, weights=(*hidden, np.where(constant, W.dtype.type(0), W)))


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
