"""The activation laboratory: S1 to S4, S11 and S12, functions from their derivatives, displays."""

import copy
import html.parser
import math
import pickle
import re
from functools import lru_cache

import numpy as np
import pytest
import scipy.special
import sympy

import shoal
from shoal.core.activations import ACTIVATIONS
from shoal.errors import InputError
from shoal.explain import activation
from shoal.explain.laboratory.building import NAMED
from shoal.explain.laboratory.integrals.output_form import output_form
from shoal.explain.laboratory.integrals.solving import ask
from shoal.formulas.formula import Formula
from shoal.formulas.grammar import parse

BELL = "1/(1+exp(-s)) * (1 - 1/(1+exp(-s)))"
S, Y = sympy.Symbol("s"), sympy.Symbol("y")
SUMS = np.linspace(-8, 8, 161) + 0.003


@lru_cache
def studied(name):
    return activation(name)


@pytest.fixture(scope="module")
def from_bell():
    return activation(derivative=BELL)


def central(f, s, h=1e-4):
    return (f(s - 2 * h) - 8 * f(s - h) + 8 * f(s + h) - f(s + 2 * h)) / (12 * h)


def bump(s):
    return 1 / (1 + s**4)


def slope_of(made, s):
    return made.slope(s, made.f(s))


def test_the_logistic_function_from_its_derivative(from_bell):
    assert sympy.simplify(from_bell.value - 1 / (1 + sympy.exp(-S))) == 0
    assert sympy.simplify(sympy.diff(from_bell.value, S) - from_bell.derivative) == 0
    assert from_bell.of_output == Y * (1 - Y)
    assert from_bell.constant.value == 0
    assert "goes to 0 as s goes to minus infinity" in from_bell.constant.rule
    assert "C" in str(from_bell.constant)
    np.testing.assert_allclose(from_bell.activation.f(SUMS), scipy.special.expit(SUMS), rtol=1e-14)


def test_s2_the_bell(from_bell):
    assert from_bell.largest_slope == (0.25, 0.0)
    for far in (-1000.0, 1000.0):
        assert abs(slope_of(from_bell.activation, np.array(far))) < 1e-300
    np.testing.assert_array_equal(from_bell.activation.f(np.array([-1000.0, 1000.0])), [0, 1])


@pytest.mark.parametrize("name", [*NAMED])
def test_s4_the_slope_is_the_central_difference(name):
    made = studied(name).activation
    s = SUMS[np.abs(SUMS) > 0.01] / (4 if name in ("polynomial", "exp") else 1)
    expected = central(made.f, s)
    np.testing.assert_allclose(slope_of(made, s), expected, rtol=1e-9, atol=1e-9)


def test_s4_a_slope_of_the_wrong_argument_is_named(from_bell):
    made = from_bell.activation
    assert made.df_of == "output"
    wrong = shoal.Activation("wrong", made.f, made.df, "sum")  # df(s) for df(f(s))
    with pytest.raises(InputError, match="df takes the output: say so with df_of"):
        wrong.check()
    made.check()


def test_s11_slopes_without_bound():
    found = studied("polynomial")
    (warning,) = found.warnings
    assert "9,367" in warning
    assert "9,387" in warning
    assert "left and right" in warning
    assert "The second half is wrong" in found.notes[0]
    assert float(found.derivative.subs(S, -5)) == 9367
    assert float(found.derivative.subs(S, 5)) == 9387
    assert found.largest_slope[0] == math.inf
    assert found.of_output is None
    assert not activation("tanh").warnings


