"""How much of a model's answer is due to each input."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..core.layout import Array
from ..core.rows import Rows
from .answers import ROWS_AT_ONCE
from .ensemble import Ensemble, deviation_of, mean_of

CHANCE = 2.0  # times the variance among networks that left out other rows is taken for chance
ROWS = 200  # are enough to tell a share to a few per cent of itself


def input_relevance(ensemble: Ensemble, parts: Sequence[int], rows: Rows, scale: Array) -> Array:
    """Shares (D,), sum 1: the RMS change of the prediction when an input is set to its mean.

    ``parts`` number the rows that each network left out; changes of several targets are taken in units
    of ``scale`` (K,) and their squares are averaged. With M the mean square of the change and V
    its variance among parts (networks of one part are averaged first), the effect is
    ``sqrt(M) max(0, 1 - 2 V / M)``: what other rows would have made otherwise is shrunk (James and
    Stein 1961, its positive part). Where nothing would be left, nothing is taken off; all shares are
    equal where the prediction never changes.
    """
    n, D = rows.X.shape
    if D == 1:
        return np.ones(1)
    rows = rows.take(np.linspace(0, n - 1, min(n, ROWS)).astype(int))
    X, weights = np.asarray(rows.X, dtype=np.float64), rows.weights
    row_share = weights / weights.sum()
    mean, answers = row_share @ X, ensemble.members(X)
    of_part = ensemble.shares * np.equal(parts, np.unique(parts)[:, np.newaxis])
    part_shares = of_part.sum(axis=1)
    of_part = of_part / part_shares[:, np.newaxis]  # (parts, networks): means over each part
    N = len(X)
    square, chance = np.empty(D), np.empty(D)
    at_once = max(1, ROWS_AT_ONCE // N)
    for first in range(0, D, at_once):
        inputs = np.arange(first, min(first + at_once, D))
        without = np.repeat(X[np.newaxis], len(inputs), axis=0)
        without[np.arange(len(inputs)), :, inputs] = mean[inputs, np.newaxis]
        found = ensemble.members(without.reshape(-1, D))
        found = found.reshape(len(answers), len(inputs), N, -1)
        changes = np.tensordot(of_part, (found - answers[:, np.newaxis]) / scale, axes=1)
        change = mean_of(changes, part_shares)
        variance = deviation_of(changes, part_shares) ** 2
        square[inputs] = np.tensordot(row_share, change**2, axes=(0, 1)).mean(axis=1)
        chance[inputs] = np.tensordot(row_share, variance, axes=(0, 1)).mean(axis=1)
    size = np.sqrt(square)
    certain = np.maximum(1 - CHANCE * chance / np.maximum(square, np.finfo(float).tiny), 0)
    effect = size * certain if certain.any() else size
    total = effect.sum()
    return effect / total if total > 0 else np.full(D, 1 / D)
