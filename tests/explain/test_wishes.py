"""The five wishes: verdicts, and reasons whose figures are true."""

import re
from functools import lru_cache

import numpy as np
import pytest

from shoal.explain import activation


@lru_cache
def studied(name):
    return activation(name)


VERDICTS = {  # computed by hand from the definitions in shoal.explain.laboratory.wishes
    "exp": "holds holds holds partly fails",
    "logistic": "holds holds holds holds holds",
    "tanh": "holds holds holds holds holds",
    "relu": "holds fails holds fails holds",
    "softplus": "holds holds holds partly holds",
    "gaussian": "holds fails holds partly holds",
    "polynomial": "holds holds holds fails fails",
    "identity": "holds partly holds fails holds",
    "atan(s)": "holds holds holds holds holds",
    "sin(s)": "holds partly holds fails holds",
    "abs(s)": "holds fails holds fails holds",
    "s*abs(s)": "holds fails holds fails fails",
    "log(1 + s**2)*s": "holds fails holds fails fails",
    "tanh(8*s)": "holds fails holds holds holds",
    "sin(s)*exp(-s**2/20)*atan(s)+erf(s)*cosh(s/9)*log(2+s**2)": "fails fails fails fails fails",
}


@pytest.mark.parametrize("name", VERDICTS)
def test_verdicts(name):
    found = studied(name)
    assert " ".join(wish.verdict for wish in found.wishes) == VERDICTS[name]
    assert [wish.number for wish in found.wishes] == [1, 2, 3, 4, 5]
    for wish in found.wishes:
        assert wish.reason.endswith(".")
        assert str(wish).startswith(f"{wish.number}. {wish.wish}: {wish.verdict}. ")


def reason(name, number):
    return studied(name).wishes[number - 1].reason


def test_s1_the_exponential_fails_on_the_left():
    told = reason("exp", 5)
    assert "nbounded on the left" in told
    assert "-22,026 at s = -10" in told
    assert round(np.exp(10)) == 22026
    assert "falls from 1 near 0 to 4.54e-05 at s = 10" in reason("exp", 4)


def test_reasons_name_the_evidence():
    assert "kink at s = 0: the slope is 0 on the left and 1 on the right" in reason("relu", 2)
    assert "flat at s = 0" in reason("gaussian", 2)
    assert "0.25 at s = 0" in reason("logistic", 5)
    assert "1 - y**2: 2 operations, no elementary functions" in reason("tanh", 3)
    assert "rises to 0.8578" in reason("gaussian", 4)
    assert "0.8578 at s = ±0.7071" in reason("gaussian", 5)  # sqrt(2/e) at 1/sqrt(2)
    assert "149,982 at s = -10" in reason("polynomial", 5)
    assert "approached far to the right" in reason("softplus", 5)
    assert "never becomes nonlinear" in reason("identity", 2)


def test_equal_parts_count_once():
    """The lecture: "How simple is it? Well, there are common terms."."""
    told = reason("1/(1+exp(-s)) * (1 - 1/(1+exp(-s)))", 1)
    assert told.startswith("5 operations, of them 1 elementary function (exp(-s))")


def test_the_deviation_from_the_line():
    """Tanh(s) = s - s^3/3 + ...: off by s^2/3, a third of a percent at 0.1."""
    percent = float(re.search(r"by (\S+) % of the line's step at", reason("tanh", 2))[1])
    assert percent == pytest.approx(100 * 0.01 / 3, rel=0.02)


def test_a_python_function_does_not_show_its_formula():
    found = activation(lambda s: s * np.exp(-np.abs(s)))
    verdicts = [wish.verdict for wish in found.wishes]
    assert verdicts[0] == verdicts[2] == "unknown"
    assert "unknown" not in verdicts[3:]


def test_a_slope_that_levels_off_slowly_is_limited():
    assert activation("s - log(1 + abs(s))").wishes[4].verdict == "holds"  # slope s/(1+s) to 1
    assert activation("s*log(1 + abs(s))").wishes[4].verdict == "fails"
