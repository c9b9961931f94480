"""Fits that take their time: progress, a way to stop, and no late word of an older one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from .browser import Visitor

LATE = 400  # milliseconds for a message that must change nothing


@pytest.fixture(scope="module")
def thousand(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """1,000 rows of eight inputs."""
    random = np.random.RandomState(0)
    X = random.standard_normal((1000, 8))
    y = np.sin(X[:, 0]) + X[:, 1] * X[:, 2] + 0.1 * random.standard_normal(1000)
    place = tmp_path_factory.mktemp("tables") / "thousand.csv"
    header = ",".join([*(f"x{i}" for i in range(8)), "y"])
    np.savetxt(place, np.column_stack([X, y]), "%.5f", ",", header=header, comments="")
    return place


def with_units(visitor: Visitor, units: int) -> None:
    """Ask for a layer of so many hidden units."""
    box = visitor.page.get_by_label("size by cross-validation")
    if box.is_checked():
        box.uncheck()
    exactly = visitor.page.get_by_label("units of hidden layer 1, exactly")
    exactly.fill(str(units))
    exactly.press("Enter")


def test_a_long_fit_shows_a_first_network_and_its_progress_and_stops(
    visitor: Visitor, thousand: Path
) -> None:
    page = visitor.page
    visitor.open(str(thousand))
    visitor.fitted()
    with_units(visitor, 80)
    page.wait_for_selector(".figures.stale dd:text-matches('^80 tanh$')")  # one network's
    page.wait_for_selector(".pacing .busy:text-matches('fitting … [1-9]')")
    assert page.locator(".live p.line").inner_text()
    visitor.button("Stop").click()
    visitor.fitted()
    assert visitor.figure("network").startswith("80 tanh")
    assert "stopped" in page.locator(".live p.line").inner_text()
    assert not visitor.button("Stop").is_visible()
    assert not page.locator(".pacing .busy").inner_text().startswith("fitting")
    visitor.tab("Repeat").get_by_text("stopped by hand").wait_for()


def test_a_late_word_of_an_older_fit_changes_nothing(browser: Any, address: str) -> None:
    """The end of the first fit is kept back until the second one's is on the page."""
    held: list[Any] = []
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()

    def between(line: Any) -> None:
        server = line.connect_to_server()

        def hear(message: Any) -> None:
            text = message if isinstance(message, str) else ""
            if text and json.loads(text)["kind"] == "done" and not held:
                held.append(lambda: line.send(message))
            else:
                line.send(message)

        server.on_message(hear)

    page.route_web_socket(lambda url: True, between)
    page.goto(address)
    page.locator("[data-example=thurber]").click()
    page.get_by_label("seed").wait_for()
    while not held:
        page.wait_for_timeout(20)
    page.get_by_label("seed").fill("7")
    page.get_by_label("seed").press("Enter")
    page.wait_for_function(
        "() => /linear/.test(document.querySelector('.figures').textContent)"
        " && !document.querySelector('.figures').classList.contains('stale')"
    )
    page.get_by_role("tab", name="Runs", exact=True).click()
    before = [page.locator(part).inner_html() for part in (".figures", ".runs", ".live .errors")]
    held[0]()
    page.wait_for_timeout(LATE)
    after = [page.locator(part).inner_html() for part in (".figures", ".runs", ".live .errors")]
    assert after == before
    assert page.locator(".runs tbody tr").count() == 1
    context.close()
