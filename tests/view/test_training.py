"""From models to pictures: what plot_training and the command line's --plot draw."""

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from PIL import Image

from shoal import NeuralRegressor, fit_table, plot_training
from shoal.datasets import lecture
from shoal.errors import InputError
from shoal.tables import from_frame
from shoal.view.style import LIGHT, number
from shoal.view.subject.subject import Subject, is_of
from shoal.view.training_figure import draw_table_model


class Keeps:
    def __init__(self, every):
        self.every, self.events = every, []

    def receive(self, event):
        self.events.append(event)


def size_of(place):
    with Image.open(place) as image:
        return image.size


@pytest.fixture(scope="module")
def s19():
    random = np.random.RandomState(0)
    data, sink = lecture("S19", random), Keeps(100)
    model = NeuralRegressor(
        (20,),
        solver="gd",
        learning_rate_init=(0.1, 0.01),
        alpha=0,
        tol=0,
        max_iter=300,
        start="uniform",
        random_state=random,
    )
    validation = (data.X_test, data.T_test.ravel())
    model.fit(data.X, data.T.ravel(), validation=validation, sinks=(sink,))
    return data, model, sink.events


@pytest.fixture(scope="module")
def several():
    random = np.random.RandomState(0)
    X = pd.DataFrame(random.normal(size=(80, 3)), columns=["a", "b", "c"])
    Y = pd.DataFrame({"first": np.sin(X["a"]) + X["b"], "second": 100 * X["c"]})
    model = NeuralRegressor((4,), solver="lbfgs", max_iter=30, tol=0, random_state=0)
    return X, Y, model.fit(X[:60], Y[:60], validation=(X[60:], Y[60:]))


def texts(axes):
    return [text.get_text() for text in axes.texts]


def test_one_input_the_whole_trace_beside_mean_and_linear_model(s19):
    data, model, _ = s19
    validation = (data.X_test, data.T_test)
    figure = plot_training(model, data.X, data.T, validation=validation)
    errors, fit, units = figure.axes
    np.testing.assert_array_equal(errors.lines[0].get_ydata(), model.trace_["rmse_train"])
    np.testing.assert_array_equal(errors.lines[2].get_ydata(), model.trace_["rmse_validation"])
    mean = np.sqrt(np.mean((data.T_test - data.T.mean()) ** 2))
    slope = np.polyfit(data.X.ravel(), data.T.ravel(), 1)
    linear = np.sqrt(np.mean((np.polyval(slope, data.X_test) - data.T_test) ** 2))
    assert texts(errors)[-2:] == [f"mean {mean:.3f}", f"linear {linear:.3f}"]
    curve = fit.lines[-1]
    x = curve.get_xdata()
    assert len(x) == 400
    assert (x[0], x[-1]) == (
        min(data.X.min(), data.X_test.min()),
        max(data.X.max(), data.X_test.max()),
    )
    np.testing.assert_allclose(curve.get_ydata(), model.predict(x[:, None]))
    assert len(units.lines) == 21  # 20 units and the zero
    Z = model.transform(x[:, None])
    order = np.argsort(np.abs(model.W_[1:, 0]), kind="stable")
    for line, m in zip(units.lines[1:], order, strict=True):
        np.testing.assert_allclose(line.get_ydata(), Z[:, m])
    assert figure.get_suptitle() == "ran all 300 epochs"


def test_without_rows_the_model_alone_is_drawn(s19):
    data, model, _ = s19
    _, fit, _ = plot_training(model).axes
    assert texts(fit) == ["95 % band", "model"]
    x = fit.lines[0].get_xdata()
    assert x[0] == pytest.approx(data.X.min(), rel=0.05)


def test_an_earlier_epoch_is_drawn_with_its_own_weights(s19):
    data, model, events = s19
    event = next(e for e in events if e.epoch == 100 and e.weights is not None)
    figure = plot_training(model, data.X, data.T, epoch=100, weights=event.weights)
    errors, fit, _ = figure.axes
    assert errors.lines[0].get_xdata()[-1] == 100
    shown = fit.lines[-1].get_ydata()
    now = model.predict(fit.lines[-1].get_xdata()[:, None])
    assert not np.allclose(shown, now, atol=1e-3)
    assert figure.get_suptitle() == "epoch 100"
    points = np.interp(data.X.ravel(), fit.lines[-1].get_xdata(), shown)
    rmse = np.sqrt(np.mean((points - data.T.ravel()) ** 2))
    assert rmse == pytest.approx(model.trace_["rmse_train"][100], abs=2e-3)


def test_a_given_figure_is_used_and_cleared(s19):
    data, model, _ = s19
    figure = Figure(figsize=(4, 9))
    figure.add_subplot().plot([1, 2])
    assert plot_training(model, data.X, data.T, figure=figure) is figure
    assert len(figure.axes) == 3
    tops = [axes.get_position().y1 for axes in figure.axes]
    assert tops[0] > tops[1] > tops[2]


def test_several_inputs_and_outputs_by_name(several):
    X, Y, model = several
    figure = plot_training(model, X[:60], Y[:60], validation=(X[60:], Y[60:]), output=1)
    errors, fit, units, _ = figure.axes
    np.testing.assert_array_equal(errors.lines[0].get_ydata(), model.trace_["rmse_train_1"])
    assert errors.get_ylabel() == "RMSE of second"
    offsets = fit.collections[0].get_offsets()
    np.testing.assert_allclose(offsets[:, 0], Y["second"][:60])
    np.testing.assert_allclose(offsets[:, 1], model.predict(X[:60])[:, 1])
    order = np.argsort(model.predict(X)[:, 1])
    by_weight = np.argsort(-model.W_[1:, 1])
    cells = np.asarray(units.images[0].get_array())
    np.testing.assert_allclose(cells, model.transform(X)[order][:, by_weight].T)
    assert texts(errors)[1].startswith("held out")


