"""One epoch with its numbers: against the kernel's epoch and against differences of the cost."""

import json
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import shoal
from shoal.core.activations import ACTIVATIONS, Activation
from shoal.core.kernel import KernelSums
from shoal.core.layout import Layout
from shoal.errors import InputError
from shoal.explain import step
from shoal.model.network import Network
from shoal.model.scaling import Scaling

EPOCH, DIFFERENCE = 1e-12, 1e-7


def table(N=40, D=3, K=3, seed=0):
    random = np.random.RandomState(seed)
    return random.randn(N, D), random.randn(N, K), random.uniform(0.1, 3, N)


def started(sizes, alpha=0.0, rates=0.1, seed=0, **parameters):
    """A network before any epoch of gd: weights, scaling and rates of its own."""
    return shoal.NeuralRegressor(
        sizes, solver="gd", max_iter=0, tol=0, alpha=alpha, learning_rate_init=rates,
        random_state=seed, warm_start=True, n_networks=1, **parameters,
    )  # fmt: skip


def products(factors):
    return np.prod([factor.values for factor in factors], axis=0)


def check_chain(found):
    """The printed numbers multiply, add up, and lead to the update; sums are what they unfold to."""
    chain = found.chain
    np.testing.assert_allclose(products(chain.factors), chain.terms, rtol=0, atol=EPOCH)
    total = chain.terms.sum() + chain.others
    assert total == pytest.approx(chain.total, abs=EPOCH)
    gradient = total / 2 + chain.penalty
    assert gradient == pytest.approx(chain.by_matrices, abs=EPOCH)
    assert -chain.rate * gradient == pytest.approx(chain.update, abs=EPOCH)
    assert chain.value + chain.update == pytest.approx(chain.new, abs=EPOCH)
    assert abs(gradient - chain.difference) < DIFFERENCE * max(1, abs(gradient))
    check_sums(chain.factors)


def check_sums(factors):
    for factor in factors:
        if factor.addends:
            parts = sum(products(addend.factors) for addend in factor.addends)
            np.testing.assert_allclose(parts, factor.values, rtol=0, atol=EPOCH)
        for addend in factor.addends:
            check_sums(addend.factors)


DEPTHS = {(): 2, (4,): 2, (4, 3): 3, (3, 2, 4): 2}


@pytest.mark.parametrize("sizes", DEPTHS)
@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("alpha", [0.0, 0.7])
def test_every_weight_of_every_layer_moves_as_the_kernel_moves_it(sizes, weighted, alpha):
    X, Y, s = table()
    s = s if weighted else None
    rates = tuple(0.05 * (layer + 1) for layer in range(len(sizes) + 1))
    model = started(sizes, alpha, rates).fit(X, Y, s)
    before = [w.copy() for w in model.network_.weights]
    places = [
        (layer, j, m)
        for layer, w in enumerate(before)
        for j, m in product(range(w.shape[0]), range(w.shape[1]))
    ]
    steps = [step(model, X, Y, row=[1, 17], weight=at, sample_weight=s) for at in places]
    model.partial_fit(X, Y, s)
    for (layer, j, m), found in zip(places, steps, strict=True):
        moved = model.network_.weights[layer][j, m] - before[layer][j, m]
        assert found.chain.update == pytest.approx(moved, abs=EPOCH)
        check_chain(found)
    names = [name for name in (a.name for a in steps[0].arrays) if name.endswith("_new")]
    for name, w in zip(names, model.network_.weights, strict=True):
        np.testing.assert_allclose(steps[0][name], w, rtol=0, atol=EPOCH)
    assert model.trace_["cost"][0] == pytest.approx(steps[0].cost, abs=EPOCH)


@pytest.mark.parametrize("hidden", [h for h in ACTIVATIONS if h != "polynomial"])
@pytest.mark.parametrize("output", ["identity", "logistic", "gaussian"])
def test_every_activation_hidden_and_output(hidden, output):
    X, Y, s = table()
    model = started((4, 3), 0.1, activation=hidden, output_activation=output, start="uniform")
    model.fit(X, Y, s)
    for weight in [(0, 2, 1), (1, 0, 2), (1, 3, 0), ("W", 2, 1)]:
        check_chain(step(model, X, Y, row=5, weight=weight, sample_weight=s))


