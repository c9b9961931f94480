"""Noise: known levels found, constant or varying; densities and quantiles that are what they say."""

import numpy as np
import pytest
from scipy import stats

from shoal.model.noise import LEAST, STEEPEST, Noise, fit_noise


def draw(n, level, seed=0, spread=0.0, shape=None):
    """Inputs X (n, 2), prediction y, residuals of standard deviation level(X, y)."""
    random = np.random.RandomState(seed)
    X, y = random.normal(size=(n, 2)), random.normal(size=n)
    unit = random.normal(size=n) if shape is None else shape(random, n)
    std = np.sqrt(level(X, y) ** 2 + spread**2)
    return X, y, std * unit


def fitted(n, level, kind, seed=0, spread=0.0, weights=None, shape=None):
    X, y, residual = draw(n, level, seed, spread, shape)
    weights = np.ones(n) if weights is None else weights
    return fit_noise(residual, np.full(n, spread), y, X, weights, kind), X, y, residual


@pytest.mark.parametrize("spread", [0.0, 0.2])
@pytest.mark.parametrize("level", [0.01, 0.3, 20.0])
def test_a_constant_level(level, spread):
    for seed in range(5):
        noise, X, y, _ = fitted(2_000, lambda X, y: level, "constant", seed, spread * level)
        assert len(noise.slopes) == 1
        error = np.sqrt(1 + spread**2) / np.sqrt(2 * 2_000)
        np.testing.assert_allclose(noise.std(y, X), level, rtol=4 * error)


def test_what_networks_differ_by_is_no_part_of_the_residuals_shape():
    """Normal residuals of noise and spread together: 90 % lie within 1.645 of both together."""
    noise = fitted(4_000, lambda X, y: 1.0, "constant", spread=2.0)[0]
    assert noise.multiple(0.9) == pytest.approx(stats.norm.ppf(0.95), rel=0.05)


def test_a_level_that_varies_with_an_input_and_the_prediction():
    def level(X, y):
        return 0.3 * np.exp(0.4 * X[:, 0] - 0.25 * y)

    noise, X, y, _ = fitted(4_000, level, "varying")
    found = noise.slopes  # of the log variance: constant, y, x0, x1
    np.testing.assert_allclose(found, [2 * np.log(0.3), -0.5, 0.8, 0.0], atol=0.15)
    ratio = noise.std(y, X) / level(X, y)
    near = (np.abs(X) < 2).all(axis=1) & (np.abs(y) < 2)
    assert np.quantile(np.abs(np.log(ratio[near])), 0.95) < 0.15


def test_auto_tells_constant_from_varying():
    def varying(X, y):
        return np.exp(0.8 * X[:, 0])

    kinds = {1: 0, 4: 0}
    for seed in range(10):
        kinds[len(fitted(300, lambda X, y: 1.0, "auto", seed)[0].slopes)] += 1
        assert len(fitted(300, varying, "auto", seed)[0].slopes) == 4
    assert kinds[1] >= 9


def test_few_rows_have_constant_noise():
    assert len(fitted(20, lambda X, y: 1.0, "varying")[0].slopes) == 1
    assert len(fitted(21, lambda X, y: 1.0, "varying")[0].slopes) == 4


def test_a_row_of_weight_2_is_the_row_twice():
    X, y, residual = draw(100, lambda X, y: 1.0, shape=lambda random, n: random.standard_t(4, n))
    none, heavy = np.zeros(100), np.abs(residual) > 1  # large residuals weigh more than small ones
    once = fit_noise(residual, none, y, X, 1.0 + 3 * heavy, "varying")
    rows = np.repeat(np.arange(100), 1 + 3 * heavy)
    n = len(rows)
    twice = fit_noise(residual[rows], none[rows], y[rows], X[rows], np.ones(n), "varying")
    np.testing.assert_allclose(once.slopes, twice.slopes, rtol=1e-6, atol=1e-8)
    np.testing.assert_allclose(once.quantiles, twice.quantiles, rtol=1e-6)
    assert once.freedom == twice.freedom
    assert once.n_rows == twice.n_rows == n


def test_bounds_of_a_varying_level():
    noise = Noise(np.array([0.0, 5.0, 0.0, 0.0]), np.array([0.0, 1.0]), np.inf, 1.0)
    y = np.array([-1e6, -1.0, 0.0, 1.0, 1e6])
    std = noise.std(y, np.zeros((5, 2)))
    assert (np.diff(std) >= 0).all()
    np.testing.assert_allclose(std[[0, 2, 4]], np.exp([-STEEPEST / 2, 0, STEEPEST / 2]))


