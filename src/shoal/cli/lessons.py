"""``shoal lessons [FOLDER]``: the lessons as notebooks.

The sources are text (MyST Markdown: prose, and code between fences), which diffs well and which the
documentation builds; what a reader gets are ``.ipynb`` files, which Jupyter opens by a double click.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import click

from ..errors import InputError

INSTALLED = Path(__file__).parents[1] / "lessons"
IN_A_CHECKOUT = Path(__file__).parents[3] / "lessons"

FRONT_MATTER = re.compile(r"\A---\n.*?^---\n", re.S | re.M)
CODE = re.compile(r"^```\{code-cell\}[^\n]*\n((?::[^\n]*\n)*)(.*?)^```$", re.S | re.M)
TAGS = re.compile(r"^:tags: \[([^\]]*)\]$", re.M)
PROMPT = re.compile(r'code_prompt_show: "([^"]*)"')
LINK = re.compile(r"\]\((\d\d-[\w-]+)\.md\)")


@click.command("lessons")
@click.argument("folder", default="shoal-lessons", type=click.Path(path_type=Path))
def command(folder: Path) -> None:
    """Write the lessons as notebooks into FOLDER and say how to start."""
    source = INSTALLED if INSTALLED.is_dir() else IN_A_CHECKOUT
    lessons = sorted(source.glob("[0-9]*.md"))
    if not lessons:
        raise InputError("this installation holds no lessons: install Shoal from its checkout")
    if folder.exists():
        raise InputError(f"{folder} is there already: name another folder, or take it away")
    folder.mkdir(parents=True)
    for lesson in lessons:
        written = json.dumps(notebook(lesson.read_text(encoding="utf-8")), indent=1)
        (folder / f"{lesson.stem}.ipynb").write_text(written + "\n", encoding="utf-8")
    click.echo(f"lessons     {folder}: {len(lessons)} notebooks, {lessons[0].stem}.ipynb first")
    click.echo("start       pip install jupyterlab 'shoal[plot,explain,notebook]'")
    click.echo(f"            jupyter lab {folder}")


def notebook(text: str) -> dict[str, Any]:
    """A lesson as a notebook (nbformat 4.5), not yet run.

    Cells that the documentation folds or leaves out are folded here, each under its own name.
    """
    body = FRONT_MATTER.sub("", text)
    cells: list[dict[str, Any]] = []
    at = 0
    for code in CODE.finditer(body):
        cells += _prose(body[at : code.start()])
        cells.append(_code(options=code[1], source=code[2]))
        at = code.end()
    cells += _prose(body[at:])
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return {
        "cells": cells,
        "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def _prose(text: str) -> list[dict[str, Any]]:
    text = LINK.sub(r"](\1.ipynb)", text.strip())
    return [{"cell_type": "markdown", "metadata": {}, "source": text}] if text else []


def _code(options: str, source: str) -> dict[str, Any]:
    metadata: dict[str, Any] = {}
    source = source.rstrip("\n")
    if found := TAGS.search(options):
        metadata["tags"] = [tag.strip() for tag in found[1].split(",")]
        metadata["jupyter"] = {"source_hidden": True}
        if "hide-cell" in metadata["tags"]:
            metadata["jupyter"]["outputs_hidden"] = True
        prompt = PROMPT.search(options)
        # A folded cell shows its first line.
        source = f"# {prompt[1] if prompt else 'The figures above are checked here.'}\n{source}"
    return {
        "cell_type": "code",
        "metadata": metadata,
        "source": source,
        "execution_count": None,
        "outputs": [],
    }
