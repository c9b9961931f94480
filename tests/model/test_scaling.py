"""Standardization against NumPy, scikit-learn and exact rational arithmetic."""

from fractions import Fraction

import numpy as np
import pytest
from sklearn.preprocessing import StandardScaler

from shoal.model.asinh import Asinh
from shoal.model.scaling import Scaling

X = np.random.RandomState(0).normal(3, 2, size=(40, 4)) * [1, 10, 1e-3, 1e5]


def test_equals_numpy_and_standard_scaler():
    scaling = Scaling.of(X)
    np.testing.assert_allclose(scaling.shift, X.mean(axis=0), rtol=1e-14)
    np.testing.assert_allclose(scaling.scale, X.std(axis=0), rtol=1e-14)
    np.testing.assert_allclose(
        scaling.apply(X), StandardScaler().fit_transform(X), rtol=1e-12, atol=1e-14
    )


def test_weights_as_scikit_learn_and_as_repeated_rows():
    s = np.random.RandomState(1).randint(0, 4, size=len(X)).astype(float)
    scaling = Scaling.of(X, s)
    theirs = StandardScaler().fit(X, sample_weight=s)
    np.testing.assert_allclose(scaling.shift, theirs.mean_, rtol=1e-14)
    np.testing.assert_allclose(scaling.scale, theirs.scale_, rtol=1e-14)
    repeated = Scaling.of(np.repeat(X, s.astype(int), axis=0))
    np.testing.assert_allclose(scaling.shift, repeated.shift, rtol=1e-14)
    np.testing.assert_allclose(scaling.scale, repeated.scale, rtol=1e-14)


def test_a_large_offset_costs_no_digits_of_the_deviation():
    column = 1e9 + np.arange(10.0) / 16
    exact = [Fraction(v) for v in column]
    mean = sum(exact) / 10
    variance = sum((v - mean) ** 2 for v in exact) / 10
    scaling = Scaling.of(column[:, None])
    assert scaling.scale[0] == pytest.approx(float(variance) ** 0.5, rel=1e-15)
    assert scaling.shift[0] == pytest.approx(float(mean), rel=1e-16)


def test_the_rounding_error_of_a_large_mean_is_taken_out_of_the_variance():
    random = np.random.RandomState(0)
    for n in range(5, 40):
        column, s = 1e15 + np.arange(n), random.uniform(0.1, 1, size=n)
        exact, share = [Fraction(v) for v in column], [Fraction(v) for v in s]
        mean = sum(v * w for v, w in zip(exact, share, strict=True)) / sum(share)
        variance = sum(w * (v - mean) ** 2 for v, w in zip(exact, share, strict=True)) / sum(share)
        found = Scaling.of(column[:, None], s).scale[0]
        assert found == pytest.approx(float(variance) ** 0.5, rel=1e-12)


@pytest.mark.parametrize("size", [1e300, 1e-300, 1e-308])
def test_huge_and_tiny_values_neither_overflow_nor_vanish(size):
    column = np.array([[1.0], [2.0], [4.0], [-3.0]])
    scaling = Scaling.of(column * size)
    scaled = scaling.apply(column * size)
    digits = 1e-15 if size > 1e-307 else 1e-7  # below, the values themselves have few
    np.testing.assert_allclose(scaled, Scaling.of(column).apply(column), rtol=digits, atol=digits)
    np.testing.assert_allclose(scaling.invert(scaled), column * size, rtol=1e-14)


@pytest.mark.parametrize("value", [0.0, 0.1, -7.3, 1e-300, 1e17 / 3, 1e300 / 3])
@pytest.mark.parametrize("weighted", [False, True])
def test_a_constant_column_keeps_scale_1_and_becomes_0(value, weighted):
    for n in (1, 2, 3, 7, 1000):
        s = np.random.RandomState(n).uniform(0.1, 1, size=n) if weighted else None
        column = np.full((n, 1), value)
        scaling = Scaling.of(column, s)
        assert scaling.scale[0] == 1
        assert scaling.shift[0] == value
        assert (scaling.apply(column) == 0).all()
        assert (scaling.invert(np.zeros((n, 1))) == value).all()


def test_a_column_constant_but_for_rounding_is_never_blown_up():
    for size in (1e-200, 1.0, 1e17, 1e300):
        column = np.array([size, np.nextafter(size, np.inf), size, size])[:, None]
        assert np.abs(Scaling.of(column).apply(column)).max() <= 2


def test_a_small_real_variance_is_not_taken_for_rounding():
    column = (1 + 1e-12 * np.arange(8.0))[:, None]
    assert Scaling.of(column).scale[0] == pytest.approx(column.std(), rel=1e-3)


def test_float32_stays_float32_with_float64_sums():
    single = X.astype(np.float32)
    scaling = Scaling.of(single)
    assert scaling.shift.dtype == scaling.scale.dtype == np.float64
    np.testing.assert_allclose(scaling.shift, single.astype(float).mean(axis=0), rtol=1e-14)
    assert scaling.apply(single).dtype == np.float32
    assert scaling.invert(scaling.apply(single)).dtype == np.float32


def test_the_inverse_gives_the_values_back():
    scaling = Scaling.of(X)
    np.testing.assert_allclose(scaling.invert(scaling.apply(X)), X, rtol=1e-15, atol=1e-15)
    none = Scaling.none(4)
    np.testing.assert_array_equal(none.apply(X), X)
    np.testing.assert_array_equal(none.invert(X), X)


def test_the_printed_formula_is_what_happens():
    columns = np.column_stack([X[:, 0], np.exp(X[:, 1] / 5), np.zeros(40)])
    scaling = Scaling.of(columns, np.ones(40), Asinh.of(columns, np.ones(40)))
    assert scaling.asinh.columns.tolist() == [1]
    for j, name in enumerate(("speed", "load")):
        code = scaling.formula(j, name).replace("−", "-")
        found = eval(code, {name: columns[:, j], "asinh": np.arcsinh})
        np.testing.assert_allclose(found, scaling.apply(columns)[:, j], rtol=1e-4, atol=1e-4)
    assert scaling.formula(2, "zero") == "zero"
    assert Scaling.none(2).formula(1, "raw") == "raw"


def test_the_formula_of_a_column_leaves_out_what_changes_nothing():
    scaling = Scaling(np.array([-0.5, 0.0, 3.0]), np.array([2.0, 1.0, 1.0]))
    assert [scaling.formula(j, "x") for j in range(3)] == ["(x + 0.5) / 2", "x", "x − 3"]
