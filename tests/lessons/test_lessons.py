"""Every lesson runs from its first cell to its last, and every row of the lecture is in one."""

import contextlib
import io
import re
import warnings
from pathlib import Path

import matplotlib
import pytest

ROOT = Path(__file__).parents[2]
LESSONS = sorted((ROOT / "lessons").glob("[0-9]*.md"))
CELL = re.compile(r"^```\{code-cell\}[^\n]*\n(?::[^\n]*\n)*(.*?)^```", re.S | re.M)
ROWS = [f"S{n}" for n in range(1, 24)]


def test_there_are_lessons():
    assert len(LESSONS) == 8


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda p: p.stem)
def test_a_lesson_runs(lesson, tmp_path, monkeypatch):
    """In one namespace, as a notebook does, but without a kernel's seconds to start."""
    matplotlib.use("Agg")
    monkeypatch.chdir(tmp_path)
    scope = {"__name__": "__main__"}
    cells = CELL.findall(lesson.read_text(encoding="utf-8"))
    assert len(cells) >= 3
    for cell in cells:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("error")
            exec(compile(cell, lesson.name, "exec"), scope)
    import matplotlib.pyplot as plt

    plt.close("all")


def table():
    """Rows of docs/lecture.md: row -> (lesson, functions, test)."""
    lines = (ROOT / "docs" / "lecture.md").read_text(encoding="utf-8").splitlines()
    rows = [line for line in lines if line.startswith("| S")]
    cells = [[c.strip() for c in line.strip("|").split("|")] for line in rows]
    return {row[0]: row[1:] for row in cells}


@pytest.mark.parametrize("row", ROWS)
def test_a_row_of_the_lecture_has_its_lesson_and_its_test(row):
    _what, link, _functions, test = table()[row]
    name = re.search(r"\((lessons/[^)]+)\)", link).group(1)
    lesson = (ROOT / name).read_text(encoding="utf-8")
    assert re.search(rf"\b{row}\b", lesson), f"{name} does not name {row}"
    everything = "".join(
        p.read_text(encoding="utf-8") for p in (ROOT / "tests").glob("test_lecture*.py")
    )
    assert f"def {test.strip('`')}(" in everything or f"def {test.strip('`')}_" in everything