def test_s12_tanh_is_a_stretched_logistic():
    tanh, logistic = activation("tanh"), activation("logistic")
    np.testing.assert_allclose(
        tanh.activation.f(SUMS), 2 * logistic.activation.f(2 * SUMS) - 1, atol=1e-15
    )
    difference = tanh.value - (2 * logistic.value.subs(S, 2 * S) - 1)
    assert sympy.simplify(difference.rewrite(sympy.exp)) == 0
    assert tanh.largest_slope == (1.0, 0.0)
    assert logistic.largest_slope == (0.25, 0.0)
    assert tanh.of_output == 1 - Y**2
    assert logistic.of_output == Y * (1 - Y)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_formulas_are_those_of_shoal(name):
    found = studied(name)
    assert found.activation is ACTIVATIONS[name]
    assert activation(ACTIVATIONS[name]).formula == found.formula
    np.testing.assert_allclose(found.formula(SUMS), ACTIVATIONS[name].f(SUMS), rtol=1e-12)
    slope = slope_of(ACTIVATIONS[name], SUMS)
    np.testing.assert_allclose(found.derivative_formula(SUMS), slope, rtol=1e-10, atol=1e-15)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("s", "1"),
        ("3*s - 2", "3"),
        ("exp(-s)", "-y"),
        ("exp(s) - 1", "1 + y"),
        ("1 + tanh(s)", "y*(2 - y)"),
        ("tanh(s/2)/2", "1/4 - y**2"),
        ("sinh(s)", "sqrt(1 + y**2)"),
        ("s/sqrt(1 + s**2)", "(1 - y**2)**(3/2)"),
        ("s/(1 + abs(s))", "(1 - abs(y))**2"),
        ("atan(s)", "cos(y)**2"),
        ("exp(-exp(-s))", "-y*log(y)"),
    ],
)
def test_the_slope_as_a_function_of_the_output(text, expected):
    found = activation(text)
    y = Formula(parse(text))(np.linspace(-3, 3, 41) + 0.01)
    h = Formula(parse(expected, "y"), "y")
    np.testing.assert_allclose(found.output.formula(y), h(y), rtol=1e-10, atol=1e-13)
    assert found.activation.df_of == "output"
    found.activation.check()


def test_a_wrong_formula_of_the_output_is_not_believed():
    """1 - y equals the slope of tanh at 0 and on the far right, nowhere else."""

    def slope(s):
        return 1 - np.tanh(s) ** 2

    found = output_form(np.tanh, slope, known=parse("1 - y", "y"))
    assert str(found.formula) == "1 - y**2"


def test_the_slope_of_relu_of_the_output():
    found = activation("relu")
    np.testing.assert_array_equal(found.output.formula(np.array([0.0, 1e-9, 2.0])), [0, 1, 1])
    assert found.of_output.subs(Y, 2) == 1
    assert found.of_output.subs(Y, 0) == 0


@pytest.mark.parametrize(
    "text", ["exp(-s**2)", "s*exp(-s)", "s**2", "abs(s)", "sin(s)", "s**3 - s"]
)
def test_two_slopes_for_one_output_are_shown(text):
    found = activation(text)
    assert found.of_output is None
    assert found.activation.df_of == "sum"
    numbers = r"f\((\S+)\) = f\((\S+)\) = \S+, but the slopes there are (\S+) and (\S+)$"
    left, right, first, second = map(float, re.search(numbers, found.output.reason).groups())
    f, g = found.formula, found.derivative_formula
    assert f(np.array(left)) == pytest.approx(float(f(np.array(right))), rel=2e-3, abs=2e-3)
    assert g(np.array(left)) == pytest.approx(first, rel=3e-3, abs=3e-3)
    assert g(np.array(right)) == pytest.approx(second, rel=3e-3, abs=3e-3)
    assert abs(first - second) > 0.01


@pytest.mark.parametrize(
    ("wished", "at_zero", "expected"),
    [
        ("1/cosh(s)**2", None, lambda s: 1 + np.tanh(s)),
        ("logistic", None, lambda s: np.logaddexp(0, s)),
        # no formula in these operations: summed numerically
        ("sin(exp(s))*exp(-s**2)", 0, None),
        *(
            pytest.param(*case, marks=pytest.mark.slow)
            for case in (
                ("1 - tanh(s)**2", 0, np.tanh),
                ("1/cosh(s)**2", -1.5, lambda s: np.tanh(s) - 1.5),
                ("exp(-s**2)", None, lambda s: np.sqrt(np.pi) / 2 * (1 + scipy.special.erf(s))),
                ("1/(1 + s**2)", 0, np.arctan),
                ("1/(1 + exp(-s))", None, lambda s: np.logaddexp(0, s)),
                ("tanh(s)", None, lambda s: np.logaddexp(s, -s) - np.log(2)),
                ("max(0, s)", None, lambda s: np.maximum(s, 0) ** 2 / 2),
                ("exp(-abs(s))", None, lambda s: np.where(s < 0, np.exp(s), 2 - np.exp(-s))),
                ("2*s", 0.25, lambda s: s**2 + 0.25),
                ("1/(2 + cos(s))", None, None),
            )
        ),
    ],
)
def test_from_other_derivatives(wished, at_zero, expected):
    seconds = 60 if expected else 3  # what has no formula is sought as long as one allows
    found = activation(derivative=wished, at_zero=at_zero, seconds=seconds)
    made = found.activation
    if expected is not None:
        np.testing.assert_allclose(made.f(SUMS), expected(SUMS), rtol=1e-10, atol=1e-10)
        assert found.formula is not None
    else:
        assert found.formula is None
        assert "summed numerically" in found.notes[0]
        assert float(made.f(np.array(0.0))) == pytest.approx(0.0, abs=1e-12)
    text = NAMED.get(wished, wished)
    np.testing.assert_allclose(slope_of(made, SUMS), Formula(parse(text))(SUMS), atol=1e-11)
    np.testing.assert_allclose(central(made.f, SUMS), slope_of(made, SUMS), rtol=1e-8, atol=1e-8)
    assert np.isfinite(made.f(np.array([-1000.0, 1000.0]))).all()


