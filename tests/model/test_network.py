"""A finished network: predictions in blocks, in the right units, for the right shapes."""

import itertools

import numpy as np
import pytest

from shoal import Network
from shoal.core.activations import ACTIVATIONS
from shoal.core.layout import Layout
from shoal.errors import InputError
from shoal.model.network import ROWS_AT_ONCE
from shoal.model.scaling import Scaling


def network_of(sizes=(3, 5, 2), dtype=np.float64, seed=0):
    random = np.random.RandomState(seed)
    weights = tuple(
        random.normal(size=(a + 1, b)).astype(dtype) for a, b in itertools.pairwise(sizes)
    )
    D, K = sizes[0], sizes[-1]
    inputs = Scaling(random.normal(size=D), random.uniform(1, 2, D))
    targets = Scaling(random.normal(size=K), random.uniform(1, 2, K))
    return Network(weights, ACTIVATIONS["tanh"], ACTIVATIONS["identity"], inputs, targets)


def by_hand(network, X):
    Z = (X - network.inputs.shift) / network.inputs.scale
    for W in network.weights[:-1]:
        Z = np.tanh(np.insert(Z, 0, 1, axis=1) @ W)
    Y = np.insert(Z, 0, 1, axis=1) @ network.weights[-1]
    return Z, Y * network.targets.scale + network.targets.shift


@pytest.mark.parametrize("sizes", [(3, 2), (3, 5, 2), (3, 5, 4, 1)])
@pytest.mark.parametrize("n", [0, 1, 7, ROWS_AT_ONCE - 1, ROWS_AT_ONCE, 2 * ROWS_AT_ONCE + 3])
def test_blocks_equal_one_pass(sizes, n):
    network = network_of(sizes)
    X = np.random.RandomState(1).normal(size=(n, 3))
    Z, Y = by_hand(network, X)
    found = network.predict(X)
    assert found.shape == (n, sizes[-1])
    np.testing.assert_allclose(found, Y, rtol=1e-13, atol=1e-13)
    if len(sizes) > 2:
        np.testing.assert_allclose(network.hidden_outputs(X), Z, rtol=1e-13, atol=1e-13)


def test_float32_weights_predict_in_float32():
    network = network_of(dtype=np.float32)
    X = np.random.RandomState(1).normal(size=(50, 3))
    for given in (X, X.astype(np.float32)):
        found = network.predict(given)
        assert found.dtype == np.float32
        np.testing.assert_allclose(found, by_hand(network, X)[1], rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("shape", [(3,), (4, 2), (4, 4), (2, 3, 1), (0, 2)])
def test_wrong_shapes_are_named(shape):
    network = network_of()
    for method in (network.predict, network.hidden_outputs):
        with pytest.raises(InputError, match=r"reads rows of 3 inputs: \(N, 3\)"):
            method(np.zeros(shape))


def test_layout_and_theta():
    network = network_of((3, 5, 4, 1))
    assert network.layout == Layout((3, 5, 4, 1))
    assert network.layout.shapes == ((4, 5), (6, 4), (5, 1))
    assert network.layout.n_weights == len(network.theta) == 20 + 24 + 5
    for view, W in zip(network.layout.views(network.theta), network.weights, strict=True):
        np.testing.assert_array_equal(view, W)
    theta = network.theta
    theta[:] = 0
    assert network.weights[0].any()


def test_layout_vectors():
    layout = Layout((2, 3, 1))
    np.testing.assert_array_equal(
        layout.per_layer((0.5, 2.0), np.dtype(float)), [0.5] * 9 + [2.0] * 4
    )
    np.testing.assert_array_equal(
        layout.not_constant(), [False] * 3 + [True] * 6 + [False] + [True] * 3
    )
    theta = np.zeros(layout.n_weights)
    V, W = layout.views(theta)
    V[2, 1], W[3, 0] = 7, 8
    assert theta[7] == 7
    assert theta[12] == 8
