"""Networks made from an estimator's parameters and rows, before any training."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..core.activations import resolve
from ..core.layout import Array, Layout
from ..core.rows import Rows
from ..model.asinh import Asinh
from ..model.ensemble import Ensemble
from ..model.network import Network
from ..model.noise import Noise, noise_of
from ..model.scaling import Scaling

if TYPE_CHECKING:
    from ..estimators.regressor import NeuralRegressor


def scaling_of(model: NeuralRegressor, rows: Rows) -> tuple[Scaling, Scaling]:
    """Scaling of inputs and targets by these rows; targets only under identity outputs."""
    inputs, targets = Scaling.none(rows.X.shape[1]), Scaling.none(rows.T.shape[1])
    if model.standardize:
        asinh = Asinh.of(rows.X, rows.weights) if model.standardize == "auto" else None
        inputs = Scaling.of(rows.X, rows.weights, asinh)
        if resolve(model.output_activation, "output_activation").name == "identity":
            targets = Scaling.of(rows.T, rows.weights)
    return inputs, targets


def network_of(
    model: NeuralRegressor,
    layout: Layout,
    theta: Array,
    scaling: tuple[Scaling, Scaling],
    dtype: np.dtype,
) -> Network:
    """The network that training begins from."""
    weights = tuple(w.astype(dtype) for w in layout.views(theta))
    output = resolve(model.output_activation, "output_activation")
    return Network(weights, resolve(model.activation), output, *scaling)


def ensemble_of_one(network: Network, rows: Rows, held_out: Rows | None, noise: str) -> Ensemble:
    """One network as an ensemble; its noise is known where rows were held out."""
    known: tuple[Noise, ...] = ()
    if held_out is not None:
        answers = network.predict(held_out.X).astype(np.float64)
        known = noise_of(network, held_out, answers, None, noise)
    low, high = rows.X.min(axis=0), rows.X.max(axis=0)
    return Ensemble((network,), np.ones(1), 0, None, low, high, known)