def test_the_numerical_integral_against_scipy():
    from scipy.integrate import quad

    found = activation(derivative=lambda s: np.exp(-(s**4)) + 0.1)
    made = found.activation
    for s in (-3.3, -0.01, 0.7, 12.34, 39.9):
        expected = quad(lambda t: math.exp(-(t**4)) + 0.1, 0, s, epsabs=1e-12, points=[0.0])[0]
        assert float(made.f(np.array(s))) == pytest.approx(expected, abs=1e-10)
    beyond = np.array([-60.0, 50.0, 1000.0])
    np.testing.assert_allclose(central(made.f, beyond), slope_of(made, beyond), rtol=1e-6)


def test_a_slope_that_is_huge_on_one_side_keeps_its_digits_on_the_other():
    """e^-s wished for as a slope, as in S1: the integral has a formula, and wish 5 fails."""
    found = activation(derivative="exp(-s)")
    np.testing.assert_allclose(found.activation.f(SUMS), -np.expm1(-SUMS), rtol=1e-12, atol=1e-12)
    assert [wish.verdict for wish in found.wishes] == ["holds", "holds", "holds", "partly", "fails"]
    assert "22,026" in found.wishes[4].reason
    assert "-exp(-s) + 1" in str(found.formula) or "1 - exp(-s)" in str(found.formula)
    summed = activation(derivative=lambda s: np.exp(np.minimum(-s, 700))).activation
    np.testing.assert_allclose(summed.f(SUMS), -np.expm1(-SUMS), rtol=1e-10, atol=1e-12)


def test_a_derivative_too_wild_to_be_summed_is_told():
    for wild in (lambda s: np.cos(s**6), lambda s: np.where(s > 0.03, 1.0, 0.0)):
        (warning,) = activation(derivative=wild).warnings
        assert re.search(r"may be off by \d", warning)
    assert not activation(derivative=bump).warnings


def test_one_answer_is_kept_when_the_time_is_up():
    """An integral that SymPy does not finish: the clock ends it, the numbers take over."""
    found = activation(derivative="exp(cos(s))*atan(s)/(3 + s**4)", seconds=0.3)
    assert found.formula is None
    found.activation.check()


def test_no_process_to_be_had_is_no_answer(monkeypatch):
    import subprocess

    def refuse(*args, **kwargs):
        raise OSError("no processes here")

    monkeypatch.setattr(subprocess, "run", refuse)
    assert ask("integrate", [parse(BELL)], 5) == []
    made = activation(derivative=BELL).activation
    np.testing.assert_allclose(made.f(SUMS), scipy.special.expit(SUMS), atol=1e-12)


def test_a_python_function():
    found = activation(np.tanh)
    assert found.name == "function tanh"
    assert found.activation is not ACTIVATIONS["tanh"]
    assert found.value is None
    assert str(found.output.formula) == "1 - y**2"
    assert found.activation.check() < 1e-9
    swish = activation(lambda s: s * scipy.special.expit(s), name="swish")
    assert swish.name == swish.activation.name == "swish"
    assert swish.activation.df_of == "sum"
    assert swish.activation.check() < 1e-9
    with pytest.raises(InputError, match="must take an array"):
        activation(math.tanh)
    with pytest.raises(InputError, match="one value a sum"):
        activation(np.sum)


def test_a_function_that_overflows_is_told():
    def written_tanh(s):
        return (np.exp(s) - np.exp(-s)) / (np.exp(s) + np.exp(-s))

    assert any("nan at s = ±1000" in warning for warning in activation(written_tanh).warnings)
    text = activation("(exp(s) - exp(-s))/(exp(s) + exp(-s))")
    assert not text.warnings
    np.testing.assert_array_equal(text.activation.f(np.array([-1000.0, 1000.0])), [-1, 1])


