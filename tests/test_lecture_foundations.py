"""The lecture's rows S1 to S3: what an activation should be, and from its slope to itself."""

import numpy as np
import pytest

from shoal import explain
from shoal.core.activations import ACTIVATIONS


def test_s1():
    """e^-s fails the wish to be bounded: 22,026 at s = -10."""
    report = explain.activation("exp(-s)")
    assert report.activation.f(np.array([-10.0]))[0] == pytest.approx(22026.4658, rel=1e-8)
    assert "22,026" in str(report)
    assert any(wish.verdict == "fails" for wish in report.wishes)


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
    """The integral of the bell is 1 / (1 + e^-s), its constant named."""
    found = explain.activation(derivative="1/(1+exp(-s)) * (1 - 1/(1+exp(-s)))")
    s = np.linspace(-30, 30, 601)
    np.testing.assert_allclose(found.activation.f(s), 1 / (1 + np.exp(-s)), rtol=1e-12)
    assert "C" in str(found.constant)
    sympy = pytest.importorskip("sympy")
    (variable,) = found.value.free_symbols
    assert sympy.simplify(found.value - 1 / (1 + sympy.exp(-variable))) == 0
