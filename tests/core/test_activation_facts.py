"""What an activation declares is true of its function, and nobody else keeps facts by its name."""

import ast
import copy
import pickle
import re
from pathlib import Path

import numpy as np
import pytest

from shoal import Activation, NeuralRegressor
from shoal.core import kernel
from shoal.core.activations import ACTIVATIONS, resolve
from shoal.core.layout import Layout
from shoal.core.starts import initial_theta
from shoal.errors import InputError
from shoal.formulas.formula import Formula
from shoal.formulas.grammar import parse

ROOT = Path(__file__).parent.parent.parent
SRC = ROOT / "src" / "shoal"

# Where a name of an activation may be a key or be compared, each for a reason of its own.
BY_NAME = {
    "explain/derivation/parts/activation_slope.py",  # the two proofs of the lecture
    "core/activations/activation.py",  # which of the table's own is the identity
}


def sine(**facts):
    """sin(a), which no part of Shoal knows, with all that is true of it."""
    declared = {
        "odd": True,
        "range": (-1.0, 1.0),
        "start": "nguyen-widrow",
        "complex_step": True,
        "formula": "sin(s)",
        "slope_formula": "cos(s)",
    }
    return Activation("sine", np.sin, np.cos, "sum", **(declared | facts))


@pytest.mark.parametrize("h", ACTIVATIONS.values(), ids=lambda h: h.name)
class TestFacts:
    def test_odd_and_range_hold_far_out(self, h):
        a = np.concatenate([np.linspace(-6, 6, 241), [-300.0, 300.0]])
        z = h.f(a)
        assert h.odd == bool(np.allclose(z, -h.f(-a), rtol=1e-13, atol=1e-13))
        low, high = h.range
        assert np.all((z >= low) & (z <= high))
        reached = (z.min() <= low + 1e-3, z.max() >= high - 1e-3)
        assert all(reached[i] for i in range(2) if np.isfinite(h.range[i]))

    def test_saturates_and_flat_are_what_the_slopes_say(self, h):
        a = np.array([-30.0, 30.0])
        z = h.f(a)
        ends = np.allclose(h.slope(a, z), 0, atol=1e-9) and abs(z[1] - z[0]) > 0.5
        assert h.saturates == ends
        near = np.linspace(-3, -1, 9)
        assert h.flat == bool((h.slope(near, h.f(near)) == 0).all())

    def test_the_formula_is_the_function(self, h):
        a = np.linspace(-3, 3, 61)
        np.testing.assert_allclose(Formula(parse(h.formula))(a), h.f(a), rtol=1e-13, atol=1e-15)

    def test_the_slope_formula_is_the_slope(self, h):
        a = np.linspace(-3, 3, 61) + 0.01
        z = h.f(a)
        text = re.sub(r"\[(.*)\]", r"1.0 * (\1)", h.slope_formula)
        found = eval(text, {"s": a, "z": z, "exp": np.exp})
        np.testing.assert_allclose(found + 0 * a, h.slope(a, z), rtol=1e-12, atol=1e-15)

    def test_a_complex_step_gives_the_slope(self, h):
        a = np.linspace(-3, 3, 61) + 0.01
        assert h.complex_step
        found = h.f(a + 1e-30j).imag / 1e-30
        np.testing.assert_allclose(found, h.slope(a, h.f(a)), rtol=1e-12, atol=1e-15)


def test_a_function_of_which_nothing_is_declared_is_taken_for_nothing():
    h = Activation("mine", np.sin, np.cos, "sum")
    assert not any((h.odd, h.saturates, h.flat, h.bounded, h.own, h.is_identity))
    assert (h.start, h.gain, h.stretch) == ("glorot", 1.0, 1.0)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"start": "zeros"}, "start must be"),
        ({"range": (1.0, -1.0)}, "two numbers in order"),
        ({"range": (0.0, np.inf), "saturates": True}, "two finite ends"),
        ({"gain": 0.0}, "must be positive"),
        ({"stretch": np.nan}, "must be positive"),
    ],
)
def test_refused_facts(facts, words):
    with pytest.raises(InputError, match=words):
        sine(**facts)


