"""A step as text and as HTML: nothing too wide, nothing that acts, the very numbers of the data."""

import html
import html.parser
import re

import numpy as np
import pandas as pd
import pytest

import shoal
from shoal.explain import activation, step
from shoal.explain.backpropagation.figures import aligned, shown
from shoal.explain.backpropagation.telling import passes_of
from shoal.explain.backpropagation.text import plain_text

HOSTILE = ["<b onclick=alert(1)>speed</b>", "a\x1b[31mred\nline", "x" * 90, "weight\u202e"]


@pytest.fixture(scope="module")
def found():
    random = np.random.RandomState(0)
    X = pd.DataFrame(random.randn(50, 4), columns=HOSTILE)
    Y, s = random.randn(50, 3), np.arange(50) + 1.0
    model = shoal.NeuralRegressor((14,), solver="gd", max_iter=9, tol=0, alpha=0.3, random_state=0)
    return step(model.fit(X, Y, s), X, Y, row=[2, 9], weight=("V", 1, 6), sample_weight=s)


@pytest.mark.parametrize("width", [60, 80, 120, 140])
def test_no_line_is_wider_than_asked_for(found, width):
    lines = plain_text(found, width).splitlines()
    assert max(map(len, lines)) <= width
    assert not any(line != line.rstrip() for line in lines)


def test_text_holds_every_array_and_the_chain(found):
    text = str(found)
    for array in found.arrays:
        assert re.search(rf"^{re.escape(array.name)} +\({array.shape[0]}, ", text, re.MULTILINE)
    assert "Σₙ −2s/(SK) · (Σₖ (tₖ − yₖ) wₖ) · (1 − z²) · x" in " ".join(text.split())
    chain = found.chain
    for label, value in (("gradient", chain.gradient), ("update", chain.update)):
        (line,) = re.findall(rf"^{label} +(\S+)", text, re.MULTILINE)
        assert float(line) == pytest.approx(value, abs=1e-9)
    (unfolded,) = re.findall(r"^  k = 1 (.*)$", text, re.MULTILINE)
    t_y, w, both = map(float, unfolded.split())
    assert t_y * w == pytest.approx(both, rel=1e-3)


def test_names_act_neither_on_a_terminal_nor_on_a_page(found):
    text, page = str(found), found._repr_html_()
    assert all(c.isprintable() or c == "\n" for c in text)
    assert "<b onclick" not in page
    assert "&lt;b onclick" in page
    assert "\x1b" not in page
    assert "\u202e" not in page + text


def test_page_is_whole_local_and_of_no_colour(found):
    page = found._repr_html_()
    opened = []

    class Reader(html.parser.HTMLParser):
        def handle_starttag(self, tag, attrs):
            opened.append(tag)
            assert not {name for name, _ in attrs} & {"src", "href", "onclick"}

        def handle_endtag(self, tag):
            assert opened.pop() == tag

    Reader().feed(page)
    assert not opened
    assert "http" not in page
    coloured = re.findall(r"[^{}]+(?=\{[^{}]*(?:#[0-9a-fA-F]{3,6}\b|rgb\())", page)
    # the page's own text colour everywhere but in the drawing, which knows both themes
    assert coloured
    assert all(".drawing" in rule for rule in coloured)
    assert "prefers-color-scheme:dark" in page
    assert "\\frac" not in page
    for factor in found.chain.factors:
        assert f"<b>{factor.values[0]:.5g}</b>" in page


def test_each_cell_says_its_own_alignment_as_a_notebook_turns_all_tables_right(found):
    pages = (found._repr_html_(), activation("1 / (1 + np.exp(-s))")._repr_html_())
    for page in pages:
        cells = re.findall(r"<t[hd](?: [^>]*)?>", page.replace("<thead><tr><td></td>", ""))
        assert len(cells) > 10
        assert all('style="text-align:' in cell for cell in cells)
    labels = re.findall(r'<th scope="row" style="text-align:(\w+)"', pages[0])
    assert set(labels) == {"left"}
    numbers = re.findall(r'<td style="text-align:(\w+)">[−-]?\d', pages[0])
    assert set(numbers) == {"right"}


def test_wide_matrices_are_elided_in_print_alone(found):
    assert shown(5, 5) == [0, 1, 2, 3, 4]
    assert shown(14, 5) == [0, 1, 2, None, 13]
    text = plain_text(found, 80)
    assert "unit 14" in text
    assert "unit 9" not in text
    assert found["V"].shape == (5, 14)


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        ([1.23456, -0.5], ["1.2346", "-0.5000"]),
        ([0.7, -0.01], ["0.7000", "-0.0100"]),
        ([123456.7, 1.0], ["123457", "1"]),
        ([1.5e8, 1.0], ["1.500e+08", "1.000e+00"]),
        ([0.00123456], ["0.0012346"]),
        ([-1.2e-7, 3e-8], ["-1.200e-07", "3.000e-08"]),
        ([0.0, 0.0], ["0", "0"]),
    ],
)
def test_numbers_of_one_array_have_the_same_decimals(values, texts):
    assert aligned(values, 5) == texts
    assert all(len(text) <= 10 for text in texts)


def test_the_page_draws_the_network_with_the_weight_lit(found):
    (svg,) = re.findall(r"<svg.*?</svg>", found._repr_html_(), re.DOTALL)
    assert "lit: v₁,₇ from" in svg
    titles = re.findall(r"<title>([vw][₀-₉,]+) = ", svg)
    assert sorted(titles) == ["v₁,₇", "w₇,₁", "w₇,₂", "w₇,₃"]
    assert ">X̃</text>" in svg
    assert f">{4 + 1} × 14</text>" in svg
    assert f">{50} × {4 + 1}</text>" in svg


def test_the_page_tells_the_three_passes_of_the_first_row(found):
    text = html.unescape(re.sub("<[^>]*>", "", found._repr_html_()))
    for name, said in zip(
        ("Forward pass", "Backward pass", "Update"), passes_of(found), strict=True
    ):
        assert f"{name}. {said}" in text
