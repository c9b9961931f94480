"""Sparse rows give the same bits as dense ones, wherever X is asked for."""

from types import SimpleNamespace

import numpy as np
import pytest
from scipy import sparse
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

import shoal
from shoal import LinearNetwork, NeuralRegressor
from shoal.core import dense as making_dense
from shoal.errors import InputError

random = np.random.RandomState(0)
X = random.normal(size=(80, 5)) * (random.uniform(size=(80, 5)) < 0.4)
Y = np.column_stack([np.sin(X[:, 0]) + X[:, 1], X[:, 2] - X[:, 3]])
y = Y[:, 0]

FORMS = [
    getattr(sparse, f"{form}_{kind}")
    for form in ("csr", "csc", "coo", "bsr", "lil", "dok", "dia")
    for kind in ("matrix", "array")
]
csr = sparse.csr_array


def same(one, other):
    assert type(one) is type(other)
    if isinstance(one, tuple):
        for a, b in zip(one, other, strict=True):
            np.testing.assert_array_equal(a, b)
    else:
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
def test_every_form_of_sparse_rows_gives_the_bits_of_dense_ones(form):
    model = NeuralRegressor((4,), solver="gd", max_iter=30, tol=0, random_state=0)
    expected = model.fit(X, y).network_.theta
    same(model.fit(form(X), y).network_.theta, expected)
    same(model.predict(form(X)), model.predict(X))


@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.int64, bool])
def test_numbers_of_any_kind_are_those_of_the_dense_array(dtype):
    Z = (3 * X).astype(dtype)
    parameters = {"solver": "adam", "max_iter": 5, "tol": 0, "random_state": 0}
    models = [NeuralRegressor((4,), **parameters).fit(form(Z), y) for form in (np.array, csr)]
    assert models[0].network_.theta.dtype == models[1].network_.theta.dtype
    same(models[0].network_.theta, models[1].network_.theta)


def test_every_method_that_asks_for_X():
    weights, held = random.uniform(1, 2, 80), X[:9] + 1
    models = [
        NeuralRegressor((4,), random_state=0, n_networks=2).fit(
            form(X), Y, weights, validation=(form(held), Y[:9])
        )
        for form in (np.array, csr)
    ]
    for trace in zip(models[0].trace_.values(), models[1].trace_.values(), strict=True):
        same(*trace)
    model, Z = models[1], csr(X)
    for ask in (
        model.predict,
        model.predict_interval,
        model.transform,
        model.extrapolates,
        lambda X: model.predict(X, return_std=True),
        lambda X: model.predict_spread(X).total,
        lambda X: model.log_likelihood(X, Y),
        lambda X: model.score(X, Y, weights),
        lambda X: str(shoal.explain.step(model, X, Y)),
        lambda X: str(shoal.examine(model, X, Y)),
        lambda X: shoal.view.FitDisplay.from_estimator(model, X, Y).fit.training.predicted,
    ):
        expected, found = ask(X), ask(Z)
        if isinstance(expected, str):
            assert found == expected
        elif isinstance(expected, np.ndarray | tuple | float):
            same(found, expected)
    gd = [NeuralRegressor((3,), solver="gd", random_state=0) for _ in range(2)]
    for _ in range(3):
        gd[0].partial_fit(X, y), gd[1].partial_fit(Z, y)
    same(gd[0].network_.theta, gd[1].network_.theta)
    same(gd[0].fit_transform(X, y), gd[1].fit_transform(Z, y))
    linear = [LinearNetwork().fit(form(X), y) for form in (np.array, csr)]
    same(linear[0].predict(X), linear[1].predict(Z))


def test_one_hot_columns_in_a_pipeline():
    fuel = random.choice(["diesel", "petrol", "gas"], (60, 1))
    target = (fuel[:, 0] == "gas") + 0.0
    model = NeuralRegressor((2,), solver="lbfgs", random_state=0, alpha=1e-6)
    assert make_pipeline(OneHotEncoder(), model).fit(fuel, target).score(fuel, target) > 0.99


def test_rows_that_memory_cannot_hold_are_refused_by_their_size():
    huge = csr((10**6, 10**6))
    model = NeuralRegressor((2,))
    with pytest.raises(InputError, match=r"1000000 x 1000000; .* takes 7,450.6 GiB, more than"):
        model.fit(huge, np.zeros(10**6))
    assert not hasattr(model, "n_features_in_")


def test_what_is_free_decides_and_so_does_a_failed_allocation(monkeypatch):
    monkeypatch.setattr(making_dense, "free_bytes", lambda: X.nbytes + 1)
    same(making_dense.dense(csr(X)), X)
    monkeypatch.setattr(making_dense, "free_bytes", lambda: X.nbytes)
    with pytest.raises(InputError, match="more than is free"):
        making_dense.dense(csr(X))
    same(making_dense.dense(csr(X, dtype=np.float32)), X.astype(np.float32))

    def fails():
        raise MemoryError

    greedy = SimpleNamespace(shape=X.shape, dtype=X.dtype, toarray=fails)
    monkeypatch.setattr(making_dense, "issparse", lambda given: True)
    monkeypatch.setattr(making_dense, "free_bytes", lambda: np.inf)
    with pytest.raises(InputError, match="more than is free"):
        making_dense.dense(greedy)


def test_sparse_targets_are_refused_by_name():
    with pytest.raises(InputError, match=r"y is sparse; .* give y.toarray\(\)"):
        NeuralRegressor((2,)).fit(X, csr(Y))


@pytest.mark.parametrize("model", [NeuralRegressor(), LinearNetwork()], ids=["network", "linear"])
def test_the_tags_say_so(model):
    assert model.__sklearn_tags__().input_tags.sparse