def test_rows_that_chose_the_epoch_are_not_called_held_out(several):
    X, Y, _ = several
    model = NeuralRegressor((4,), solver="lbfgs", early_stopping=True, max_iter=200, random_state=0)
    model.fit(X[:60], Y["first"][:60])
    rows = (X[60:], Y["first"][60:])
    errors = plot_training(model, X[:60], Y["first"][:60], validation=rows).axes[0]
    kept = model.outcome_.kept
    rmse = np.sqrt(np.mean((model.predict(rows[0]) - rows[1]) ** 2))
    assert f"validation {number(model.trace_['rmse_validation'][kept])}" in texts(errors)
    assert f"held out {number(rmse)}" in texts(errors)
    (dot,) = [line for line in errors.lines if line.get_color() == LIGHT.held_out]
    assert (dot.get_xdata()[0], dot.get_ydata()[0]) == (kept, pytest.approx(rmse))


def test_a_thinned_trace_is_recognised_by_its_nearest_row():
    epoch = np.array([0, 10, 20])
    watched = np.array([1.0, 0.5, 0.4])
    assert is_of(epoch, watched, 20, 0.4)
    assert is_of(epoch, watched, None, 0.4)
    assert not is_of(epoch, watched, 20, 0.402)
    assert is_of(epoch, watched, 12, 0.49)
    assert not is_of(epoch, watched, 12, 0.4)
    assert not is_of(epoch, None, 12, 0.4)


def test_no_hidden_layer_is_said(s19):
    data, _, _ = s19
    model = NeuralRegressor((), max_iter=50, tol=0, random_state=0).fit(data.X, data.T.ravel())
    assert "no hidden units" in texts(plot_training(model, data.X, data.T).axes[2])[0]


def test_refusals_are_one_sentence(s19, several):
    data, model, events = s19
    with pytest.raises(InputError, match="not fitted"):
        plot_training(NeuralRegressor())
    with pytest.raises(InputError, match="epoch and weights"):
        plot_training(model, epoch=3)
    with pytest.raises(InputError, match="epoch and weights"):
        plot_training(model, weights=events[0].weights)
    with pytest.raises(InputError, match="X and y"):
        plot_training(model, data.X)
    with pytest.raises(InputError, match=r"outputs 0 \.\.\. 0"):
        plot_training(model, output=1)
    with pytest.raises(InputError, match="2 targets"):
        plot_training(several[2], several[0], several[1]["first"])
    with pytest.raises(InputError, match="30 rows and y has 29"):
        plot_training(model, data.X, data.T[1:])


def test_a_table_model_is_drawn_with_its_own_rows_and_figures(several, tmp_path, monkeypatch):
    X, Y, _ = several
    table = from_frame(X.assign(torque=Y["first"]))
    model = fit_table(table, "torque", hidden_layer_sizes=(4,), max_iter=30)
    seen, picture_of = {}, Subject.picture

    def spy(subject):
        seen["picture"] = picture_of(subject)
        return seen["picture"]

    monkeypatch.setattr(Subject, "picture", spy)
    place = tmp_path / "picture.png"
    draw_table_model(model, table, None, place)
    errors, fit, figures = seen["picture"].errors, seen["picture"].fit, model.record.held_out
    assert (len(fit.training.actual), len(fit.held_out.actual)) == (64, 16)
    assert fit.held_out.rmse == pytest.approx(figures.rmse[0])
    assert fit.training.rmse == pytest.approx(model.record.training.rmse[0])
    assert dict(errors.baselines) == {
        "mean": figures.rmse_mean[0],
        "linear": figures.rmse_linear[0],
    }
    assert (errors.target, fit.target) == ("torque", "torque")
    assert size_of(place) == (2080, 640)


def test_a_table_model_with_a_test_table(several, tmp_path):
    X, Y, _ = several
    table = from_frame(X.assign(torque=Y["first"]))
    model = fit_table(table, "torque", test=table, hidden_layer_sizes=(4,), max_iter=30)
    draw_table_model(model, table, table, tmp_path / "picture.svg")
    text = (tmp_path / "picture.svg").read_text()
    assert "held out" in text
    assert "predicted torque" in text


@pytest.fixture
def example(monkeypatch):
    path = Path(__file__).parents[2] / "examples" / "lecture.py"
    spec = importlib.util.spec_from_file_location("lecture_example", path)
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "lecture_example", module)
    spec.loader.exec_module(module)
    return module


def test_the_example_writes_its_frames(example, tmp_path, monkeypatch, capsys):
    options = [str(tmp_path), "--epochs", "50", "--every", "20"]
    monkeypatch.setattr(sys, "argv", ["lecture.py", *options])
    example.main()
    said = capsys.readouterr().out
    assert "4 frames" in said  # epochs 0, 20, 40 and the last
    assert "training rows" in said
    with Image.open(tmp_path / "lecture.gif") as animation:
        assert animation.n_frames == 4
        assert "loop" not in animation.info  # it ends on its last frame
        assert animation.convert("RGB").getpixel((2, 200)) == (255, 255, 255)
    assert size_of(tmp_path / "lecture.png") == (2080, 640)


def test_the_example_shows_51_frames_of_the_lecture(example):
    _, model, kept, _ = example.train(np.random.RandomState(0), 100_000, 2_000)
    assert [epoch for epoch, _ in kept] == [*range(0, 100_000, 2_000), 100_000]
    np.testing.assert_array_equal(kept[-1][1][0], model.V_)
    assert model.trace_["rmse_train"][-1] == pytest.approx(0.145, abs=6e-4)
    assert model.trace_["rmse_validation"][-1] == pytest.approx(0.282, abs=6e-4)
