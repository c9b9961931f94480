"""S18 to S22: the step, the data, scaling, the start, and 100,000 epochs."""

import numpy as np
import pytest

from shoal import LinearNetwork, NeuralRegressor
from shoal.datasets import lecture

from .runs import lecture_run, loop, rmse, two_layers


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_s18(seed):
    """From the same V and W, 1,000 epochs equal the lecture's loop to 1e-10: weights, both traces."""
    data, V, W = lecture_run(seed)
    V_end, W_end, train, test = loop.two_layer(
        data.X, data.T, data.X_test, data.T_test, V, W, n_epochs=1000
    )
    model = two_layers([V, W]).fit(data.X, data.T, validation=(data.X_test, data.T_test))
    np.testing.assert_allclose(model.V_, V_end, rtol=0, atol=1e-10)
    np.testing.assert_allclose(model.W_, W_end, rtol=0, atol=1e-10)
    np.testing.assert_allclose(model.trace_["rmse_train"], train, rtol=0, atol=1e-10)
    np.testing.assert_allclose(model.trace_["rmse_validation"], test, rtol=0, atol=1e-10)


def test_s18_with_several_inputs_and_outputs():
    random = np.random.RandomState(4)
    X, T = random.normal(size=(50, 3)), random.normal(size=(50, 2)) * [1, 30]
    V, W = loop.start_uniform(random, 3, 20, 2)
    V_end, W_end, train, test = loop.two_layer(X[:30], T[:30], X[30:], T[30:], V, W, n_epochs=1000)
    model = two_layers([V, W]).fit(X[:30], T[:30], validation=(X[30:], T[30:]))
    np.testing.assert_allclose(model.V_, V_end, atol=1e-10)
    np.testing.assert_allclose(model.W_, W_end, atol=1e-10)
    np.testing.assert_allclose(model.trace_["rmse_train"], train, rtol=1e-10)
    np.testing.assert_allclose(model.trace_["rmse_validation"], test, rtol=1e-10)


def test_s19():
    """30 rows about 0.2 + 0.05(x+10) + 0.4 sin(x+10) with noise 0.2; test rows are jittered ones."""
    data = lecture("sine", 0)
    noise = np.random.RandomState(0).normal(size=(30, 1))
    x = data.X
    np.testing.assert_allclose(
        data.T, 0.2 + 0.05 * (x + 10) + 0.4 * np.sin(x + 10) + 0.2 * noise, rtol=1e-14
    )
    assert data.X.shape == data.T.shape == data.X_test.shape == data.T_test.shape == (30, 1)
    assert (x.min(), x.max()) == (-10, 10)
    jitter = data.X_test - x
    assert 0.05 < jitter.std() < 0.15  # test inputs are nearly the training inputs
    leaving = [np.sum(np.abs(lecture("sine", seed).X_test) > 10) for seed in range(10)]
    assert set(leaving) == {0, 1, 2}  # 1 or 2 of 30 can leave [-10, 10]
    X_new, T_new = data.independent_test(50_000, 1)
    assert np.std(T_new - data.truth(X_new)) == pytest.approx(0.2, abs=0.003)  # the noise floor


def test_s20():
    """Standardized by the training rows (ddof 0), test rows by the same; the inverse is exact."""
    data, V, W = lecture_run(0)
    model = two_layers([V, W], max_iter=10)
    model.fit(data.X, data.T, validation=(data.X_test, data.T_test))
    inputs, targets = model.network_.inputs, model.network_.targets
    assert inputs.shift[0] == pytest.approx(data.X.mean(), abs=1e-15)
    assert inputs.scale[0] == pytest.approx(data.X.std(), rel=1e-15)
    assert targets.shift[0] == pytest.approx(data.T.mean(), rel=1e-14)
    assert targets.scale[0] == pytest.approx(data.T.std(), rel=1e-14)
    scaled = inputs.apply(data.X_test)
    np.testing.assert_allclose(scaled, (data.X_test - data.X.mean()) / data.X.std(), rtol=1e-12)
    assert abs(scaled.mean()) > 1e-4
    np.testing.assert_allclose(inputs.invert(scaled), data.X_test, rtol=1e-15, atol=1e-15)
    constant = np.column_stack([data.X, np.full(30, 3.7)])
    with_constant = NeuralRegressor((5,), max_iter=5, tol=0).fit(constant, data.T)
    assert with_constant.network_.inputs.scale[1] == 1  # never divided by 0
    assert (with_constant.network_.inputs.apply(constant)[:, 1] == 0).all()


def test_s21():
    """From zeros V and W[1:] stay exactly 0; from equal columns they stay equal: rank Z = 1."""
    data, V, W = lecture_run(0)
    assert V.shape == (2, 20)
    assert W.shape == (21, 1)
    assert 0.09 < np.abs(V).max() <= 0.1
    drawn = two_layers("uniform", max_iter=0, random_state=np.random.RandomState(5))
    drawn.fit(data.X, data.T)
    random = np.random.RandomState(5)
    np.testing.assert_array_equal(drawn.V_, random.uniform(-0.1, 0.1, size=(2, 20)))
    np.testing.assert_array_equal(drawn.W_, random.uniform(-0.1, 0.1, size=(21, 1)))

    zeros = two_layers("zeros").fit(data.X, data.T)
    assert (zeros.V_ == 0).all()
    assert (zeros.W_[1:] == 0).all()
    assert np.isfinite(zeros.W_[0]).all()

    equal = [np.full((2, 20), 0.05), np.full((21, 1), 0.05)]
    model = two_layers(equal).fit(data.X, data.T)
    assert np.ptp(model.V_, axis=1).max() < 1e-12
    assert np.ptp(model.W_[1:]) < 1e-12
    assert not np.allclose(model.V_, equal[0])
    assert np.linalg.matrix_rank(model.transform(data.X), tol=1e-9) == 1


S22 = {  # seed: train at the start and end, test at the start and end, straight line, 10,000 epochs
    0: (0.430, 0.145, 0.472, 0.282, 0.372, 0.349),
    1: (0.442, 0.166, 0.425, 0.209, 0.341, 0.330),
    2: (0.435, 0.158, 0.474, 0.261, 0.354, 0.333),
}


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_s22(seed):
    """100,000 epochs: RMSE in target units, from the plateau of a straight line to below the noise."""
    data, V, W = lecture_run(seed)
    model = two_layers([V, W], max_iter=100_000)
    model.fit(data.X, data.T, validation=(data.X_test, data.T_test))
    train, test = model.trace_["rmse_train"], model.trace_["rmse_validation"]
    assert len(train) == len(test) == 100_001
    line = rmse(LinearNetwork().fit(data.X, data.T), data.X, data.T)
    found = (train[0], train[-1], test[0], test[-1], line, train[10_000])
    np.testing.assert_allclose(found, S22[seed], atol=6e-4)
    assert rmse(model, data.X, data.T) == pytest.approx(train[-1], rel=1e-9)
    assert rmse(model, data.X_test, data.T_test) == pytest.approx(test[-1], rel=1e-9)
    assert train[-1] < data.noise < test[-1]  # overfitting has begun
    assert model.outcome_.sentence == "ran all 100,000 epochs"


def test_s22_by_the_seed_alone():
    """random_state drives the same draws: the lecture's stream, continued."""
    random = np.random.RandomState(0)
    data = lecture("sine", random)
    model = two_layers(random_state=random, max_iter=100).fit(data.X, data.T)
    _, V, W = lecture_run(0)
    same = two_layers([V, W], max_iter=100).fit(data.X, data.T)
    np.testing.assert_array_equal(model.V_, same.V_)