def test_an_activation_of_ones_own():
    own = shoal.Activation("own", lambda a: a / (1 + np.abs(a)), lambda z: (1 - np.abs(z)) ** 2)
    found = activation(own)
    assert found.activation is own
    assert found.value is None
    assert str(found.output.formula) == "(1 - abs(y))**2"


@pytest.mark.parametrize("text", ["log(s)", "1/s", "sqrt(s)", "s/0", "1/(s - s)", "exp(exp(s))"])
def test_a_function_needs_a_value_for_every_sum(text):
    for parameter in ("what", "derivative"):
        with pytest.raises(InputError, match=r"no finite value at s = .*-10 to 10"):
            activation(**{parameter: text})


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "give either"),
        ({"what": "tanh", "derivative": "1"}, "give either"),
        ({"what": 3}, "what must be a name, an expression or a function"),
        ({"derivative": ["s"]}, "derivative must be"),
        ({"derivative": ACTIVATIONS["tanh"]}, "not an Activation"),
        ({"what": "tanh", "at_zero": 0}, "it goes with derivative"),
        ({"derivative": "1", "at_zero": "0"}, "at_zero must be a number"),
        ({"derivative": "1", "at_zero": math.nan}, "at_zero must be a number"),
        ({"derivative": "1", "seconds": 0}, "seconds must be"),
        ({"derivative": "1", "seconds": math.inf}, "seconds must be"),
        ({"what": "tanh", "of": "exp"}, "of must be"),
        ({"what": "s", "name": "tanh"}, "name must be"),
        ({"what": "s", "name": 3}, "name must be"),
    ],
)
def test_arguments_that_cannot_be_used(given, words):
    with pytest.raises(InputError, match=words):
        activation(**given)


X, U = sympy.symbols("x u")


@pytest.mark.parametrize(
    ("given", "of", "slope"),
    [
        ("1 / (1 + np.exp(-s))", "s", lambda s: np.exp(-s) / (1 + np.exp(-s)) ** 2),
        ("np.exp(-x**2)", "x", lambda x: -2 * x * np.exp(-(x**2))),
        ("3+2x+x^2+3x^5", "x", lambda x: 2 + 2 * x + 15 * x**4),
        ("3 + 2*a + a**2 + 3*a**5", "a", lambda a: 2 + 2 * a + 15 * a**4),
        (1 / (1 + sympy.exp(-U)), "u", lambda u: np.exp(-u) / (1 + np.exp(-u)) ** 2),
        (sympy.tanh(X), "x", lambda x: 1 / np.cosh(x) ** 2),
        (3 + 2 * X + X**2 + 3 * X**5, "x", lambda x: 2 + 2 * x + 15 * x**4),
        (sympy.Max(0, X) + 0.25 * X, "x", lambda x: (x > 0) + 0.25),
        (sympy.Symbol(r"\alpha") / 2, "s", lambda s: 0 * s + 0.5),
    ],
)  # fmt: skip
def test_the_lectures_text_and_sympys_expressions_are_read(given, of, slope):
    found = activation(given)
    assert found.of == of
    a = np.array([-1.7, -0.3, 0.4, 2.1])
    np.testing.assert_allclose(found.derivative_formula(a), slope(a), rtol=1e-12)
    np.testing.assert_allclose(
        found.activation.slope(a, found.activation.f(a)), slope(a), rtol=1e-9
    )
    built = activation(derivative=given)
    np.testing.assert_allclose(built.derivative_formula(a), found.formula(a), rtol=1e-12)


def test_the_lectures_wish_as_sympys_expression():
    """S3: integrate y(1 - y) with y = 1/(1 + exp(-s))."""
    y = 1 / (1 + sympy.exp(-U))
    found = activation(derivative=y * (1 - y))
    assert sympy.simplify(found.value - y) == 0
    assert (found.of, str(found.output.formula)) == ("u", "y*(1 - y)")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (X * U, "several symbols, u and x; an activation has one"),
        ("x + u", "several variables, 'x' and 'u'"),
        (sympy.gamma(X), "gamma is no operation"),
        (sympy.Integral(sympy.exp(-(X**2)), X), "Integral is no operation"),
        (X**30, "larger than 20"),
        (sympy.Piecewise((X, X > 0), (0, True)), "Max, Min and Abs"),
        (sympy.I * X, "no operation"),
    ],
)  # fmt: skip
def test_what_is_no_formula_of_one_sum_is_refused(given, words):
    for parameter in ("what", "derivative"):
        with pytest.raises(InputError, match=words):
            activation(**{parameter: given})


