"""The derivation holds for every size, depth and activation, and against what is outside of it."""

import itertools
import sys
import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest

import shoal
from shoal.core import backpropagation as reference
from shoal.core.activations import resolve
from shoal.core.layout import Layout
from shoal.errors import InputError, MissingExtraError
from shoal.explain import derive
from shoal.explain.derivation import Program

SINE = shoal.Activation("sine", np.sin, np.cos, df_of="sum")
# This one knows real numbers only: complex steps must be carried along its df.
REAL_ONLY = shoal.Activation(
    "a/(1+|a|)", lambda a: a / (1 + np.fabs(a)), lambda z: (1 - np.fabs(z)) ** 2
)
ACTIVATIONS = {"tanh": "tanh", "logistic": "logistic", "sine": SINE}
SLOPE_LINES = {
    "tanh": (
        "z = (e^a − e^(−a))/(e^a + e^(−a))",
        "∂z/∂a = ((e^a + e^(−a)) (e^a + e^(−a)) − (e^a − e^(−a)) (e^a − e^(−a)))/(e^a + e^(−a))²",
        "∂z/∂a = 1 − ((e^a − e^(−a))/(e^a + e^(−a)))²",
        "∂z/∂a = 1 − z²",
    ),
    "logistic": (
        "z = 1/(1 + e^(−a))",
        "∂z/∂a = e^(−a)/(1 + e^(−a))²",
        "∂z/∂a = (1 + e^(−a) − 1)/(1 + e^(−a))²",
        "∂z/∂a = 1/(1 + e^(−a)) − (1/(1 + e^(−a)))²",
        "∂z/∂a = z (1 − z)",
    ),
}
SIZES = list(itertools.product((1, 2, 3), repeat=3))


def last_layers(derivation):
    """The line in matrices of each layer's gradient in part 6, by layer."""
    found = [
        step for step in derivation.steps
        if "Any number" in step.part and step.text.startswith("∂E/∂W⁽")
    ]  # fmt: skip
    return dict(enumerate(reversed(found)))


@pytest.mark.parametrize(("D", "M", "K"), SIZES)
def test_every_line_holds(D, M, K):
    """All sizes; depth and activation in turn, so that each depth meets each activation."""
    turn = SIZES.index((D, M, K))
    activation = list(ACTIVATIONS.values())[turn % 3]
    depth = 1 + (turn // 3) % 3
    derivation = derive(D, (M, 3, 2)[:depth], K, activation)
    assert derivation.check(symbolic=False) <= 1e-12


@pytest.mark.slow
@pytest.mark.parametrize(("D", "M", "K"), SIZES)
@pytest.mark.parametrize("depth", [1, 2, 3])
@pytest.mark.parametrize("activation", ACTIVATIONS.values(), ids=ACTIVATIONS)
def test_every_line_holds_in_every_combination(D, M, K, depth, activation):
    assert derive(D, (M,) * depth, K, activation).check(symbolic=False) <= 1e-12


@pytest.mark.parametrize(
    "activation",
    ["identity", "relu", "softplus", "gaussian", "polynomial", REAL_ONLY],
    ids=lambda a: getattr(a, "name", a),
)
def test_other_activations(activation):
    assert derive(2, (3, 2), 2, activation).check(symbolic=False) <= 1e-12


@pytest.mark.parametrize("activation", ACTIVATIONS.values(), ids=ACTIVATIONS)
def test_sympy_finds_the_scalar_lines_equal(activation):
    derivation = derive(1, 1, 1, activation)
    symbolic = [step for step in derivation.steps if getattr(step, "symbols", None) is not None]
    assert len(symbolic) == 25 + len(SLOPE_LINES.get(str(activation), ()))
    assert derivation.check() <= 1e-12


@pytest.mark.parametrize("name", SLOPE_LINES)
def test_the_slope_from_the_value_is_derived_by_the_quotient_rule(name):
    """Each line, read as Python, has the value of the central difference of the line z = ..."""
    steps = derive(1, 1, 1, name).part("2  The slope").steps
    assert tuple(step.text for step in steps) == SLOPE_LINES[name]
    assert max(step.check() for step in steps) <= 1e-12

    def value(text, a):
        python = text.replace("e^(−a)", "np.exp(-a)").replace("e^a", "np.exp(a)")
        for old, new in (("−", "-"), ("²", "**2"), (") (", ") * ("), ("z (", "z * (")):
            python = python.replace(old, new)
        return eval(python, {"np": np, "a": a, "z": resolve(name).f(a)})

    a, step = np.linspace(-2, 2, 9), 1e-5
    first, *slopes = (text.split(" = ")[1] for text in SLOPE_LINES[name])
    np.testing.assert_allclose(value(first, a), resolve(name).f(a), atol=1e-14)
    difference = (value(first, a + step) - value(first, a - step)) / (2 * step)
    for slope in slopes:
        np.testing.assert_allclose(value(slope, a), difference, atol=1e-9)


def test_other_slopes_have_no_lines_of_their_own():
    for activation in ("relu", "gaussian", SINE):
        assert not any("The slope of" in part for part in derive(1, 1, 1, activation).parts)


def test_a_line_prints_as_it_stands():
    whole = derive(D=1, M=2, K=1)
    for step in whole.steps:
        assert str(step) == repr(step) == step.text
        assert step.mathml in step._repr_html_()
    assert str(whole.steps[0]) == "E = 1/(NK) Σ[n=1..N] Σ[k=1..K] (t[n,k] − y[n,k])²"
    assert repr(whole) == (
        "<The gradient of the mean squared error: 1 - 2 - 1, tanh: 100 lines; print(...) writes them, "
        ".show() one by one>"
    )


def test_a_terminal_shows_one_line_for_each_key(monkeypatch, capsys):
    part = derive(D=1, M=2, K=1).part("2  The slope")
    asked = []

    def enter(prompt):
        asked.append(capsys.readouterr().out)
        return "q" if len(asked) == 3 else ""

    monkeypatch.setattr("builtins.input", enter)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert part.show() is None
    assert [sum(f"{step.text}\n" in told for step in part.steps) for told in asked] == [1, 1, 1]
    assert capsys.readouterr().out == ""
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False)
    part.show()
    told = capsys.readouterr().out
    assert all(part_line.title in told for part_line in part.steps)


