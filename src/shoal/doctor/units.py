"""Hidden units that do nothing: all at zero, saturated, dead or idle, copies of each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from ..core.activations import Activation
from ..core.layout import Array
from ..tables.wording import count
from .facts import Fit
from .note import Note

NEAR = 0.01  # of the range between the limits: there the slope is 1/25 of its largest or less
NEARLY_ALL = 0.95  # of the rows a saturated unit stands at a limit
SATURATED = 0.5  # of a layer's units: fewer may be steps that the data has
IDLE = 1 / 3  # of a layer's units: on one input a relu start leaves a quarter dead by chance
ROUNDING = 1e-6  # relative difference below which outputs count as equal: float32 keeps 7 digits
CORRELATED = 1e-12  # 1 - correlation of columns that differ by ROUNDING: its square


def at_zero(fit: Fit) -> list[Note]:
    """Every weight of a hidden layer is exactly 0: the gradient there is 0, and stays it."""
    networks = fit.ensemble.networks
    if not any(len(network.weights) > 1 for network in networks):
        return []
    if not all(any(not w.any() for w in network.weights[:-1]) for network in networks):
        return []
    n = sum(w.size for w in fit.network.weights[:-1] if not w.any())
    evidence = f"{n:,} of {n:,} are exactly 0, and so is their gradient"
    return [
        Note(
            "hidden weights",
            "all hidden weights are zero and stay zero",
            evidence,
            'try start="auto"',
        )
    ]


def saturated(fit: Fit) -> list[Note]:
    """Units at a limit for nearly every row: their gradient is next to nothing."""
    notes = []
    for layer, masks in _layers(fit, _saturated):
        if min(mask.mean() for mask in masks) >= SATURATED:
            low, high = fit.network.hidden.range
            mask = masks[fit.ensemble.best]
            raw = not fit.network.inputs.shift.any() and (fit.network.inputs.scale == 1).all()
            notes.append(
                Note(
                    _units(layer),
                    f"{mask.sum()} of {len(mask)} are saturated",
                    f"on at least {NEARLY_ALL:.0%} of the rows their output lies within "
                    f"{NEAR * (high - low):g} of {low:g} or {high:g}",
                    "try standardize=True" if raw else "try a larger alpha, or a smaller start",
                )
            )
    return notes


def dead(fit: Fit) -> list[Note]:
    """Units with one output for every row: the constant can do their work."""
    if fit.alpha is None:
        return []  # the evidence sets the weights of units it does not need to nothing
    notes = []
    for layer, masks in _layers(fit, _idle):
        if min(mask.mean() for mask in masks) >= IDLE:
            mask, best = masks[fit.ensemble.best], fit.hidden[fit.ensemble.best][layer]
            always_0 = not best[:, mask].any()
            notes.append(
                Note(
                    _units(layer),
                    f"{mask.sum()} of {len(mask)} are {'dead' if always_0 else 'idle'}",
                    f"their output is {'0' if always_0 else 'the same'} at "
                    f"{count(len(best), 'row')} of {len(best):,}",
                    'try activation="tanh"'
                    if fit.network.hidden.flat
                    else "try another random_state, or fewer units",
                )
            )
    return notes


def copied(fit: Fit) -> list[Note]:
    """Units equal or opposite to another one at every row: equal weights get equal gradients."""
    notes = []
    for layer, masks in _layers(fit, _copies):
        if min(mask.sum() for mask in masks) >= 1:
            mask = masks[fit.ensemble.best]
            notes.append(
                Note(
                    _units(layer),
                    f"{mask.sum()} of {len(mask)} are copies of another",
                    f"their outputs are equal or opposite at every row, up to {ROUNDING:g}",
                    'try start="auto", which draws each unit\'s weights',
                )
            )
    return notes


def _layers(
    fit: Fit, judge: Callable[[Array, Activation], Array]
) -> Iterator[tuple[int, list[Array]]]:
    """For each hidden layer the judgements (M,) of every network, if all have this layer."""
    for layer in range(min(len(layers) for layers in fit.hidden)):
        yield layer, [judge(layers[layer], fit.network.hidden) for layers in fit.hidden]


def _units(layer: int) -> str:
    return f"units of hidden layer {layer + 1}"


def _saturated(Z: Array, h: Activation) -> Array:
    if not h.saturates:
        return np.zeros(Z.shape[1], dtype=bool)
    low, high = h.range
    near = NEAR * (high - low)
    at_limit = (Z < low + near) | (Z > high - near)
    return np.asarray(at_limit.mean(axis=0) >= NEARLY_ALL)


def _idle(Z: Array, h: Activation) -> Array:
    same = np.ptp(Z, axis=0) <= ROUNDING * np.maximum(np.abs(Z).max(axis=0), 1)
    return np.asarray(same & ~_saturated(Z, h))


def _copies(Z: Array, h: Activation) -> Array:
    """True for each unit but the first among equals; units that hardly move are not compared."""
    C = Z - Z.mean(axis=0)
    size = np.sqrt((C**2).sum(axis=0))
    C = C / np.where(size > 0, size, 1)
    ratio = size / np.where(size > 0, size, 1)[:, np.newaxis]
    equal = (np.abs(C.T @ C) > 1 - CORRELATED) & (np.abs(ratio - 1) < ROUNDING)
    still = _saturated(Z, h) | _idle(Z, h)
    equal[still] = equal[:, still] = False
    return np.asarray(np.triu(equal, 1).any(axis=0))