@settings(max_examples=60, deadline=None)
@given(
    sizes=st.lists(st.integers(1, 4), max_size=3),
    D=st.integers(1, 3),
    K=st.integers(1, 3),
    seed=st.integers(0, 10_000),
    data=st.data(),
)
def test_any_row_any_weight_any_size(sizes, D, K, seed, data):
    random = np.random.RandomState(seed)
    layout = Layout((D, *sizes, K))
    theta, N = random.randn(layout.n_weights), 7
    X, T, s = random.randn(N, D), random.randn(N, K), random.uniform(0.1, 2, N)
    tanh, identity = ACTIVATIONS["tanh"], ACTIVATIONS["identity"]
    network = Network(tuple(layout.views(theta)), tanh, identity, Scaling.none(D), Scaling.none(K))
    layer = data.draw(st.integers(0, len(sizes)))
    j, m = (data.draw(st.integers(0, n - 1)) for n in layout.shapes[layer])
    rows = data.draw(st.lists(st.integers(0, N - 1), min_size=1, unique=True))
    found = step(network, X, T, row=rows, weight=(layer, j, m), sample_weight=s, rates=0.3, alpha=2)
    check_chain(found)
    moved = theta.copy()
    penalty = layout.not_constant() * (2 / s.sum())
    kernel = KernelSums(layout, tanh, identity, X, T, s)
    kernel.descend(moved, np.full_like(theta, 0.3), penalty, 1)
    new = layout.views(moved)[layer][j, m]
    assert found.chain.new == pytest.approx(new, abs=EPOCH)


def test_the_lectures_formula_with_one_output():
    """S14: -2/N (t - y) w (1 - z^2) x, in plain NumPy on the scaled numbers."""
    X, Y, _ = table(K=1)
    model = started((3,)).fit(X, Y.ravel())
    found = step(model, X, Y.ravel(), weight=("V", 2, 1))
    x, t = (X - X.mean(0)) / X.std(0), (Y - Y.mean(0)) / Y.std(0)
    z = np.tanh(model.V_[0] + x @ model.V_[1:])
    y = model.W_[0] + z @ model.W_[1:]
    by_hand = [np.full(40, -2 / 40), (t - y)[:, 0], np.full(40, model.W_[2, 0]), 1 - z[:, 1] ** 2]
    assert [f.symbol for f in found.chain.factors] == ["−2/(NK)", "t − y", "w", "1 − z²", "x"]
    for factor, values in zip(found.chain.factors, [*by_hand, x[:, 1]], strict=True):
        np.testing.assert_allclose(factor.values, values, rtol=0, atol=1e-13)
    assert found.chain.n_others == 0
    np.testing.assert_allclose(found["error"], t - y, atol=1e-13)
    np.testing.assert_allclose(found["delta_h"], (t - y) * model.W_[1:].T * (1 - z**2), atol=1e-13)


def test_arrays_have_the_names_shapes_and_formulas_of_an_epoch():
    X, Y, s = table()
    found = step(started((4,)).fit(X, Y, s), X, Y, row=[3, 0], weight=("W", 0, 2), sample_weight=s)
    shapes = {a.name: a.shape for a in found.arrays}
    assert shapes == {
        "X1": (40, 4), "V": (4, 4), "A": (40, 4), "Z": (40, 4), "Z1": (40, 5), "W": (5, 3),
        "Y": (40, 3), "T": (40, 3), "error": (40, 3), "s": (40, 1), "delta_o": (40, 3),
        "delta_h": (40, 4), "G_W": (5, 3), "G_V": (4, 4), "V_new": (4, 4), "W_new": (5, 3),
    }  # fmt: skip
    assert found["X1"].shape == (2, 4)  # of the chosen rows, in the order asked for
    np.testing.assert_allclose(found["X1"][0, 1:], ((X - np.average(X, 0, s)) / found_std(X, s))[3])
    np.testing.assert_allclose(found["A"], found["X1"] @ found["V"])
    np.testing.assert_allclose(found["Y"], found["Z1"] @ found["W"])
    with pytest.raises(ValueError, match="read-only"):
        found["V"][0, 0] = 1
    with pytest.raises(InputError, match="no array 'R'; it has X1, V"):
        found["R"]


