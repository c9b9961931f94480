"""NeuralRegressor: what its words mean, worked out by hand from its weights."""

import itertools
import pickle
import warnings

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.compose import TransformedTargetRegressor
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import shoal
from shoal import NeuralRegressor
from shoal.solve.outcome import Converged, EpochLimit, StoppedEarly, TimeLimit

random = np.random.RandomState(0)
X = random.normal(size=(60, 3)) * [1, 5, 0.1] + [0, 3, -2]
Y = np.stack([np.sin(X[:, 0]) + 10, 100 * X[:, 1] * X[:, 2]], axis=1)
Y += 0.1 * random.normal(size=Y.shape)
y = Y[:, 0]
S = random.uniform(0.2, 3, size=60)

SOLVERS = [
    {"solver": "lbfgs", "max_iter": 60},
    {"solver": "gd", "max_iter": 300, "learning_rate_init": 0.1},
    {"solver": "sgd", "max_iter": 20},
    {"solver": "adam", "max_iter": 20},
    {"solver": "lm", "max_iter": 15, "n_networks": 1, "project_outputs": True},
]


def fitted(X=X, Y=Y, s=None, **parameters):
    one = {"hidden_layer_sizes": (6,), "solver": "lbfgs", "random_state": 0, "tol": 0}
    parameters = {**one, **parameters}
    fit = {k: parameters.pop(k) for k in ("validation", "sinks") if k in parameters}
    return NeuralRegressor(**parameters).fit(X, Y, s, **fit)


def standardized(A, s):
    mean = np.average(A, axis=0, weights=s)
    return mean, np.sqrt(np.average((A - mean) ** 2, axis=0, weights=s))


@pytest.mark.parametrize("solver", SOLVERS, ids=lambda s: s["solver"])
@pytest.mark.parametrize("alpha", [0.0, 5.0])
def test_loss_rmse_and_predictions_by_hand(solver, alpha):
    model = fitted(s=S, alpha=alpha, validation=(X[:20] + 0.1, Y[:20], S[:20]), **solver)
    x_mean, x_std = standardized(X, S)
    t_mean, t_std = standardized(Y, S)

    def scaled_outputs(X):
        X1 = np.insert((X - x_mean) / x_std, 0, 1, axis=1)
        return np.insert(np.tanh(X1 @ model.V_), 0, 1, axis=1) @ model.W_

    error = scaled_outputs(X) - (Y - t_mean) / t_std
    squares = (model.V_[1:] ** 2).sum() + (model.W_[1:] ** 2).sum()
    cost = (S @ error**2).sum() / S.sum() / 2 / 2 + alpha / (2 * S.sum()) * squares
    assert model.loss_ == pytest.approx(cost, rel=1e-10)
    assert model.loss_ == pytest.approx(model.trace_["cost"][-1], rel=1e-12)
    np.testing.assert_array_equal(model.loss_curve_, model.trace_["cost"][1:])
    predicted = scaled_outputs(X) * t_std + t_mean
    np.testing.assert_allclose(model.predict(X), predicted, rtol=1e-9)

    for name, rows, targets, s in (
        ("rmse_train", X, Y, S),
        ("rmse_validation", X[:20] + 0.1, Y[:20], S[:20]),
    ):
        mse = np.average((scaled_outputs(rows) * t_std + t_mean - targets) ** 2, axis=0, weights=s)
        assert model.trace_[name][-1] == pytest.approx(np.sqrt(mse.mean()), rel=1e-9)
        for k in range(2):
            assert model.trace_[f"{name}_{k}"][-1] == pytest.approx(np.sqrt(mse[k]), rel=1e-9)


def test_row_0_of_the_trace_is_the_start():
    model = fitted(solver="gd", max_iter=5)
    start = fitted(solver="gd", max_iter=0)
    error = start.predict(X) - Y
    assert model.trace_["rmse_train"][0] == pytest.approx(np.sqrt(np.mean(error**2)), rel=1e-12)
    assert list(model.trace_["epoch"]) == [0, 1, 2, 3, 4, 5]
    assert start.n_iter_ == 0


def test_one_output_has_no_columns_an_output():
    assert set(fitted(Y=y, max_iter=2, solver="gd").trace_) == {"epoch", "cost", "rmse_train"}
    assert "rmse_train_1" in fitted(max_iter=2).trace_


@pytest.mark.parametrize(("given", "shape"), [(y, (60,)), (y[:, None], (60, 1)), (Y, (60, 2))])
def test_predictions_have_the_shape_of_y(given, shape):
    model = fitted(Y=given, max_iter=5)
    assert model.predict(X).shape == shape
    assert model.n_outputs_ == (1 if len(shape) == 1 else shape[1])


