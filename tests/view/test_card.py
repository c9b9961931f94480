"""What a notebook shows of a model: its figures, inert names, small, and without matplotlib."""

import re
import subprocess
import sys
from html.parser import HTMLParser
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from sklearn import config_context
from sklearn.base import clone
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from shoal import Activation, NeuralRegressor, fit_table
from shoal.view.card import card_of

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = ["<script>alert(1)</script>", '"><img src=x onerror=alert(2)>', "</svg><b>&amp;</b>"]


class Tags(HTMLParser):
    """Names of all tags and attributes."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.open = [], set(), []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def diagram_in(card):
    return ElementTree.fromstring(re.search(r"<svg.*</svg>", card).group())


def cells(card):
    return dict(re.findall(r"<tr><th[^>]*>([^<]*)</th><td[^>]*>([^<]*)</td></tr>", card))


def test_a_fitted_regressor_shows_its_figures(wave):
    _, _, model = wave
    card = model._repr_html_()
    shown = cells(card)
    assert shown["solver"] == "lm"
    assert shown["networks"] == str(model.n_networks_)
    assert shown["epochs"].startswith(f"{model.n_iter_} ")
    assert shown["ended"] == str(model.outcome_)
    error = min(trial.error for trial in model.trials_) ** 0.5 * model.network_.targets.scale[0]
    assert shown["left-out RMSE"].startswith(f"{error:.3f};")
    assert f"Network {model.best_ + 1} of {model.n_networks_}." in card
    assert "1 → 3 → 1, tanh" in card
    assert "NeuralRegressor(alpha=" in card


def test_the_left_out_error_is_that_of_the_rows(wave, committee):
    """From the answers themselves: each row's by the network that never saw it."""
    X, y, model = wave
    found = committee(clone(model), X, y)
    trial = min(found.trials, key=lambda trial: trial.error)
    direct = np.sqrt(np.mean((trial.out_of_fold - found.rows.T) ** 2))
    assert cells(model._repr_html_())["left-out RMSE"].startswith(f"{direct:.3f}")


def test_one_network_shows_validation_and_training_error(wave):
    X, y, _ = wave
    model = NeuralRegressor((3,), solver="lbfgs", early_stopping=True, random_state=0)
    shown = cells(model.fit(X, y)._repr_html_())
    kept = model.outcome_.kept
    for column in ("training", "validation"):
        name = f"rmse_{column.replace('training', 'train')}"
        assert shown[f"{column} RMSE"] == f"{model.trace_[name][kept]:.3f}"
    assert shown["networks"] == "1"


def test_the_diagram_has_a_mark_for_each_unit_weight_and_relevance(engine):
    _, model = engine
    svg = diagram_in(model._repr_html_())
    V, W = model.network.weights
    assert len(svg.findall(f"{SVG}circle") or svg.findall("circle")) == 2 + 3 + 1
    boxes = svg.findall("rect")
    assert sum(box.get("class") == "u" for box in boxes) == 2  # the constants
    bars = [float(box.get("width")) for box in boxes if box.get("class") == "b"]
    assert bars[1] / bars[0] == pytest.approx(
        model.record.relevance[1] / model.record.relevance[0], abs=0.01
    )
    drawn = {"p": 0, "n": 0}
    for path in svg.findall("path"):
        drawn[path.get("class")] += path.get("d").count("M")
    weights = np.concatenate([V.ravel(), W.ravel()])
    assert drawn == {"p": np.sum(weights >= 0), "n": np.sum(weights < 0)}


