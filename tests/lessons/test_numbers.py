"""Every number in a lesson's prose is one that the lesson prints, asserts in a folded cell, or asks for."""

import re

import pytest

from shoal.cli.lessons.command import notebook

from .running import LESSONS, lesson_run

# Of two digits or more: 0.25, 22,026, 384. Not the exponents and indices of formulas, nor file names.
NUMBER = re.compile(r"(?<![\w.,^{_])(?:\d+\.\d+|\d{1,3}(?:,\d{3})+|\d{2,})(?![\w,]*\d|\w|-)")


def numbers_of(prose):
    return [found.replace(",", "") for found in NUMBER.findall(prose)]


def test_what_counts_as_a_number():
    prose = "S19: 0.25, 22,026, −709.5 and $x^{12}$ of 384; see [it](05-the.ipynb). Or 0.05: and 2, $w_{10}$."
    assert numbers_of(prose) == ["0.25", "22026", "709.5", "384", "0.05"]


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_every_number_of_the_prose_is_computed_or_asserted(lesson):
    cells, _ = lesson_run(lesson, "as it stands")
    printed = "\n".join(cell.said for cell in cells).replace(",", "")
    told = [cell.source for cell in cells if {"remove-cell", "checker"} & set(cell.tags)]
    asserted = "\n".join(told).replace("_", "")
    nowhere = []
    for cell in notebook(lesson.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "markdown":
            for number in numbers_of(cell["source"]):
                whole = re.compile(rf"(?<![\d.]){re.escape(number)}(?!\d)")
                if not whole.search(printed) and not whole.search(asserted):
                    nowhere.append(number)
    assert nowhere == []