def test_the_shape_of_the_validation_targets_is_their_own_affair():
    for own, other in ((y, y[:, None]), (y[:, None], y)):
        model = fitted(Y=own, validation=(X, other), max_iter=3)
        assert model.predict(X).shape == own.shape
        np.testing.assert_allclose(
            model.trace_["rmse_validation"], model.trace_["rmse_train"], rtol=1e-12
        )


@pytest.mark.parametrize("sizes", [(), (4,), (4, 3), 4])
def test_shapes_and_read_only_views(sizes):
    model = fitted(hidden_layer_sizes=sizes, max_iter=3)
    layers = (3, *np.ravel(sizes).astype(int), 2)
    assert [c.shape for c in model.coefs_] == list(itertools.pairwise(layers))
    assert [b.shape for b in model.intercepts_] == [(n,) for n in layers[1:]]
    assert model.n_layers_ == len(layers)
    for view in (*model.coefs_, *model.intercepts_):
        with pytest.raises(ValueError, match="read-only"):
            view[...] = 0
    np.testing.assert_array_equal(model.W_, np.vstack([model.intercepts_[-1], model.coefs_[-1]]))
    if len(layers) == 3:
        assert model.V_.shape == (4, 4)
        np.testing.assert_array_equal(model.V_[1:], model.coefs_[0])
    else:
        with pytest.raises(AttributeError, match="one hidden layer"):
            _ = model.V_


def test_transform_gives_the_last_hidden_layer_and_is_absent_without_one():
    model = fitted(hidden_layer_sizes=(5, 4), max_iter=5)
    Z = model.transform(X)
    assert Z.shape == (60, 4)
    last = np.insert(Z, 0, 1, axis=1) @ model.W_
    np.testing.assert_allclose(model.predict(X), last * Y.std(axis=0) + Y.mean(axis=0), rtol=1e-9)
    assert list(model.get_feature_names_out()) == [f"neuralregressor{i}" for i in range(4)]
    again = NeuralRegressor((5, 4), solver="lbfgs", max_iter=5, tol=0, random_state=0)
    np.testing.assert_array_equal(again.fit_transform(X, Y), Z)
    linear = NeuralRegressor(())
    for name in ("transform", "fit_transform", "get_feature_names_out"):
        assert hasattr(model, name)
        assert not hasattr(linear, name)


def test_targets_are_scaled_under_an_identity_output_alone():
    logistic = fitted(Y=(y - y.min()) / 10, output_activation="logistic", max_iter=5)
    assert (logistic.network_.targets.scale == 1).all()
    assert (fitted(max_iter=5).network_.targets.scale != 1).all()
    unscaled = fitted(standardize=False, max_iter=5)
    assert (unscaled.network_.inputs.scale == 1).all()
    assert (unscaled.network_.targets.shift == 0).all()


def test_one_rate_a_layer():
    start = [random.uniform(-0.1, 0.1, size=(4, 6)), random.uniform(-0.1, 0.1, size=(7, 2))]
    steps = []
    for rates in ((0.1, 0.02), (0.2, 0.02), (0.2, 0.04)):
        model = fitted(solver="gd", max_iter=1, start=start, alpha=0, learning_rate_init=rates)
        steps.append((model.V_ - start[0], model.W_ - start[1]))
    np.testing.assert_allclose(steps[1][0], 2 * steps[0][0], rtol=1e-9, atol=1e-15)
    np.testing.assert_array_equal(steps[1][1], steps[0][1])
    np.testing.assert_allclose(steps[2][1], 2 * steps[0][1], rtol=1e-9, atol=1e-15)
    one = fitted(solver="gd", max_iter=1, start=start, learning_rate_init=0.1)
    two = fitted(solver="gd", max_iter=1, start=start, learning_rate_init=[0.1, 0.1])
    np.testing.assert_array_equal(one.V_, two.V_)


def test_tol_0_runs_every_epoch_and_the_outcome_says_so():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        model = fitted(solver="gd", max_iter=123, learning_rate_init=1e-9)
    assert model.n_iter_ == 123
    assert len(model.trace_["epoch"]) == 124
    assert model.outcome_ == EpochLimit(123, 123)


def test_tol_ends_it_and_a_limit_met_before_warns():
    model = fitted(solver="gd", tol=1e-3, max_iter=10_000, learning_rate_init=0.1)
    assert isinstance(model.outcome_, Converged)
    assert model.n_iter_ < 10_000
    with pytest.warns(ConvergenceWarning, match=r"ran all 3 epochs without meeting tol=0.001"):
        fitted(solver="gd", tol=1e-3, max_iter=3)


