"""Relevance: the share of each input in the answer's changes."""

from types import SimpleNamespace

import numpy as np
import pytest
from sklearn.datasets import make_friedman1

from shoal import NeuralRegressor
from shoal.core.rows import Rows
from shoal.model.relevance import input_relevance


def relevance(predict, X, weights, scale):
    """Of one network that answers alone."""
    alone = SimpleNamespace(members=lambda Z: predict(Z)[None], shares=np.ones(1))
    return input_relevance(alone, (0,), Rows(X, X, weights), scale)


def test_a_linear_model_has_the_shares_of_its_standardized_slopes():
    random = np.random.RandomState(0)
    X = random.normal(size=(200, 4)) * [1, 10, 0.1, 5]
    slopes = np.array([2.0, -0.1, 3.0, 0.0])
    found = relevance(lambda Z: (Z @ slopes)[:, None], X, np.ones(200), np.ones(1))
    expected = np.abs(slopes) * X.std(axis=0)
    np.testing.assert_allclose(found, expected / expected.sum(), rtol=1e-12)
    assert found[3] == 0


def test_weights_of_rows_count():
    X = np.array([[0.0, 1.0], [1.0, 0.0], [3.0, 1.0]])
    weights = np.array([1.0, 2.0, 1.0])
    twice = [0, 1, 1, 2]
    one = relevance(lambda Z: Z**2 @ np.ones((2, 1)), X, weights, np.ones(1))
    two = relevance(lambda Z: Z**2 @ np.ones((2, 1)), X[twice], np.ones(4), np.ones(1))
    np.testing.assert_allclose(one, two, rtol=1e-12)


def test_outputs_count_in_units_of_their_scale():
    X = np.random.RandomState(0).normal(size=(50, 2))
    X /= X.std(axis=0)
    found = relevance(lambda Z: Z * [1.0, 1000.0], X, np.ones(50), np.array([1.0, 1000.0]))
    np.testing.assert_allclose(found, [0.5, 0.5], rtol=1e-12)


def test_an_answer_that_never_changes():
    X = np.random.RandomState(0).normal(size=(50, 4))
    found = relevance(lambda Z: np.ones((len(Z), 1)), X, np.ones(50), np.ones(1))
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

    def members(Z):
        return np.stack([(Z @ s)[:, None] for s in slopes])

    several = SimpleNamespace(members=members, shares=np.full(len(slopes), 1 / len(slopes)))
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
