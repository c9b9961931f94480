"""The page "From the lecture's notebook": its headings, its figures, and the names in its tables.

That its cells run is tested with all pages' cells (`test_code_blocks.py`).
"""

import re
from importlib import import_module
from pathlib import Path

import matplotlib
import numpy as np
import pytest

PAGE = Path(__file__).parents[2] / "docs" / "from-the-notebook.md"
TEXT = PAGE.read_text(encoding="utf-8")
BLOCK = re.compile(r"^```python\n(.*?)^```", re.S | re.M)
HEADINGS = [  # of the lecture, in its order
    "## Activation Functions",
    "## Linear Models as Neural Networks",
    "## Adding Nonlinear Combinations of Inputs",
    "## Structure of a Two Layer Neural Network",
    "### First a Simplified View",
    "### Now for the Full Version of Back-Propagation",
    "## Preparing for Python",
    "## Finally, the Code",
]


def sections():
    return re.split(r"^###? .*\n", TEXT, flags=re.M)[1:]


def test_the_headings_are_the_lectures():
    assert re.findall(r"^###? .*$", TEXT, re.M) == HEADINGS


@pytest.mark.parametrize("section", sections(), ids=HEADINGS)
def test_a_section_has_cells_names_and_its_slips(section):
    code = "\n".join(BLOCK.findall(section))
    assert code
    assert "*Repaired:*" in section
    rows = [line.split("|")[1:-1] for line in section.splitlines() if line.startswith("| ")]
    assert rows[0][:2] == [" the lecture ", " Shoal "]
    for theirs, *_ in rows[1:]:
        for name in re.findall(r"`(\w+)(?:\([^`]*)?`", theirs):  # the lecture's own names are used
            assert re.search(rf"\b{name}\b", code), name


def test_our_names_are_there():
    import shoal

    public = re.findall(r"`(explain|datasets|view)\.(\w+)", TEXT)
    assert len(public) >= 4
    for module, attribute in public:
        assert hasattr(import_module(f"shoal.{module}"), attribute), attribute
    settings = set(shoal.NeuralRegressor().get_params())
    for name in (
        "learning_rate_init",
        "hidden_layer_sizes",
        "max_iter",
        "standardize",
        "batch_size",
    ):
        assert name in settings
        assert f"`{name}" in TEXT


def test_the_figures_are_the_lectures(capsys):
    """RMSE .430 and .472 at the start, .145 and .282 after 100,000 epochs: seed 0, by page and by Shoal."""
    matplotlib.use("Agg")
    scope = {}
    for block in BLOCK.findall(TEXT):
        exec(compile(block, PAGE.name, "exec"), scope)
    matplotlib.pyplot.close("all")
    np.testing.assert_allclose(scope["errorTrace"][0], [0.430, 0.472], atol=6e-4)
    np.testing.assert_allclose(scope["errorTrace"][100_000], [0.145, 0.282], atol=6e-4)
    trace = scope["network"].trace_
    for epoch, (train, test) in scope["errorTrace"].items():
        assert trace["rmse_train"][epoch] == pytest.approx(train, abs=1e-6)
        assert trace["rmse_validation"][epoch] == pytest.approx(test, abs=1e-6)
    said = capsys.readouterr().out
    for figure in ("-1.765", "0.454", "RMSE 0.118", "RMSE 0.430", "[9367    2 9387]"):
        assert figure in said.replace("\n", " ")
    parabola = scope["datasets"].lecture("parabola", 0)
    error = np.sqrt(np.mean((scope["two"].predict(parabola.X) - parabola.T) ** 2))
    assert error == pytest.approx(0.075, abs=6e-4)
    data = scope["datasets"].lecture("sine", 0)
    np.testing.assert_array_equal(scope["Ttest"], data.T_test)
