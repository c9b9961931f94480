"""Mini-batches against a plain loop over rows."""

import numpy as np
import pytest

from shoal.core.activations import ACTIVATIONS
from shoal.core.backpropagation import ReferenceSums
from shoal.core.layout import Layout
from shoal.core.objective import Objective, penalty_of, sums_over
from shoal.solve.sgd import StochasticDescent, StochasticState


def by_hand(X, T, s, V, W, orders, batch_size, rate_h, rate_o, momentum, alpha):
    """One hidden layer of tanh: the definition of the step, row by row."""
    dV, dW = np.zeros_like(V), np.zeros_like(W)
    N, K = T.shape
    total = s.sum()
    for order in orders:
        for start in range(0, N, batch_size):
            batch = order[start : start + batch_size]
            gV, gW = np.zeros_like(V), np.zeros_like(W)
            for n in batch:
                x = np.concatenate([[1.0], X[n]])
                z = np.concatenate([[1.0], np.tanh(x @ V)])
                error = z @ W - T[n]
                factor = N / (len(batch) * total) * s[n] / K
                gW += factor * np.outer(z, error)
                gV += factor * np.outer(x, (W[1:] @ error) * (1 - z[1:] ** 2))
            gV[1:] += alpha / total * V[1:]
            gW[1:] += alpha / total * W[1:]
            dV, dW = momentum * dV - rate_h * gV, momentum * dW - rate_o * gW
            V, W = V + dV, W + dW
    return V, W, dV, dW


@pytest.mark.parametrize("engine", [sums_over, ReferenceSums])
@pytest.mark.parametrize("batch_size", [1, 4, 13])
@pytest.mark.parametrize("shuffle", [True, False])
def test_equals_a_plain_loop(engine, batch_size, shuffle):
    random = np.random.RandomState(1)
    X, T = random.normal(size=(13, 2)), random.normal(size=(13, 2))
    s = random.uniform(0.5, 2, 13)
    layout = Layout((2, 3, 2))
    theta = random.uniform(-1, 1, layout.n_weights)
    V, W = (view.copy() for view in layout.views(theta))
    sums = engine(layout, ACTIVATIONS["tanh"], ACTIVATIONS["identity"], X, T, s)
    problem = Objective(sums, penalty_of(layout, 0.3, s.sum(), X.dtype))
    solver = StochasticDescent(layout.per_layer((0.1, 0.05), X.dtype), batch_size, 0.7, shuffle)
    state = StochasticState(theta, np.zeros_like(theta), np.random.RandomState(9))
    rows = solver.run(problem, state, 6)
    draws = np.random.RandomState(9)
    orders = [draws.permutation(13) if shuffle else np.arange(13) for _ in range(6)]
    expected = by_hand(X, T, s, V, W, orders, batch_size, 0.1, 0.05, 0.7, 0.3)
    found = [*layout.views(state.theta), *layout.views(state.velocity)]
    for a, b in zip(found, expected, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-11, atol=1e-14)
    assert state.epoch == len(rows.cost) == 6
    assert state.random.uniform() == draws.uniform()
