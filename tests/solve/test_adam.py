"""Adam against a plain loop over rows, and the fall of its rate."""

from math import cos, pi

import numpy as np
import pytest

from shoal.core.activations import ACTIVATIONS
from shoal.core.backpropagation import ReferenceSums
from shoal.core.layout import Layout
from shoal.core.objective import Objective, penalty_of, sums_over
from shoal.solve.adam import Adam, AdamState


def slope_by_hand(X, T, s, V, W, batch, alpha):
    """Of a batch's cost for one hidden layer of tanh, row by row; V's slopes, then W's."""
    gV, gW = np.zeros_like(V), np.zeros_like(W)
    for n in batch:
        x = np.concatenate([[1.0], X[n]])
        z = np.concatenate([[1.0], np.tanh(x @ V)])
        error = z @ W - T[n]
        factor = len(X) / (len(batch) * s.sum()) * s[n] / T.shape[1]
        gW += factor * np.outer(z, error)
        gV += factor * np.outer(x, (W[1:] @ error) * (1 - z[1:] ** 2))
    gV[1:] += alpha / s.sum() * V[1:]
    gW[1:] += alpha / s.sum() * W[1:]
    return gV, gW


@pytest.mark.parametrize("engine", [sums_over, ReferenceSums])
@pytest.mark.parametrize("batch_size", [1, 4, 13])
@pytest.mark.parametrize("planned", [6, None])
def test_equals_the_paper_s_algorithm_row_by_row(engine, batch_size, planned):
    random = np.random.RandomState(1)
    X, T = random.normal(size=(13, 2)), random.normal(size=(13, 2))
    s = random.uniform(0.5, 2, 13)
    layout = Layout((2, 3, 2))
    theta = random.uniform(-1, 1, layout.n_weights)
    weights = [view.copy() for view in layout.views(theta)]
    sums = engine(layout, ACTIVATIONS["tanh"], ACTIVATIONS["identity"], X, T, s)
    problem = Objective(sums, penalty_of(layout, 0.3, s.sum(), X.dtype))
    rates, b1, b2, epsilon = (0.1, 0.05), 0.8, 0.97, 1e-3
    per_weight = layout.per_layer(rates, X.dtype)
    solver = Adam(per_weight, batch_size, planned, b1, b2, epsilon)
    state = AdamState.at(theta, np.random.RandomState(9))
    rows = solver.run(problem, state, 2)
    solver.run(problem, state, 4)

    draws, t = np.random.RandomState(9), 0
    m, v = ([np.zeros_like(w) for w in weights] for _ in range(2))
    for epoch in range(6):
        fall = 1.0 if planned is None else 0.01 + 0.99 * (1 + cos(pi * epoch / 5)) / 2
        order = draws.permutation(13)
        for start in range(0, 13, batch_size):
            t += 1
            slopes = slope_by_hand(X, T, s, *weights, order[start : start + batch_size], 0.3)
            for i, g in enumerate(slopes):
                m[i] = b1 * m[i] + (1 - b1) * g
                v[i] = b2 * v[i] + (1 - b2) * g * g
                mean, square = m[i] / (1 - b1**t), v[i] / (1 - b2**t)
                weights[i] = weights[i] - fall * rates[i] * mean / (np.sqrt(square) + epsilon)
    found = [v for flat in (state.theta, state.first, state.second) for v in layout.views(flat)]
    for a, b in zip(found, [*weights, *m, *v], strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-10, atol=1e-13)
    assert (state.epoch, state.n_steps, len(rows.cost)) == (6, t, 2)
    assert state.random.uniform() == draws.uniform()


def test_the_rate_falls_to_a_hundredth_and_stays_there():
    solver = Adam(np.ones(1), 1, 11)
    shares = [solver.share_of_rate(epoch) for epoch in range(14)]
    assert shares[0] == 1
    assert shares[5] == pytest.approx(0.505)
    assert shares[10:] == pytest.approx([0.01] * 4)
    assert np.all(np.diff(shares[:11]) < 0)