def test_another_variable_name():
    found = activation("x*exp(-x**2)", of="x")
    x = sympy.Symbol("x")
    assert found.value == x * sympy.exp(-(x**2))
    assert sympy.simplify(sympy.diff(found.value, x) - found.derivative) == 0
    assert "f(x)" in str(found)


@pytest.mark.parametrize(
    "arguments",
    [
        {"derivative": BELL},
        {"what": "s/sqrt(1+s**2)"},
        {"derivative": bump},
    ],
    ids=["wished", "expression", "numerical"],
)
def test_it_trains(arguments, from_bell):
    wished = arguments.get("derivative") == BELL
    made = from_bell.activation if wished else activation(**arguments).activation
    rng = np.random.default_rng(0)
    X = np.linspace(-3, 3, 60)[:, None]
    y = np.sin(X[:, 0]) + 0.05 * rng.normal(size=60)
    model = shoal.NeuralRegressor(
        (5,), activation=made, solver="gd", max_iter=2000, tol=0, random_state=0
    )
    again = pickle.loads(pickle.dumps(copy.deepcopy(model)))
    model.fit(X, y)
    assert np.sqrt(np.mean((model.predict(X) - y) ** 2)) < 0.7 * y.std()
    np.testing.assert_array_equal(again.fit(X, y).predict(X), model.predict(X))


def test_it_trains_as_shoals_own_does(from_bell):
    X = np.linspace(-3, 3, 40)[:, None]
    y = np.tanh(X[:, 0])
    rng = np.random.default_rng(3)
    start = [rng.normal(size=(2, 4)), rng.normal(size=(5, 1))]  # the default start knows the name
    settings = {"solver": "gd", "max_iter": 200, "tol": 0, "start": start}
    fitted = [
        shoal.NeuralRegressor((4,), activation=h, **settings).fit(X, y).predict(X)
        for h in (from_bell.activation, "logistic")
    ]
    np.testing.assert_allclose(fitted[0], fitted[1], rtol=1e-9, atol=1e-9)


class Tags(html.parser.HTMLParser):
    """Names, attributes and texts; every tag closed in order."""

    def __init__(self, text):
        super().__init__()
        self.open, self.seen, self.text = [], [], []
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))
        if tag not in ("br", "line"):
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


@pytest.mark.parametrize("name", [*NAMED])
def test_the_page(name):
    found = studied(name)
    page = Tags(found._repr_html_())
    tags = [tag for tag, _ in page.seen]
    assert tags.count("svg") == 1
    assert tags.count("math") >= 2
    assert "script" not in tags
    assert "\\" not in "".join(page.text)  # no LaTeX
    paths = [given for tag, given in page.seen if tag == "path"]
    assert [given["stroke"] for given in paths] == ["#0B66B2", "#D07C00"]
    heights = [[float(pair.split()[1]) for pair in given["d"][1:].split("L")] for given in paths]
    assert all(0 <= y <= 260 for curve in heights for y in curve)
    for curve, numbers in zip(heights, (found.slopes.value, found.slopes.slope), strict=True):
        assert curve[np.argmax(numbers[::5])] == min(curve)  # the largest is drawn highest
        assert curve[np.argmin(numbers[::5])] == max(curve)
    for wish in found.wishes:
        assert wish.wish in page.text


def test_names_from_outside_stay_text():
    own = activation(np.tanh, name="<script>alert(1)</script>")
    assert "<script" not in own._repr_html_()


def test_the_text(from_bell):
    text = str(from_bell)
    assert "f(s) =" in text
    assert "y*(1 - y)" in text
    assert "0.25 at s = 0" in text
    assert text.count("holds") == 5
    assert max(map(len, text.splitlines())) <= 100
    assert "\x1b" not in text
    assert "wishes 1 holds, 2 holds" in repr(from_bell)
    assert from_bell.__rich__().plain == text


def test_latex_is_there_for_papers(from_bell):
    assert from_bell.of_output_latex == r"y \left(1 - y\right)"
    assert from_bell.value_latex == r"\frac{1}{1 + e^{- s}}"
    assert "frac" in from_bell.derivative_latex
    assert activation("gaussian").of_output_latex is None
