"""Rows: merged and split so that order and repetition of the rows change no bit."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shoal.core.rows import Rows


def random_rows(seed, n=30):
    random = np.random.RandomState(seed)
    X = random.randint(0, 3, size=(n, 2)).astype(float)
    T = random.randint(0, 2, size=(n, 2)).astype(float)
    return Rows(X, T, random.uniform(0.1, 1, size=n))


def same(a, b):
    return all(np.array_equal(u, v) for u, v in [(a.X, b.X), (a.T, b.T), (a.weights, b.weights)])


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.integers(0, 10**6))
def test_distinct_does_not_depend_on_the_order(seed):
    rows = random_rows(seed)
    order = np.random.RandomState(seed + 1).permutation(len(rows.X))
    assert same(rows.distinct(), rows.take(order).distinct())


def test_distinct_is_sorted_merges_equal_rows_and_keeps_the_weight():
    rows = random_rows(0)
    found = rows.distinct()
    table = {}
    for x, t, s in zip(rows.X, rows.T, rows.weights, strict=True):
        table[(*x, *t)] = table.get((*x, *t), 0) + s
    assert [(*x, *t) for x, t in zip(found.X, found.T, strict=True)] == sorted(table)
    np.testing.assert_allclose(found.weights, [table[key] for key in sorted(table)], rtol=1e-14)


def test_weight_2_is_the_row_twice():
    rows = random_rows(1)
    double = Rows(rows.X, rows.T, 2 * rows.weights)
    twice = rows.take(np.tile(np.arange(len(rows.X)), 2))
    merged, expected = twice.distinct(), double.distinct()
    np.testing.assert_array_equal(merged.X, expected.X)
    np.testing.assert_allclose(merged.weights, expected.weights, rtol=1e-14)
    whole = Rows(rows.X, rows.T, np.ones(len(rows.X)))
    assert same(
        whole.take(np.tile(np.arange(len(rows.X)), 2)).distinct(),
        Rows(rows.X, rows.T, np.full(len(rows.X), 2.0)).distinct(),
    )


def test_weighted_drops_rows_of_weight_0():
    rows = random_rows(2, n=4)
    assert rows.weighted() is rows
    found = Rows(rows.X, rows.T, np.array([0.0, 1, 0, 2])).weighted()
    assert same(found, Rows(rows.X[[1, 3]], rows.T[[1, 3]], np.array([1.0, 2])))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.integers(0, 10**6), st.floats(0.01, 0.99))
def test_equal_inputs_never_straddle_the_split(seed, fraction):
    rows = random_rows(seed).distinct()
    training, held_out = rows.split(fraction, np.random.RandomState(seed))
    inside = {tuple(x) for x in training.X}
    outside = {tuple(x) for x in held_out.X}
    assert inside
    assert outside
    assert not inside & outside
    assert len(training.X) + len(held_out.X) == len(rows.X)


@settings(max_examples=30, deadline=None, derandomize=True)
@given(st.integers(0, 10**6))
def test_split_keeps_the_order_of_unsorted_rows_and_draws_the_same_groups(seed):
    rows = random_rows(seed)
    training, held_out = rows.split(0.3, np.random.RandomState(0))
    assert not {tuple(x) for x in training.X} & {tuple(x) for x in held_out.X}
    inside = np.array([tuple(x) in {tuple(t) for t in training.X} for x in rows.X])
    assert same(training, rows.take(inside))
    assert same(held_out, rows.take(~inside))
    sorted_training, _ = rows.distinct().split(0.3, np.random.RandomState(0))
    assert {tuple(x) for x in sorted_training.X} == {tuple(x) for x in training.X}


def test_the_share_held_out():
    X = np.arange(1000.0)[:, None]
    rows = Rows(X, X, np.ones(1000))
    training, held_out = rows.split(0.1, np.random.RandomState(0))
    assert len(held_out.X) == 100
    assert len(training.X) == 900
    heavy = Rows(X, X, np.where(X[:, 0] < 10, 100.0, 1.0))
    _, held_out = heavy.split(0.25, np.random.RandomState(0))
    assert held_out.weights.sum() == pytest.approx(0.25 * heavy.weights.sum(), abs=100)


def test_a_single_group_cannot_be_split():
    X = np.ones((5, 2))
    rows = Rows(X, np.arange(5.0)[:, None], np.ones(5)).distinct()
    training, held_out = rows.split(0.5, np.random.RandomState(0))
    assert len(held_out.X) == 0
    assert len(training.X) == 5
