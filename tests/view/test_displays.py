"""The displays: what stands on the axes equals the model's own numbers."""

import subprocess
import sys

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from sklearn.inspection import PartialDependenceDisplay
from sklearn.linear_model import LinearRegression
from sklearn.metrics import PredictionErrorDisplay

import shoal
from shoal import NeuralRegressor
from shoal.errors import InputError, MissingExtraError
from shoal.view import (
    ActivationDisplay,
    FitDisplay,
    HiddenUnitsDisplay,
    NetworkDisplay,
    TrainingCurveDisplay,
)
from shoal.view.style import DARK, LIGHT, styled
from shoal.view.subject.subject import Subject

OF_MODELS = (FitDisplay, HiddenUnitsDisplay, NetworkDisplay, TrainingCurveDisplay)


def own_axes(**figure):
    return Figure(layout="constrained", **figure).add_subplot()


def texts(axes):
    return [text.get_text() for text in axes.texts]


def curves(axes, color):
    return [line for line in axes.lines if to_hex(line.get_color()) == color.lower()]


def dots(axes, color):
    return [
        np.asarray(c.get_offsets())
        for c in axes.collections
        if len(c.get_offsets()) > 1 and to_hex(c.get_facecolor()[0]) == color.lower()
    ]


def test_the_training_curve_is_the_trace_beside_mean_and_linear_model(wave):
    X, y, model = wave
    axes = TrainingCurveDisplay.from_estimator(model, X, y, ax=own_axes()).ax_
    train, dot = curves(axes, LIGHT.training)
    np.testing.assert_array_equal(train.get_xdata(), model.trace_["epoch"])
    np.testing.assert_array_equal(train.get_ydata(), model.trace_["rmse_train"])
    assert dot.get_xdata()[0] == model.outcome_.kept
    dashed = [line.get_ydata()[0] for line in axes.lines if line.get_linestyle() == "--"]
    linear = LinearRegression().fit(X, y).predict(X)
    expected = [y.std(), np.sqrt(np.mean((linear - y) ** 2))]
    np.testing.assert_allclose(dashed, expected, rtol=1e-9)
    assert (
        axes.get_title()
        == f"error while learning, network {model.best_ + 1} of {model.n_networks_}"
    )


def test_the_training_curve_of_a_table_model_needs_no_rows(engine):
    _, model = engine
    axes = TrainingCurveDisplay.from_estimator(model, ax=own_axes()).ax_
    (held, _) = curves(axes, LIGHT.held_out)
    np.testing.assert_array_equal(held.get_ydata(), model.trace["rmse_validation"])
    dashed = [line.get_ydata()[0] for line in axes.lines if line.get_linestyle() == "--"]
    figures = model.record.held_out
    assert dashed == [figures.rmse_mean[0], figures.rmse_linear[0]]
    assert "held-out rows" in axes.get_xlabel()


def test_rows_that_chose_the_epoch_of_a_table_model_are_called_validation(engine):
    frame, _ = engine
    model = shoal.fit_table(
        frame, "torque", hidden_layer_sizes=(3,), solver="lbfgs", early_stopping=True, max_iter=40
    )
    axes = TrainingCurveDisplay.from_estimator(model, ax=own_axes()).ax_
    assert not curves(axes, LIGHT.held_out)
    assert any(text.startswith("validation") for text in texts(axes))


def test_the_fit_over_one_input_is_the_answer_of_all_networks_and_its_interval(wave):
    X, y, model = wave
    display = FitDisplay.from_estimator(model, X[:50], y[:50], validation=(X[50:], y[50:]))
    axes = display.ax_
    (curve,) = curves(axes, LIGHT.model)
    grid = np.asarray(curve.get_xdata())[:, np.newaxis]
    span = np.ptp(X)
    assert (grid[0, 0], grid[-1, 0]) == pytest.approx(
        (X.min() - span / 10, X.max() + span / 10), rel=1e-12
    )
    np.testing.assert_array_equal(curve.get_ydata(), model.predict(grid))
    low, high = model.predict_interval(grid, 0.95)
    (shade,) = [c for c in axes.collections if len(c.get_offsets()) < 2]
    corners = shade.get_paths()[0].vertices
    assert (corners[:, 1].min(), corners[:, 1].max()) == pytest.approx((low.min(), high.max()))
    assert "95 % band" in texts(axes)
    hatched = sorted(patch.get_bbox().x0 for patch in axes.patches)
    assert len(hatched) == 2
    assert hatched[1] == X.max()
    (train,), (held,) = dots(axes, LIGHT.training), dots(axes, LIGHT.held_out)
    np.testing.assert_array_equal(train, np.column_stack([X[:50, 0], y[:50]]))
    np.testing.assert_array_equal(held, np.column_stack([X[50:, 0], y[50:]]))
    assert axes.get_title("left") == f"the fit, all {model.n_networks_} networks"
    assert display.figure_ is axes.figure


