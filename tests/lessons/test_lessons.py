"""Every lesson runs from its first cell to its last, and its exercises know right from wrong.

The cells run in one namespace, as in a notebook, but without a kernel's seconds to start (`make docs`
runs them in kernels, as readers do). The lessons assert their own figures in folded cells.
"""

import contextlib
import io
import re
import warnings
from pathlib import Path

import matplotlib
import pytest

from shoal.cli.lessons import notebook

ROOT = Path(__file__).parents[2]
LESSONS = sorted((ROOT / "lessons").glob("[0-9]*.md"))


def test_there_are_lessons():
    assert len(LESSONS) == 8


WRONG = {  # lesson: a wrong answer given to its checker
    "01": "check_slope('tanh', np.tanh, lambda y: y * (1 - y))",
    "02": "check_units(1)",
    "03": "check_box(lambda X: X)",
    "04": "check_optimum(True, 48)",
    "05": "check_derivatives(*[lambda *numbers: 0.5] * 3)",
    "06": "check_boxes(X1, W[1:], Z1[:, 1:] + 0.1)",
    "07": "check_rates(0.1, 0.01)",
    "08": "check_fit(dict(hidden_layer_sizes=(), solver='lbfgs', alpha=0))",
}


def run(source, scope, name):
    """What a cell prints."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(compile(source, name, "exec"), scope)
    return said.getvalue()


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda p: p.stem)
def test_a_lesson_runs_and_its_checker_judges(lesson, tmp_path, monkeypatch):
    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    monkeypatch.chdir(tmp_path)
    scope = {"__name__": "__main__"}
    answers, unanswered, checked = [], 0, 0
    with warnings.catch_warnings(), matplotlib.rc_context():
        warnings.simplefilter("error")
        for cell in notebook(lesson.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "code":
                said = run(cell["source"], scope, lesson.name)
                tags = cell["metadata"].get("tags", [])
                unanswered += said.count("no answer yet")
                checked += "remove-cell" in tags and "assert" in cell["source"]
                answers += [said] if "answer" in tags else []
        wrong = run(WRONG[lesson.stem[:2]], scope, lesson.name)
        plt.close("all")
    (answer,) = answers
    assert "right" in answer
    assert "not yet" not in answer
    assert unanswered >= 1  # a notebook as it comes says so, and goes on
    assert "not yet: " in wrong
    assert checked >= 2


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda p: p.stem)
def test_no_formula_is_left_as_latex(lesson):
    """What remains of the prose without its formulas has no dollar and no LaTeX command."""
    cells = notebook(lesson.read_text(encoding="utf-8"))["cells"]
    for cell in cells:
        if cell["cell_type"] == "markdown":
            text = re.sub(r"`[^`]*`", "", cell["source"])
            text = re.sub(r"^\$\$.*?\$\$$", "", text, flags=re.S | re.M)
            text = re.sub(r"\$[^$\s](?:[^$\n]*[^$\s])?\$", "", text)
            assert not re.search(r"\$|\\[a-zA-Z]", text), text


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda p: p.stem)
def test_links_lead_to_lessons(lesson):
    for target in re.findall(r"\]\(([^)]+)\)", lesson.read_text(encoding="utf-8")):
        assert (lesson.parent / target).is_file(), target