def found_std(X, s):
    return np.sqrt(np.average((X - np.average(X, 0, s)) ** 2, 0, s))


def test_deep_networks_number_their_hidden_layers():
    X, Y, _ = table()
    found = step(started((4, 2)).fit(X, Y), X, Y, weight=("V(1)", 3, 1))
    names = [a.name for a in found.arrays]
    assert names[:9] == ["X1", "V(0)", "A(0)", "Z(0)", "Z1(0)", "V(1)", "A(1)", "Z(1)", "Z1(1)"]
    assert found.chain.meaning == "weight of unit 3 of hidden layer 1 to unit 2 of hidden layer 2"
    assert (found.chain.weight, found.chain.place) == ("v⁽¹⁾₃,₂", "V(1)[3,1]")
    assert found.chain.layer == 1


def test_a_wide_deep_network_gives_deep_sums_by_their_value():
    X, Y, s = table(K=2)
    found = step(started((30, 20, 20)).fit(X, Y, s), X, Y, row=0, weight=(0, 1, 7), sample_weight=s)
    check_chain(found)
    (sent,) = [f for f in found.chain.factors if f.addends]
    assert len(sent.addends) == 20
    assert sent.addends[3].factors[0].entry == "δ⁽¹⁾ₙ,₄"
    assert len(json.dumps(found.chain.to_dict())) < 20_000


def test_json_holds_everything_unelided():
    X, Y, s = table(D=30)
    found = step(started((25,)).fit(X, Y, s), X, Y, row=2, weight=("V", 30, 24), sample_weight=s)
    plain = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    arrays = {a["name"]: a for a in plain["arrays"]}
    assert np.array_equal(arrays["V"]["values"], found["V"])
    assert arrays["V"]["shape"] == [31, 25]
    chain = plain["chain"]
    assert chain["gradient"] == found.chain.gradient
    sum_ = chain["factors"][1]
    assert sum_["symbol"] == "Σₖ (tₖ − yₖ) wₖ"
    assert [a["label"] for a in sum_["addends"]] == ["k = 1", "k = 2", "k = 3"]
    for factor in chain["factors"]:
        assert set(factor) == {"symbol", "entry", "meaning", "unit", "shape", "values", "addends"}


def test_what_is_read_counts_as_the_lecture_and_python_from_0():
    """v_{j,m} leads from input j to unit m, both from 1: V[j, m-1] behind the constant's row 0."""
    X, Y, _ = table(D=2, K=2)
    model = started((3,)).fit(X, Y)
    for small, capital, weight, place in (
        (("v", 1, 2), ("V", 1, 1), "v₁,₂", "V[1,1]"),
        (("v", 0, 3), (0, 0, 2), "v₀,₃", "V[0,2]"),
        (("w", 3, 1), ("W", 3, 0), "w₃,₁", "W[3,0]"),
    ):
        chain = step(model, X, Y, weight=small).chain
        assert chain.to_dict() == step(model, X, Y, weight=capital).chain.to_dict()
        assert (chain.weight, chain.place) == (weight, place)
        matrix = {"V": model.V_, "W": model.W_}[place[0]]
        assert chain.value == matrix[small[1], small[2] - 1]
        assert f"{weight} = " in str(step(model, X, Y, weight=small))
    found = step(model, X, Y, weight=("v", 1, 2))
    assert [f.entry for f in found.chain.factors] == ["", "Σₖ δ⁽ᵒ⁾ₙ,ₖ w₂,ₖ", "z = zₙ,₂", "xₙ,₁"]
    assert [f.entry for f in found.chain.factors[1].addends[1].factors] == ["tₙ,₂ − yₙ,₂", "w₂,₂"]
    arrays = {a.name: a for a in found.arrays}
    assert arrays["V"].columns == ("unit 1", "unit 2", "unit 3")
    assert arrays["V"].rows == ("constant", "input 1", "input 2")
    assert arrays["W"].columns == ("output 1", "output 2")
    assert not any("unit 0" in text for text in (str(found), found._repr_html_()))
    table_, target = pd.DataFrame(X, columns=["a", "b"]), Y[:, 0]
    text = str(step(started((3,)).fit(table_, target), table_, target, row=1))
    assert "0 constant        1 a        2 b" in text


