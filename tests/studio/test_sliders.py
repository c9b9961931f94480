"""While a slider moves, a quick network of where it is; once it stands, the whole fit."""

from __future__ import annotations

from .browser import Visitor
from .pages import Page
from .test_tab import cars

MOVE = """
(places) => new Promise((resolve) => {
  const slider = document.querySelector(".layer input[type=range]");
  const exact = document.querySelector(".layer input[type=number]");
  const seen = new Set();
  let at = 0;
  const timer = setInterval(() => {
    const drawn = document.querySelector(".figures").textContent.match(/1-(\\d+)-1 tanh(?! \\u00d7)/);
    if (drawn) seen.add(Number(drawn[1]));
    if (at === places.length) at = 0;
    slider.value = places[at++];
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    if (seen.size > 2) {
      clearInterval(timer);
      slider.value = 9;
      slider.dispatchEvent(new Event("input", { bubbles: true }));
      slider.dispatchEvent(new Event("change", { bubbles: true }));
      resolve([...seen]);
    }
  }, 50);
})
"""


def test_the_page_follows_a_slider_that_does_not_stand_still(visitor: Visitor) -> None:
    page = visitor.page
    page.locator("[data-example=thurber]").click()
    visitor.fitted()
    visitor.refitted(page.get_by_label("size by cross-validation").uncheck)
    page.evaluate(MOVE, list(range(3, 40)))  # ends once three places were seen on the way
    page.wait_for_selector(".figures:not(.stale) dd:text-matches('^1-9-1 tanh × ')")
    assert not page.get_by_role("alert").is_visible()
    assert visitor.tab("Runs").locator("tbody tr").count() == 3  # what passed by is not kept


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
