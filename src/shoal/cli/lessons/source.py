"""A lesson's source, MyST Markdown, as a list of cells: prose, and code with its tags.

What the tags say:

====================  ===============================================================================
hide-input, -cell     folded, as in the documentation (``:mystnb: {code_prompt_show: "its name"}``)
remove-cell           not in the documentation: it asserts the figures of the prose
exercise              room for an answer, dots where it belongs
checker               the function that judges it
check                 the line that calls it; ``:points:`` says what a right answer is worth
answer                the same names as the exercise with a right answer, and then the check again
====================  ===============================================================================

Exercise, checker, check and answer come in this order. Nothing but a line that begins with ``check_``
may need the checker, so that an answer can take the place of its exercise.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

FRONT_MATTER = re.compile(r"\A---\n.*?^---\n", re.S | re.M)
CODE = re.compile(r"^```\{code-cell\}[^\n]*\n((?::[^\n]*\n)*)(.*?)^```$", re.S | re.M)
TAGS = re.compile(r"^:tags: \[([^\]]*)\]$", re.M)
POINTS = re.compile(r"^:points: (\d+)$", re.M)
PROMPT = re.compile(r'code_prompt_show: "([^"]*)"')
LINK = re.compile(r"\]\((\d\d-[\w-]+)\.md\)")


@dataclass(frozen=True)
class Cell:
    """One cell of a lesson; prose has no tags."""

    source: str
    is_code: bool = False
    tags: tuple[str, ...] = ()
    prompt: str = ""  # the name of a folded cell
    points: int = 0


def cells_of(text: str) -> list[Cell]:
    """The cells of a lesson in their order; links to other lessons lead to notebooks."""
    body = FRONT_MATTER.sub("", text)
    cells: list[Cell] = []
    at = 0
    for code in CODE.finditer(body):
        cells += _prose(body[at : code.start()])
        cells.append(_code(options=code[1], source=code[2].rstrip("\n")))
        at = code.end()
    return cells + _prose(body[at:])


def _prose(text: str) -> list[Cell]:
    text = LINK.sub(r"](\1.ipynb)", text.strip())
    return [Cell(text)] if text else []


def _code(options: str, source: str) -> Cell:
    tags, points, prompt = (found.search(options) for found in (TAGS, POINTS, PROMPT))
    return Cell(
        source,
        is_code=True,
        tags=tuple(tag.strip() for tag in tags[1].split(",")) if tags else (),
        prompt=prompt[1] if prompt else "",
        points=int(points[1]) if points else 0,
    )
