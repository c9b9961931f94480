"""The grammar of expressions: what it reads, and what it refuses in one sentence."""

import subprocess
import sys

import mpmath
import numpy as np
import pytest
import sympy

from shoal.errors import InputError
from shoal.explain import activation
from shoal.explain.laboratory.sympy_trees import expression, tree_of
from shoal.formulas.differentiation import differentiate
from shoal.formulas.formula import Formula
from shoal.formulas.grammar import parse

READ = {  # text -> the same in Python
    "1 + 2*s - 3": lambda s: 1 + 2 * s - 3,
    "-s**2": lambda s: -(s**2),
    "2**-s": lambda s: 2**-s,
    "2*s**2": lambda s: 2 * s**2,
    "s - 1 - 2": lambda s: s - 1 - 2,
    "8/s**2/2": lambda s: 8 / s**2 / 2,
    "- - +s": lambda s: s,
    "e**(-s**2) + pi - E": lambda s: mpmath.exp(-(s**2)) + mpmath.pi - mpmath.e,
    ".5*s + 1.5e-1 + 2.": lambda s: s / 2 + mpmath.mpf("0.15") + 2,
    "1/(1+exp(-s)) * (1 - 1/(1+exp(-s)))": lambda s: mpmath.exp(-s) / (1 + mpmath.exp(-s)) ** 2,
    "log(1 + exp(s))": lambda s: mpmath.log(1 + mpmath.exp(s)),
    "sqrt(1 + s**2) + (1+s**2)**(3/2)": lambda s: (
        mpmath.sqrt(1 + s**2) + (1 + s**2) ** mpmath.mpf(1.5)
    ),
    "tanh(s) + sinh(s)/cosh(s)": lambda s: 2 * mpmath.tanh(s),
    "sin(s)*cos(s) + atan(s)": lambda s: mpmath.sin(s) * mpmath.cos(s) + mpmath.atan(s),
    "erf(s)": mpmath.erf,
    "max(0, s) + Max(s, -1) + min(s, 1) + Min(1, 2)": lambda s: (
        max(0, s) + max(s, -1) + min(s, 1) + 1
    ),
    "abs(s) - Abs(-s) + abs(s - 1)": lambda s: abs(s - 1),
    " (\n(s)\t) ": lambda s: s,
    "1 / (1 + np.exp(-s))": lambda s: 1 / (1 + mpmath.exp(-s)),
    "np.tanh(s) + numpy.sqrt(4) + math.pi - np.e": lambda s: (
        mpmath.tanh(s) + 2 + mpmath.pi - mpmath.e
    ),
    "np.maximum(0, s) + np.minimum(s, 1) - np.absolute(s) + math.fabs(s)": lambda s: (
        max(0, s) + min(s, 1)
    ),
    "np.arctan(s) + math.erf(s)": lambda s: mpmath.atan(s) + mpmath.erf(s),
    "3+2s+s^2+3s^5": lambda s: 3 + 2 * s + s**2 + 3 * s**5,
    "-2s**2 + 2(s + 1) + 4exp(s) - 2e-1s": lambda s: (
        -2 * s**2 + 2 * (s + 1) + 4 * mpmath.exp(s) - s / 5
    ),
    "s*2s": lambda s: 2 * s * s,
    "exp(exp(s/4))": lambda s: mpmath.exp(mpmath.exp(s / 4)),
}

HOSTILE = [
    "__import__('os').system('true')",
    "__import__",
    "s.__class__",
    "s.real",
    "().__class__.__bases__",
    "exp.__globals__",
    "open('/etc/passwd')",
    "eval(s)",
    "exec('s')",
    "lambda s: s",
    "[s for s in s]",
    "{s: s}",
    "s[0]",
    "f'{s}'",
    '"s"',
    "s if s else s",
    "s := 2",
    "s = 2",
    "s; s",
    "s < 1",
    "s and s",
    "not s",
    "s @ s",
    "s // 2",
    "s % 2",
    "~s",
    "s ** s",
    "s ** 21",
    "s ** 10 ** 10",
    "((s**5)**5)**5",
    "(((s**20)**20)**20)**20",
    "9**9**9",
    "9**9**9**9**9",
    "2**2**2**2**s",
    "exp(exp(exp(s)))",
    "exp(exp(1000))",
    "10**20*s",
    "1e13*s",
    "1e999",
    "123456789012345678*s",
    "s/0",
    "log(0) + s",
    "s + (1 - 1)**-1",
    "(" * 100_000,
    "(" * 100_000 + "s" + ")" * 100_000,
    "(" * 150 + "s" + ")" * 150,
    "-" * 200 + "s",
    "sin(" * 60 + "s" + ")" * 60,
    "s" + "+s" * 199,
    "s" + "**2" * 100,
    "s\x00",
    "\x00",
    "s\u200b",
    "ѕ",  # Cyrillic dze, which looks like s
    "ｅｘｐ(s)",  # full-width letters
    "exp（s）",  # full-width parentheses
    "s²",
    "２*s",  # a full-width digit
    "s − 1",  # a minus sign that is no hyphen
    "q + s",
    "Symbol('s')",
    "Integral(s)",
    "factorial(s)",
    "gamma(s)",
    "log",
    "exp s",
    "exp()",
    "exp(s, s)",
    "max(s)",
    "s exp(s)",
    "1/2s",
    "2**2s",
    "2 3",
    "np.s",
    "np.__class__",
    "np.linalg.norm(s)",
    "numpy.exp.real",
    "math.",
    "os.exp(s)",
    "np.random(s)",
    "s.exp(s)",
    "s s",
    "",
    "   ",
    "s +",
    "* s",
    "(s",
    "s)",
    "s,",
    "1.2.3",
    "0x10*s",
    "1_000*s",
    "1j*s",
    "...",
    "s\\",
    "s # comment",
    "s $ 1",
    "import os",
    "print(s)",
    "\ud800",
]


