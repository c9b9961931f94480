"""What happens in a step, in words: every number in a sentence is the step's own."""

import re

import numpy as np
import pytest

import shoal
from shoal.explain import step
from shoal.explain.backpropagation.telling import passes_of


def fitted(sizes, K=1, **parameters):
    random = np.random.RandomState(0)
    X = random.randn(30, 2)
    Y = np.column_stack([np.sin(X[:, 0]), X[:, 1] ** 2])[:, :K]
    y = Y if K > 1 else Y[:, 0]
    if parameters.get("output_activation") == "logistic":
        y = 0.1 + 0.8 * (y > 0)
    parameters = {"alpha": 0, "solver": "gd", "max_iter": 5, "tol": 0} | parameters
    model = shoal.NeuralRegressor(sizes, n_networks=1, random_state=0, **parameters)
    return model.fit(X, y), X, y


def number(text):
    return float(re.match(r"−?[\d.]+(?:e−?\d+)?", text).group().rstrip(".").replace("−", "-"))


def after(sentence, words):
    return number(sentence.split(words)[1])


def close(value):
    return pytest.approx(value, rel=0.006, abs=1e-9)  # three digits


def test_a_weight_of_a_hidden_unit_in_the_lectures_own_numbers():
    """a = v x~, z = tanh(a), delta_h = (t - y) w (1 - z^2), in plain NumPy on the scaled numbers."""
    model, X, y = fitted((3,))
    told = passes_of(step(model, X, y, row=7, weight=("v", 1, 2)))
    x, t = ((X - X.mean(0)) / X.std(0))[7], ((y - y.mean()) / y.std())[7]
    a = model.V_[0, 1] + x @ model.V_[1:, 1]
    Z = np.tanh(model.V_[0] + x @ model.V_[1:])
    out = model.W_[0, 0] + Z @ model.W_[1:, 0]
    assert told.forward.startswith("Row 7 goes in as input 1 = ")
    assert after(told.forward, "input 1 = ") == close(x[0])
    assert after(told.forward, "Hidden unit 2 adds up what reaches it, each times its weight: a = ")
    assert after(told.forward, ": a = ") == close(a)
    assert after(told.forward, ") = ") == close(np.tanh(a))
    assert after(told.forward, "gives y = ") == close(out)
    assert after(told.forward, "target is t = ") == close(t)
    w = model.W_[2, 0]
    assert after(told.backward, "t − y = ") == close(t - out)
    assert after(told.backward, "w₂,₁ = ") == close(w)
    assert after(told.backward, "slope of hidden unit 2, ") == close(1 - np.tanh(a) ** 2)
    assert after(told.backward, "δ⁽ʰ⁾ = ") == close((t - out) * w * (1 - np.tanh(a) ** 2))


@pytest.mark.parametrize("weight", [("v", 1, 2), ("w", 2, 1), ("v", 0, 1), ("w", 0, 1)])
@pytest.mark.parametrize("alpha", [0, 0.5])
def test_the_update_is_that_of_training(weight, alpha):
    model, X, y = fitted((3,), alpha=alpha, warm_start=True)
    found = step(model, X, y, weight=weight)
    told = passes_of(found).update
    before, new = re.search(r"from (\S+) to (\S+)\.$", told).groups()
    layer, index = found.chain.layer, found.chain.index
    was = model.network_.weights[layer][index].copy()
    model.partial_fit(X, y)
    moved = model.network_.weights[layer][index] - was
    assert number(new) - number(before) == pytest.approx(moved, rel=0.1)
    (pull,) = re.findall(r" is (\S+), downhill", told)
    assert number(pull) * 0.01 == pytest.approx(moved, rel=0.01)  # the default rate
    assert (" up, " if moved > 0 else " down, ") in told
    assert ("penalty" in told) == (alpha > 0 and index[0] > 0)


def test_several_outputs_and_layers_are_told_apart():
    model, X, Y = fitted((3, 2), K=2)
    found = step(model, X, Y, row=3, weight=("v(0)", 1, 2))
    told = passes_of(found)
    assert "Unit 2 of hidden layer 1 adds up" in told.forward
    assert "for output 1" in told.forward
    assert "The deltas of the 2 units above go back" in told.backward
    assert after(told.backward, "own delta, δ⁽⁰⁾ = ") == close(found["delta_h(0)"][0, 1])
    assert "30 rows and 2 outputs" in told.update
    second = passes_of(step(model, X, Y, row=3, weight=("w", 1, 2)))
    assert after(second.forward, "gives y = ") == close(found["Y"][0, 1])
    assert "leads straight to this output" in second.backward


def test_a_logistic_unit_alone():
    """S5: y = logistic(w x~), and its delta has the slope y (1 - y)."""
    model, X, y = fitted((), output_activation="logistic")
    found = step(model, X, y, row=2, weight=("w", 1, 1))
    told = passes_of(found, row="the third row")
    out = float(found["Y"][0, 0])
    assert told.forward.startswith("The third row goes in")
    assert after(told.forward, "sent through logistic, gives y = ") == close(out)
    assert after(told.backward, "δ⁽ᵒ⁾ = ") == close((y[2] - out) * out * (1 - out))


def test_names_of_a_table_are_inert():
    random = np.random.RandomState(0)
    table = {"a\x1b[31m\nb": random.randn(30), "t": random.randn(30)}
    model = shoal.fit_table(table, "t", hidden_layer_sizes=(2,), max_iter=3, test_fraction=0)
    told = passes_of(step(model, table, row=0))
    assert all(sign.isprintable() for sentence in told for sign in sentence)
