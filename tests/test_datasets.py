"""The lecture's data, and the reference figures of S5, S6, S7 and S22 from its own loops."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from shoal.datasets import lecture
from shoal.errors import InputError


def load_reference():
    path = Path(__file__).parent / "reference" / "lecture_loop.py"
    spec = importlib.util.spec_from_file_location("lecture_loop", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


loop = load_reference()


def test_s5_one_sigmoid_unit_follows_the_rise():
    data = lecture("rising line", 0)
    w = loop.per_sample_sigmoid(data.X, data.T)
    np.testing.assert_allclose(w.ravel(), [-1.765, 0.454], atol=5e-4)
    assert loop.sigmoid_rmse(data.X, data.T, w) == pytest.approx(0.233, abs=5e-4)
    assert data.T.std() == pytest.approx(0.363, abs=5e-4)
    assert np.sum((data.T < 0) | (data.T > 1)) == 4


def test_s6_the_slope_changes_sign():
    data = lecture("falling line", 0)
    w = loop.per_sample_sigmoid(data.X, data.T)
    np.testing.assert_allclose(w.ravel(), [2.260, -0.468], atol=5e-4)
    assert loop.sigmoid_rmse(data.X, data.T, w) == pytest.approx(0.118, abs=5e-4)


def test_s7_the_order_of_the_rows_decides_and_none_fits():
    data = lecture("parabola", 0)
    mean_model = data.T.std()
    assert mean_model == pytest.approx(0.355, abs=5e-4)
    in_order = loop.per_sample_sigmoid(data.X, data.T)
    assert loop.sigmoid_rmse(data.X, data.T, in_order) == pytest.approx(0.430, abs=5e-4)
    backwards = loop.per_sample_sigmoid(data.X, data.T, order=np.arange(20)[::-1])
    assert loop.sigmoid_rmse(data.X, data.T, backwards) == pytest.approx(0.406, abs=5e-4)
    assert in_order[1, 0] > 0 > backwards[1, 0]
    for seed in range(4):
        random = np.random.RandomState(seed)
        order = np.array([random.permutation(20) for _ in range(100)])
        shuffled = loop.per_sample_sigmoid(data.X, data.T, order=order)
        rmse = loop.sigmoid_rmse(data.X, data.T, shuffled)
        assert mean_model < rmse < 0.395


def run_s22(seed, n_epochs=100_000):
    random = np.random.RandomState(seed)
    data = lecture("sine", random)
    V, W = loop.start_uniform(random, 1, 20, 1)
    return loop.two_layer(data.X, data.T, data.X_test, data.T_test, V, W, n_epochs=n_epochs)


S22 = {  # seed: train at the start, at the end, test at the start, at the end
    0: (0.430, 0.145, 0.472, 0.282),
    1: (0.442, 0.166, 0.425, 0.209),
    2: (0.435, 0.158, 0.474, 0.261),
}


@pytest.mark.parametrize("seed", [0, *(pytest.param(s, marks=pytest.mark.slow) for s in (1, 2))])
def test_s22_reference_figures(seed):
    _, _, train, test = run_s22(seed)
    assert len(train) == len(test) == 100_001
    found = (train[0], train[-1], test[0], test[-1])
    np.testing.assert_allclose(found, S22[seed], atol=6e-4)


def test_s22_train_and_test_are_measured_at_the_same_weights():
    random = np.random.RandomState(3)
    data = lecture("sine", random)
    V, W = loop.start_uniform(random, 1, 20, 1)
    _, _, on_train, on_train_again = loop.two_layer(
        data.X, data.T, data.X, data.T, V, W, n_epochs=5
    )
    np.testing.assert_allclose(on_train, on_train_again, rtol=1e-13)
    assert np.all(np.diff(on_train) < 0)


def test_s22_one_epoch_goes_down_the_gradient_of_half_the_mean_squared_error():
    random = np.random.RandomState(0)
    X, T = random.normal(size=(9, 3)), random.normal(size=(9, 2))
    V, W = loop.start_uniform(random, 3, 4, 2, width=0.7)
    S, U = (T - T.mean(axis=0)) / T.std(axis=0), (X - X.mean(axis=0)) / X.std(axis=0)

    def half_mse(theta):
        V, W = theta[:16].reshape(4, 4), theta[16:].reshape(5, 2)
        Y = np.tanh(U @ V[1:] + V[0]) @ W[1:] + W[0]
        return ((S - Y) ** 2).mean() / 2

    theta = np.concatenate([V.ravel(), W.ravel()])
    slope = [  # complex step: exact to rounding
        half_mse(theta + 1e-30j * unit).imag / 1e-30 for unit in np.eye(len(theta))
    ]
    V_1, W_1, *_ = loop.two_layer(X, T, X, T, V, W, rho_h=0.3, rho_o=0.2, n_epochs=1)
    np.testing.assert_allclose((V - V_1).ravel(), 0.3 * np.array(slope[:16]), rtol=1e-10)
    np.testing.assert_allclose((W - W_1).ravel(), 0.2 * np.array(slope[16:]), rtol=1e-10)


def test_s22_a_longer_run_begins_with_the_shorter_one():
    short, long = run_s22(0, 3), run_s22(0, 7)
    np.testing.assert_array_equal(short[2], long[2][:4])
    np.testing.assert_array_equal(short[3], long[3][:4])


def test_the_loop_takes_several_outputs_and_leaves_its_start_alone():
    random = np.random.RandomState(0)
    X, T = random.normal(size=(12, 3)), random.normal(size=(12, 2))
    V, W = loop.start_uniform(random, 3, 4, 2)
    kept = V.copy(), W.copy()
    V_end, W_end, train, _ = loop.two_layer(X, T, X, T, V, W, n_epochs=50)
    np.testing.assert_array_equal(V, kept[0])
    np.testing.assert_array_equal(W, kept[1])
    assert V_end.shape == (4, 4)
    assert W_end.shape == (5, 2)
    assert train[-1] < train[0]


def test_the_draw_order_is_the_lectures():
    random = np.random.RandomState(7)
    noise, jitter, noise_test = (random.normal(size=(30, 1)) for _ in range(3))
    stream = np.random.RandomState(7)
    data = lecture("sine", stream)
    x = np.linspace(0.0, 20.0, 30).reshape(30, 1) - 10

    def curve(x):
        return 0.2 + 0.05 * (x + 10) + 0.4 * np.sin(x + 10)

    np.testing.assert_array_equal(data.X, x)
    np.testing.assert_array_equal(data.T, curve(x) + 0.2 * noise)
    np.testing.assert_array_equal(data.X_test, x + 0.1 * jitter)
    np.testing.assert_array_equal(data.T_test, curve(data.X_test) + 0.2 * noise_test)
    np.testing.assert_array_equal(data.truth(x), curve(x))
    assert stream.uniform() == random.uniform()  # V and W are drawn from here on


NAMES = {"S5": "rising line", "S6": "falling line", "S7": "parabola", "S19": "sine"}


@pytest.mark.parametrize(("number", "name"), NAMES.items())
def test_a_number_is_another_name_of_the_same_data(number, name):
    data = lecture(name, 0)
    for other in (number, number.lower(), name.upper(), f" {name} ".replace(" ", "  ")):
        again = lecture(other, 0)
        assert again.name == data.name == name
        np.testing.assert_array_equal(again.T, data.T)
        np.testing.assert_array_equal(again.independent_test(5)[1], data.independent_test(5)[1])
    assert lecture().name == "sine"


@pytest.mark.parametrize(("name", "n"), [(n, 30 if n == "sine" else 20) for n in NAMES.values()])
def test_shapes_ranges_and_seeds(name, n):
    data, again, other = lecture(name, 0), lecture(name, np.int64(0)), lecture(name, 1)
    assert data.X.shape == data.T.shape == (n, 1)
    np.testing.assert_array_equal(data.X, np.linspace(data.low, data.high, n)[:, None])
    np.testing.assert_array_equal(data.T, again.T)
    assert not np.array_equal(data.T, other.T)
    assert (data.X_test is None) == (name != "sine")
    assert lecture(name, None).T.shape == (n, 1)


@pytest.mark.parametrize("name", NAMES.values())
def test_independent_rows_have_the_named_noise(name):
    data = lecture(name, 0)
    X, T = data.independent_test(20_000, random_state=5)
    assert X.shape == T.shape == (20_000, 1)
    assert data.low <= X.min() < X.max() <= data.high
    residual = T - data.truth(X)
    assert residual.std() == pytest.approx(data.noise, rel=0.02)
    assert abs(residual.mean()) < 0.01
    again = data.independent_test(20_000, random_state=5)
    np.testing.assert_array_equal(X, again[0])
    np.testing.assert_array_equal(T, again[1])
    if name == "sine":
        assert data.noise == 0.2


def test_refusals_name_what_was_found_and_what_there_is():
    with pytest.raises(InputError) as refusal:
        lecture("S8")
    assert str(refusal.value) == (
        "no lecture data named 'S8'; there are 'rising line' (S5), 'falling line' (S6), "
        "'parabola' (S7), 'sine' (S19)"
    )
    with pytest.raises(InputError, match="None"):
        lecture(None)
    with pytest.raises(InputError, match="not Generator"):
        lecture("S5", np.random.default_rng(0))
    with pytest.raises(InputError, match="-1"):
        lecture("S5", -1)
    with pytest.raises(InputError, match="bool"):
        lecture("S5", True)
    with pytest.raises(InputError, match="at least 1"):
        lecture("S5").independent_test(0)


def test_nothing_heavy_is_imported():
    code = (
        "import sys, shoal.datasets as d; d.lecture('S19'); "
        "print([m for m in ('sklearn', 'scipy', 'matplotlib', 'pandas') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