@pytest.mark.parametrize("text", READ)
def test_it_reads_as_python_does(text):
    s = np.array([-2.3, -0.7, 0.4, 1.9])
    found = Formula(parse(text))(s)
    expected = [float(READ[text](mpmath.mpf(x))) for x in s]
    np.testing.assert_allclose(found, expected, rtol=1e-13, atol=1e-14)


@pytest.mark.parametrize("text", READ)
def test_as_text_it_is_read_again_as_the_same(text):
    formula = Formula(parse(text))
    s = np.linspace(-2, 2, 9) + 0.05
    np.testing.assert_allclose(Formula(parse(str(formula)))(s), formula(s), rtol=1e-13)


@pytest.mark.parametrize("text", READ)
def test_sympy_and_back_has_the_same_values(text):
    symbol = sympy.Symbol("s", real=True)
    tree = parse(text)
    s = np.linspace(-2, 2, 9) + 0.05
    back = tree_of(expression(tree, symbol), symbol)
    np.testing.assert_allclose(Formula(back)(s), Formula(tree)(s), rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("text", READ)
def test_the_derivative_is_the_slope(text):
    formula, slope = Formula(parse(text)), Formula(differentiate(parse(text)))
    s, h = np.linspace(-2, 2, 9) + 0.05, 1e-5
    central = (formula(s + h) - formula(s - h)) / (2 * h)
    np.testing.assert_allclose(slope(s), central, rtol=1e-7, atol=1e-7)


@pytest.mark.parametrize("text", HOSTILE, ids=[f"{i}" for i in range(len(HOSTILE))])
@pytest.mark.parametrize("parameter", ["what", "derivative"])
def test_hostile_expressions_are_refused_in_one_sentence(text, parameter):
    with pytest.raises(InputError) as caught:
        activation(**{parameter: text})
    told = str(caught.value)
    assert told.isprintable()
    assert told.isascii()
    assert len(told) < 400
    assert "\n" not in told


@pytest.mark.parametrize("given", [b"s", 3, ["s"], True])
def test_what_is_no_text_is_refused(given):
    with pytest.raises(InputError, match="text"):
        parse(given)


@pytest.mark.parametrize("of", ["exp", "pi", "", "x y", "__import__", "s.t", "ｓ", 3, "a" * 11])
def test_the_variable_is_a_plain_name(of):
    with pytest.raises(InputError, match="of must be the variable's name"):
        parse("1", of)


def test_another_variable():
    assert Formula(parse("3*x1 + 1", "x1"), "x1")(np.array(2.0)) == 7
    with pytest.raises(InputError, match="'s' is not known; the variable is 'x1'"):
        parse("s", "x1")


def test_the_sentences_say_what_to_do():
    for text, words in {
        "1/2s": r"a product is written with \*",
        "s s": r"a product is written with \*",
        "np.foo(s)": "'np.foo' is not known",
        "foo(s)": "the functions are exp, log",
        "s**99": "larger than 20",
        "exp(exp(exp(s/99)))": "more than 2 exponentials",
    }.items():
        with pytest.raises(InputError, match=words):
            parse(text)


def test_all_that_is_read_within_the_limits_stays_small():
    """The largest exact numbers the grammar lets through to SymPy."""
    symbol = sympy.Symbol("s", real=True)
    for text in ("1.23456789012345**20*s", "*".join(["(s+1.2345678901)**20"] * 15), "(s**4)**5"):
        found = expression(parse(text), symbol)
        assert len(str(found)) < 2000


def test_reading_needs_no_sympy():
    code = (
        "import sys; sys.modules['sympy'] = None\n"
        "from shoal.formulas.grammar import parse\n"
        "from shoal.formulas.formula import Formula\n"
        "print(Formula(parse('1/(1+exp(-s))'))(0.0))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "0.5"


@pytest.mark.parametrize(
    ("text", "at", "expected"),
    [
        ("exp(s)/(1+exp(s))", 1000, 1),
        ("exp(s)/(1+exp(s))", -1000, 0),
        ("(exp(s)-exp(-s))/(exp(s)+exp(-s))", -1000, -1),
        ("sinh(s)/cosh(s)", 2000, 1),
        ("log(1+exp(s))", 1e6, 1e6),
        ("log(cosh(s))", -1500, 1500 - np.log(2)),
        ("s + log(1+exp(-s))", -800, 0),
        ("exp(-s)*exp(-exp(-s))", -1000, 0),
        ("exp(s)*exp(-s)*s", 3000, 3000),
        ("sqrt(exp(2*s))*exp(-s)", 1000, 1),
        ("max(exp(s), exp(2*s))*exp(-2*s)", 800, 1),
        ("min(exp(s), exp(2*s))*exp(-s)", 800, 1),
        ("abs(-exp(s))/exp(s)", 900, 1),
        ("s*erf(s)*exp(s)/exp(s)", 900, 900),
    ],
)
def test_far_out_nothing_overflows_on_the_way(text, at, expected):
    found = Formula(parse(text))(np.array([at, 0.5], dtype=float))
    np.testing.assert_allclose(found[0], expected, rtol=1e-10, atol=1e-12)
    assert np.isfinite(found).all()


def test_shape_and_precision_are_kept():
    formula = Formula(parse("exp(s)/(1+exp(s))/3"))
    for dtype in (np.float32, np.float64):
        found = formula(np.array([[-200, 0, 200]], dtype=dtype))
        assert found.dtype == dtype
        np.testing.assert_allclose(found, [[0, 1 / 6, 1 / 3]], rtol=1e-6, atol=1e-30)
    assert formula(3).shape == ()
