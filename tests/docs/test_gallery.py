"""Every example of the gallery runs from its first line to its last, in silence but for its figures."""

import contextlib
import io
import re
import runpy
import warnings
from pathlib import Path

import matplotlib
import pytest

GALLERY = Path(__file__).parents[2] / "examples" / "gallery"
EXAMPLES = sorted(GALLERY.glob("*.py"))


def test_there_are_examples():
    assert len(EXAMPLES) >= 4


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda p: p.stem)
def test_an_example_runs_and_draws(example, tmp_path, monkeypatch):
    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    monkeypatch.chdir(tmp_path)
    with warnings.catch_warnings(), matplotlib.rc_context():
        warnings.simplefilter("error")
        warnings.filterwarnings("ignore", "FigureCanvasAgg is non-interactive")  # of plt.show
        with contextlib.redirect_stdout(io.StringIO()):
            runpy.run_path(str(example), run_name="__main__")
        drawn = plt.get_fignums()
        plt.close("all")
    assert drawn
    assert not list(tmp_path.iterdir())  # nothing is left in the reader's folder


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda p: p.stem)
def test_an_example_begins_with_a_title_and_a_reason(example):
    text = example.read_text(encoding="utf-8")
    assert re.match(r'"""\n([^\n]+)\n=+\n\n\S', text)
    title, rule = text.splitlines()[1:3]
    assert len(title) == len(rule)
