"""Running a lesson's cells in one namespace, as in a notebook, but without a kernel's seconds to start.

`make docs` runs them in kernels, as readers do. The lessons assert their own figures in folded cells.
"""

import ast
import contextlib
import io
import warnings
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from unittest.mock import patch

import matplotlib

from shoal.cli.lessons.command import notebook
from shoal.trace import Spread

ROOT = Path(__file__).parents[2]
LESSONS = sorted((ROOT / "lessons").glob("[0-9]*.md"))


@dataclass
class Ran:
    """A code cell that has run."""

    source: str
    tags: list
    nbgrader: dict
    said: str
    value: object  # of the cell's last expression, as a notebook shows it


def run(source, scope, name="cell"):
    """(what a cell prints, what its last expression is worth)."""
    tree = ast.parse(source)
    last = None
    if tree.body and isinstance(tree.body[-1], ast.Expr):
        last = ast.Expression(tree.body.pop().value)
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(compile(tree, name, "exec"), scope)
        value = eval(compile(last, name, "eval"), scope) if last else None
    return said.getvalue(), value


@cache
def lesson_run(path, version):
    """(the code cells of a lesson as they ran, its names), each version once."""
    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    scope = {"__name__": "__main__"}
    cells = []
    unpaced = patch.object(Spread, "receive", lambda self, event: None)  # nobody looks on here
    with warnings.catch_warnings(), matplotlib.rc_context(), unpaced:
        warnings.simplefilter("error")
        for cell in notebook(path.read_text(encoding="utf-8"), version, path.stem)["cells"]:
            if cell["cell_type"] == "code":
                metadata = cell["metadata"]
                said, value = run(cell["source"], scope, path.name)
                tags, graded = metadata.get("tags", []), metadata.get("nbgrader", {})
                cells.append(Ran(cell["source"], tags, graded, said, value))
        plt.close("all")
    return cells, scope
