"""Groups: rows of one batch or subject stay together, and intervals are honest for the next one."""

import numpy as np
import pytest

from shoal import NeuralRegressor
from shoal.core.rows import Rows

SETTINGS = {"hidden_layer_sizes": (6,), "solver": "lm", "alpha": "ard", "random_state": 0}


def batches(n_groups, per_group, seed, shift=1.0):
    """Rows whose group shifts the target; inputs of a group are near each other."""
    random = np.random.RandomState(seed)
    group = np.repeat(np.arange(n_groups), per_group)
    center = random.uniform(-2, 2, size=(n_groups, 2))
    X = center[group] + 0.02 * random.normal(size=(len(group), 2))
    y = np.sin(X[:, 0]) + shift * random.normal(size=n_groups)[group]
    return X, y + 0.1 * random.normal(size=len(group)), group


def test_names_of_any_kind_mean_the_same():
    X, y, group = batches(12, 5, 0)
    bits = {
        NeuralRegressor(**SETTINGS).fit(X, y, groups=names).network_.theta.tobytes()
        for names in (group, group + 100, [f"batch {g:03d}" for g in group], group / 7)
    }
    assert len(bits) == 1
    without = NeuralRegressor(**SETTINGS).fit(X, y)
    assert without.network_.theta.tobytes() not in bits


def test_order_of_rows_does_not_matter():
    X, y, group = batches(12, 5, 0)
    order = np.random.RandomState(1).permutation(len(X))
    a = NeuralRegressor(**SETTINGS).fit(X, y, groups=group)
    b = NeuralRegressor(**SETTINGS).fit(X[order], y[order], groups=group[order])
    assert [n.theta.tobytes() for n in a.networks_] == [n.theta.tobytes() for n in b.networks_]


def test_the_held_out_rows_of_early_stopping():
    X, y, group = batches(12, 5, 0)
    rows = Rows(X, y[:, None], np.ones(60), group)
    training, held = rows.split(0.2, np.random.RandomState(0))
    assert not set(training.groups) & set(held.groups)
    assert len(set(held.groups)) == 3  # the group that crosses 20 % goes out whole


def test_equal_rows_of_two_groups_are_not_merged():
    rows = Rows(np.ones((4, 1)), np.ones((4, 1)), np.ones(4), np.array([0, 0, 1, 1]))
    found = rows.distinct()
    assert found.weights.tolist() == [2.0, 2.0]
    assert found.groups.tolist() == [0, 1]


def test_coverage_for_new_groups_needs_the_groups():
    covered = {True: [], False: []}
    for seed in range(4):
        X, y, group = batches(40, 5, seed)
        X_new, y_new, _ = batches(400, 1, 100 + seed)
        for knows in covered:
            model = NeuralRegressor(**SETTINGS).fit(X, y, groups=group if knows else None)
            low, high = model.predict_interval(X_new, 0.9)
            covered[knows].append(((low <= y_new) & (y_new <= high)).mean())
    assert np.mean(covered[True]) > 0.8
    assert np.mean(covered[False]) < np.mean(covered[True]) - 0.1


@pytest.mark.parametrize(
    ("groups", "words"),
    [
        (np.zeros(7), "one group a row"),
        (np.zeros((60, 1)), "one group a row"),
        (np.array(["a", None] * 30, dtype=object), "row 1, is None: name a group"),
    ],
)
def test_groups_that_cannot_be_used(groups, words):
    X, y, _ = batches(12, 5, 0)
    with pytest.raises(ValueError, match=words):
        NeuralRegressor(**SETTINGS).fit(X, y, groups=groups)
