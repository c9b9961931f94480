"""S23: frames and panels of a training."""

import numpy as np
import pytest

import shoal
from shoal import NeuralRegressor

from .runs import lecture_run, rmse, two_layers


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
