"""``shoal lessons [FOLDER]``."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from ..errors import InputError

INSTALLED = Path(__file__).parents[1] / "lessons"
IN_A_CHECKOUT = Path(__file__).parents[3] / "lessons"


@click.command("lessons")
@click.argument("folder", default="shoal-lessons", type=click.Path(path_type=Path))
def command(folder: Path) -> None:
    """Copy the lessons, notebooks as text, into FOLDER and say how to start."""
    source = INSTALLED if INSTALLED.is_dir() else IN_A_CHECKOUT
    lessons = sorted(source.glob("[0-9]*.md"))
    if not lessons:
        raise InputError("this installation holds no lessons: install Shoal from its checkout")
    if folder.exists():
        raise InputError(f"{folder} is there already: name another folder, or take it away")
    folder.mkdir(parents=True)
    for lesson in lessons:
        shutil.copyfile(lesson, folder / lesson.name)
    click.echo(f"lessons     {folder}: {len(lessons)} notebooks")
    click.echo("start       pip install jupyterlab jupytext 'shoal[plot,explain]'")
    click.echo(f"            jupyter lab {folder}    then open a lesson with Jupytext Notebook")
