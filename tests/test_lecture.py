"""The lecture, row by row: each test shows the figure of its row (S4 ... S23).

Reference figures: the lecture's own loops in plain NumPy (``reference/lecture_loop.py``), slips
repaired, RandomState(0) unless said. The last test quotes each slip once, with its correction.
"""

import importlib.util
import re
from pathlib import Path

import numpy as np
import pytest
from sklearn.preprocessing import FunctionTransformer

import shoal
from shoal import Activation, LinearNetwork, NeuralRegressor
from shoal.core.activations import ACTIVATIONS
from shoal.datasets import lecture
from shoal.errors import DivergenceWarning, InputError


def load_reference():
    path = Path(__file__).parent / "reference" / "lecture_loop.py"
    spec = importlib.util.spec_from_file_location("lecture_loop", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


loop = load_reference()


def one_sigmoid(**parameters):
    """The single sigmoid unit of S5 to S7, as the lecture trains it."""
    lectures = {
        "output_activation": "logistic",
        "solver": "sgd",
        "batch_size": 1,
        "momentum": 0,
        "learning_rate_init": 0.1,
        "max_iter": 100,
        "tol": 0,
        "alpha": 0,
        "start": "zeros",
        "standardize": False,
        "shuffle": False,
    }
    return NeuralRegressor((), **{**lectures, **parameters})


def two_layers(start="uniform", **parameters):
    """The two-layer network of S18 to S23, as the lecture trains it."""
    lectures = {
        "solver": "gd",
        "learning_rate_init": (0.1, 0.01),
        "alpha": 0,
        "tol": 0,
        "max_iter": 1000,
    }
    return NeuralRegressor((20,), start=start, **{**lectures, **parameters})


def lecture_run(seed):
    """Data, V and W in the lecture's draw order."""
    random = np.random.RandomState(seed)
    data = lecture("S19", random)
    return data, *loop.start_uniform(random, 1, 20, 1)


def rmse(model, X, T):
    return float(np.sqrt(np.mean((model.predict(X).reshape(T.shape) - T) ** 2)))


def test_s4():
    """df takes the value f(s): equal to the central difference to 1e-9; df(s) is caught and named."""
    f, df = ACTIVATIONS["logistic"].f, ACTIVATIONS["logistic"].df
    s, h = np.linspace(-10, 10, 401), 1e-4
    numeric = (f(s + h) - f(s - h)) / (2 * h)
    np.testing.assert_allclose(df(f(s)), numeric, atol=1e-9)
    assert np.abs(df(s) - numeric).max() > 100  # the slip one makes: df of s, not of f(s)
    with pytest.raises(InputError, match="df takes the output: say so"):
        Activation("f", f, df, df_of="sum").check()
    assert Activation("f", f, df, df_of="output").check() < 1e-8
    assert df(f(s)).max() == pytest.approx(0.25, abs=1e-12)
    with np.errstate(all="raise", under="ignore"):
        np.testing.assert_array_equal(f(np.array([-1e4, 1e4])), [0, 1])


def test_s5():
    """One sigmoid unit follows the rise: w = (-1.765, 0.454), RMSE 0.233 against the mean's 0.363."""
    data = lecture("S5", 0)
    model = one_sigmoid().fit(data.X, data.T)
    np.testing.assert_allclose(model.W_.ravel(), [-1.765, 0.454], atol=5e-4)
    assert rmse(model, data.X, data.T) == pytest.approx(0.233, abs=5e-4)
    assert model.trace_["rmse_train"][-1] == pytest.approx(0.233, abs=5e-4)
    assert data.T.std() == pytest.approx(0.363, abs=5e-4)
    assert np.sum((data.T < 0) | (data.T > 1)) == 4  # unreachable for a sigmoid
    by_loop = loop.per_sample_sigmoid(data.X, data.T)
    np.testing.assert_allclose(model.W_, by_loop, rtol=1e-10)


def test_s6():
    """The other slope: w = (2.260, -0.468), RMSE 0.118."""
    data = lecture("S6", 0)
    model = one_sigmoid().fit(data.X, data.T)
    np.testing.assert_allclose(model.W_.ravel(), [2.260, -0.468], atol=5e-4)
    assert rmse(model, data.X, data.T) == pytest.approx(0.118, abs=5e-4)
    np.testing.assert_allclose(model.W_, loop.per_sample_sigmoid(data.X, data.T), rtol=1e-10)


def test_s7():
    """One sigmoid cannot fit a bowl, and the order of the rows decides; two and a line can."""
    data = lecture("S7", 0)
    mean_model = data.T.std()
    assert mean_model == pytest.approx(0.355, abs=5e-4)
    in_order = one_sigmoid().fit(data.X, data.T)
    backwards = one_sigmoid().fit(data.X[::-1], data.T[::-1])
    assert rmse(in_order, data.X, data.T) == pytest.approx(0.430, abs=5e-4)
    assert rmse(backwards, data.X, data.T) == pytest.approx(0.406, abs=5e-4)
    assert in_order.W_[1, 0] > 0 > backwards.W_[1, 0]
    shuffled = [
        rmse(one_sigmoid(shuffle=True, random_state=seed).fit(data.X, data.T), data.X, data.T)
        for seed in range(20)
    ]
    assert mean_model < np.median(shuffled) < 0.365
    assert min(shuffled) < 0.3585
    assert max(shuffled) < rmse(backwards, data.X, data.T)
    best = one_sigmoid(solver="lbfgs", max_iter=1000).fit(data.X, data.T)
    assert rmse(best, data.X, data.T) == pytest.approx(0.3546, abs=5e-5)
    two = [
        NeuralRegressor(
            (2,), "logistic", solver="lbfgs", alpha=0, tol=1e-9, max_iter=5000, random_state=seed
        )
        for seed in range(5)
    ]
    errors = [rmse(model.fit(data.X, data.T), data.X, data.T) for model in two]
    assert min(errors) == pytest.approx(0.075, abs=1e-3)
    assert data.noise == pytest.approx(0.115, abs=1e-3)


def test_s8():
    """W = (X~'X~)^-1 X~'T to 1e-10, and the shapes N x (D+1), (D+1) x K, N x K."""
    random = np.random.RandomState(0)
    X, T = random.normal(size=(40, 3)), random.normal(size=(40, 2))
    X1 = np.insert(X, 0, 1, axis=1)
    model = LinearNetwork().fit(X, T)
    normal_equations = np.linalg.inv(X1.T @ X1) @ X1.T @ T
    np.testing.assert_allclose(model.W_, normal_equations, rtol=1e-10)
    assert (X1.shape, model.W_.shape, model.predict(X).shape) == ((40, 4), (4, 2), (40, 2))
    trained = NeuralRegressor((), alpha=0, tol=1e-12, max_iter=1000).fit(X, T)
    np.testing.assert_allclose(trained.predict(X), model.predict(X), atol=1e-5)
    collinear = np.column_stack([X, X[:, 0]])
    assert LinearNetwork().fit(collinear, T).rank_ == 3  # where the normal equations break
    np.testing.assert_allclose(
        LinearNetwork().fit(collinear, T).predict(collinear), model.predict(X), rtol=1e-9
    )


def test_s9():
    """The lecture's basis x1, x2^5, x2^3 x4^2 as a transformer, then the closed form again."""
    random = np.random.RandomState(0)
    X = random.uniform(-1, 1, size=(60, 4))

    def columns(X):
        return np.column_stack([X[:, 0], X[:, 1] ** 5, X[:, 1] ** 3 * X[:, 3] ** 2])

    truth = np.array([[0.5], [2.0], [-3.0], [4.0]])
    T = truth[0] + columns(X) @ truth[1:]
    model = LinearNetwork(FunctionTransformer(columns)).fit(X, T)
    np.testing.assert_allclose(model.W_, truth, rtol=1e-10)
    assert rmse(LinearNetwork().fit(X, T), X, T) > 0.1  # without the basis it cannot


def test_s10():
    """Z = h(X~V), Z~ = [1 Z], Y = Z~W: the five shapes, and what does not fit is refused."""
    random = np.random.RandomState(0)
    N, D, M, K = 12, 3, 5, 2
    X, T = random.normal(size=(N, D)), random.normal(size=(N, K))
    model = NeuralRegressor((M,), solver="lbfgs", max_iter=5, tol=0, standardize=False).fit(X, T)
    V, W, Z, Y = model.V_, model.W_, model.transform(X), model.predict(X)
    X1, Z1 = np.insert(X, 0, 1, axis=1), np.insert(Z, 0, 1, axis=1)
    shapes = [A.shape for A in (X1, V, Z1, W, Y)]
    assert shapes == [(N, D + 1), (D + 1, M), (N, M + 1), (M + 1, K), (N, K)]
    np.testing.assert_allclose(Z, np.tanh(X1 @ V), rtol=1e-12)
    np.testing.assert_allclose(Y, Z1 @ W, rtol=1e-12)
    with pytest.raises(ValueError, match=r"needs \(\(4, 5\), \(6, 2\)\)"):
        NeuralRegressor((M,), start=[V[1:], W]).fit(X, T)
    with pytest.raises(ValueError, match=r"\(N, 3\)"):
        model.network_.predict(X[:, :2])
    with pytest.raises(InputError, match="constant's row first"):
        shoal.check_gradient(X, T, [V, W[1:]])


def test_s11():
    """3 + 2a + a^2 + 3a^5: the plot's values, and a run that diverges with a message, not NaN."""
    h, dh = ACTIVATIONS["polynomial"].f, ACTIVATIONS["polynomial"].df
    a = np.array([-5.0, 0.0, 5.0])
    np.testing.assert_allclose(h(a), [-9357.0, 3.0, 9413.0])
    np.testing.assert_allclose(dh(a), [9367.0, 2.0, 9387.0])  # high *positive* on both sides
    data, V, W = lecture_run(0)
    rough = {"activation": "polynomial", "learning_rate_init": 0.1, "max_iter": 100_000}
    model = two_layers([V, W], **rough)
    with pytest.warns(DivergenceWarning, match=r"diverged at epoch \d+: the rate is too large"):
        model.fit(data.X, data.T)
    assert not model.outcome_.success
    assert np.isfinite(model.predict(data.X)).all()
    assert all(np.isfinite(column).all() for column in model.trace_.values())
    assert model.loss_ == model.trace_["cost"].min()
    better = float(re.search(r"learning_rate_init=([\d.e-]+)", model.outcome_.sentence).group(1))
    assert better < 0.1
    again = two_layers([V, W], **rough | {"learning_rate_init": better, "max_iter": 5000})
    again.fit(data.X, data.T)  # the rate that the message suggests: no warning
    assert again.loss_ < again.trace_["cost"][0]
    as_tanh = two_layers([V, W], **rough | {"activation": "tanh", "max_iter": 5000})
    as_tanh.fit(data.X, data.T)  # where the polynomial breaks, tanh does not


def test_s12():
    """tanh(a) = 2 sigma(2a) - 1; largest slopes 0.25 and 1; slopes from the value."""
    a = np.linspace(-5, 5, 101)
    sigma, tanh = ACTIVATIONS["logistic"], ACTIVATIONS["tanh"]
    np.testing.assert_allclose(tanh.f(a), 2 * sigma.f(2 * a) - 1, atol=1e-15)
    np.testing.assert_array_equal(tanh.f(-a), -tanh.f(a))  # symmetric
    assert sigma.slope(a, sigma.f(a)).max() == 0.25
    assert tanh.slope(a, tanh.f(a)).max() == 1.0
    y = sigma.f(a)
    np.testing.assert_allclose(sigma.df(y), y * (1 - y))
    np.testing.assert_allclose(tanh.df(tanh.f(a)), 1 - np.tanh(a) ** 2)
    written = [(np.exp(v) - np.exp(-v)) / (np.exp(v) + np.exp(-v)) for v in a]
    np.testing.assert_allclose(tanh.f(a), written, atol=1e-15)
    np.testing.assert_array_equal(tanh.f(np.array([-1e3, 1e3])), [-1, 1])  # written out: NaN


def test_s13():
    """Gradient descent finds *a* minimum: two starts, two minima; and each has M! 2^M twins."""
    data = lecture("S7", 0)
    minima = {}
    for seed in (0, 1, 2, 7):
        model = NeuralRegressor(
            (2,), solver="lbfgs", alpha=0, tol=0, max_iter=5000, start="uniform", random_state=seed
        ).fit(data.X, data.T)
        slope = shoal.check_gradient(
            model.network_.inputs.apply(data.X),
            model.network_.targets.apply(data.T),
            [model.V_, model.W_],
        ).gradient
        assert np.abs(slope).max() < 1e-5
        minima[seed] = model.loss_
    assert minima[0] == pytest.approx(minima[2], rel=1e-9)  # most starts find this one
    assert minima[0] == pytest.approx(0.022235, abs=1e-6)
    assert minima[1] == pytest.approx(0.039965, abs=1e-5)
    assert minima[7] > 10 * minima[0]
    model = NeuralRegressor((2,), solver="lbfgs", alpha=0, tol=0, max_iter=50, random_state=0)
    model.fit(data.X, data.T)
    V, W = model.V_, model.W_
    flipped = V * [-1, 1], W * [[1], [-1], [1]]
    swapped = V[:, ::-1], W[[0, 2, 1]]
    for other in (flipped, swapped):
        twin = NeuralRegressor((2,), solver="lbfgs", start=other, alpha=0, max_iter=0, tol=0).fit(
            data.X, data.T
        )
        np.testing.assert_allclose(twin.predict(data.X), model.predict(data.X), rtol=1e-9)
        assert twin.loss_ == pytest.approx(model.loss_, rel=1e-12)


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
    data = lecture("S19", 0)
    noise = np.random.RandomState(0).normal(size=(30, 1))
    x = data.X
    np.testing.assert_allclose(
        data.T, 0.2 + 0.05 * (x + 10) + 0.4 * np.sin(x + 10) + 0.2 * noise, rtol=1e-14
    )
    assert data.X.shape == data.T.shape == data.X_test.shape == data.T_test.shape == (30, 1)
    assert (x.min(), x.max()) == (-10, 10)
    jitter = data.X_test - x
    assert 0.05 < jitter.std() < 0.15  # test inputs are nearly the training inputs
    leaving = [np.sum(np.abs(lecture("S19", seed).X_test) > 10) for seed in range(10)]
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
    data = lecture("S19", random)
    model = two_layers(random_state=random, max_iter=100).fit(data.X, data.T)
    _, V, W = lecture_run(0)
    same = two_layers([V, W], max_iter=100).fit(data.X, data.T)
    np.testing.assert_array_equal(model.V_, same.V_)


class Frames:
    """The lecture's 51 frames: every 2,000 epochs and the last."""

    every = 2000

    def __init__(self):
        self.events, self.n_rows = [], 0

    def receive(self, event):
        if event.weights is not None:
            self.events.append(event)
        self.n_rows += len(event.columns["epoch"])


def test_s23_frames():
    """51 frames; each holds the weights and the errors of its own, current epoch."""
    data, V, W = lecture_run(0)
    frames = Frames()
    model = two_layers([V, W], max_iter=100_000)
    model.fit(data.X, data.T, validation=(data.X_test, data.T_test), sinks=[frames])
    assert [e.epoch for e in frames.events] == list(range(0, 100_001, 2000))
    assert frames.n_rows == 100_001
    assert [e.final for e in frames.events] == [False] * 50 + [True]
    for event in frames.events[::10]:
        assert event.columns["epoch"][-1] == event.epoch  # errorTrace[:epoch] left it out
        V_now, W_now = event.weights
        shown = NeuralRegressor((20,), start=[V_now, W_now], max_iter=0, tol=0)
        shown.fit(data.X, data.T)
        error = event.columns["rmse_train"][-1]
        assert rmse(shown, data.X, data.T) == pytest.approx(error, rel=1e-9)
        assert np.abs(shown.transform(data.X)).max() <= 1.1
    np.testing.assert_array_equal(frames.events[-1].weights[0], model.V_)


def test_s23_panels():
    """Three panels: both errors with the current epoch, data and model on a dense grid, all units."""
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    data, V, W = lecture_run(0)
    model = two_layers([V, W], max_iter=2000)
    model.fit(data.X, data.T, validation=(data.X_test, data.T_test))
    figure = shoal.plot_training(model, data.X, data.T)
    try:
        error, fit, units = figure.axes[:3]
        lengths = [len(line.get_xdata()) for line in error.lines]
        ends = [line.get_xdata()[-1] for line in error.lines if len(line.get_xdata()) > 2]
        assert max(lengths) > 100
        assert max(ends) == 2000
        dense = max(fit.lines, key=lambda line: len(line.get_xdata()))
        assert len(dense.get_xdata()) >= 200
        x = np.asarray(dense.get_xdata(), dtype=float)[:, None]
        np.testing.assert_allclose(
            np.asarray(dense.get_ydata(), dtype=float),
            model.predict(x).ravel(),
            rtol=1e-6,
            atol=1e-9,
        )
        curves = [line for line in units.lines if len(line.get_xdata()) >= 200]
        assert len(curves) == 20
        assert units.get_ylim()[0] == pytest.approx(-1.1)
        assert units.get_ylim()[1] == pytest.approx(1.1)
    finally:
        plt.close(figure)


def test_the_slips_of_the_lecture_and_why_each_correction_matters():
    """Each slip quoted once."""
    # ``rjp = 0.1`` but ``rho`` is used: a NameError in a fresh kernel.
    cell = "rjp = 0.1\nw = 0.0\nw = w + rho * 1.0\n"
    with pytest.raises(NameError, match="rho"):
        exec(cell, {})
    corrected = {}
    exec(cell.replace("rjp", "rho"), corrected)
    assert corrected["w"] == 0.1

    # ``# rh = rhoh / (nSamples * nOutputs)`` and ``# ro = ...`` are commented out, and ``Z1`` and
    # ``addOnes`` are missing: the step of the last cell, as it stands, stops at the first of them.
    data, V, W = lecture_run(0)
    X, T = (data.X - data.X.mean()) / data.X.std(), (data.T - data.T.mean()) / data.T.std()
    step = (
        "Z = np.tanh(X1 @ V)\n"
        "Y = Z1 @ W\n"
        "error = T - Y\n"
        "V = V + rh * X1.T @ ((error @ W[1:, :].T) * (1 - Z**2))\n"
        "W = W + ro * Z1.T @ error\n"
    )
    known = {"np": np, "X": X, "T": T, "V": V, "W": W, "rhoh": 0.1, "rhoo": 0.01}
    repairs = [
        ("X1", "addOnes = lambda A: np.insert(A, 0, 1, axis=1)\nX1 = addOnes(X)\n", ""),
        ("Z1", "", "Z1 = addOnes(Z)\n"),
        ("rh", "rh = rhoh / T.size\n", ""),
        ("ro", "ro = rhoo / T.size\n", ""),
    ]
    before = after_forward = ""
    for missing, setting, behind_forward in repairs:
        first, rest = step.split("\n", 1)
        with pytest.raises(NameError, match=f"'{missing}'"):
            exec(before + first + "\n" + after_forward + rest, dict(known))
        before += setting
        after_forward += behind_forward
    first, rest = step.split("\n", 1)
    exec(before + first + "\n" + after_forward + rest, known)
    model = two_layers([V, W], max_iter=1).fit(data.X, data.T)
    np.testing.assert_allclose(known["V"], model.V_, rtol=1e-12)
    np.testing.assert_allclose(known["W"], model.W_, rtol=1e-12)
    # Without dividing by the number of samples (rh = rhoh) the same rates blow up.
    with pytest.warns(DivergenceWarning):
        two_layers([V, W], learning_rate_init=(0.1 * 30, 0.1 * 30)).fit(data.X, data.T)

    # "Let a = h~(sum v x~)", then h~(a): h would be applied twice. a must be the sum itself.
    x, v, h = 0.7, 1.3, 1e-6
    numeric = (np.tanh((v + h) * x) - np.tanh((v - h) * x)) / (2 * h)
    a_as_written = np.tanh(v * x)
    as_written = (1 - np.tanh(a_as_written) ** 2) * x
    corrected = (1 - np.tanh(v * x) ** 2) * x
    assert corrected == pytest.approx(numeric, rel=1e-9)
    assert abs(as_written - numeric) > 0.25 * numeric
