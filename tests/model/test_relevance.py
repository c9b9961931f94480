"""Relevance: the share of each input in the answer's changes."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from sklearn.datasets import make_friedman1

from shoal import Activation, NeuralRegressor
from shoal.core.activations import resolve
from shoal.core.rows import Rows
from shoal.model.asinh import Asinh
from shoal.model.ensemble import Ensemble
from shoal.model.network import Network
from shoal.model.relevance import input_relevance
from shoal.model.scaling import Scaling

IDENTITY, TANH = resolve("identity"), resolve("tanh")


def linear(slopes):
    """A network without hidden layer, in the targets' own units."""
    W = np.vstack([np.zeros((1, slopes.shape[1])), slopes])
    return Network((W,), IDENTITY, IDENTITY, *map(Scaling.none, slopes.shape))


def ensemble_of(networks, guard=None):
    D = networks[0].layout.sizes[0]
    shares = np.full(len(networks), 1 / len(networks))
    return Ensemble(tuple(networks), shares, 0, guard, np.zeros(D), np.ones(D))


def relevance(network, X, weights, scale):
    """Of one network that answers alone."""
    return input_relevance(ensemble_of([network]), (0,), Rows(X, X, weights), scale)


def by_definition(ensemble, X, weights, scale):
    """Of an ensemble of one part: the RMS change when a whole column of X is its mean."""
    share = weights / weights.sum()
    effect = []
    for j in range(X.shape[1]):
        without = X.copy()
        without[:, j] = share @ X[:, j]
        change = (ensemble.predict(without) - ensemble.predict(X)) / scale
        effect.append(np.sqrt((share @ change**2).mean()))
    return np.array(effect) / np.sum(effect)


def test_a_linear_model_has_the_shares_of_its_standardized_slopes():
    random = np.random.RandomState(0)
    X = random.normal(size=(200, 4)) * [1, 10, 0.1, 5]
    slopes = np.array([2.0, -0.1, 3.0, 0.0])
    found = relevance(linear(slopes[:, None]), X, np.ones(200), np.ones(1))
    expected = np.abs(slopes) * X.std(axis=0)
    np.testing.assert_allclose(found, expected / expected.sum(), rtol=1e-12)
    assert found[3] == 0


def bent(random, sizes, name="tanh"):
    """A network with all that stands around its weights: skewed inputs, units of inputs and targets."""
    shapes = [(a + 1, b) for a, b in itertools.pairwise(sizes)]
    X = np.exp(random.normal(size=(120, sizes[0])))
    inputs = Scaling.of(X, None, Asinh.of(X, np.ones(120)))
    targets = Scaling(random.normal(size=sizes[-1]), np.exp(random.normal(size=sizes[-1])))
    weights = tuple(random.normal(size=shape) for shape in shapes)
    return Network(weights, resolve(name), IDENTITY, inputs, targets), X


@pytest.mark.parametrize("sizes", [(5, 4, 1), (5, 4, 3, 2), (5, 2), (2, 1, 1)])
@pytest.mark.parametrize("name", ["tanh", "relu", "logistic"])
def test_it_is_what_its_definition_says(sizes, name):
    random = np.random.RandomState(0)
    network, X = bent(random, sizes, name)
    other = replace(network, weights=tuple(random.normal(size=w.shape) for w in network.weights))
    middle = np.median(network.predict(X), axis=0)
    guard = np.stack([middle - 1, middle + 1])
    for ensemble in (ensemble_of([network]), ensemble_of([network, other], guard)):
        weights, scale = random.uniform(size=120), np.arange(1.0, sizes[-1] + 1)
        parts = (0,) * len(ensemble.networks)
        found = input_relevance(ensemble, parts, Rows(X, X, weights), scale)
        np.testing.assert_allclose(found, by_definition(ensemble, X, weights, scale), rtol=1e-9)


def test_float32_networks_lose_no_more_than_their_digits():
    network, X = bent(np.random.RandomState(0), (5, 4, 1))
    small = replace(network, weights=tuple(w.astype(np.float32) for w in network.weights))
    ones = np.ones(120), np.ones(1)
    np.testing.assert_allclose(relevance(small, X, *ones), relevance(network, X, *ones), rtol=1e-5)


