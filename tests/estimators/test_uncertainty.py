"""What an estimator says of its own errors: intervals that cover, densities that are densities."""

import time

import numpy as np
import pytest
from scipy import stats
from sklearn.datasets import make_friedman1
from sklearn.exceptions import NotFittedError

from shoal import NeuralRegressor
from shoal.datasets import lecture
from shoal.errors import InputError


def data(n=150, seed=0, level=lambda X: 0.2, K=1):
    random = np.random.RandomState(seed)
    X = random.uniform(-2, 2, size=(n, 2))
    T = np.stack([np.sin(X[:, 0] + k) for k in range(K)], axis=1)
    T += np.reshape(level(X) * random.normal(size=(K, n)), (K, n)).T
    return X, T[:, 0] if K == 1 else T


@pytest.fixture(scope="module")
def model():
    return NeuralRegressor((6,), solver="lm", random_state=0).fit(*data())


@pytest.fixture(scope="module")
def of_two():
    return NeuralRegressor((6,), solver="lm", alpha="ard", random_state=0).fit(*data(K=2))


def test_bounds_lie_around_the_prediction_and_grow_with_coverage(model):
    X, _ = data(50, seed=1)
    last = np.zeros(50)
    for coverage in (0.1, 0.5, 0.9, 0.95, 0.999):
        low, high = model.predict_interval(X, coverage)
        np.testing.assert_allclose((low + high) / 2, model.predict(X), rtol=1e-9, atol=1e-12)
        assert (high - low > last).all()
        last = high - low


def test_bounds_are_multiples_of_the_spread(model):
    X, _ = data(50, seed=1)
    low, high = model.predict_interval(X, 0.8)
    spread = model.predict_spread(X)
    multiple = model.ensemble_.noise[0].multiple(0.8)
    np.testing.assert_allclose((high - low) / 2, multiple * spread.total[:, 0], rtol=1e-9)
    np.testing.assert_allclose(spread.total, np.hypot(spread.noise, spread.members))
    assert (spread.noise > 0).all()
    assert (spread.members > 0).all()


def test_members_differ_more_where_there_are_no_rows(model):
    X, _ = data(100, seed=1)
    near, far = model.predict_spread(X), model.predict_spread(X + np.array([6.0, 0.0]))
    assert np.median(far.members) > 3 * np.median(near.members)


def test_the_likelihood_is_the_formula(of_two):
    X, T = data(40, seed=3, K=2)
    total = of_two.predict_spread(X).total
    expected = np.zeros(40)
    for k, noise in enumerate(of_two.ensemble_.noise):
        f = noise.freedom
        shape = stats.norm() if np.isinf(f) else stats.t(f, scale=np.sqrt((f - 2) / f))
        z = (T[:, k] - of_two.predict(X)[:, k]) / total[:, k]
        expected += shape.logpdf(z) - np.log(total[:, k])
    np.testing.assert_allclose(of_two.log_likelihood(X, T), expected, rtol=1e-9)


def test_the_density_has_mass_1(model):
    X = np.zeros((1, 2))
    grid = np.linspace(-30, 30, 20_001)
    density = np.exp([model.log_likelihood(X, [y])[0] for y in grid[::10]])
    assert np.trapezoid(density, grid[::10]) == pytest.approx(1, abs=1e-3)


def test_units(of_two):
    """The density of y in another unit is the density over that unit."""
    X, T = data(K=2)
    unit = np.array([8.0, 0.25])
    other = NeuralRegressor((6,), solver="lm", alpha="ard", random_state=0).fit(X, T * unit)
    np.testing.assert_allclose(
        other.log_likelihood(X, T * unit) + np.log(unit).sum(), of_two.log_likelihood(X, T)
    )


def test_shapes(model, of_two):
    X, T = data(7, seed=2, K=2)
    assert model.predict_interval(X)[0].shape == (7,)
    assert of_two.predict_interval(X)[1].shape == (7, 2)
    assert model.predict_spread(X).total.shape == (7, 1)
    assert of_two.log_likelihood(X, T).shape == (7,)
    assert model.extrapolates(X).shape == (7,)


def test_known_noise_is_found():
    for seed in range(3):
        X, y = data(400, seed)
        found = NeuralRegressor((8,), solver="lm", random_state=0).fit(X, y).predict_spread(X).noise
        np.testing.assert_allclose(np.sqrt(np.mean(found**2)), 0.2, rtol=0.15)