def test_a_notebook_shows_one_line_for_each_click_without_a_script(monkeypatch):
    monkeypatch.setitem(sys.modules, "ipykernel", sys)
    part = derive(D=1, M=2, K=1).part("2")
    page = part.show()._repr_html_()
    body = ElementTree.fromstring("<div>" + page.partition("</style>")[2] + "</div>")[0]
    lines = [child for child in body if child.tag == "details"]
    assert len(lines) == len(part)
    assert {child.tag for child in body} == {"h2", "h3", "details"}  # siblings: one hides the next
    assert not any("open" in line.attrib for line in lines)
    assert "details:not([open]) ~ * { display: none; }" in page
    assert "<script" not in page
    assert "onclick" not in page
    for line, step in zip(lines, part.steps, strict=True):
        assert step.title in "".join(line.find("summary").itertext())


@pytest.mark.parametrize("hidden", [(3,), (2, 3), (3, 1, 2)])
@pytest.mark.parametrize("activation", ACTIVATIONS.values(), ids=ACTIVATIONS)
def test_the_matrices_are_twice_the_gradient_that_training_uses(hidden, activation):
    """2 x core.backpropagation, which is the gradient of E/2, and central differences of the mean square."""
    derivation = derive(2, hidden, 3, activation)
    h, layout = resolve(activation), Layout((2, *hidden, 3))
    lines = last_layers(derivation)
    assert len(lines) == len(hidden) + 1
    ground = lines[0].ground
    X, T = ground["z", 0], ground["t"]
    theta = np.concatenate([ground["w", i].ravel() for i in range(len(lines))])
    sums = reference.ReferenceSums(layout, h, resolve("identity"), X, T)
    trained = np.empty_like(theta)
    sums.gradient(theta, trained)
    found = np.concatenate([lines[i].right.evaluate(ground, {}).ravel() for i in lines])
    np.testing.assert_allclose(found, 2 * trained, rtol=0, atol=1e-12)

    def E(theta):
        Y = reference.forward(layout.views(theta), h, resolve("identity"), X)[1][-1]
        return np.mean((T - Y) ** 2)

    step = 1e-5
    differences = [
        (E(theta + step * e) - E(theta - step * e)) / (2 * step) for e in np.eye(len(theta))
    ]
    np.testing.assert_allclose(found, differences, rtol=0, atol=1e-7)


def test_the_ground_is_the_network_of_the_reference():
    ground = last_layers(derive(2, (3, 2), 2))[0].ground
    weights = [ground["w", i] for i in range(3)]
    A, Z = reference.forward(weights, resolve("tanh"), resolve("identity"), ground["z", 0])
    for i in range(3):
        np.testing.assert_allclose(ground["a", i], A[i], atol=1e-14)
        np.testing.assert_allclose(ground["z", i], Z[i], atol=1e-14)


def test_the_lecture_update_is_half_the_gradient_of_e():
    derivation = derive(2, 3, 2)
    ground = derivation[0].ground
    codes = [step for step in derivation.steps if isinstance(step, Program)]
    np.testing.assert_allclose(
        ground["gradient", 0] * -ground["rate", "h"], 2.0 * (ground["new", 0] - ground["w", 0])
    )
    assert codes[0].lines[-2:] == (
        "V = V + rh * X1.T @ ((error @ W[1:].T) * (1 - Z**2))",
        "W = W + ro * Z1.T @ error",
    )


def test_the_linear_model_alone():
    derivation = derive(3, (), 2)
    assert derivation.check() <= 1e-12
    assert "Z̃⁽⁰⁾ᵀ Z̃⁽⁰⁾ W* = Z̃⁽⁰⁾ᵀ T" in derivation[-1].text