def test_max_iter_auto():
    for solver, epochs in (("gd", 10_000), ("sgd", 200), ("adam", 200), ("lbfgs", 1_000)):
        model = NeuralRegressor((2,), solver=solver, tol=0, learning_rate_init=1e-6)
        model.fit(X[:6], y[:6])
        assert model.n_iter_ == epochs or solver == "lbfgs"
        assert model.n_iter_ <= epochs
        assert model.solver_ == solver
    assert fitted(solver="auto", max_iter=2).solver_ == "lm"


@pytest.mark.parametrize("solver", SOLVERS, ids=lambda s: s["solver"])
def test_early_stopping_keeps_the_best_epoch(solver):
    rough = {"learning_rate_init": 0.6} if solver["solver"] == "gd" else {}
    model = fitted(
        X[:40], y[:40], early_stopping=True, validation=(X[40:], y[40:]), **{**solver, **rough}
    )
    watched = model.trace_["rmse_validation"]
    kept = model.outcome_.kept
    assert watched[kept] == watched.min()
    error = model.predict(X[40:]) - y[40:]
    assert np.sqrt(np.mean(error**2)) == pytest.approx(watched.min(), rel=1e-9)
    assert model.loss_ == pytest.approx(model.trace_["cost"][kept], rel=1e-9)
    last = fitted(X[:40], y[:40], validation=(X[40:], y[40:]), **{**solver, **rough})
    assert last.outcome_.kept == last.n_iter_
    np.testing.assert_array_equal(last.trace_["rmse_validation"][: len(watched)], watched)


def test_early_stopping_stops_early():
    model = fitted(
        X[:30], y[:30], early_stopping=True, validation=(X[30:], y[30:]), tol=1e-4, max_iter=1000
    )
    assert isinstance(model.outcome_, StoppedEarly)
    assert model.outcome_.kept < model.n_iter_ < 1000


def test_early_stopping_holds_out_a_share_by_itself():
    model = fitted(Y=y, early_stopping=True, validation_fraction=0.25, max_iter=20)
    assert "rmse_validation" in model.trace_
    scaled = model.network_.inputs.shift
    assert not np.allclose(scaled, X.mean(axis=0))  # scaled by the training rows alone


def test_the_time_limit():
    many = np.tile(X, (200, 1)) + random.normal(size=(12000, 3))
    model = NeuralRegressor((50,), solver="gd", max_iter=10**9, tol=0, time_limit=0.2)
    model.fit(many, many[:, 0])
    assert isinstance(model.outcome_, TimeLimit)
    assert 0 < model.n_iter_ < 10**9


def test_float32_fits_in_float32():
    for solver in SOLVERS:
        model = fitted(X.astype(np.float32), Y, **solver)
        assert model.predict(X.astype(np.float32)).dtype == np.float32
        assert model.V_.dtype == model.W_.dtype == np.float32
        assert model.transform(X.astype(np.float32)).dtype == np.float32
        assert model.score(X.astype(np.float32), Y) == pytest.approx(
            fitted(**solver).score(X, Y), abs=0.05
        )


@pytest.mark.parametrize("size", [1e300, 1e-300])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_extreme_targets_neither_overflow_nor_vanish(size, dtype):
    model = fitted(X.astype(dtype), size * y)
    found = model.predict(X.astype(dtype))
    assert np.isfinite(found).all()
    np.testing.assert_allclose(found / size, fitted(Y=y).predict(X), rtol=1e-2)


def test_extreme_inputs_neither_overflow_nor_vanish():
    scaled = fitted(X * [1e300, 1e-300, 1], y, solver="gd", max_iter=50)
    usual = fitted(X, y, solver="gd", max_iter=50)
    np.testing.assert_allclose(scaled.predict(X * [1e300, 1e-300, 1]), usual.predict(X), rtol=1e-10)


@pytest.mark.parametrize("solver", SOLVERS, ids=lambda s: s["solver"])
def test_weight_2_is_twice_and_weight_0_is_absent(solver):
    whole = random.randint(0, 3, size=60)
    weighted = fitted(s=whole, **solver)
    repeated = fitted(np.repeat(X, whole, axis=0), np.repeat(Y, whole, axis=0), **solver)
    np.testing.assert_array_equal(weighted.V_, repeated.V_)
    np.testing.assert_array_equal(weighted.W_, repeated.W_)


@pytest.mark.parametrize("solver", SOLVERS, ids=lambda s: s["solver"])
@pytest.mark.parametrize("early", [False, True])
def test_the_order_of_the_rows_changes_no_bit(solver, early):
    order = random.permutation(60)
    one = fitted(s=S, early_stopping=early, **solver)
    other = fitted(X[order], Y[order], S[order], early_stopping=early, **solver)
    np.testing.assert_array_equal(one.V_, other.V_)
    np.testing.assert_array_equal(one.W_, other.W_)