def test_noise_that_varies():
    def level(X):
        return 0.1 * np.exp(0.6 * X[:, 0])

    X, y = data(800, 0, level)
    settings = {"solver": "lm", "alpha": "ard", "random_state": 0}
    model = NeuralRegressor((6,), **settings).fit(X, y)
    grid = np.column_stack([np.linspace(-1.8, 1.8, 30), np.zeros(30)])
    ratio = model.predict_spread(grid).noise[:, 0] / level(grid)
    assert np.abs(np.log(ratio)).max() < 0.4
    constant = NeuralRegressor((6,), noise="constant", **settings).fit(X, y)
    assert np.ptp(constant.predict_spread(grid).noise) < 1e-12
    X_new, y_new = data(2_000, 1, level)
    gain = model.log_likelihood(X_new, y_new) - constant.log_likelihood(X_new, y_new)
    assert gain.mean() > 0.15
    for part in (X_new[:, 0] < -1, X_new[:, 0] > 1):
        low, high = model.predict_interval(X_new[part], 0.9)
        assert ((low <= y_new[part]) & (y_new[part] <= high)).mean() == pytest.approx(0.9, abs=0.06)


@pytest.mark.parametrize(("n", "draws"), [(150, 6), (400, 3)])
def test_coverage_at_defaults(n, draws):
    covered = {0.9: [], 0.95: []}
    for seed in range(draws):
        X, y = make_friedman1(n, noise=1.0, random_state=seed)
        X_new, y_new = make_friedman1(2_000, noise=1.0, random_state=1_000 + seed)
        model = NeuralRegressor(random_state=seed).fit(X, y)
        for coverage, shares in covered.items():
            low, high = model.predict_interval(X_new, coverage)
            shares.append(((low <= y_new) & (y_new <= high)).mean())
    for coverage, shares in covered.items():
        assert np.mean(shares) == pytest.approx(coverage, abs=0.04)


def test_one_network_knows_its_noise_from_rows_held_out():
    X, y = data()
    settings = {"solver": "lm", "n_networks": 1, "random_state": 0, "max_iter": 300}
    silent = NeuralRegressor((6,), alpha="ard", **settings).fit(X, y)
    for call in (silent.predict_interval, silent.predict_spread):
        with pytest.raises(ValueError, match="noise is not known"):
            call(X)
    with pytest.raises(ValueError, match="noise is not known"):
        silent.log_likelihood(X, y)
    stopped = NeuralRegressor((6,), alpha=1e-3, early_stopping=True, **settings).fit(X, y)
    watched = NeuralRegressor((6,), alpha="ard", **settings).fit(X, y, validation=data(100, seed=5))
    for one in (stopped, watched):
        assert one.predict_spread(X).noise.mean() == pytest.approx(0.2, rel=0.4)
        assert (one.predict_spread(X).members == 0).all()


@pytest.mark.parametrize("coverage", [0.0, 1.0, -0.1, 1.5, np.nan])
def test_coverages_that_are_none(model, coverage):
    with pytest.raises(ValueError, match="coverage must lie between 0 and 1"):
        model.predict_interval(np.zeros((1, 2)), coverage)


def test_arguments_that_do_not_fit(model, of_two):
    X, y = data(5)
    with pytest.raises(ValueError, match="y has shape"):
        of_two.log_likelihood(X, y)
    with pytest.raises(ValueError, match="y has shape"):
        model.log_likelihood(X, np.zeros((5, 2)))
    with pytest.raises(ValueError, match="3 features"):
        model.predict_interval(np.zeros((5, 3)))
    with pytest.raises(NotFittedError):
        NeuralRegressor().predict_interval(X)
    with pytest.raises(NotFittedError):
        NeuralRegressor().extrapolates(X)


def test_extrapolation(model):
    X, _ = data()
    assert not model.extrapolates(X).any()
    assert model.extrapolates(np.array([[2.5, 0.0], [0.0, -3.0], [0.0, 0.0]])).tolist() == [
        True,
        True,
        False,
    ]


@pytest.mark.slow
def test_the_lectures_data_in_twenty_draws():
    """0.279: mean of the best points of the 100,000-epoch curves, which see the test data."""
    errors, seconds = [], []
    for i in range(20):
        draw = lecture("S19", np.random.RandomState(i))
        model = NeuralRegressor((20,), solver="lm", alpha="evidence", n_networks=5, random_state=i)
        began = time.perf_counter()
        model.fit(draw.X, draw.T)
        seconds.append(time.perf_counter() - began)
        errors.append(np.sqrt(np.mean((model.predict(draw.X_test) - draw.T_test) ** 2)))
    print(f"test RMSE {np.mean(errors):.4f}, {1e3 * np.median(seconds):.1f} ms a fit")
    assert np.mean(errors) < 0.279


def test_predict_gives_the_standard_deviation_too():
    random = np.random.RandomState(0)
    X = random.uniform(-2, 2, (80, 2))
    y = np.sin(X[:, 0]) + 0.1 * random.standard_normal(80)
    model = NeuralRegressor((4,), random_state=0).fit(X, y)
    mean, std = model.predict(X, return_std=True)
    np.testing.assert_allclose(mean, model.predict(X), rtol=1e-13)
    np.testing.assert_array_equal(std, model.predict_spread(X).total[:, 0])
    assert std.shape == (80,)
    one = NeuralRegressor((4,), n_networks=1, random_state=0).fit(X, y)
    with pytest.raises(InputError, match="noise is not known"):
        one.predict(X, return_std=True)