def test_residuals_of_zero_have_a_floor():
    n = 30
    noise = fit_noise(np.zeros(n), np.zeros(n), np.zeros(n), np.zeros((n, 2)), np.ones(n), "auto")
    np.testing.assert_allclose(noise.std(np.zeros(3), np.zeros((3, 2))), LEAST, rtol=1e-6)
    assert noise.multiple(0.9) == 0.0


@pytest.mark.parametrize("n", [1, 2, 5])
def test_hardly_any_rows(n):
    noise, X, y, residual = fitted(n, lambda X, y: 1.0, "auto")
    assert np.isfinite(noise.std(y, X)).all()
    largest = (np.abs(residual) / noise.std(y, X)).max()
    assert noise.multiple(0.9) == pytest.approx(largest) or n == 5
    assert noise.multiple(0.99) == pytest.approx(largest)


@pytest.mark.parametrize("freedom", [3.0, 4.0, 10.0, 50.0, np.inf])
def test_the_density_is_students_t_of_standard_deviation_1(freedom):
    noise = Noise(np.zeros(1), np.array([0.0, 1.0]), freedom, 10.0)
    ratio = np.linspace(-6, 6, 41)
    if np.isfinite(freedom):
        expected = stats.t.logpdf(ratio, freedom, scale=np.sqrt((freedom - 2) / freedom))
    else:
        expected = stats.norm.logpdf(ratio)
    np.testing.assert_allclose(noise.log_density(ratio), expected, rtol=1e-12)


def test_the_freedom_tells_heavy_tails_from_normal_ones():
    def heavy(random, n):
        return random.standard_t(3, size=n) / np.sqrt(3)

    assert fitted(5_000, lambda X, y: 1.0, "constant", shape=heavy)[0].freedom <= 6
    assert fitted(5_000, lambda X, y: 1.0, "constant")[0].freedom >= 20


@pytest.mark.parametrize("coverage", [0.5, 0.8, 0.9, 0.95, 0.99])
@pytest.mark.parametrize("shape", ["normal", "heavy", "skewed"])
def test_coverage_on_fresh_draws(shape, coverage):
    """Mean over 40 fits to 200 rows; the share expected is exact up to one row, to the safe side."""
    shapes = {
        "normal": None,
        "heavy": lambda random, n: random.standard_t(3, size=n) / np.sqrt(3),
        "skewed": lambda random, n: random.exponential(size=n) - 1,
    }
    shares = []
    for seed in range(40):
        noise, *_ = fitted(200, lambda X, y: 0.7, "constant", seed, shape=shapes[shape])
        X, y, fresh = draw(2_000, lambda X, y: 0.7, 10_000 + seed, shape=shapes[shape])
        shares.append((np.abs(fresh) <= noise.multiple(coverage) * noise.std(y, X)).mean())
    error = np.std(shares) / np.sqrt(len(shares))
    assert coverage - 4 * error < np.mean(shares) < coverage + 1 / 200 + 4 * error


def test_multiples_rise_with_coverage():
    noise, *_ = fitted(150, lambda X, y: 1.0, "constant")
    wanted = np.linspace(0.01, 0.999, 50)
    multiples = [noise.multiple(c) for c in wanted]
    assert (np.diff(multiples) >= 0).all()
    assert multiples[0] < 0.1
    assert noise.multiple(0.6827) == pytest.approx(1.0, abs=0.2)


def test_a_variance_leaves_its_mean_by_a_factor_of_20_at_most():
    noise = Noise(np.array([0.0, 50.0, 0.0]), np.array([0.0, 1.0]), np.inf, 1.0)
    far = noise.std(np.array([-1e3, 1e3]), np.zeros((2, 1))) ** 2
    np.testing.assert_allclose(far, [np.exp(-3), np.exp(3)], rtol=1e-9)


def test_a_slope_costs_a_pseudo_row():
    """Rows whose log variance rises by y: with few of them the slope found is shrunk, with many not.

    Half a square residual's log likelihood has the curvature n / 2; the ridge adds 1.
    """
    random = np.random.RandomState(0)
    for n, low, high in ((40, 0.7, 0.99), (4_000, 0.97, 1.03)):
        y = np.tile([-1.0, 1.0], n // 2)
        residual = np.exp(y / 2) * np.where(np.arange(n) // 2 % 2, 1, -1)
        noise = fit_noise(
            residual, np.zeros(n), y, random.normal(size=(n, 1)), np.ones(n), "varying"
        )
        rise = np.log(
            noise.std(np.ones(1), np.zeros((1, 1))) / noise.std(-np.ones(1), np.zeros((1, 1)))
        )
        assert low < rise[0] < high