def test_shapes_count_the_constants():
    derivation = derive(2, 3, 2, N=7)
    line = next(s for s in derivation.steps if s.text.startswith("∂E/∂V = "))
    assert line.shapes == {
        "∂E/∂V": "(D+1) × M = 3 × 3",
        "X̃": "N × (D+1) = 7 × 3",
        "T": "N × K = 7 × 2",
        "Y": "N × K = 7 × 2",
        "Ŵ": "M × K = 3 × 2",
        "Z": "N × M = 7 × 3",
    }
    assert line.text == ("∂E/∂V = −2/(NK) X̃ᵀ⟨(D+1)×N⟩ ((T − Y)⟨N×K⟩ Ŵᵀ⟨K×M⟩ ⊙ (1 − Z²)⟨N×M⟩)⟨N×M⟩")


def test_every_slip_is_named_once():
    slips = [step.slip for step in derive(2, (3, 2), 2).steps if step.slip]
    assert len(slips) == len(set(slips)) == 18
    told = " ".join(slips)
    for words in ("which bends twice", "drops the output's own constant", "index j inside", "1 − z̃ₘ²",
                  "lacks ρ", "(y − t)²", "drops the 2", "D × N", "Y stands inside", "must collapse",
                  "Z̃ = h(X̃V)", "never sets Z1, rh and ro", "z̃ₘ, without n", "y₁ and y₂"):  # fmt: skip
        assert told.count(words) == 1, words


def test_a_part_keeps_its_lines_and_their_numbers():
    whole = derive(D=2, M=2, K=1)
    part = whole.part("4  From indices to matrices: ∂E/∂V")
    assert list(part.parts) == ["4  From indices to matrices: ∂E/∂V"]
    ((first, step), *_) = part.parts["4  From indices to matrices: ∂E/∂V"]
    assert whole[first] is step
    assert f"\n{first:3}  {step.title}" in str(part)
    assert f'id="step-{first}"' in part.to_html()
    assert len(whole.part("4")) > len(part)
    narrower = whole.part("3").part("3  All weights, in indices: the step")
    assert narrower.steps[0] in whole.steps
    with pytest.raises(
        InputError, match="no heading of this derivation begins with '9'; it has '1  The cost'"
    ):
        whole.part("9")


def test_the_terminal_form_names_what_does_not_hold():
    derivation = derive(1, 2, 1)
    text = str(derivation)
    assert "DOES NOT HOLD" not in text
    assert text.count("holds ") >= len(derivation)
    assert max(map(len, text.splitlines())) <= 100


def test_latex_is_read_by_another_program():
    from matplotlib.mathtext import MathTextParser

    parser = MathTextParser("path")
    derivation = derive(2, 3, 2)
    for step in derivation.steps:
        if not isinstance(step, Program):
            parser.parse(f"${step.latex}$")
    derivation = derive(2, (3, 2), 2, "logistic")
    body = derivation.to_latex()
    assert body.count(r"\begin{equation*}") == body.count(r"\end{equation*}") > 90
    assert derivation._repr_latex_() == body
    assert body.isascii()


def test_mathml_is_well_formed_and_shows_no_latex():
    children = {
        "mfrac": 2,
        "msub": 2,
        "msup": 2,
        "msubsup": 3,
        "munderover": 3,
        "munder": 2,
        "mover": 2,
    }
    derivation = derive(2, (3, 2), 2, SINE)
    for step in derivation.steps:
        root = ElementTree.fromstring(step.mathml)
        for element in root.iter():
            name = element.tag.rpartition("}")[2]
            assert len(element) == children.get(name, len(element)), step.text
        if not isinstance(step, Program):
            assert "\\" not in step.mathml
    html = derivation.to_html()
    assert "<script" not in html
    assert "$" not in html
    assert "http" not in html.replace("http://www.w3.org/1998/Math/MathML", "")
    assert derivation._repr_html_() in html


def test_the_matrix_part_needs_no_sympy(monkeypatch):
    monkeypatch.setitem(sys.modules, "sympy", None)
    derivation = derive(1, 2, 1)
    assert derivation.check(symbolic=False) <= 1e-12
    assert "holds" in str(derivation)
    with pytest.raises(MissingExtraError, match=r"shoal\[explain\]"):
        derivation.check()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"D": 0}, "D must be a whole number, 1 or more, not 0"),
        ({"M": (3, 0)}, "M must be"),
        ({"M": 2.5}, "M must be"),
        ({"K": "two"}, "K must be"),
        ({"K": True}, "K must be"),
        ({"N": 0}, "N must be"),
        ({"D": 30, "M": 50}, "16,817,500 numbers; take smaller sizes"),
        ({"activation": "tan"}, "activation must be one of"),
        ({"activation": shoal.Activation("wrong", np.sin, np.sin, "sum")}, "not the derivative"),
    ],
)
def test_bad_input_is_one_sentence(arguments, words):
    with pytest.raises(InputError, match=words) as error:
        derive(**arguments)
    assert "\n" not in str(error.value)
