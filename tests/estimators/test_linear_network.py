"""LinearNetwork against the normal equations in exact arithmetic, and scikit-learn."""

from fractions import Fraction

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression
from sklearn.preprocessing import (
    FunctionTransformer,
    OneHotEncoder,
    PolynomialFeatures,
    SplineTransformer,
)

from shoal import LinearNetwork

random = np.random.RandomState(0)
X = random.normal(size=(50, 3))
T = random.normal(size=(50, 2))
S = random.uniform(0.1, 3, size=50)


def exact_solution(X1, T, s):
    """W of (X1' S X1) W = X1' S T in rational arithmetic."""
    rows = [[Fraction(v) for v in r] for r in X1]
    targets = [[Fraction(v) for v in r] for r in T]
    weights = [Fraction(v) for v in s]
    n, k = len(rows[0]), len(targets[0])
    system = [
        [sum(w * r[i] * r[j] for w, r in zip(weights, rows, strict=True)) for j in range(n)]
        + [
            sum(w * r[i] * t[c] for w, r, t in zip(weights, rows, targets, strict=True))
            for c in range(k)
        ]
        for i in range(n)
    ]
    for i in range(n):
        pivot = next(r for r in range(i, n) if system[r][i])
        system[i], system[pivot] = system[pivot], system[i]
        system[i] = [v / system[i][i] for v in system[i]]
        for r in range(n):
            if r != i:
                system[r] = [
                    a - system[r][i] * b for a, b in zip(system[r], system[i], strict=True)
                ]
    return np.array([[float(v) for v in row[n:]] for row in system])


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("scale", [1.0, 1e6, 1e-6])
def test_equals_the_exact_normal_equations(weighted, scale):
    s = S if weighted else np.ones(50)
    inputs = X * [1, scale, 1] + [0, 3 * scale, 0]
    truth = exact_solution(np.insert(inputs, 0, 1, axis=1), T, s)
    model = LinearNetwork().fit(inputs, T, S if weighted else None)
    np.testing.assert_allclose(model.W_, truth, rtol=1e-10)
    assert model.rank_ == 3
    np.testing.assert_allclose(
        model.predict(inputs), np.insert(inputs, 0, 1, axis=1) @ truth, rtol=1e-9, atol=1e-12
    )


def test_collinear_columns_give_the_rank_and_the_same_predictions():
    twice = np.column_stack([X, X[:, 0] + X[:, 1], np.full(50, 7.0)])
    model, plain = LinearNetwork().fit(twice, T), LinearNetwork().fit(X, T)
    assert model.rank_ == 3
    np.testing.assert_allclose(model.predict(twice), plain.predict(X), rtol=1e-9, atol=1e-12)
    assert np.abs(model.W_).max() < 10
    wide = random.normal(size=(10, 40))
    model = LinearNetwork().fit(wide, T[:10])
    assert model.rank_ == 9
    np.testing.assert_allclose(model.predict(wide), T[:10], rtol=1e-9, atol=1e-11)


def test_shapes_and_scikit_learns_names():
    one, several = LinearNetwork().fit(X, T[:, 0]), LinearNetwork().fit(X, T)
    theirs = LinearRegression().fit(X, T)
    assert one.predict(X).shape == (50,)
    assert several.predict(X).shape == (50, 2)
    assert one.W_.shape == (4, 1)
    assert several.W_.shape == (4, 2)
    np.testing.assert_allclose(several.coef_, theirs.coef_, rtol=1e-10)
    np.testing.assert_allclose(several.intercept_, theirs.intercept_, rtol=1e-10)
    assert one.coef_.shape == (3,)
    assert np.isscalar(one.intercept_)


def test_any_transformer_is_a_basis():
    fixed = FunctionTransformer(lambda X: np.column_stack([X[:, 0], X[:, 1] ** 5]))
    for basis in (PolynomialFeatures(3), SplineTransformer(), fixed):
        model = LinearNetwork(basis).fit(X, T)
        Phi = basis.fit_transform(X)
        theirs = LinearRegression().fit(Phi, T)
        np.testing.assert_allclose(model.predict(X), theirs.predict(Phi), rtol=1e-7, atol=1e-9)
        assert model.basis is basis
    labels = random.randint(0, 4, size=(50, 1)).astype(float)
    means = [T[labels[:, 0] == v].mean(axis=0) for v in range(4)]
    model = LinearNetwork(OneHotEncoder()).fit(labels, T)  # a sparse basis
    np.testing.assert_allclose(model.predict(np.arange(4.0)[:, None]), means, rtol=1e-9, atol=1e-12)


def test_the_basis_is_fitted_to_the_rows_and_the_parameter_left_alone():
    basis = SplineTransformer()
    model = LinearNetwork(basis).fit(X, T)
    assert not hasattr(basis, "bsplines_")
    assert hasattr(model.basis_, "bsplines_")
    bad = X.copy()
    bad[0, 0] = np.inf
    W = model.W_
    with pytest.raises(ValueError):
        model.fit(bad, T)
    assert model.W_ is W


def test_huge_values():
    model = LinearNetwork().fit(X * 1e150, T * 1e150)
    np.testing.assert_allclose(
        model.predict(X * 1e150) / 1e150, LinearNetwork().fit(X, T).predict(X), rtol=1e-9
    )