def test_another_coverage_or_none_and_no_band_without_noise(wave):
    X, y, model = wave
    shown = FitDisplay.from_estimator(model, X, y, coverage=0.5, ax=own_axes())
    assert "50 % band" in texts(shown.ax_)
    np.testing.assert_array_equal(
        shown.fit.curve.band, model.predict_interval(shown.fit.curve.x[:, np.newaxis], 0.5)
    )
    bare = FitDisplay.from_estimator(model, X, y, coverage=None, ax=own_axes())
    assert not any("band" in text for text in texts(bare.ax_))
    alone = NeuralRegressor((2,), n_networks=1, random_state=0).fit(X, y)
    assert FitDisplay.from_estimator(alone, X, y, ax=own_axes()).fit.curve.band is None


def test_the_rows_of_a_table_model_are_told_apart_in_its_own_table_alone(engine):
    frame, model = engine
    axes = FitDisplay.from_estimator(model, frame, ax=own_axes()).ax_
    learned, held = frame.iloc[model.training_rows], frame.iloc[model.held_out_rows]
    for rows, color in ((learned, LIGHT.training), (held, LIGHT.held_out)):
        (drawn,) = dots(axes, color)
        np.testing.assert_array_equal(drawn, np.column_stack([rows["torque"], model.predict(rows)]))
    other = frame.sample(frac=1, random_state=0)  # as many rows, in another order
    axes = FitDisplay.from_estimator(model, other, ax=own_axes()).ax_
    assert not dots(axes, LIGHT.held_out)
    assert "rows" in texts(axes)
    axes = FitDisplay.from_estimator(model, learned, validation=held, ax=own_axes()).ax_
    assert len(dots(axes, LIGHT.held_out)[0]) == len(held)


def test_residuals_are_actual_minus_predicted(engine):
    frame, model = engine
    axes = FitDisplay.from_estimator(model, frame, kind="residuals", ax=own_axes()).ax_
    held = frame.iloc[model.held_out_rows]
    (drawn,) = dots(axes, LIGHT.held_out)
    predicted = model.predict(held)
    np.testing.assert_allclose(drawn, np.column_stack([predicted, held["torque"] - predicted]))
    assert axes.get_xlabel() == "predicted torque"
    assert axes.get_legend() is None


def test_predictions_of_any_origin():
    y = pd.Series([1.0, 2.0, 3.0], name="mass, kg")
    axes = FitDisplay.from_predictions(y, [1.5, 2, 2], ax=own_axes()).ax_
    np.testing.assert_array_equal(dots(axes, LIGHT.training)[0], [[1, 1.5], [2, 2], [3, 2]])
    assert axes.get_ylabel() == "predicted mass, kg"
    axes = FitDisplay.from_predictions(y, [1.5, 2, 2], kind="residuals", ax=own_axes()).ax_
    np.testing.assert_array_equal(dots(axes, LIGHT.training)[0], [[1.5, -0.5], [2, 0], [2, 1]])
    with pytest.raises(InputError, match=r"columns of \[2, 3\] rows"):
        FitDisplay.from_predictions(y, [1, 2])


