"""The diagram: every line is a weight of the model, and what is not drawn is counted."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from shoal import LinearNetwork, NeuralRegressor
from shoal.core.activations import ACTIVATIONS
from shoal.errors import InputError
from shoal.formulas.weight_names import weight_name
from shoal.model.network import Network
from shoal.model.scaling import Scaling
from shoal.view import NetworkDisplay
from shoal.view.diagram.geometry import diagram_of
from shoal.view.diagram.matrices import matrices
from shoal.view.diagram.svg import svg_of
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
        assert edge.place == (layer, row, edge.end.index)
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
    assert {"torque", "2 inputs", "3 tanh units", "1 output", "1", "2", "3"} <= set(words)
    assert "0" not in words  # units count from 1, as in the lecture
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
    best = np.argsort(-model.input_relevance_, kind="stable")[:19]  # the most relevant first
    assert [inputs[0].kind, units[0].kind] == ["constant", "constant"]
    np.testing.assert_array_equal([node.index for node in inputs[1:20]], best)
    assert inputs[20].text == "… 11 more"
    rest = np.delete(model.input_relevance_, best)
    assert inputs[20].relevance == pytest.approx(rest.sum())
    kept = np.sort(np.argsort(-np.linalg.norm(model.W_[1:], axis=1), kind="stable")[:19])
    np.testing.assert_array_equal([node.index for node in units[1:20]], kept)
    assert units[20].text == "… 6 more"
    assert [node.text for node in outputs] == ["left", "right"]
    assert display.diagram.n_edges == 20 * 19 + 20 * 2
    lit = drawn(model, lit=(0, 1 + int(np.argmin(model.input_relevance_)), 24)).diagram
    assert sum(edge.lit for edge in lit.edges) == 1 + 2  # what is lit is drawn, however weak
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


def test_the_path_of_a_weight_is_that_of_its_chain_rule():
    """With h(a) = a, dy/dv is a sum of products of weights: lit is what changes it, and v itself."""
    random = np.random.RandomState(0)
    weights = [random.normal(size=shape) for shape in ((3, 3), (4, 2), (3, 2))]
    identity = ACTIVATIONS["identity"]
    network = Network(tuple(weights), identity, identity, Scaling.none(2), Scaling.none(2))

    def slope(weights, place):
        """By a difference, exact up to rounding in a linear network."""
        moved = [w.copy() for w in weights]
        moved[place[0]][place[1:]] += 1
        answers = []
        for each in (weights, moved):
            z = np.array([0.7, -1.3])
            for w in each:
                z = w[0] + z @ w[1:]
            answers.append(z)
        return answers[1] - answers[0]

    for place in ((0, 1, 2), (0, 0, 1), (1, 2, 0), (2, 2, 1)):
        diagram = diagram_of(network, ["a", "b"], ["s", "t"], lit=place)
        expected = {place}
        behind = [
            (k, w) for k, w in enumerate(weights) if k >= place[0]
        ]  # what is before is its input
        for layer, w in behind:
            for at in np.ndindex(w.shape):
                other = [w.copy() for w in weights]
                other[layer][at] += 1
                if np.abs(slope(other, place) - slope(weights, place)).max() > 1e-9:
                    expected.add((layer, *at))
        assert {edge.place for edge in diagram.edges if edge.lit} == expected
    nodes = [[n.index for n in layer if n.lit] for layer in diagram.layers]
    assert nodes == [[], [], [1], [1]]


def test_deltas_go_back_through_all_weights_but_the_constants(engine):
    network = engine[1].network
    diagram = diagram_of(network, ["a", "b"], ["t"], lit="deltas")
    assert {edge.place for edge in diagram.edges if edge.lit} == {(1, m, 0) for m in (1, 2, 3)}
    assert not any(node.lit for node in diagram.layers[0])
    assert [node.kind for nodes in diagram.layers for node in nodes if node.lit] == [
        *["unit"] * 3,
        "output",
    ]
    svg = ElementTree.fromstring(svg_of(diagram, "drawing"))
    assert len([p for p in svg.iter("path") if (p.get("class") or "").startswith("t")]) == 3


def test_matrices_have_the_lectures_names_and_shapes(engine):
    """Beneath, X̃ V Z̃ W Y: the lecture's own line of shapes, and this network's numbers."""
    network = engine[1].network
    svg = svg_of(diagram_of(network, ["a", "b"], ["t"], shapes=True), "drawing")
    words = re.findall(r">([^<>]+)</text>", svg)
    letters = ["N × (D+1)", "(D+1) × M", "N × (M+1)", "(M+1) × K", "N × K"]
    assert [w for w in words if w in {"X̃", "V", "Z̃", "W", "Y"}] == ["X̃", "V", "Z̃", "W", "Y"]
    assert [w for w in words if w in letters] == letters
    V, W = network.weights
    assert {f"{V.shape[0]} × {V.shape[1]}", f"{W.shape[0]} × {W.shape[1]}"} <= set(words)
    assert [m.text for m in matrices((1, 4, 3, 2))] == [
        *("X̃", "V(0)", "Z̃(0)", "V(1)", "Z̃(1)", "W", "Y")
    ]


def test_weights_are_called_as_in_the_lecture(engine):
    assert weight_name(0, 1, 1, 2) == "v₁,₂"
    assert weight_name(1, 0, 0, 2) == "w₀,₁"
    assert weight_name(1, 3, 0, 3) == "v⁽¹⁾₃,₁"
    assert weight_name(0, 2, 0, 1) == "w₂,₁"  # S8: the linear model has W alone
    network = engine[1].network
    for lit in (("v", 2, 1), ("V", 2, 0), (0, 2, 0), ("v", "speed", 1)):
        diagram = diagram_of(network, ["gear", "speed"], ["torque"], lit=lit)
        assert diagram.told == "v₂,₁ from speed to unit 1, and its path to the output"
        assert [edge.place for edge in diagram.edges if edge.lit] == [(0, 2, 0), (1, 1, 0)]


@pytest.mark.parametrize(
    ("lit", "words"),
    [
        (("v", 1, 0), "its second from 1 to 3"),
        (("V", 1, 3), "its second from 0 to 2"),
        (("W", 4, 0), "from 0 \\(the constant\\) to 3"),
        (("U", 0, 0), "no weights 'U'; it has W, w, V, v"),
        (("v", "gas", 1), "no input 'gas'"),
        ("everything", "lit must be 'deltas' or a weight"),
        ((0, True, 0), "no weight"),
    ],
)
def test_a_weight_that_is_none_is_named(engine, lit, words):
    with pytest.raises(InputError, match=words):
        diagram_of(engine[1].network, ["gear", "speed"], ["torque"], lit=lit)


def test_the_linear_network_of_the_lecture(wave):
    """S8: X̃ W Y, and the closed form's own weights."""
    X = np.random.RandomState(1).normal(size=(30, 3))
    model = LinearNetwork().fit(X, X[:, :2] * 2 + 1)
    diagram = drawn(model).diagram
    assert [m.text for m in diagram.matrices] == ["X̃", "W", "Y"]
    assert [m.shape for m in diagram.matrices] == ["N × 4", "4 × 2", "N × 2"]
    assert {edge.place[1:]: edge.weight for edge in diagram.edges} == dict(np.ndenumerate(model.W_))
    assert [n.text for n in diagram.layers[0]] == ["1", "x1", "x2", "x3"]
    with pytest.raises(InputError, match="not fitted"):
        drawn(LinearNetwork())


