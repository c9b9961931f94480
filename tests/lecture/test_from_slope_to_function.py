"""S1 to S3: what an activation should be, and from its slope to itself."""

import numpy as np
import pytest

from shoal import explain
from shoal.core.activations import ACTIVATIONS


def test_s1():
    """e^-s as a wished slope: 22,026 at s = -10 and growing, so wish 5 fails; it alone does."""
    report = explain.activation(derivative="exp(-s)")
    s, slope = report.slopes.s, report.slopes.slope
    assert (s[0], s[-1]) == (-10, 10)
    np.testing.assert_allclose(slope, np.exp(-s), rtol=1e-14)
    assert slope[0] == pytest.approx(22026.4658, rel=1e-8)
    assert [wish.number for wish in report.wishes if wish.verdict == "fails"] == [5]
    assert report.wishes[4].reason.startswith("Unbounded on the left: f' = 22,026 at s = -10")
    bell = explain.activation("logistic")
    assert [wish.verdict for wish in bell.wishes] == ["holds"] * 5


def test_s2():
    """Sigmoid times one less it: a bell, 0.25 at 0, 0 on both sides, exact beyond |s| = 709."""
    s = np.linspace(-10, 10, 2001)
    f = ACTIVATIONS["logistic"].f
    bell = f(s) * (1 - f(s))
    assert bell.max() == 0.25
    assert s[bell.argmax()] == pytest.approx(0, abs=1e-12)
    assert bell[[0, -1]].max() < 5e-5
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        assert f(np.array([-1000.0, 1000.0])).tolist() == [0.0, 1.0]


def test_s3():
    """The integral of the bell is 1 / (1 + e^-s), exactly, its constant named; s^4 gives 4 s^3."""
    sympy = pytest.importorskip("sympy")
    letter = sympy.Symbol("s")
    assert sympy.diff(letter**4, letter) == 4 * letter**3
    sigmoid = 1 / (1 + sympy.exp(-letter))
    assert sympy.integrate(sigmoid * (1 - sigmoid), letter) == sigmoid
    found = explain.activation(derivative="1/(1+exp(-s)) * (1 - 1/(1+exp(-s)))")
    s = np.linspace(-30, 30, 601)
    np.testing.assert_allclose(found.activation.f(s), 1 / (1 + np.exp(-s)), rtol=1e-12)
    assert "+ C with C = 0: f goes to 0" in str(found.constant)
    assert sympy.simplify(found.value - sigmoid.subs(letter, *found.value.free_symbols)) == 0
