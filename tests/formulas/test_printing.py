"""A formula says the same in every notation: what is printed is read back and computed."""

import ctypes
import subprocess
from xml.etree import ElementTree

import numpy as np
import pytest

from shoal.formulas.differentiation import differentiate
from shoal.formulas.formula import Formula
from shoal.formulas.grammar import parse
from shoal.formulas.printing import Language, printed
from shoal.formulas.typesetting import mark_of, mathml

TEXTS = [
    "1/(1 + exp(-s))",
    "s*erf(s/sqrt(2))",
    "1/2*s*(1 + erf(s))",
    "3 + 2*s + s**2 + 3*s**5",
    "-(s + 1)**2/(3*s)",
    "s - (s - 1) - (2 - s)/3/4",
    "2*(3*s) + 2*(1/2) + s*2 + 2*3**s",
    "(s/3)**2 - (-s)**3 + (s**2)**3",
    "-s*-s + -(s - 2)",
    "1/(s/(s + 3)) + 1.5*s",
    "min(s, max(-1, s/2)) + abs(s - 1)*abs(s)",
    "log(1 + s**2)**2 + atan(pi*s) - tanh(s) + sinh(s)*cosh(s) + sin(s) + cos(s)",
    "2**-s + e**s + exp(exp(s/4)) + sqrt(s**2 + 1)**(3/2)",
]
TREES = [tree for text in TEXTS for tree in (parse(text), differentiate(parse(text)))]
AT = np.array([-1.7, -0.4, 0.3, 1.9, 3.1])
PLAIN = ("exp", "log", "tanh", "sinh", "cosh", "sin", "cos", "abs", "sign", "sqrt")
SIGNS = {"add": " + ", "subtract": " - ", "multiply": " * ", "divide": " / "}
NUMPY = Language(
    SIGNS | {"power": "**"},
    "np.where({0} > 0, {1}, {2})",
    {"max": "np.maximum", "min": "np.minimum", "atan": "np.arctan", "pi": "np.pi", "e": "np.e"}
    | {name: f"np.{name}" for name in PLAIN},
)
C = Language(
    SIGNS,
    "({0} > 0 ? {1} : {2})",
    {"power": "pow", "max": "fmax", "min": "fmin", "abs": "fabs", "pi": "M_PI", "e": "M_E"},
    "{}.0",
)


@pytest.mark.parametrize("tree", TREES, ids=str)
def test_in_the_words_of_numpy_it_has_the_same_values(tree):
    from scipy.special import erf

    found = eval(printed(tree, "x", NUMPY), {"np": np, "erf": erf, "x": AT})
    np.testing.assert_allclose(np.broadcast_to(found, AT.shape), Formula(tree)(AT), rtol=1e-12)


def test_in_the_words_of_c_it_has_the_same_values(tmp_path):
    lines = [
        f"double f{i}(double s) {{ return {printed(tree, language=C)}; }}"
        for i, tree in enumerate(TREES)
    ]
    sign = "static double sign(double x) { return (x > 0) - (x < 0); }"
    (tmp_path / "f.c").write_text("\n".join(["#include <math.h>", sign, *lines]))
    built = tmp_path / "f.so"
    subprocess.run(
        ["cc", "-shared", "-fPIC", "-O0", str(tmp_path / "f.c"), "-o", str(built), "-lm"],
        check=True,
    )
    library = ctypes.CDLL(str(built))
    for i, tree in enumerate(TREES):
        function = getattr(library, f"f{i}")
        function.restype, function.argtypes = ctypes.c_double, [ctypes.c_double]
        found = [function(s) for s in AT]
        np.testing.assert_allclose(found, Formula(tree)(AT), rtol=1e-12, err_msg=str(tree))


def seen(element):
    """What a reader sees, in Python: only bars, roots and heights group; rows are no brackets."""
    parts = [seen(child) for child in element]
    if element.tag == "mrow" and element[0].text == "{":
        (first, when), (second, _) = ([seen(cell) for cell in row] for row in element[1])
        return f"np.where({when.removeprefix('for ')}, {first}, {second})"
    if element.tag == "mrow" and len(element) > 1 and element[0].text == element[-1].text == "|":
        return f"abs({''.join(parts[1:-1])})"
    if element.tag in ("mfrac", "msup", "msqrt"):
        form = {"mfrac": "(({})/({}))", "msup": "({}**({}))", "msqrt": "sqrt({})"}
        return form[element.tag].format(*parts)
    words = {"−": "-", "⋅": "*", "\u2062": "*", "\u2061": "", "π": "pi"}
    text = (element.text or "").replace("\u00a0", " ")
    return words.get(text, text) if not parts else "".join(parts)


@pytest.mark.parametrize("tree", TREES, ids=str)
def test_as_a_reader_sees_it_it_has_the_same_values(tree):
    from scipy.special import erf

    names = {
        name: getattr(np, name)
        for name in ["exp", "log", "tanh", "sinh", "cosh", "sin", "cos", "abs", "sign", "sqrt"]
    }
    names |= {"max": np.maximum, "min": np.minimum, "atan": np.arctan, "erf": erf}
    names |= {"np": np, "pi": np.pi, "e": np.e, "s": AT}
    found = eval(seen(ElementTree.fromstring(mathml(Formula(tree)))), names)
    np.testing.assert_allclose(np.broadcast_to(found, AT.shape), Formula(tree)(AT), rtol=1e-12)


@pytest.mark.parametrize("tree", TREES, ids=str)
def test_matplotlib_sets_its_latex(tree):
    """A second reader of LaTeX; cases are beyond it."""
    from matplotlib.mathtext import MathTextParser

    latex = mark_of(Formula(tree)).latex()
    if "cases" not in latex:
        MathTextParser("path").parse(f"${latex}$")


def test_a_digit_never_stands_beside_a_digit():
    """2 times 3 s is no 23 s, and 2 times a half no two and a half."""
    marks = [mark_of(Formula(parse(text))).text() for text in ("2*(3*s)", "2*1/2*s", "2*s")]
    assert marks == ["2 ⋅ 3 s", "2 ⋅ 1/2 s", "2 s"]


def test_the_text_of_marks_has_brackets_where_the_bar_has_gone():
    texts = {
        "1/(s*(s + 1))": "1/(s (s + 1))",
        "(s + 1)/s**2": "(s + 1)/s^2",
        "s/(1/s)": "s/(1/s)",
        "exp(-s)": "e^(−s)",
        "max(0, abs(s))": "max(0, |s|)",
    }
    assert {text: mark_of(Formula(parse(text))).text() for text in texts} == texts
