"""The lecture, row by row: every row S1 ... S23 has its test in ``lecture/``, its lesson, its functions.

Reference figures: the lecture's own loops in plain NumPy (``reference/lecture_loop.py``), slips
repaired, RandomState(0) unless said.
"""

import re
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROWS = [f"S{n}" for n in range(1, 24)]


def table():
    """The rows of docs/lecture.md: row -> (system, lesson, functions, test)."""
    lines = (ROOT / "docs" / "lecture.md").read_text(encoding="utf-8").splitlines()
    cells = [[c.strip() for c in line.strip("|").split("|")] for line in lines]
    return {row[0]: row[1:] for row in cells if re.fullmatch(r"S\d+", row[0])}


TABLE = table()
TESTS = {
    name: path
    for path in sorted((ROOT / "tests" / "lecture").glob("test_*.py"))
    for name in re.findall(r"^def (test_s\d+)\w*\(", path.read_text(encoding="utf-8"), re.M)
}


def test_the_table_has_every_row_once_in_order():
    assert list(TABLE) == ROWS


@pytest.mark.parametrize("row", ROWS)
def test_a_row_has_its_test(row):
    _, _, _, test = TABLE[row]
    name, place = re.fullmatch(r"`(test_s\d+)` in `(tests/lecture/\w+\.py)`", test).groups()
    assert name == f"test_{row.lower()}"
    assert TESTS[name] == ROOT / place


@pytest.mark.parametrize("row", ROWS)
def test_a_row_has_a_heading_in_its_lesson(row):
    _, link, _, _ = TABLE[row]
    name = re.search(r"\((lessons/[^)]+)\)", link).group(1)
    lesson = (ROOT / name).read_text(encoding="utf-8")
    assert re.search(rf"^## {row}: \S", lesson, re.M), f"{name} has no heading for {row}"


@pytest.mark.parametrize("row", ROWS)
def test_the_functions_of_a_row_are_there(row):
    """Each name in the table exists, and the lesson uses the first of them."""
    _, link, functions, _ = TABLE[row]
    lesson = (ROOT / re.search(r"\((lessons/[^)]+)\)", link).group(1)).read_text(encoding="utf-8")
    named = [re.sub(r"\(.*\)", "", code) for code in re.findall(r"`([^`]+)`", functions)]
    for name in named:
        found = import_module("shoal")
        for part in name.split("."):
            found = getattr(found, part)
    assert re.search(rf"\b{re.escape(named[0].split('.')[-1])}\b", lesson)