def test_hidden_units_over_one_input_are_those_of_the_best_network(wave):
    X, _, model = wave
    axes = HiddenUnitsDisplay.from_estimator(model, ax=own_axes()).ax_
    drawn = axes.lines[1:]  # the first is the zero
    grid = np.asarray(drawn[0].get_xdata())[:, np.newaxis]
    assert (grid[0, 0], grid[-1, 0]) == (X.min(), X.max())
    Z, order = model.transform(grid), np.argsort(np.abs(model.W_[1:, 0]), kind="stable")
    for line, m in zip(drawn, order, strict=True):
        np.testing.assert_array_equal(line.get_ydata(), Z[:, m])
        color = LIGHT.positive if model.W_[1 + m, 0] >= 0 else LIGHT.negative
        assert to_hex(line.get_color()) == color.lower()
    assert f"network {model.best_ + 1} of {model.n_networks_}" in axes.get_title()


def test_hidden_units_along_one_of_several_inputs_or_over_rows(engine, crowd):
    frame, model = engine
    axes = HiddenUnitsDisplay.from_estimator(model, frame, along="throttle", ax=own_axes()).ax_
    line = axes.lines[-1]  # of the largest output weight
    X = np.column_stack([line.get_xdata(), np.full(400, frame["speed <rpm>"].mean())])
    m = int(np.argmax(np.abs(model.network.weights[-1][1:, 0])))
    np.testing.assert_allclose(line.get_ydata(), model.network.hidden_outputs(X)[:, m])
    assert axes.get_xlabel() == "throttle  (others at their mean)"
    cells = HiddenUnitsDisplay.from_estimator(model, frame, ax=own_axes()).ax_.images[0]
    assert np.shape(cells.get_array()) == (3, 120)
    X, _, many = crowd
    display = HiddenUnitsDisplay.from_estimator(many, X, output=1, ax=own_axes())
    by_prediction = X.iloc[np.argsort(many.predict(X)[:, 1], kind="stable")]
    np.testing.assert_allclose(display.units.Z, many.transform(by_prediction), atol=1e-14)
    assert "nothing to draw" in texts(HiddenUnitsDisplay.from_estimator(many).ax_)[0]


def test_a_frame_is_read_by_the_names_of_its_columns(crowd):
    X, Y, model = crowd
    turned = X[X.columns[::-1]]
    one, other = (FitDisplay.from_estimator(model, x, Y, ax=own_axes()).fit for x in (X, turned))
    np.testing.assert_array_equal(one.training.predicted, other.training.predicted)
    with pytest.raises(InputError, match="no column 'sensor 3'"):
        FitDisplay.from_estimator(model, X.drop(columns="sensor 3"), Y)


@pytest.mark.parametrize("display", OF_MODELS)
def test_refusals_are_one_sentence(display, wave):
    with pytest.raises(InputError, match="not fitted"):
        display.from_estimator(NeuralRegressor())
    with pytest.raises(InputError, match="not LinearRegression"):
        display.from_estimator(LinearRegression())


def test_what_does_not_fit_is_named(wave, engine):
    X, y, model = wave
    frame, table_model = engine
    with pytest.raises(InputError, match="leave y out"):
        FitDisplay.from_estimator(table_model, frame, y)
    with pytest.raises(InputError, match=r"outputs 0 \.\.\. 0"):
        TrainingCurveDisplay.from_estimator(table_model, output=1)
    with pytest.raises(InputError, match="kind must be one of"):
        FitDisplay.from_estimator(model, X, y, kind="line")
    with pytest.raises(InputError, match="models with one input"):
        FitDisplay.from_estimator(table_model, frame, kind="curve")
    with pytest.raises(InputError, match="2 columns; the network reads 1"):
        FitDisplay.from_estimator(model, np.ones((60, 2)), y)
    with pytest.raises(InputError, match="there are throttle, speed"):
        HiddenUnitsDisplay.from_estimator(table_model, along="gear")
    with pytest.raises(InputError, match=r"inputs 0 \.\.\. 1"):
        HiddenUnitsDisplay.from_estimator(table_model, along=2)


def test_without_axes_a_pyplot_figure_in_the_callers_ground(wave):
    before = dict(mpl.rcParams)
    light = NetworkDisplay.from_estimator(wave[2])
    assert plt.get_fignums() == [light.figure_.number]
    assert to_hex(light.figure_.get_facecolor()) == LIGHT.paper.lower()
    with plt.style.context("shoal.view.shoal-dark"):
        dark = light.plot()
    assert dark is light
    assert to_hex(light.figure_.get_facecolor()) == DARK.paper.lower()
    assert DARK.model.lower() in {to_hex(text.get_color()) for text in light.ax_.texts}
    assert dict(mpl.rcParams) == before


