"""Which page holds which tab, over real sockets; and what is imported before the first page."""

from __future__ import annotations

import json
import subprocess
import sys
import uuid
from typing import Any

import pytest

from shoal.studio import pages

from .served import Page

DESCENT = {"solver": "gd", "hidden_layer_sizes": [3], "learning_rate_init": 0.05, "max_iter": 400}
TABLE = b"a,b\n" + b"".join(b"%d,%d\n" % (i, i * i % 11) for i in range(40))


def seated(line: Any) -> str:
    """The name of the tab that a connection was given."""
    told = json.loads(line.recv(timeout=30))
    assert told["kind"] == "tab"
    return str(told["tab"])


def test_another_page_under_a_held_name_gets_a_copy_of_its_own(studio: Any) -> None:
    name = uuid.uuid4().hex
    with studio.socket(tab=name, page="one") as line:
        assert seated(line) == name
        first = Page(studio, line, name)
        first.upload("t.csv", TABLE)
        run = first.ask(kind="fit", targets=["b"], settings=DESCENT)["run"]
        first.until(lambda m: m["kind"] == "done")
        with studio.socket(tab=name, page="two") as other:
            own = seated(other)
            assert own != name
            second = Page(studio, other, own)
            told = second.ask(kind="hello")
            assert told["table"]["name"] == "t.csv"
            assert [r["run"] for r in told["runs"]] == [run]
            second.ask(kind="forget", run=run)
            assert first.ask(kind="profile", run=run)["kind"] == "profile"  # still there
            first.ask(kind="open", example="thurber")
            assert second.ask(kind="hello")["table"]["name"] == "t.csv"


def test_the_same_page_takes_its_tab_over_from_a_dead_line(studio: Any) -> None:
    name = uuid.uuid4().hex
    with studio.socket(tab=name, page="one") as dead:
        assert seated(dead) == name
        Page(studio, dead, name).upload("t.csv", TABLE)
        with studio.socket(tab=name, page="one") as line:
            assert seated(line) == name
            assert Page(studio, line, name).ask(kind="hello")["table"]["name"] == "t.csv"


def test_a_reloaded_page_finds_its_tab_again(studio: Any) -> None:
    name = uuid.uuid4().hex
    with studio.socket(tab=name, page="one") as line:
        seated(line)
        Page(studio, line, name).upload("t.csv", TABLE)
    with studio.socket(tab=name, page="two") as line:
        assert seated(line) == name
        assert Page(studio, line, name).ask(kind="hello")["table"]["name"] == "t.csv"


@pytest.mark.parametrize("stays", [True, False])
def test_a_fit_outlives_its_page_for_a_while(
    studio: Any, monkeypatch: pytest.MonkeyPatch, stays: bool
) -> None:
    monkeypatch.setattr(pages, "GRACE", 60.0 if stays else 0.0)
    name = uuid.uuid4().hex
    with studio.socket(tab=name, page="one") as line:
        seated(line)
        page = Page(studio, line, name)
        page.upload("t.csv", TABLE)
        wish = {"targets": ["b"], "settings": {**DESCENT, "max_iter": 100_000}, "speed": 10}
        run = page.ask(kind="fit", **wish)["run"]
        page.until(lambda m: m["kind"] == "scene")  # it has begun: behind the answer
    if not stays:
        tab = studio.studio.pages.tabs[name]
        tab._fitting.join(30)
        assert not tab._fitting.runs
    with studio.socket(tab=name, page="two") as line:
        seated(line)
        page = Page(studio, line, name)
        found = page.ask(kind="hello")["fitting"]
        assert (found is not None) == stays
        if stays:
            assert (found["run"], found["watched"], found["paused"]) == (run, True, False)
            assert found["wish"]["settings"]["max_iter"] == 100_000
            page.ask(kind="look", run=run)  # it tells its scene anew, and goes on
            page.until(lambda m: m["kind"] == "frame" and m["run"] == run)
            page.ask(kind="control", run=run, action="stop")
            page.until(lambda m: m["kind"] == "done")


def test_a_failure_that_nobody_heard_is_told_again(page: Any) -> None:
    page.ask("open", example="thurber")
    run = page.ask("fit", targets=["mobility"], settings={"alpha": -1})["run"]
    page.until(lambda: bool(page.of("failed")))
    found = page.ask("hello")["fitting"]
    assert found["run"] == run
    assert "alpha" in found["failure"]


LISTENS = """
import sys
from shoal.studio.web.server import Studio
from shoal.studio.tables.open_table import opened_path
assert "sklearn" not in sys.modules, "before the server listens"
from shoal.studio import loading
loading.load()
assert "sklearn" in sys.modules
assert "scipy.stats" not in sys.modules and "pandas" not in sys.modules, "nobody asked for them"
import scipy
assert abs(scipy.stats.norm.cdf(0.0) - 0.5) < 1e-12, "SciPy imports its part when it is named"
from scipy import stats
assert stats is scipy.stats and "norm" in dir(stats)
"""

FRAMES = """
from shoal.studio import loading
loading.load()
import numpy as np, pandas
from shoal import NeuralRegressor, fit_table
frame = pandas.DataFrame({"a": np.arange(30.0), "b": np.arange(30.0) ** 2})
model = NeuralRegressor((3,), random_state=0).fit(frame[["a"]], frame["b"])
assert list(model.feature_names_in_) == ["a"]
fit_table(frame, "b")
"""


@pytest.mark.parametrize("script", [LISTENS, FRAMES])
def test_the_server_listens_before_what_a_fit_needs_is_imported(script: str) -> None:
    """And what scikit-learn imports for nothing is not imported, but there for who asks."""
    if script is FRAMES:
        pytest.importorskip("pandas")
    subprocess.run([sys.executable, "-W", "error", "-c", script], check=True, timeout=120)


def test_a_page_that_comes_back_keeps_its_tab_where_all_places_are_taken(
    studio: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Room is made by forgetting the oldest page that is gone, never the one that comes."""
    monkeypatch.setattr("shoal.studio.web.server.MOST_TABS", len(studio.studio.pages.tabs) + 1)
    name = uuid.uuid4().hex
    with studio.socket(tab=name, page="one") as line:
        seated(line)
        Page(studio, line, name).upload("t.csv", TABLE)
    for _ in range(2):
        with studio.socket(tab=name, page=uuid.uuid4().hex) as line:
            seated(line)
            assert Page(studio, line, name).ask(kind="hello")["table"]["name"] == "t.csv"