def test_a_table_model_shows_columns_and_the_comparison(engine):
    _, model = engine
    card = model._repr_html_()
    shown, figures = cells(card), model.record.held_out
    assert shown["target"] == "torque"
    assert shown["columns read"] == "throttle, speed &lt;rpm&gt;"
    assert shown["rows"] == "96 to learn, 24 held out"
    (row,) = re.findall(r"<tr><td[^>]*>torque</td>(.*?)</tr>", card)
    values = [float(v) for v in re.findall(r"<td[^>]*>([^<]*)</td>", row)]
    expected = [figures.rmse[0], figures.rmse_linear[0], figures.rmse_mean[0], figures.r2[0]]
    np.testing.assert_allclose(values, expected, atol=0.051)
    assert "24 held-out rows" in card
    alone = fit_table({"a": np.arange(20.0), "b": np.arange(20.0) ** 2}, "b", test_fraction=0)
    assert "20 training rows" in alone._repr_html_()


def test_names_are_inert(wave):
    X, y, _ = wave
    h = Activation(HOSTILE[0], np.tanh, lambda z: 1 - z * z)
    frame = {name: X[:, 0] ** (k + 1) for k, name in enumerate(HOSTILE)}
    frame[HOSTILE[0] + " target"] = y
    of_table = fit_table(frame, HOSTILE[0] + " target", activation=h, max_iter=3, n_networks=1)
    inputs = pd.DataFrame(dict(list(frame.items())[:3]))
    own = NeuralRegressor((2,), h, n_networks=1, solver="lbfgs", max_iter=3, tol=0, random_state=0)
    own.fit(inputs, y)
    for card in (of_table._repr_html_(), own._repr_html_()):
        seen = Tags(card)
        assert not {"script", "img"} & set(seen.tags)
        assert seen.tags.count("svg") == 1
        assert "b" not in seen.tags[2:] or seen.tags.count("b") == 1  # the class's name alone
        assert not {name for name in seen.attributes if name.startswith("on")}
        assert not seen.open
        assert "&lt;script&gt;" in card
        diagram_in(card)  # well-formed


def test_no_outside_file_no_id_no_script(wave, engine):
    for model in (wave[2], engine[1]):
        card = model._repr_html_()
        seen = Tags(card)
        assert not {"id", "src", "href", "xlink:href"} & seen.attributes
        assert not {"script", "link", "iframe", "img"} & set(seen.tags)
        assert "url(" not in card
        assert "http" not in card
        assert card == model._repr_html_()
        assert "prefers-color-scheme:dark" in card


def test_each_cell_says_its_own_alignment_as_a_notebook_turns_all_tables_right(wave, engine):
    for fitted in (wave[2], engine[1]):
        found = re.findall(r"<t[hd](?: [^>]*)?>", card_of(fitted))
        assert len(found) > 4
        assert all('style="text-align:' in cell for cell in found)


def test_any_network_stays_below_30_kB(crowd, wave):
    X, y, _ = wave
    assert len(card_of(crowd[2]).encode()) < 30_000
    Y = np.outer(y, np.arange(1, 41))
    wide = np.hstack([X**p for p in range(1, 200)])
    model = NeuralRegressor((300,) * 3, n_networks=1, solver="gd", max_iter=1, tol=0)
    assert len(card_of(model.fit(wide, Y)).encode()) < 30_000
    deep = NeuralRegressor((2,) * 60, n_networks=1, solver="gd", max_iter=1, tol=0)
    assert len(card_of(deep.fit(X, y)).encode()) < 30_000


def test_before_fit_and_in_a_pipeline_it_is_scikit_learns_own(wave):
    assert "shoal-card" not in NeuralRegressor()._repr_html_()
    assert "sk-top-container" in NeuralRegressor()._repr_html_()
    _, _, model = wave
    assert "sk-top-container" in make_pipeline(StandardScaler(), model)._repr_html_()
    assert "shoal-card" in model._repr_mimebundle_()["text/html"]
    with config_context(display="text"):
        assert "text/html" not in model._repr_mimebundle_()
        assert not hasattr(model, "_repr_html_")


def test_the_card_needs_no_matplotlib():
    code = """
import sys
sys.modules["matplotlib"] = None
import numpy as np
from shoal import fit_table
model = fit_table({"a": np.arange(30.0), "b": np.arange(30.0) ** 2}, "b", max_iter=5)
print(len(model._repr_html_()))
"""
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(out.stdout) > 1000
