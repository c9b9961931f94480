"""Initial weights: the draws, by hand, in the lecture's order."""

import numpy as np
import pytest

from shoal.core.activations import ACTIVATIONS
from shoal.core.layout import Layout
from shoal.core.starts import initial_theta
from shoal.errors import InputError

TANH = ACTIVATIONS["tanh"]


def drawn(sizes, start, hidden=TANH, seed=0):
    layout = Layout(sizes)
    theta = initial_theta(layout, hidden, start, np.random.RandomState(seed))
    assert theta.dtype == np.float64
    return layout.views(theta)


def test_uniform_draws_v_then_w_as_the_lecture_does():
    random = np.random.RandomState(0)
    V, W = random.uniform(-0.1, 0.1, size=(3, 5)), random.uniform(-0.1, 0.1, size=(6, 2))
    found = drawn((2, 5, 2), "uniform")
    np.testing.assert_array_equal(found[0], V)
    np.testing.assert_array_equal(found[1], W)


@pytest.mark.parametrize(("name", "gain"), [("tanh", 6), ("relu", 6), ("logistic", 2)])
def test_glorot_bounds(name, gain):
    matrices = drawn((30, 40, 20, 3), "glorot", ACTIVATIONS[name])
    for W, (fan_in, fan_out) in zip(matrices, [(30, 40), (40, 20), (20, 3)], strict=True):
        bound = np.sqrt(gain / (fan_in + fan_out))
        assert 0.9 * bound < np.abs(W).max() <= bound
    random = np.random.RandomState(0)
    bound = np.sqrt(gain / 70)
    np.testing.assert_array_equal(matrices[0], random.uniform(-bound, bound, size=(31, 40)))


@pytest.mark.parametrize(("name", "factor"), [("tanh", 1), ("logistic", 2)])
def test_nguyen_widrow_lengths_and_constants(name, factor):
    D, M = 4, 30
    V, W = drawn((D, M, 2), "nguyen-widrow", ACTIVATIONS[name])
    length = factor * 0.7 * M ** (1 / D)
    np.testing.assert_allclose(np.linalg.norm(V[1:], axis=0), length / np.sqrt(3), rtol=1e-14)
    assert np.abs(V[0]).max() <= length
    assert V[0].std() > length / 3
    bound = np.sqrt((6 if name == "tanh" else 2) / (M + 2))
    assert np.abs(W).max() <= bound


def test_equal_weights_are_all_the_same_number():
    V, W = drawn((2, 5, 1), "equal")
    assert (V == 0.05).all()
    assert (W == 0.05).all()


def test_nguyen_widrow_units_bend_within_the_range_of_one_input():
    V, _ = drawn((1, 200, 1), "nguyen-widrow")
    bends = -V[0] / V[1]
    assert np.abs(bends).max() <= np.sqrt(3)
    assert bends.min() < -1.5
    assert bends.max() > 1.5


def test_auto_is_nguyen_widrow_for_the_sigmoids_and_glorot_for_the_rest():
    for name, hidden in ACTIVATIONS.items():
        meant = "nguyen-widrow" if name in ("tanh", "logistic") else "glorot"
        for found, expected in zip(
            drawn((2, 4, 1), "auto", hidden), drawn((2, 4, 1), meant, hidden), strict=True
        ):
            np.testing.assert_array_equal(found, expected)


def test_zeros_draw_nothing():
    random = np.random.RandomState(0)
    theta = initial_theta(Layout((2, 3, 1)), TANH, "zeros", random)
    assert not theta.any()
    assert random.uniform() == np.random.RandomState(0).uniform()


def test_given_arrays_are_copied():
    V, W = np.ones((3, 4)), np.full((5, 1), 2.0)
    layout = Layout((2, 4, 1))
    theta = initial_theta(layout, TANH, [V, W.tolist()], np.random.RandomState(0))
    theta += 1
    assert (V == 1).all()
    np.testing.assert_array_equal(theta, [2.0] * 12 + [3.0] * 5)


@pytest.mark.parametrize(
    ("start", "words"),
    [
        ([np.ones((3, 4))], "do not fit this network"),
        ([np.ones((2, 4)), np.ones((5, 1))], r"needs \(\(3, 4\), \(5, 1\)\)"),
        ([np.ones((3, 4)), np.full((5, 1), np.nan)], "NaN or infinity"),
        ([np.ones((3, 4)), np.full((5, 1), np.inf)], "NaN or infinity"),
        ([[["a"]], np.ones((5, 1))], "start"),
        ([[[1, 2], [3]], np.ones((5, 1))], "start"),
        (3.0, "start"),
    ],
)
def test_what_does_not_fit_is_named(start, words):
    with pytest.raises(InputError, match=words):
        initial_theta(Layout((2, 4, 1)), TANH, start, np.random.RandomState(0))