def test_the_weight_that_moves_most_is_the_default():
    X, Y, _ = table()
    model = started((4,), rates=(0.001, 0.1)).fit(X, Y)
    found = step(model, X, Y)
    moves = {n: np.abs(found[f"{n}_new"] - found[n])[1:].max() for n in "VW"}
    assert abs(found.chain.update) == pytest.approx(max(moves.values()), rel=1e-9)
    assert found.rates == (0.001, 0.1)


def test_of_several_networks_the_best_is_explained_and_named():
    X, Y, _ = table(K=1)
    model = shoal.NeuralRegressor((3,), max_iter=5, random_state=0).fit(X, Y.ravel())
    found = step(model, X, Y.ravel(), weight=("V", 1, 1))
    assert f"networks_[{model.best_}]" in found.model
    np.testing.assert_array_equal(found["V"], model.V_)
    check_chain(found)


def test_the_evidences_penalty_is_mackays():
    """beta K S times the cost's gradient is that of beta E_D + sum of alpha_g E_g (MacKay 1992)."""
    X, Y, _ = table(N=80, K=1)
    y = np.sin(2 * X[:, 0]) + 0.2 * Y[:, 0]
    model = shoal.NeuralRegressor((4,), solver="lm", alpha="ard", n_networks=1, random_state=0)
    model.fit(X, y)
    x, t = (X - X.mean(0)) / X.std(0), (y - y.mean()) / y.std()
    alpha = np.repeat(model.alpha_[:4, np.newaxis], 4, axis=1)  # the constants, then each input

    def posterior(V):
        R = model.W_[0] + np.tanh(V[0] + x @ V[1:]) @ model.W_[1:] - t[:, np.newaxis]
        return model.beta_ * (R**2).sum() / 2 + (alpha * V**2).sum() / 2

    found, tiny = step(model, X, y), 1e-30
    for j, m in product(range(4), range(4)):
        V = model.V_.astype(complex)
        V[j, m] += 1j * tiny
        slope = posterior(V).imag / tiny
        assert model.beta_ * 80 * found["G_V"][j, m] == pytest.approx(slope, rel=1e-9, abs=1e-9)


def test_linear_network_rests_at_its_closed_form():
    X, Y, s = table()
    model = shoal.LinearNetwork().fit(X, Y, s)
    found = step(model, X, Y, weight=("W", 2, 1), sample_weight=s)
    assert abs(found["G_W"]).max() < 1e-14
    assert np.abs(found.chain.terms).max() > 1e-3
    check_chain(found)
    scale = Scaling.of(Y, s)
    np.testing.assert_allclose(scale.invert(found["Y"]), model.predict(X), atol=1e-12)


def test_a_users_activation_and_float32():
    X, Y, _ = table(K=1)
    sine = Activation("my sine", np.sin, np.cos, df_of="sum")
    model = started((3,), activation=sine).fit(X, Y.ravel())
    found = step(model, X, Y.ravel(), weight=("V", 0, 1))
    assert [f.symbol for f in found.chain.factors][3:] == ["h′(a)", "1"]
    check_chain(found)
    small = started((3,)).fit(X.astype(np.float32), Y.ravel())
    check_chain(step(small, X, Y.ravel(), weight=("V", 1, 1)))


@pytest.fixture(scope="module")
def cars():
    random = np.random.RandomState(0)
    frame = pd.DataFrame({"weight": random.randn(60), "fuel": random.choice(["gas", "oil"], 60)})
    frame["mpg"] = np.sin(frame["weight"]) + (frame["fuel"] == "gas")
    frame.loc[4, "mpg"] = np.nan
    return frame, shoal.fit_table(
        frame, "mpg", hidden_layer_sizes=(3,), solver="gd", max_iter=20, test_fraction=0, alpha=0.5,
        learning_rate_init=[0.2, 0.1],
    )  # fmt: skip