def test_an_input_costs_what_its_units_cost_and_all_of_them_a_bounded_sum():
    """Elements that the activation is asked for, counted."""
    asked = []

    def counted(A):
        asked.append(A.size)
        return np.tanh(A)

    mine = Activation("mine", counted, lambda z: 1 - z**2, "output")
    random = np.random.RandomState(0)
    found = []
    for D in (250, 500, 20_000):
        network = Network(
            (random.normal(size=(D + 1, 20)), random.normal(size=(21, 1))),
            mine,
            IDENTITY,
            Scaling.none(D),
            Scaling.none(1),
        )
        asked.clear()
        shares = relevance(network, random.normal(size=(50, D)), np.ones(50), np.ones(1))
        assert len(shares) == D
        found.append(sum(asked))
    assert found[0] == 20 * 50 * 251
    assert found[1] == 20 * 50 * 501
    assert found[2] <= 2.1e7


def test_weights_of_rows_count():
    network, X = bent(np.random.RandomState(0), (3, 4, 1))
    X, weights = X[:3], np.array([1.0, 2.0, 1.0])
    one = relevance(network, X, weights, np.ones(1))
    two = relevance(network, X[[0, 1, 1, 2]], np.ones(4), np.ones(1))
    np.testing.assert_allclose(one, two, rtol=1e-12)


def test_outputs_count_in_units_of_their_scale():
    X = np.random.RandomState(0).normal(size=(50, 2))
    X /= X.std(axis=0)
    found = relevance(linear(np.diag([1.0, 1000.0])), X, np.ones(50), np.array([1.0, 1000.0]))
    np.testing.assert_allclose(found, [0.5, 0.5], rtol=1e-12)


def test_an_answer_that_never_changes():
    X = np.random.RandomState(0).normal(size=(50, 4))
    found = relevance(linear(np.zeros((4, 1))), X, np.ones(50), np.ones(1))
    np.testing.assert_array_equal(found, np.full(4, 0.25))


def test_every_fit_has_shares():
    random = np.random.RandomState(0)
    X = random.normal(size=(60, 3))
    y = X[:, 0] + 0.1 * random.normal(size=60)
    for settings in (
        {},
        {"solver": "lbfgs", "max_iter": 30, "tol": 0},
        {"solver": "gd", "max_iter": 50, "tol": 0},
    ):
        share = NeuralRegressor((4,), random_state=0, **settings).fit(X, y).input_relevance_
        assert share.sum() == pytest.approx(1)
        assert (share >= 0).all()
        assert share[0] == share.max()


SLOPES = np.array(
    [[2.0, 1.1, 0.3], [2.0, 0.9, -0.2], [2.0, 1.0, 0.1], [2.0, 1.2, 0.2], [2.0, 0.8, 0.0]]
)


def of_slopes(slopes, parts):
    """Relevance of as many linear networks, and the RMS of each input's distance to its mean."""
    X = np.random.RandomState(0).normal(size=(200, slopes.shape[1]))

    several = ensemble_of([linear(s[:, None]) for s in slopes])
    rows = Rows(X, X, np.ones(len(X)))
    found = input_relevance(several, parts, rows, np.ones(1))
    return found, X.std(axis=0)


def test_what_chance_explains_is_taken_off():
    """Slopes of five parts: none by chance, some, and all."""
    found, rms = of_slopes(SLOPES, range(5))
    mean, variance = SLOPES.mean(axis=0), SLOPES.var(axis=0, ddof=1)
    certain = 1 - 2 * variance / mean**2
    assert certain[0] == 1 > certain[1] > 0 > certain[2]
    expected = rms * np.abs(mean) * np.maximum(certain, 0)
    np.testing.assert_allclose(found, expected / expected.sum(), rtol=1e-12)


def test_networks_of_one_part_are_averaged_first():
    apart = np.array([0, 0.5, 0])
    two_kinds = np.vstack([SLOPES + apart, SLOPES - apart])
    found, _ = of_slopes(two_kinds, [*range(5), *range(5)])
    np.testing.assert_allclose(found, of_slopes(SLOPES, range(5))[0], rtol=1e-12)


def test_where_all_may_be_chance_nothing_is_taken_off():
    chance = SLOPES[:, 2:] * [1.0, 3.0]
    found, rms = of_slopes(chance, range(5))
    expected = rms * np.abs(chance.mean(axis=0))
    np.testing.assert_allclose(found, expected / expected.sum(), rtol=1e-12)


def friedman(seed):
    """Largest share of a column of noise over the smallest of a true input."""
    X, y = make_friedman1(500, n_features=10, noise=1.0, random_state=100 + seed)
    share = NeuralRegressor(alpha="ard", random_state=seed).fit(X, y).input_relevance_
    return share[5:].max() / share[:5].min()


@pytest.mark.parametrize("seed", range(3))
def test_friedmans_columns_of_noise(seed):
    assert friedman(seed) < 0.05


@pytest.mark.slow
def test_friedmans_columns_of_noise_in_twenty_draws():
    assert (np.array([friedman(seed) for seed in range(20)]) < 0.05).all()
