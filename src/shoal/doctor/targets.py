"""What the targets ask: values out of reach, and answers no better than those of simpler models."""

from __future__ import annotations

import numpy as np

from ..tables.wording import count
from .facts import Fit, rmse
from .linear import is_better, least_squares
from .note import Note

COSTS = 0.05  # of the squared error is due to the values out of reach: less is no reason to change
NO_GAIN = 0.99  # of the mean's error: a gain below 1 % is none


def unreachable(fit: Fit) -> list[Note]:
    """Targets outside what the output activation can give, where they cost the fit something."""
    output = fit.network.output
    low, high = output.range
    if not np.isfinite([low, high]).any():
        return []
    T, total = fit.network.targets.apply(fit.rows.T), fit.rows.weights.sum()
    notes = []
    for k in range(T.shape[1]):
        beyond = T[:, k] - np.clip(T[:, k], low, high)
        n = int(np.count_nonzero(beyond))
        least = fit.network.targets.scale[k] * np.sqrt(fit.rows.weights @ beyond**2 / total)
        if n and least**2 > COSTS * fit.rmse[k] ** 2:
            reach = f"({low:g}, {high:g})"
            if not output.bounded:
                reach = f"values above {low:g}" if np.isinf(high) else f"values below {high:g}"
            seen = fit.rows.T[:, k]
            notes.append(
                Note(
                    fit.target_name(k),
                    f"{n:,} of {count(len(T), 'value')} cannot be reached",
                    f"a {output.name} output gives {reach}; the targets go from {seen.min():.4g} to "
                    f"{seen.max():.4g}",
                    'try output_activation="identity"',
                )
            )
    return notes


def unbeaten(fit: Fit) -> list[Note]:
    """Targets for which the mean does as well, on held-out rows if there are any."""
    judged = fit.rows if fit.judged is None else fit.judged
    errors, mean = rmse(judged, fit.answers_judged), rmse(judged, fit.mean)
    return [
        Note(
            fit.target_name(k),
            "the model does not beat the mean",
            f"RMSE {errors[k]:.4g} against {mean[k]:.4g} {_on(fit)}",
            _remedy(fit),
        )
        for k in _varying(fit)
        if errors[k] > NO_GAIN * mean[k]
    ]


def beaten_by_linear(fit: Fit) -> list[Note]:
    """Targets that the linear model answers better, on held-out rows if there are any."""
    judged = fit.rows if fit.judged is None else fit.judged
    linear = least_squares(fit.rows, judged.X)
    if linear is None:
        return []
    answer = fit.answers_judged
    errors, mean, its = (rmse(judged, answers) for answers in (answer, fit.mean, linear))
    several = len(fit.ensemble.networks) > 1
    return [
        Note(
            fit.target_name(k),
            "the model does not beat the linear model",
            f"RMSE {errors[k]:.4g} against {its[k]:.4g} {_on(fit)}",
            "use the linear model, hidden_layer_sizes=()" if several else _remedy(fit),
        )
        for k in _varying(fit)
        # a line that is no better than the mean is no advice
        if its[k] <= NO_GAIN * mean[k] and is_better(judged, answer, linear, k)
    ]


def _varying(fit: Fit) -> list[int]:
    """The targets that are not constant: of those the mean is all there is to know."""
    largest = np.maximum(np.abs(fit.rows.T).max(axis=0), 1e-300)
    return [int(k) for k in np.flatnonzero(fit.spread > 1e-9 * largest)]


def _on(fit: Fit) -> str:
    if fit.judged is None:
        return f"on {count(len(fit.rows.X), 'training row')}"
    return f"on {count(len(fit.judged.X), 'held-out row')}"


def _remedy(fit: Fit) -> str:
    if len(fit.network.weights) < 2:
        return "one unit cannot bend enough: try hidden_layer_sizes=(20,)"
    if fit.in_order:
        return "sgd took the rows in file order: try shuffle=True"
    if not fit.network.output.is_identity:
        return 'try output_activation="identity"'
    if len(fit.ensemble.networks) == 1:
        return "try the defaults: several networks, each judged by rows it left out"
    return "look for inputs that say more about the target"
