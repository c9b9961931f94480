"""What the targets ask: values out of reach, and answers no better than those of simpler models."""

from __future__ import annotations

import numpy as np

from ..core.layout import Array
from ..core.rows import Rows
from ..tables.wording import count
from .fit import Fit, rmse
from .note import Note

REACH = {  # of output activations
    "tanh": (-1.0, 1.0),
    "logistic": (0.0, 1.0),
    "gaussian": (0.0, 1.0),
    "relu": (0.0, np.inf),
    "softplus": (0.0, np.inf),
}
COSTS = 0.05  # of the squared error is due to the values out of reach: less is no reason to change
NO_GAIN = 0.99  # of the mean's error: a gain below 1 % is none
WORSE = 1.15  # times the linear model's error: a straight table costs a network a little
ERRORS = 2.0  # standard errors by which the linear model's squared errors are smaller


def unreachable(fit: Fit) -> list[Note]:
    """Targets outside what the output activation can give, where they cost the fit something."""
    name = fit.network.output.name
    if name not in REACH:
        return []
    low, high = REACH[name]
    T, total = fit.network.targets.apply(fit.rows.T), fit.rows.weights.sum()
    notes = []
    for k in range(T.shape[1]):
        beyond = T[:, k] - np.clip(T[:, k], low, high)
        n = int(np.count_nonzero(beyond))
        least = fit.network.targets.scale[k] * np.sqrt(fit.rows.weights @ beyond**2 / total)
        if n and least**2 > COSTS * fit.rmse[k] ** 2:
            reach = f"({low:g}, {high:g})" if np.isfinite(high) else f"values above {low:g}"
            seen = fit.rows.T[:, k]
            notes.append(
                Note(
                    fit.target_name(k),
                    f"{n:,} of {count(len(T), 'value')} cannot be reached",
                    f"a {name} output gives {reach}; the targets go from {seen.min():.4g} to "
                    f"{seen.max():.4g}",
                    'try output_activation="identity"',
                )
            )
    return notes


def unbeaten(fit: Fit) -> list[Note]:
    """Targets for which the mean or the linear model does as well, on held-out rows if there are any."""
    judged = fit.rows if fit.judged is None else fit.judged
    which = "training" if fit.judged is None else "held-out"
    answer = fit.answer(judged)
    errors, mean = rmse(judged, answer), rmse(judged, fit.mean)
    linear = _linear(fit.rows, judged.X)
    several, notes = len(fit.ensemble.networks) > 1, []
    for k in range(len(errors)):
        if fit.spread[k] <= 1e-9 * max(np.abs(fit.rows.T[:, k]).max(), 1e-300):
            continue  # the target is constant: the mean is all there is to know
        on = f"on {count(len(judged.X), f'{which} row')}"
        if errors[k] > NO_GAIN * mean[k]:
            notes.append(
                Note(
                    fit.target_name(k),
                    "the model does not beat the mean",
                    f"RMSE {errors[k]:.4g} against {mean[k]:.4g} {on}",
                    _remedy(fit),
                )
            )
        elif linear is not None and _worse(judged, answer, linear, k):
            notes.append(
                Note(
                    fit.target_name(k),
                    "the model does not beat the linear model",
                    f"RMSE {errors[k]:.4g} against {rmse(judged, linear)[k]:.4g} {on}",
                    "use the linear model, hidden_layer_sizes=()" if several else _remedy(fit),
                )
            )
    return notes


def _remedy(fit: Fit) -> str:
    if len(fit.network.weights) < 2:
        return "one unit cannot bend enough: try hidden_layer_sizes=(20,)"
    if fit.in_order:
        return "sgd took the rows in file order: try shuffle=True"
    if fit.network.output.name != "identity":
        return 'try output_activation="identity"'
    if len(fit.ensemble.networks) == 1:
        return "try the defaults: several networks, each judged by rows it left out"
    return "look for inputs that say more about the target"


def _worse(judged: Rows, answer: Array, linear: Array, k: int) -> bool:
    """Whether the linear model is better by a margin, and by more than chance."""
    if not rmse(judged, answer)[k] > WORSE * rmse(judged, linear)[k]:
        return False
    excess = (judged.T[:, k] - answer[:, k]) ** 2 - (judged.T[:, k] - linear[:, k]) ** 2
    return bool(excess.mean() > ERRORS * excess.std() / np.sqrt(len(excess)))


def _linear(rows: Rows, X: Array) -> Array | None:
    """Least squares on the training rows, answering X; None where the rows do not determine it."""
    if len(rows.X) <= 2 * (rows.X.shape[1] + 1):
        return None
    root = np.sqrt(rows.weights)[:, np.newaxis]
    shift, scale = rows.X.mean(axis=0), rows.X.std(axis=0)
    scale = np.where(scale > 0, scale, 1)

    def with_ones(A: Array) -> Array:
        return np.column_stack([np.ones(len(A)), (A - shift) / scale])

    W = np.linalg.lstsq(with_ones(rows.X) * root, rows.T * root, rcond=None)[0]
    return np.asarray(with_ones(X) @ W)
