"""S4, S11 and S12: an activation and its slope."""

import re

import numpy as np
import pytest

from shoal import Activation
from shoal.core.activations import ACTIVATIONS
from shoal.errors import DivergenceWarning, InputError

from .runs import lecture_run, two_layers


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
