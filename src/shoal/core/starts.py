"""Initial weights: where a network begins to learn."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..errors import InputError
from . import portable
from .activations import Activation
from .layout import Array, Layout

STARTS = ("auto", "uniform", "nguyen-widrow", "glorot", "zeros", "equal")
SMALL = 0.1  # half width of the lecture's uniform start
EQUAL = 0.05  # every weight of the equal start
INPUT_RANGE = np.sqrt(3.0)  # half range of a standardized uniform input


def initial_theta(
    layout: Layout, hidden: Activation, start: str | Sequence[Array], random: np.random.RandomState
) -> Array:
    """The flat float64 ``theta`` to begin with; draws run layer by layer, inputs to outputs.

    - ``"uniform"``: U(-0.1, 0.1) for every weight, constants included (the lecture).
    - ``"glorot"``: U(-b, b) with b = sqrt(6 gain / (fan_in + fan_out)), the activation's ``gain``,
      constants included (Glorot and Bengio 2010, eq. 16).
    - ``"nguyen-widrow"``: each hidden unit bends somewhere else within the inputs' range: random
      directions of length 0.7 M^(1/D), constants uniform over that length (Nguyen and Widrow
      1990); the output layer as ``"glorot"``.
    - ``"zeros"``: all weights 0. Hidden units then never learn: their gradient is exactly 0.
    - ``"equal"``: all weights 0.05. The units of a layer then stay equal to each other.
    - ``"auto"``: what the hidden units' activation declares as its ``start``.
    - a sequence of weight arrays of ``layout.shapes``, which are copied.

    Raises
    ------
    InputError
        If given arrays do not fit the network or hold a number that is not finite.
    """
    if not isinstance(start, str):
        return _given(layout, start)
    if start == "auto":
        start = hidden.start
    weights = []
    for layer, shape in enumerate(layout.shapes):
        if start == "zeros":
            weights.append(np.zeros(shape))
        elif start == "equal":
            weights.append(np.full(shape, EQUAL))
        elif start == "uniform":
            weights.append(random.uniform(-SMALL, SMALL, size=shape))
        elif start == "nguyen-widrow" and layer < layout.n_hidden_layers:
            weights.append(_nguyen_widrow(shape, hidden, random))
        else:
            bound = np.sqrt(6 * hidden.gain / (shape[0] - 1 + shape[1]))
            weights.append(random.uniform(-bound, bound, size=shape))
    return layout.flatten(weights)


def _nguyen_widrow(
    shape: tuple[int, int], hidden: Activation, random: np.random.RandomState
) -> Array:
    fan_in, units = shape[0] - 1, shape[1]
    length = 0.7 * _root(units, fan_in) * hidden.stretch
    direction = random.uniform(-1, 1, size=(fan_in, units))
    norm = np.linalg.norm(direction, axis=0)
    W = np.empty(shape)
    W[1:] = direction * (length / INPUT_RANGE / np.where(norm > 0, norm, 1))
    W[0] = random.uniform(-length, length, size=units)
    return W


def _root(units: int, fan_in: int) -> float:
    if not portable.ACTIVE:
        return float(units ** (1 / fan_in))
    return float(portable.exp(portable.log(np.float64(units)) / fan_in))


def _given(layout: Layout, start: Sequence[Array]) -> Array:
    try:
        weights = [np.asarray(w, dtype=np.float64) for w in start]
    except (TypeError, ValueError) as error:
        raise InputError(
            f"start must name a start or be a sequence of weight arrays, one a layer: {error}"
        ) from None
    found = tuple(w.shape for w in weights)
    if found != layout.shapes:
        raise InputError(
            f"start: weight arrays of shapes {found} do not fit this network, which needs "
            f"{layout.shapes} (the constant's row first)"
        )
    theta = layout.flatten(weights)
    if not np.isfinite(theta).all():
        raise InputError(
            "start: the weight arrays hold NaN or infinity; every weight must be finite"
        )
    return theta
