"""Every Python block of the README and the documentation runs as it stands, page by page."""

import contextlib
import io
import re
import warnings
from pathlib import Path

import matplotlib
import numpy as np
import pytest

ROOT = Path(__file__).parents[2]
PAGES = [
    ROOT / "README.md",
    *sorted(p for p in (ROOT / "docs").rglob("*.md") if not {"lessons", "_build"} & set(p.parts)),
]
BLOCK = re.compile(r"^```python\n(.*?)^```", re.S | re.M)


def blocks(page):
    return BLOCK.findall(page.read_text(encoding="utf-8"))


WITH_CODE = [page for page in PAGES if blocks(page)]


def given(page):
    """What a page's first lines take for granted."""
    if page.name != "README.md":
        return {}
    random = np.random.RandomState(0)
    X = random.uniform(-1, 1, (60, 2))
    return {
        "X": X,
        "y": X[:, 0] ** 2 + 0.1 * random.standard_normal(60),
        "sample_weight": None,
    }


@pytest.mark.parametrize("page", WITH_CODE, ids=lambda p: str(p.relative_to(ROOT)))
def test_the_code_of_a_page_runs(page, tmp_path, monkeypatch):
    matplotlib.use("Agg")
    for place in ("examples/data/auto_mpg.csv", "auto_mpg.csv"):
        copy = tmp_path / place
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes((ROOT / "examples/data/auto_mpg.csv").read_bytes())
    monkeypatch.chdir(tmp_path)
    scope = {"__name__": "__main__", **given(page)}
    if page.name == "README.md":
        import shoal

        scope["frame"] = shoal.read_table("auto_mpg.csv")
    for code in blocks(page):
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("error")
            warnings.filterwarnings("default", category=UserWarning)  # training may complain
            exec(compile(code, str(page), "exec"), scope)
    matplotlib.pyplot.close("all") if hasattr(matplotlib, "pyplot") else None
