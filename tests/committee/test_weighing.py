"""How far kinds of networks are apart on rows that they left out, and what the noise owes to it."""

import numpy as np
import pytest

from shoal import NeuralRegressor
from shoal.committee import weighing

FOLD = np.array([0, 0, 1, 1, 2, 2, 2])


def answers(learned, left_out):
    """Two kinds, ``learned`` from each other on rows they have learned from, ``left_out`` on others."""
    apart = np.where(FOLD == np.arange(3)[:, np.newaxis], left_out, learned)[..., np.newaxis]
    common = np.random.RandomState(0).normal(size=apart.shape)
    return np.stack([common + apart / 2, common - apart / 2])


@pytest.mark.parametrize("weights", [np.ones(7), np.array([1.0, 2, 1, 3, 1, 1, 5])])
def test_the_mean_square_distance_from_the_mean_on_both_kinds_of_rows(weights):
    share = np.array([0.5, 0.5])
    more = weighing._further_apart(answers(0.2, 1.0), share, FOLD, weights)
    np.testing.assert_allclose(more, [0.5**2 - 0.1**2], rtol=1e-12)


def test_shares_weigh_the_kinds():
    """A mean that lies at nine tenths: the squares of a tenth and of nine tenths, in these shares."""
    more = weighing._further_apart(answers(0.0, 1.0), np.array([0.9, 0.1]), FOLD, np.ones(7))
    np.testing.assert_allclose(more, [0.9 * 0.1**2 + 0.1 * 0.9**2], rtol=1e-12)


def test_it_is_never_less_than_nothing_and_nothing_for_a_single_kind():
    assert weighing._further_apart(answers(1.0, 0.2), np.array([0.5, 0.5]), FOLD, np.ones(7)) == 0
    alone = weighing._further_apart(answers(0.2, 1.0)[:1], np.ones(1), FOLD, np.ones(7))
    np.testing.assert_allclose(alone, [0.0], atol=1e-30)


def friedman(n, seed):
    random = np.random.RandomState(seed)
    X = random.uniform(size=(n, 7))
    wave = 10 * np.sin(np.pi * X[:, 0] * X[:, 1]) + 20 * (X[:, 2] - 0.5) ** 2
    return X, wave + 10 * X[:, 3] + 5 * X[:, 4] + random.normal(size=n)


def test_intervals_are_narrower_for_it_and_hold_their_share(monkeypatch):
    X, y = friedman(80, 1)
    new, targets = friedman(1_000, 100)
    model = NeuralRegressor(random_state=0).fit(X, y)
    monkeypatch.setattr(weighing, "_further_apart", lambda *_: np.zeros(1))
    without = NeuralRegressor(random_state=0).fit(X, y)
    np.testing.assert_array_equal(model.predict(new), without.predict(new))
    widths, shares = [], []
    for fitted in (model, without):
        low, high = fitted.predict_interval(new, coverage=0.9)
        widths.append(np.mean(high - low))
        shares.append(np.mean((low <= targets) & (targets <= high)))
    assert widths[0] < 0.97 * widths[1]
    assert 0.87 < shares[0] < shares[1]


def test_one_way_alone_is_judged_as_it_was(monkeypatch):
    X, y = friedman(80, 0)
    models = []
    for _ in range(2):
        models.append(NeuralRegressor((5,), alpha="ard", random_state=0).fit(X, y))
        monkeypatch.setattr(weighing, "_further_apart", lambda *_: np.zeros(1))
    first, second = (model.predict_interval(X) for model in models)
    np.testing.assert_array_equal(first, second)