def test_one_unit_after_the_other(wave):
    """S14: x, v, h, w, y with no constant; the weights stand above their lines."""
    X, y, _ = wave
    model = NeuralRegressor((1,), n_networks=1, max_iter=5, tol=0, random_state=0).fit(X, y)
    axes = drawn(model, constants=False).ax_
    words = {text.get_text() for text in axes.texts}
    v, w = model.V_[1, 0], model.W_[1, 0]
    told = dict(word.split(" = ") for word in words if word.startswith(("$v$", "$w$")))
    assert float(told["$v$"]) == pytest.approx(v, rel=0.01)
    assert float(told["$w$"]) == pytest.approx(w, rel=0.01)
    assert {"x", "h", "y", "$z = h(v x)$", "$y = w z$"} <= words
    diagram = diagram_of(model.network_, ["x"], ["y"], constants=False, shapes=True)
    assert [len(nodes) for nodes in diagram.layers] == [1, 1, 1]
    assert diagram.n_edges == 2
    assert ">v = " in svg_of(diagram, "chain")


def test_a_logistic_unit_is_called_and_drawn_as_one(wave):
    """S5: an input, a constant and one unit; never a tanh, which it has not."""
    X, y, _ = wave
    t = (y > 0) * 0.8 + 0.1
    model = NeuralRegressor(
        (), output_activation="logistic", solver="gd", max_iter=5, tol=0, random_state=0
    ).fit(X, t)
    diagram = drawn(model).diagram
    assert diagram.headings == ("1 input", "1 logistic unit")
    curve = np.array(diagram.bend)
    assert (np.diff(curve, axis=0) > 0).all()
    assert curve + curve[::-1] == pytest.approx(0, abs=1e-12)  # S-shaped: odd about its middle
    assert "tanh" not in model._repr_html_().split("<details")[0]


def test_the_card_and_matplotlib_draw_a_weight_alike():
    """The asked weight widest, the rest faint; a line of a card is as wide as the strongest it holds."""
    rng = np.random.default_rng(0)
    weights = rng.normal(size=(3, 4)), rng.normal(size=(5, 1))
    scalings = Scaling.none(2), Scaling.none(1)
    network = Network(weights, ACTIVATIONS["tanh"], ACTIVATIONS["identity"], *scalings)
    diagram = diagram_of(network, ["a", "b"], ["t"], lit=("v", 1, 2))
    lines = NetworkDisplay(diagram).plot(Figure().add_subplot()).ax_.collections[0]
    in_points = dict(zip((e.place for e in diagram.edges), lines.get_linewidths(), strict=True))
    assert max(in_points, key=in_points.get) == (0, 1, 1)
    lit = re.findall(r'<path class="[pn] l" stroke-width="([\d.]+)"', svg_of(diagram, "a network"))
    expected = [in_points[edge.place] for edge in diagram.edges if edge.lit]
    assert np.array(lit, dtype=float) == pytest.approx(expected, abs=0.006)
    faint = {line.opacity for line in (diagram.line(e) for e in diagram.edges if not e.lit)}
    assert faint == set(np.asarray(lines.get_alpha())[[not e.lit for e in diagram.edges]])
