"""The asinh of skewed inputs, against SciPy's skewness and NumPy's own functions."""

import numpy as np
import pytest
from scipy.stats import skew

from shoal import NeuralRegressor
from shoal.model.asinh import MOST_SKEW, Asinh
from shoal.model.scaling import Scaling

N = 300
RANDOM = np.random.RandomState(0)
NORMAL = RANDOM.normal(size=N)
LOGNORMAL = np.exp(2 * RANDOM.normal(size=N))
SPARSE = np.where(RANDOM.uniform(size=N) < 0.8, 0, 12.5 * RANDOM.randint(1, 9, size=N))
COLUMNS = {
    "normal": NORMAL,
    "to the right": LOGNORMAL,
    "to the left": 7 - 1e-3 * LOGNORMAL,
    "two values": (NORMAL > 1.9).astype(float),
    "mostly one value": SPARSE,
    "constant": np.full(N, 0.1),
    "constant but for rounding": 0.1 + 1e-15 * (2 * (NORMAL > 2) + (NORMAL > 2.3)),
    "skewed, but less": np.exp(0.4 * RANDOM.normal(size=N)),
}
X = np.column_stack(list(COLUMNS.values()))
ONES = np.ones(N)


def test_columns_more_skewed_than_an_exponential_distribution_are_taken():
    asinh = Asinh.of(X, ONES)
    names = [list(COLUMNS)[j] for j in asinh.columns]
    assert names == ["to the right", "to the left", "mostly one value"]
    assert (np.abs(skew(X[:, asinh.columns])) > MOST_SKEW).all()
    assert abs(skew(COLUMNS["two values"])) > MOST_SKEW  # nothing bends what is two points
    assert abs(skew(COLUMNS["skewed, but less"])) < MOST_SKEW


def test_what_is_taken_is_skewed_no_more():
    asinh = Asinh.of(X, ONES)
    right, left, sparse = asinh.apply(X)[:, asinh.columns].T
    assert abs(skew(right)) < 1e-4
    assert abs(skew(left)) < 1e-4
    assert asinh.origin[0] == LOGNORMAL.min()
    assert asinh.origin[1] == COLUMNS["to the left"].max()
    assert asinh.unit[2] == pytest.approx(12.5, rel=1e-4)  # nothing lies closer to 0
    assert 0 < skew(sparse) < skew(SPARSE)


@pytest.mark.parametrize(
    ("origin", "unit", "printed"),
    [
        (2.0, 0.5, "asinh((x − 2) / 0.5)"),
        (-2.0, 0.5, "asinh((x + 2) / 0.5)"),
        (0.0, 0.5, "asinh(x / 0.5)"),
        (2.0, 1.0, "asinh(x − 2)"),
        (0.0, 1.0, "asinh(x)"),
    ],
)
def test_it_is_the_formula_it_prints(origin, unit, printed):
    asinh = Asinh(np.array([1]), np.array([origin]), np.array([unit]))
    assert asinh.formula(1, "x") == printed
    value = eval(printed.replace("−", "-"), {"x": X[:, 1], "asinh": np.arcsinh})
    np.testing.assert_array_equal(asinh.apply(X[:, :2]), np.column_stack([X[:, 0], value]))


def test_rows_beyond_the_training_range_come_back_too():
    scaling = Scaling.of(X, ONES, Asinh.of(X, ONES))
    beyond = X + np.ptp(X, axis=0) * RANDOM.uniform(-2, 2, size=X.shape)
    scaled = scaling.apply(beyond)
    assert np.isfinite(scaled).all()
    back = scaling.invert(scaled)
    assert (np.abs(back - beyond) <= 1e-9 * np.abs(X).max(axis=0)).all()


def test_it_is_strictly_rising():
    asinh = Asinh.of(X, ONES)
    for j in asinh.columns:
        line = np.tile(X.mean(axis=0), (1000, 1))
        line[:, j] = np.linspace(X[:, j].min() - 1, X[:, j].max() + 1, 1000)
        assert (np.diff(asinh.apply(line)[:, j]) > 0).all()


def test_weights_are_repeated_rows():
    s = RANDOM.randint(1, 4, size=N)
    weighted, repeated = (
        Asinh.of(X, s.astype(float)),
        Asinh.of(np.repeat(X, s, axis=0), np.ones(s.sum())),
    )
    np.testing.assert_array_equal(weighted.columns, repeated.columns)
    np.testing.assert_allclose(weighted.unit, repeated.unit, rtol=1e-4)


@pytest.mark.parametrize("size", [1e300, 1e-300, 2.0**-1040])
def test_huge_and_tiny_values_neither_overflow_nor_vanish(size):
    two = np.column_stack([LOGNORMAL, NORMAL])
    asinh = Asinh.of(two * size, ONES)
    if size > 1e-307:  # below, the unit itself would vanish
        np.testing.assert_allclose(asinh.unit, Asinh.of(two, ONES).unit * size, rtol=1e-4)
    assert np.isfinite(asinh.apply(two * size)).all()


def test_one_input_alone_stays_as_it_is():
    assert Asinh.of(LOGNORMAL[:, np.newaxis], ONES) is None


def test_a_fit_takes_the_asinh_of_what_is_skewed_unless_told_otherwise():
    y = np.sin(NORMAL) + np.log(LOGNORMAL)
    rows = np.column_stack([NORMAL, LOGNORMAL])
    settings = {"hidden_layer_sizes": (3,), "random_state": 0}
    by_itself = NeuralRegressor(**settings).fit(rows, y)
    plain = NeuralRegressor(standardize=True, **settings).fit(rows, y)
    assert by_itself.asinh_inputs_.tolist() == [1]
    assert plain.asinh_inputs_.tolist() == []
    asinh = Asinh.of(rows, ONES)
    by_hand = np.column_stack([NORMAL, np.arcsinh((LOGNORMAL - LOGNORMAL.min()) / asinh.unit[0])])
    same = NeuralRegressor(standardize=True, **settings).fit(by_hand, y)
    np.testing.assert_allclose(by_itself.predict(rows), same.predict(by_hand), rtol=1e-9)
    assert by_itself.score(rows, y) > plain.score(rows, y)


def test_one_input_more_skewed_than_any_number_of_rows_allows_is_no_error():
    rows = np.column_stack([NORMAL, np.where(np.arange(N) == 7, 1e9, np.arange(N) % 3)])
    model = NeuralRegressor((3,), random_state=0).fit(rows, NORMAL)
    assert model.asinh_inputs_.tolist() == [1]
    assert model.score(rows, NORMAL) > 0.99
