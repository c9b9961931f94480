"""``shoal lessons [FOLDER]``: the lessons as notebooks.

The sources are text (MyST Markdown: prose, and code between fences), which diffs well and which the
documentation builds; what a reader gets are ``.ipynb`` files, which Jupyter opens by a double click.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from ...errors import InputError, inert_line
from ..places import OutputPath, Places, PlacesCommand
from ..places.kinds import FOLDER
from .source import cells_of
from .versions import Version, as_it_stands, for_students, for_teachers, points_of

INSTALLED = Path(__file__).parents[2] / "lessons"
IN_A_CHECKOUT = Path(__file__).parents[4] / "lessons"


@click.command("lessons", cls=PlacesCommand)
@click.argument("folder", default="shoal-lessons", type=OutputPath(FOLDER))
@click.option("--student", is_flag=True, help="No answers: each exercise has room for one.")
@click.option(
    "--teacher",
    is_flag=True,
    help="Answers in place, points for each exercise, and nbgrader's cell metadata.",
)
@click.pass_obj
def command(places: Places, /, folder: Path, student: bool, teacher: bool) -> None:
    """Write the lessons as notebooks into FOLDER and say how to start.

    As they come, they are for reading by oneself: each exercise has its answer folded beneath it. For
    a class there is a version without answers, and one with points, which nbgrader reads.
    """
    if student and teacher:
        raise click.UsageError(
            "--student or --teacher, not both: write each to a folder of its own"
        )
    version: Version = "student" if student else "teacher" if teacher else "as it stands"
    source = INSTALLED if INSTALLED.is_dir() else IN_A_CHECKOUT
    lessons = sorted(source.glob("[0-9]*.md"))
    if not lessons:
        raise InputError("this installation holds no lessons: install Shoal from its checkout")
    points: list[int] = []
    notebooks: dict[str, bytes] = {}
    for lesson in lessons:
        text = lesson.read_text(encoding="utf-8")
        points += points_of(cells_of(text))
        written = json.dumps(notebook(text, version, lesson.stem), indent=1)
        notebooks[f"{lesson.stem}.ipynb"] = (written + "\n").encode()
    places.write_folder("folder", notebooks)
    shown = inert_line(str(folder))
    click.echo(f"lessons     {shown}: {len(lessons)} notebooks, {lessons[0].stem}.ipynb first")
    worth = f", {sum(points)} points" if teacher else ""
    answers = {"as it stands": "folded beneath", "student": "left out", "teacher": "in place"}
    click.echo(f"exercises   {len(points)}{worth}, answers {answers[version]}")
    click.echo("start       pip install jupyterlab 'shoal[plot,explain,notebook]'")
    click.echo(f"            jupyter lab {shown}")


def notebook(text: str, version: Version = "as it stands", name: str = "lesson") -> dict[str, Any]:
    """A lesson as a notebook (nbformat 4.5), not yet run; ``name`` begins nbgrader's ids."""
    source = cells_of(text)
    if version == "student":
        cells = list(for_students(source))
    elif version == "teacher":
        cells = list(for_teachers(source, name))
    else:
        cells = list(as_it_stands(source))
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return {
        "cells": cells,
        "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