def test_a_backend_that_turns_interactive_in_a_first_display_stays_so():
    """As a notebook's does: otherwise no later figure of that notebook is shown."""
    before = mpl.is_interactive()
    try:
        mpl.interactive(False)
        with styled():
            mpl.interactive(True)
        assert mpl.is_interactive()
    finally:
        mpl.interactive(before)


def test_the_callers_axes_keep_their_look(wave):
    axes = own_axes(facecolor="black")
    axes.set_facecolor("black")
    TrainingCurveDisplay.from_estimator(wave[2], ax=axes)
    assert curves(axes, DARK.training)
    assert axes.spines["top"].get_visible()  # the sheet of Shoal would take it away
    assert plt.get_fignums() == []


@pytest.mark.parametrize("display", OF_MODELS)
@pytest.mark.parametrize("size", [(6, 4), (12, 8), (3.2, 2.4)])
def test_nothing_leaves_the_figure(display, size, engine):
    axes = own_axes(figsize=size)
    display.from_estimator(engine[1], engine[0], ax=axes)
    axes.figure.draw_without_rendering()
    axes.figure.draw_without_rendering()  # the layout takes a second look at what it made room for
    inside = axes.figure.bbox.padded(2)
    for text in [*axes.texts, axes.xaxis.label, axes.yaxis.label]:
        if text.get_text() and text.get_visible() and axes.axison:
            box = text.get_window_extent()
            assert box.x0 >= inside.x0, text.get_text()
            assert box.x1 <= inside.x1, text.get_text()


def test_without_matplotlib_the_extra_is_named(wave, monkeypatch):
    for name in list(sys.modules):
        if name == "matplotlib" or name.startswith("matplotlib."):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    for display in OF_MODELS:
        with pytest.raises(MissingExtraError, match=r"Drawing needs the extra \[plot\]"):
            display.from_estimator(wave[2])
    with pytest.raises(MissingExtraError, match=r"Drawing needs the extra \[plot\]"):
        ActivationDisplay.from_activation("tanh")


def test_the_displays_are_named_without_loading_anything():
    code = "import sys, shoal; d = dir(shoal.view); print(d, 'numpy' in sys.modules)"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.count("Display'") == 5
    assert out.stdout.strip().endswith("False")
    with pytest.raises(AttributeError, match="'nothing'"):
        _ = shoal.view.nothing


def test_scikit_learns_own_displays_take_the_estimator(wave, crowd):
    X, y, model = wave
    errors = PredictionErrorDisplay.from_estimator(model, X, y, ax=own_axes())
    np.testing.assert_array_equal(errors.y_pred, model.predict(X))
    X, _, many = crowd
    axes = own_axes()
    partial = PartialDependenceDisplay.from_estimator(
        many, X, ["sensor 3"], target=1, grid_resolution=5, ax=axes
    )
    values = partial.pd_results[0]["grid_values"][0]
    by_hand = [many.predict(X.assign(**{"sensor 3": v}))[:, 1].mean() for v in values]
    np.testing.assert_allclose(partial.pd_results[0]["average"][1], by_hand, rtol=1e-9)


def test_without_rows_the_scaling_tells_the_range_of_a_skewed_input():
    X = np.random.RandomState(0).normal(size=(60, 2))
    X[:, 1] = np.exp(2 * X[:, 1])
    model = NeuralRegressor((3,), solver="lbfgs", max_iter=5, tol=0).fit(X, X[:, 0])
    subject = Subject(model.network_, model.trace_, inputs=("a", "b"))
    low, high = subject.trained_range()
    assert X[:, 1].min() <= low[1] < np.quantile(X[:, 1], 0.1)
    assert np.quantile(X[:, 1], 0.9) < high[1] <= X[:, 1].max()
    middle = subject.grid(0)[0, 1]
    assert np.quantile(X[:, 1], 0.3) < middle < np.quantile(X[:, 1], 0.7)
