"""The diagram: every line is a weight of the model, and what is not drawn is counted."""

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from shoal import NeuralRegressor
from shoal.errors import InputError
from shoal.view import NetworkDisplay
from shoal.view.diagram import diagram_of
from shoal.view.style import LIGHT


def drawn(model, **options):
    return NetworkDisplay.from_estimator(model, ax=Figure().add_subplot(), **options)


def test_every_weight_is_a_line_of_its_sign_and_size(engine):
    _, model = engine
    display = drawn(model)
    V, W = model.network.weights
    by_ends = {}
    for edge in display.diagram.edges:
        layer = 0 if edge.start.x == 0 else 1
        row = 0 if edge.start.kind == "constant" else edge.start.index + 1
        by_ends[layer, row, edge.end.index] = edge
        assert edge.strength == pytest.approx(abs(edge.weight) / np.abs((V, W)[layer]).max())
    for layer, w in enumerate((V, W)):
        for (row, column), weight in np.ndenumerate(w):
            assert by_ends[layer, row, column].weight == weight
    assert len(by_ends) == V.size + W.size == display.diagram.n_edges
    lines = display.ax_.collections[0]
    for edge, color, width in zip(
        display.diagram.edges, lines.get_colors(), lines.get_linewidths(), strict=True
    ):
        sign = LIGHT.positive if edge.weight >= 0 else LIGHT.negative
        assert to_hex(color) == sign.lower()
        assert width == pytest.approx(0.25 + 2.75 * edge.strength)


def test_names_relevances_and_whose_it_is(engine):
    _, model = engine
    axes = drawn(model).ax_
    words = [text.get_text() for text in axes.texts]
    first, second = model.record.relevance
    assert f"throttle  {100 * first:.0f} %" in words
    assert f"speed <rpm>  {100 * second:.0f} %" in words
    assert {"torque", "2 inputs", "3 tanh units", "1 output", "0", "1", "2"} <= set(words)
    bars = axes.collections[-1].get_paths()
    wide = [np.ptp(path.vertices[:, 0]) for path in bars]
    assert wide[1] / wide[0] == pytest.approx(second / first)
    n = len(model.ensemble.networks)
    assert axes.get_title() == f"network {model.ensemble.best + 1} of {n}"


def test_a_crowd_is_elided_and_counted(crowd):
    _, Y, model = crowd
    display = drawn(model, y=Y)
    inputs, units, outputs = display.diagram.layers
    assert [len(layer) for layer in display.diagram.layers] == [21, 21, 2]  # 19, the rest, the 1
    best = np.sort(np.argsort(-model.input_relevance_, kind="stable")[:19])
    np.testing.assert_array_equal([node.index for node in inputs[:19]], best)
    assert inputs[19].text == "… 11 more"
    rest = np.delete(model.input_relevance_, best)
    assert inputs[19].relevance == pytest.approx(rest.sum())
    kept = np.sort(np.argsort(-np.linalg.norm(model.W_[1:], axis=1), kind="stable")[:19])
    np.testing.assert_array_equal([node.index for node in units[:19]], kept)
    assert units[19].text == "… 6 more"
    assert [node.text for node in outputs] == ["left", "right"]
    assert display.diagram.n_edges == 20 * 19 + 20 * 2
    assert "30 inputs" in [text.get_text() for text in display.ax_.texts]


def test_only_the_strongest_of_many_lines_are_drawn(crowd):
    model = crowd[2]
    names = [f"x{d}" for d in range(30)]
    whole = diagram_of(model.network_, names, ["a", "b"], most=100, most_edges=10_000)
    part = diagram_of(model.network_, names, ["a", "b"], most=100, most_edges=50)
    assert whole.n_edges == part.n_edges == model.network_.layout.n_weights
    strengths = np.sort([edge.strength for edge in whole.edges])
    np.testing.assert_array_equal([edge.strength for edge in part.edges], strengths[-50:])
    axes = drawn(model, most=100).ax_
    assert "the 600 largest of 827" in axes.texts[-1].get_text()


def test_deep_networks_and_none_hidden(wave):
    X, y, _ = wave
    deep = NeuralRegressor((2,) * 8, n_networks=1, max_iter=5, tol=0, random_state=0).fit(X, y)
    display = drawn(deep)
    assert len(display.diagram.layers) == 10
    assert "2 tanh units" in display.diagram.headings
    assert "2 tanh units" not in [text.get_text() for text in display.ax_.texts]  # no room: "2"
    flat = NeuralRegressor((), max_iter=20, tol=0, random_state=0).fit(X, y)
    assert [len(layer) for layer in drawn(flat).diagram.layers] == [2, 1]


def test_what_does_not_fit_is_named(wave):
    network = wave[2].network_
    with pytest.raises(InputError, match="inputs has 2 entries; the network has 1"):
        diagram_of(network, ["a", "b"], ["y"])
    with pytest.raises(InputError, match="relevance has 3 entries"):
        diagram_of(network, ["a"], ["y"], np.ones(3))
    with pytest.raises(InputError, match="at least 2, not 1"):
        diagram_of(network, ["a"], ["y"], most=1)
