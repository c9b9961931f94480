"""How much of a model's answer is due to each input."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from ..core.backpropagation import forward
from ..core.layout import Array
from ..core.rows import Rows
from .ensemble import Ensemble, deviation_of, mean_of
from .network import Network

CHANCE = 2.0  # times the variance among networks that left out other rows is taken for chance
ROWS = 200  # are enough to tell a share to a few per cent of itself
LEAST_ROWS = 20  # tell it to a sixth of itself
MOST_WORK = 2e7  # outputs of hidden units, in all: a tenth of a second, or two
AT_ONCE = 1 << 16  # of them at once, which stay in the processor's cache
PRODUCTS = 16  # of a layer's matrix cost as much as an activation


def input_relevance(ensemble: Ensemble, parts: Sequence[int], rows: Rows, scale: Array) -> Array:
    """Shares (D,), sum 1: the RMS change of the prediction when an input is set to its mean.

    ``parts`` number the rows that each network left out; changes of several targets are taken in units
    of ``scale`` (K,) and their squares are averaged. With M the mean square of the change and V
    its variance among parts (networks of one part are averaged first), the effect is
    ``sqrt(M) max(0, 1 - 2 V / M)``: what other rows would have made otherwise is shrunk (James and
    Stein 1961, its positive part). Where nothing would be left, nothing is taken off; all shares are
    equal where the prediction never changes.

    To set an input moves the sums of the first layer by a product of two vectors, so that an input
    costs what the units behind these sums cost, however many inputs there are. They are asked for
    at most ``ROWS`` rows, evenly spaced, and for as few as ``LEAST_ROWS`` where inputs times units times
    networks are so many that more would exceed ``MOST_WORK``.
    """
    n, D = rows.X.shape
    if D == 1:
        return np.ones(1)
    most = MOST_WORK / (D * sum(map(_work, ensemble.networks)))
    most = int(np.clip(most, LEAST_ROWS, ROWS))
    rows = rows.take(np.linspace(0, n - 1, min(n, most)).astype(int))
    row_share = rows.weights / rows.weights.sum()
    of_part = ensemble.shares * np.equal(parts, np.unique(parts)[:, np.newaxis])
    part_shares = of_part.sum(axis=1)
    of_part = of_part / part_shares[:, np.newaxis]  # (parts, networks): means over each part
    square, chance = np.empty(D), np.empty(D)
    for inputs, found in _changes(ensemble, rows.X.astype(np.float64), row_share):
        changes = np.tensordot(of_part, found / scale, axes=1)
        change = mean_of(changes, part_shares)
        variance = deviation_of(changes, part_shares) ** 2
        square[inputs] = np.tensordot(row_share, change**2, axes=(0, 1)).mean(axis=1)
        chance[inputs] = np.tensordot(row_share, variance, axes=(0, 1)).mean(axis=1)
    size = np.sqrt(square)
    certain = np.maximum(1 - CHANCE * chance / np.maximum(square, np.finfo(float).tiny), 0)
    effect = size * certain if certain.any() else size
    total = effect.sum()
    return effect / total if total > 0 else np.full(D, 1 / D)


def _work(network: Network) -> float:
    """What a row costs once the sums of the first layer are there, in activations."""
    sizes = network.layout.sizes[1:]
    return sum(sizes) + sum(a * b for a, b in pairwise(sizes)) / PRODUCTS


def _changes(ensemble: Ensemble, X: Array, row_share: Array) -> Iterator[tuple[slice, Array]]:
    """For some inputs at a time how each answer changes: (networks, inputs, N, K), original units."""
    first = ensemble.networks[0].inputs
    scaled, mean = first.bounded(X), first.bounded((row_share @ X)[np.newaxis])[0]
    sums = [n.weights[0][0] + scaled @ n.weights[0][1:] for n in ensemble.networks]
    answers = [_answers(ensemble, n, A) for n, A in zip(ensemble.networks, sums, strict=True)]
    distance = (mean - scaled).T[..., np.newaxis]  # (D, N, 1)
    widest = max(max(n.layout.sizes[1:]) for n in ensemble.networks)
    at_once = max(1, AT_ONCE // (len(X) * widest))
    for start in range(0, X.shape[1], at_once):
        inputs = slice(start, start + at_once)
        found = []
        for network, A, Y in zip(ensemble.networks, sums, answers, strict=True):
            slopes = network.weights[0][1:][inputs, np.newaxis]  # (inputs, 1, M)
            moved = A + distance[inputs] * slopes
            new = _answers(ensemble, network, moved.reshape(-1, A.shape[1]))
            found.append(new.reshape(*moved.shape[:2], -1) - Y)
        yield inputs, np.stack(found)


def _answers(ensemble: Ensemble, network: Network, A: Array) -> Array:
    """Guarded answers (N, K) in original units, from sums A (N, M) of the first layer."""
    weights = list(network.weights[1:])
    h = network.hidden if weights else network.output
    Y = network.targets.invert(forward(weights, network.hidden, network.output, h.f(A))[1][-1])
    return Y if ensemble.guard is None else np.clip(Y, *ensemble.guard)
