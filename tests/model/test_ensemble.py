"""Ensembles: the mean of guarded members, and the parts of its standard deviation."""

import numpy as np
import pytest

from shoal.core.activations import ACTIVATIONS
from shoal.core.layout import Layout
from shoal.model.ensemble import Ensemble, Spread, deviation_of, mean_of
from shoal.model.network import Network
from shoal.model.noise import Noise
from shoal.model.scaling import Scaling

LAYOUT = Layout((2, 3, 2))


def network(seed, dtype=np.float64):
    theta = np.random.RandomState(seed).normal(size=LAYOUT.n_weights)
    weights = tuple(w.astype(dtype) for w in LAYOUT.views(theta))
    around = Scaling(np.array([1.0, -2.0]), np.array([2.0, 0.5]))
    targets = Scaling(np.array([10.0, 0.0]), np.array([3.0, 100.0]))
    return Network(weights, ACTIVATIONS["tanh"], ACTIVATIONS["identity"], around, targets)


def ensemble(n=4, guard=None, noise=(), shares=None, dtype=np.float64):
    shares = np.random.RandomState(0).dirichlet(np.ones(n)) if shares is None else shares
    networks = tuple(network(seed, dtype) for seed in range(n))
    return Ensemble(networks, shares, 1, guard, np.array([-1.0, -1]), np.array([1.0, 2]), noise)


X = np.random.RandomState(9).normal(size=(7, 2))


def test_the_answer_is_the_mean_with_the_shares():
    e = ensemble()
    expected = sum(s * n.predict(X) for s, n in zip(e.shares, e.networks, strict=True))
    np.testing.assert_allclose(e.predict(X), expected, rtol=1e-12)
    assert e.members(X).shape == (4, 7, 2)
    assert e.layout == LAYOUT


def test_the_guard_cuts_each_member_before_the_mean():
    guard = np.array([[9.0, -50.0], [11.0, 50.0]])
    e = ensemble(guard=guard)
    members = [np.clip(n.predict(X), *guard) for n in e.networks]
    assert any((m != n.predict(X)).any() for m, n in zip(members, e.networks, strict=True))
    np.testing.assert_allclose(e.predict(X), np.tensordot(e.shares, members, 1), rtol=1e-12)
    far = 1e9 * X
    assert (e.predict(far) >= guard[0] - 1e-9).all()
    assert (e.predict(far) <= guard[1] + 1e-9).all()


def test_one_network_answers_as_it_does_alone():
    e = ensemble(1, shares=np.ones(1))
    np.testing.assert_array_equal(e.predict(X), e.networks[0].predict(X))
    guard = np.array([[9.9, -1.0], [10.1, 1.0]])
    cut = ensemble(1, guard=guard, shares=np.ones(1)).predict(X)
    np.testing.assert_allclose(cut, np.clip(e.networks[0].predict(X), *guard))


def test_float32_stays_float32():
    e = ensemble(dtype=np.float32, guard=np.array([[9.0, -50.0], [11.0, 50.0]]))
    assert e.predict(X.astype(np.float32)).dtype == np.float32


def test_parts_of_the_deviation():
    level = np.log(0.25)  # of the log variance: a standard deviation of 1/2
    noise = tuple(Noise(np.array([level]), np.array([0.0, 1.0]), np.inf, 9.0) for _ in range(2))
    e = ensemble(noise=noise)
    mean, spread = e.spread(X)
    np.testing.assert_allclose(mean, e.predict(X), rtol=1e-12)
    np.testing.assert_allclose(spread.noise, np.tile([1.5, 50.0], (7, 1)))
    Y = e.members(X)
    square = sum(s * (y - mean) ** 2 for s, y in zip(e.shares, Y, strict=True))
    free = square / (1 - e.shares @ e.shares)
    np.testing.assert_allclose(spread.members, np.sqrt(free), rtol=1e-9)
    np.testing.assert_allclose(spread.total**2, spread.noise**2 + spread.members**2)


def test_varying_noise_reads_scaled_predictions_and_inputs():
    slopes = np.array([-1.0, 0.3, 0.2, -0.1])
    noise = tuple(Noise(slopes, np.array([0.0, 1.0]), np.inf, 9.0) for _ in range(2))
    e = ensemble(noise=noise)
    mean, spread = e.spread(X)
    first = e.networks[0]
    y, x = first.targets.apply(mean), first.inputs.apply(X)
    for k in range(2):
        rise = 0.3 * y[:, k] + 0.2 * x[:, 0] - 0.1 * x[:, 1]
        std = np.exp((-1 + 3 * np.tanh(rise / 3)) / 2)
        np.testing.assert_allclose(spread.noise[:, k], std * first.targets.scale[k], rtol=1e-12)


def test_deviation_is_free_of_bias():
    Y = np.random.RandomState(1).normal(size=(5, 3, 2))
    np.testing.assert_allclose(deviation_of(Y, np.full(5, 0.2)), Y.std(axis=0, ddof=1))
    np.testing.assert_allclose(mean_of(Y, np.full(5, 0.2)), Y.mean(axis=0))
    assert (deviation_of(Y[:1], np.ones(1)) == 0).all()
    assert (deviation_of(Y[:2], np.array([1.0, 0.0])) == 0).all()


def test_extrapolation():
    rows = np.array([[0, 0], [1, 2], [-1, -1], [1.001, 0], [0, -1.5], [np.inf, 0]])
    assert ensemble().extrapolates(rows).tolist() == [False, False, False, True, True, True]


def test_total_neither_over_nor_underflows():
    spread = Spread(np.array([3e200, 3e-200]), np.array([4e200, 4e-200]))
    np.testing.assert_allclose(spread.total, [5e200, 5e-200], rtol=1e-12)


def test_inputs_of_another_width_are_refused():
    with pytest.raises(ValueError, match="reads rows of 2 inputs"):
        ensemble().predict(np.zeros((3, 5)))


def test_far_outside_is_a_tenth_of_the_range_beyond_it():
    """Ranges -1 to 1 and -1 to 2: room for 0.2 and 0.3."""
    e = ensemble()
    rows = np.array([[1.19, 2.29], [1.21, 2.31], [-1.19, -1.29], [-1.21, -1.31], [0.0, 0.0]])
    expected = [[False] * 2, [True] * 2, [False] * 2, [True] * 2, [False] * 2]
    assert e.far_outside(rows).tolist() == expected