def test_check_holds_odd_and_range_against_the_function():
    assert sine().check() < 1e-8
    with pytest.raises(InputError, match=r"declares the range \(0.0, 1.0\)"):
        sine(range=(0.0, 1.0)).check()
    with pytest.raises(InputError, match="declares odd"):
        Activation("cosine", np.cos, lambda a: -np.sin(a), "sum", odd=True).check()


def test_copies_and_pickles_of_a_users_keep_the_facts():
    own = sine(gain=0.5, remark="periodic")
    for again in (copy.deepcopy(own), pickle.loads(pickle.dumps(own))):
        assert again == own
        assert again.formula == "sin(s)"


def test_the_start_goes_by_gain_and_stretch():
    """Glorot's bound is sqrt(6 gain / (fan_in + fan_out)); Nguyen and Widrow's length is stretched."""
    layout = Layout((3, 4, 1))

    def drawn(start, **facts):
        random = np.random.RandomState(0)
        return initial_theta(layout, sine(start=start, **facts), "auto", random)

    np.testing.assert_allclose(drawn("glorot", gain=4.0), 2 * drawn("glorot"), rtol=1e-15)
    hidden = slice(0, 4 * 4)
    wide, plain = drawn("nguyen-widrow", stretch=2.0), drawn("nguyen-widrow")
    np.testing.assert_allclose(wide[hidden], 2 * plain[hidden], rtol=1e-15)
    np.testing.assert_array_equal(wide[4 * 4 :], plain[4 * 4 :])


def test_one_without_a_compiled_twin_is_an_entry_of_the_table_alone(monkeypatch):
    """Found by its name, copied by it, and left to NumPy by the compiled engine."""
    entry = sine()
    monkeypatch.setitem(ACTIVATIONS, "sine", entry)
    assert resolve("sine") is entry
    assert pickle.loads(pickle.dumps(entry)) is entry
    assert not kernel.knows(entry)
    assert kernel.knows(ACTIVATIONS["tanh"])
    assert not kernel.knows(Activation("tanh", np.tanh, lambda z: 1 - z * z))
    x = np.linspace(-3, 3, 40)[:, np.newaxis]
    settings = {"hidden_layer_sizes": (3,), "n_networks": 1, "random_state": 0}
    model = NeuralRegressor(activation=entry, **settings).fit(x, np.sin(2 * x).ravel())
    assert model.score(x, np.sin(2 * x).ravel()) > 0.999


def test_the_page_knows_those_that_say_so():
    tables = [ROOT / "front/src/report/model.ts", ROOT / "front/src/draw/activations.ts"]
    text = next(path for path in reversed(tables) if path.exists()).read_text(encoding="utf-8")
    for h in ACTIVATIONS.values():
        assert h.in_page == bool(re.search(rf"^ +{h.name}: ", text, re.MULTILINE)), h.name


def kept_by_name(tree):
    """Lines where an activation's name is compared with something, or is a key of a dict."""
    names = set(ACTIVATIONS)
    for node in ast.walk(tree):
        found = []
        if isinstance(node, ast.Compare):
            found = [part for side in (node.left, *node.comparators) for part in ast.walk(side)]
        elif isinstance(node, ast.Dict):
            found = node.keys
        for part in found:
            if isinstance(part, ast.Constant) and part.value in names:
                yield part.lineno


def test_nobody_keeps_facts_by_the_name_of_an_activation():
    allowed = {*BY_NAME, *FUNCTIONS_OF_FORMULAS}
    wrong = [
        f"{path.relative_to(SRC)}:{line}"
        for path in sorted(SRC.rglob("*.py"))
        if str(path.relative_to(SRC)) not in allowed
        for line in kept_by_name(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert not wrong


FUNCTIONS_OF_FORMULAS = {  # there tanh is a word of formulas, as sin is
    "formulas/differentiation.py",
    "formulas/operations.py",
}


@pytest.mark.parametrize(
    "code", ['h.name == "tanh"', 'h.name in ("tanh", "identity")', 'x = {"relu": (0.0, 1.0)}']
)
def test_the_judge_sees_each_kind(code):
    assert list(kept_by_name(ast.parse(code)))
    assert not list(kept_by_name(ast.parse('activation = "tanh"; x = {"activation": "tanh"}')))