def test_without_shuffle_sgd_reads_the_rows_as_they_stand():
    settings = {"solver": "sgd", "shuffle": False, "batch_size": 1, "max_iter": 3, "start": "zeros"}
    one, other = fitted(**settings), fitted(X[::-1], Y[::-1], **settings)
    assert not np.array_equal(one.W_, other.W_)


def test_the_lecture_call_of_one_sigmoid_unit_is_accepted_word_for_word():
    data = shoal.datasets.lecture("S5", 0)
    model = NeuralRegressor(
        (),
        output_activation="logistic",
        solver="sgd",
        batch_size=1,
        momentum=0,
        learning_rate_init=0.1,
        max_iter=100,
        tol=0,
        alpha=0,
        start="zeros",
        standardize=False,
        shuffle=False,
    ).fit(data.X, data.T)
    np.testing.assert_allclose(model.W_.ravel(), [-1.765, 0.454], atol=5e-4)


def test_a_users_activation_trains_and_equals_the_kernels():
    own = shoal.Activation("my tanh", np.tanh, lambda z: 1 - z * z)
    for solver in SOLVERS:
        few = {**solver, "max_iter": 8, "start": "uniform"}
        mine, theirs = fitted(activation=own, **few), fitted(**few)
        np.testing.assert_allclose(mine.V_, theirs.V_, rtol=1e-6, atol=1e-6)
    assert mine.network_.hidden is own


def test_pandas_names_are_remembered_and_checked():
    frame = pd.DataFrame(X, columns=["a", "b", "c"])
    model = fitted(frame, y, max_iter=5)
    assert list(model.feature_names_in_) == ["a", "b", "c"]
    np.testing.assert_array_equal(model.predict(frame), fitted(Y=y, max_iter=5).predict(X))
    with pytest.raises(ValueError, match="feature names"):
        model.predict(frame.rename(columns={"a": "z"}))
    with pytest.raises(ValueError, match="feature names"):
        fitted(frame, y, validation=(frame.rename(columns={"a": "z"}), y))
    shown = NeuralRegressor((3,), max_iter=2, tol=0).set_output(transform="pandas")
    assert list(shown.fit(frame, y).transform(frame).columns) == [
        f"neuralregressor{i}" for i in range(3)
    ]


def test_pickles_and_clones():
    for solver in SOLVERS:
        model = fitted(**solver)
        again = pickle.loads(pickle.dumps(model))
        np.testing.assert_array_equal(again.predict(X), model.predict(X))
        assert again.outcome_ == model.outcome_
        fresh = clone(model)
        assert not hasattr(fresh, "network_")
        np.testing.assert_array_equal(fresh.fit(X, Y).predict(X), model.predict(X))


def test_fit_changes_no_parameter_and_no_argument(capsys):
    start = [np.ones((4, 6)) * 0.1, np.ones((7, 2)) * 0.1]
    model = NeuralRegressor((6,), start=start, max_iter=5, tol=0, learning_rate_init=[0.1, 0.1])
    before = {k: pickle.dumps(v) for k, v in model.get_params().items()}
    X_before, Y_before = X.copy(), Y.copy()
    model.fit(X, Y, S)
    assert {k: pickle.dumps(v) for k, v in model.get_params().items()} == before
    np.testing.assert_array_equal(X, X_before)
    np.testing.assert_array_equal(Y, Y_before)
    assert capsys.readouterr() == ("", "")


def test_verbose_prints_lines(capsys):
    fitted(verbose=1, solver="gd", max_iter=30)
    lines = capsys.readouterr().out.splitlines()
    assert "rmse_train" in lines[-1]
    assert "30" in lines[-1]


def test_works_with_the_tools_of_scikit_learn():
    model = NeuralRegressor((4,), max_iter=30, tol=0, random_state=0)
    search = GridSearchCV(model, {"alpha": [0.01, 1.0], "hidden_layer_sizes": [(3,), 5]}, cv=3)
    search.fit(X, y)
    assert search.best_score_ > 0.3
    assert cross_val_score(make_pipeline(StandardScaler(), model), X, y, cv=3).min() > 0
    logs = TransformedTargetRegressor(model, func=np.log, inverse_func=np.exp).fit(X, y)
    assert logs.score(X, y) > 0.8
    stacked = make_pipeline(NeuralRegressor((4,), max_iter=30, tol=0), model)
    assert stacked.fit(X, y).score(X, y) > 0.5


def test_importable_from_the_package_alone():
    assert shoal.NeuralRegressor is NeuralRegressor
    with pytest.raises(AttributeError, match="no attribute 'NeuralRegresor'"):
        _ = shoal.NeuralRegresor