def test_table_models_encode_name_and_leave_rows_without_target_out(cars):
    frame, model = cars
    found = step(model, frame, row=[3, 5], weight=("V", "weight", 2))
    assert found.n_rows == 59
    assert found.rows == (3, 5)
    assert found.rates == (0.2, 0.1)
    assert found.chain.alpha == 0.5
    assert found.chain.meaning == "weight of `weight` to hidden unit 3"
    scaled = (frame["weight"][[3, 5]] - model.network.inputs.shift[0]) / model.network.inputs.scale[
        0
    ]
    np.testing.assert_allclose(found["X1"][:, 1], scaled)
    assert found["T"][1, 0] * model.network.targets.scale[0] + model.network.targets.shift[
        0
    ] == pytest.approx(frame["mpg"][5])
    check_chain(found)
    with pytest.raises(InputError, match="row 4 of the frame has no target"):
        step(model, frame, row=4)
    with pytest.raises(InputError, match="no input 'wieght'; did you mean 'weight'"):
        step(model, frame, weight=("V", "wieght", 0))
    with pytest.raises(InputError, match="mpg"):
        step(model, frame[["weight", "fuel"]])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"row": 40}, "there is no row 40: X has rows 0 to 39"),
        ({"row": [1, -1]}, "there is no row -1"),
        ({"row": "3"}, "row must be a whole number or several, not '3'"),
        ({"row": []}, "at least one row"),
        ({"weight": ("V", 4, 0)}, r"V has shape \(4, 5\): row must be a whole number from 0 to 3"),
        ({"weight": ("V", 0, 5)}, "column must be a whole number from 0 to 4, not 5"),
        ({"weight": ("W", 6, 0)}, "row must be a whole number from 0 to 5 .0 is the constant's row"),
        ({"weight": ("W", 0, 3)}, "column must be a whole number from 0 to 2, not 3"),
        ({"weight": ("v", 0, 0)}, "m must be a whole number from 1 to 5, not 0"),
        ({"weight": ("v", 4, 1)}, "j must be a whole number from 0 to 3 .0 is the constant's row"),
        ({"weight": ("w", 5, 4)}, "k must be a whole number from 1 to 3, not 4"),
        ({"weight": ("U", 0, 0)}, "no weights 'U'; its matrices are 'V' or 0, 'W' or 1"),
        ({"weight": (2, 0, 0)}, "no weights 2"),
        ({"weight": ("V", 1.5, 0)}, "not 1.5"),
        ({"weight": "V14"}, "weight must be"),
        ({"rates": (0.1, 0.1, 0.1)}, "rates must be a positive number or 2 of them"),
        ({"rates": -1}, "rates"),
        ({"alpha": -1}, "alpha must be a finite number >= 0"),
        ({"sample_weight": np.ones(3)}, "sample_weight must be 40 finite numbers"),
        ({"sample_weight": np.zeros(40)}, "zero for every row"),
        ({"y": np.ones(40)}, "y must hold 3 targets for each of 40 rows of X"),
        ({"y": None}, "needs the targets y"),
        ({"y": np.full((40, 3), np.nan)}, "y is not a finite number in row 0"),
        ({"rates": 1e308}, "not finite"),
    ],
)  # fmt: skip
def test_errors_say_what_was_wrong_and_what_there_is(arguments, words):
    X, Y, _ = table()
    model = started((5,)).fit(X, Y)
    with pytest.raises(InputError, match=words):
        step(model, X, arguments.pop("y", Y), **arguments)


def test_other_models_are_refused():
    with pytest.raises(InputError, match="not dict"):
        step({}, np.ones((2, 1)), np.ones(2))


def test_a_skewed_inputs_asinh_is_printed():
    X, Y, s = table()
    X[:, 1] = np.exp(3 * X[:, 1])
    model = started((4,)).fit(X, Y, s)
    found = step(model, X, Y, row=5, weight=(0, 2, 1), sample_weight=s)
    check_chain(found)
    unit = found.chain.factors[-1].unit
    assert unit.startswith("scaled: (asinh((input 2 − ")
    text = unit.removeprefix("scaled: ").replace("−", "-").replace("input 2", "x")
    value = eval(text, {"x": X[5, 1], "asinh": np.arcsinh})
    assert found.chain.factors[-1].values[0] == pytest.approx(value, rel=1e-4)


def test_an_input_that_is_not_scaled_needs_no_formula():
    X, Y, s = table()
    model = started((4,), standardize=False).fit(X, Y, s)
    found = step(model, X, Y, row=5, weight=(0, 2, 1), sample_weight=s)
    assert found.chain.factors[-1].unit == ""
