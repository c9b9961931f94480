"""While a slider moves, a quick network of where it is; once it stands, the whole fit."""

from __future__ import annotations

from .pages import Page
from .test_tab import cars


def test_a_quick_network_is_told_and_asked_but_not_kept() -> None:
    page = Page(cars())
    wish = {"targets": ["torque"], "settings": {"hidden_layer_sizes": [6]}}
    run = page.ask("fit", **wish, moving=True)["run"]
    draft = page.wait("draft", run)
    page.tab._fitting.join(30)  # type: ignore[union-attr]
    assert draft["n_networks"] == 1
    assert draft["sizes"][1] == 6
    assert not page.of("done")
    assert page.ask("profile", run=run)["kind"] == "profile"
    found = page.ask("hello")
    assert (found["runs"], found["fitting"]) == ([], None)
    for units in range(2, 7):
        newer = {"targets": ["torque"], "settings": {"hidden_layer_sizes": [units]}}
        page.wait("draft", page.ask("fit", **newer, moving=True)["run"])
    assert page.ask("profile", run=run)["kind"] == "error"  # long passed
    page.tab.close()


def test_a_descent_is_not_quick() -> None:
    """It is watched from its beginning, wherever its controls move."""
    page = Page(cars())
    settings = {"solver": "gd", "hidden_layer_sizes": [3], "max_iter": 20}
    run = page.ask("fit", targets=["torque"], settings=settings, moving=True)["run"]
    assert page.wait("done", run)["epochs"] == 20
    page.tab.close()
