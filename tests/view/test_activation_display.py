"""An activation and its derivative: against the known largest slopes."""

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from shoal import Activation
from shoal.core.activations import ACTIVATIONS
from shoal.errors import InputError
from shoal.view import ActivationDisplay
from shoal.view.style import LIGHT


def drawn(activation, **options):
    axes = Figure(layout="constrained").add_subplot()
    return ActivationDisplay.from_activation(activation, ax=axes, **options)


def said(display):
    return display.ax_.texts[0].get_text()


@pytest.mark.parametrize(
    ("name", "at", "slope"),
    [
        ("tanh", 0, 1),
        ("logistic", 0, 1 / 4),
        ("gaussian", -1 / np.sqrt(2), np.sqrt(2 / np.e)),
        ("softplus", 4, 1 / (1 + np.exp(-4))),
        ("polynomial", 1, 2 + 2 + 15),
    ],
)
def test_the_largest_slope_is_marked(name, at, slope):
    display = drawn(name)
    i = display.curves.steepest
    assert display.curves.a[i] == pytest.approx(at, abs=1e-3)
    assert display.curves.slope[i] == pytest.approx(slope, rel=1e-5)
    marks = [line for line in display.ax_.lines if line.get_marker() == "o"]
    assert [line.get_xdata()[0] for line in marks] == [display.curves.a[i]] * 2
    assert marks[1].get_ydata()[0] == display.curves.slope[i]


@pytest.mark.parametrize("name", sorted(set(ACTIVATIONS) - {"relu"}))
def test_the_lines_are_the_function_and_its_slope(name):
    axes = drawn(name).ax_
    h, slope = (
        next(line for line in axes.lines if to_hex(line.get_color()) == color.lower())
        for color in (LIGHT.model, LIGHT.positive)
    )
    a = np.asarray(h.get_xdata())
    np.testing.assert_array_equal(h.get_ydata(), ACTIVATIONS[name].f(a))
    inner = slice(1, -1)
    numeric = np.gradient(h.get_ydata(), a)[inner]
    np.testing.assert_allclose(np.asarray(slope.get_ydata())[inner], numeric, atol=1e-3)
    assert {"h(a)", "h′(a)"} <= {text.get_text() for text in axes.texts}


def test_words_on_slopes_that_stay_grow_or_never_change():
    assert said(drawn("gaussian")) == "largest slope 0.858 at a = −0.71"
    assert said(drawn("relu")) == "largest slope 1.00 from a = 0.00"
    assert said(drawn("polynomial")) == "largest slope shown 19.0 at a = 1.00"
    assert said(drawn("identity")) == "slope 1.00 everywhere"


def test_ones_own_function_and_limits():
    steep = Activation("a $teep one", lambda a: np.tanh(3 * a), lambda z: 3 * (1 - z * z))
    display = drawn(steep, limits=(-1, 2))
    assert display.ax_.get_xlim() == (-1, 2)
    assert display.ax_.get_title() == r"a \$teep one"
    assert said(display).startswith("largest slope 3.00 at a =")


def test_refusals():
    with pytest.raises(InputError, match="activation must be one of"):
        drawn("sine")
    with pytest.raises(InputError, match="two numbers in order"):
        drawn("tanh", limits=(1, -1))
    with pytest.raises(InputError, match="two numbers in order"):
        drawn("tanh", limits=(0, np.inf))
