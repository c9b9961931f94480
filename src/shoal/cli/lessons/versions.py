"""The cells of a lesson as it stands, for students and for teachers; each as nbformat 4.5 wants them.

nbgrader's metadata: https://nbgrader.readthedocs.io/en/stable/contributor_guide/metadata.html (schema
version 3). A cell whose last value is a number between 0 and its points is graded by that number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Literal

from .source import Cell

Version = Literal["as it stands", "student", "teacher"]
HIDDEN = ("hide-input", "hide-cell", "remove-cell")
TITLE = re.compile(r"^### \d+ .+$", re.M)  # of an exercise
CHECKS = re.compile(r"^check_.*$\n?", re.M)
CALL = re.compile(r"(check_\w+\(.*\));?", re.S)


def as_it_stands(cells: list[Cell]) -> Iterator[dict[str, Any]]:
    """Every cell; what the documentation folds or leaves out is folded under its own name."""
    for cell in cells:
        yield _code(cell) if cell.is_code else _prose(cell.source)


def for_students(cells: list[Cell]) -> Iterator[dict[str, Any]]:
    """Without answers, and with room."""
    for cell in cells:
        if "answer" in cell.tags:
            continue
        if "exercise" in cell.tags:
            yield _code(cell, f"# Your answer, in place of the dots:\n{cell.source}")
            yield _code(cell, "# Room to try things out.")
        else:
            yield _code(cell) if cell.is_code else _prose(cell.source)


def for_teachers(cells: list[Cell], lesson: str) -> Iterator[dict[str, Any]]:
    """With answers in the place of exercises, points in their titles, and nbgrader's metadata.

    The dots stay above the answer: they are what nbgrader leaves of the cell for the students.
    """
    number = 0
    for place, cell in enumerate(cells):
        if "answer" in cell.tags:
            continue
        name = f"{lesson}-exercise-{number}"
        if not cell.is_code:
            yield _prose(_with_points(cell.source, cells[place:]))
        elif "exercise" in cell.tags:
            number += 1
            answer = CHECKS.sub("", _next(cells[place:], "answer").source).strip()
            solved = f"{cell.source}\n\n### BEGIN SOLUTION\n{answer}\n### END SOLUTION"
            yield _graded(_code(cell, solved), f"{lesson}-exercise-{number}-answer", solution=True)
        elif "checker" in cell.tags:
            yield _graded(_code(cell), f"{name}-checker", locked=True)
        elif "check" in cell.tags:
            call = CALL.fullmatch(cell.source.strip())
            assert call is not None, cell.source
            worth = _code(cell, f"{cell.points} * {call[1]}")
            yield _graded(worth, f"{name}-check", locked=True, points=cell.points)
        else:
            yield _code(cell)


def points_of(cells: list[Cell]) -> list[int]:
    """What each exercise is worth, in their order."""
    return [cell.points for cell in cells if "check" in cell.tags]


def _next(cells: list[Cell], tag: str) -> Cell:
    return next(cell for cell in cells if tag in cell.tags)


def _with_points(source: str, ahead: list[Cell]) -> str:
    """The title of an exercise says what it is worth."""
    title = TITLE.search(source)
    if title is None:
        return source
    points = _next(ahead, "check").points
    worth = f" ({points} point{'s' if points > 1 else ''})"
    return source[: title.end()] + worth + source[title.end() :]


def _prose(source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def _code(cell: Cell, source: str | None = None) -> dict[str, Any]:
    metadata: dict[str, Any] = {}
    source = cell.source if source is None else source
    if cell.tags:
        metadata["tags"] = list(cell.tags)
    if any(tag in HIDDEN for tag in cell.tags):
        metadata["jupyter"] = {"source_hidden": True}
        if "hide-cell" in cell.tags:
            metadata["jupyter"]["outputs_hidden"] = True
        # A folded cell shows its first line.
        source = f"# {cell.prompt or 'The figures above are checked here.'}\n{source}"
    return {
        "cell_type": "code",
        "metadata": metadata,
        "source": source,
        "execution_count": None,
        "outputs": [],
    }


def _graded(
    cell: dict[str, Any],
    name: str,
    solution: bool = False,
    locked: bool = False,
    points: int | None = None,
) -> dict[str, Any]:
    cell["metadata"]["nbgrader"] = {
        "schema_version": 3,
        "grade_id": name,
        "grade": points is not None,
        "solution": solution,
        "locked": locked,
        "task": False,
        **({} if points is None else {"points": points}),
    }
    return cell
