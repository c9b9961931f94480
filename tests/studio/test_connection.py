"""The line to the studio is cut, the studio ends, a tab is duplicated: what the person sees."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from .browser import START, Visitor

REMEMBER_LINES = """
  window.lines = [];
  window.refuse = false;
  const Plain = WebSocket;
  window.WebSocket = class extends Plain {
    constructor(address, protocols) {
      super(address, window.refuse ? ["shoal", "pass.none"] : protocols);
      lines.push(this);
    }
  };
"""  # the page's own lines, so that a test can cut them and refuse new ones

LOST = "Connection lost"
ENDED = "The studio has ended: start it again"


class Cuttable(Visitor):
    """A page whose line to the studio a test can cut."""

    def __init__(self, browser: Any, address: str) -> None:
        super().__init__(browser, "about:blank")
        self._host = re.search(r"//([^/]+)", address).group(1)  # type: ignore[union-attr]
        self.page.add_init_script(REMEMBER_LINES)
        self.page.goto(address)

    def cut(self) -> None:
        """Cut the line, and let no new one through until ``mend``."""
        self.page.evaluate("() => { refuse = true; lines.forEach((line) => line.close()) }")
        self.bar.get_by_text(LOST).wait_for()

    def mend(self) -> None:
        """Let a line through again, and wait for it."""
        self.page.evaluate("() => { refuse = false }")
        self.bar.wait_for(state="hidden")
        self.complaints = [said for said in self.complaints if "WebSocket" not in said]

    @property
    def bar(self) -> Any:
        """What is said of the connection."""
        return self.page.locator(".connection")


@pytest.fixture
def cuttable(browser: Any, address: str) -> Iterator[Cuttable]:
    found = Cuttable(browser, address)
    yield found
    found.close()


@pytest.fixture
def process() -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A studio of one's own, to be ended."""
    words = [sys.executable, "-c", START, "studio", "--no-browser"]
    made = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
    assert made.stdout is not None
    address = re.search(r"http://\S+", made.stdout.readline())
    assert address is not None
    yield made, address.group(0)
    made.kill()
    made.wait(10)
    made.stdout.close()


def slow(visitor: Visitor) -> None:
    """A descent that takes some seconds."""
    visitor.page.locator("[data-example=S19]").click()
    visitor.page.wait_for_selector(".figures dt:text-is('epoch')")


def test_a_cut_is_said_and_mended_and_what_was_changed_meanwhile_is_fitted(
    cuttable: Cuttable,
) -> None:
    page = cuttable.page
    page.locator("[data-example=thurber]").click()
    cuttable.fitted()
    figures = page.locator(".figures").inner_text()
    cuttable.cut()
    assert page.locator(".figures").inner_text() == figures  # the page keeps what it shows
    page.get_by_label("seed").fill("3")
    page.get_by_label("seed").press("Enter")
    cuttable.refitted(cuttable.mend)
    cuttable.tab("Repeat").get_by_text("random_state=3").wait_for()
    assert not page.get_by_role("alert").is_visible()


def test_a_fit_goes_on_while_its_page_is_away(cuttable: Cuttable) -> None:
    slow(cuttable)
    cuttable.page.select_option("#speed", "")
    cuttable.cut()
    assert cuttable.page.locator(".busy").inner_text() == "waits for the connection"
    cuttable.mend()
    cuttable.fitted()
    assert cuttable.page.locator(".live p.line").inner_text() == "ran all 100,000 epochs"
    assert not cuttable.button("Stop").is_visible()


def test_a_step_whose_answer_was_lost_is_not_made_twice(cuttable: Cuttable) -> None:
    slow(cuttable)
    cuttable.button("Reset").click()
    cuttable.page.wait_for_selector(".live p.line:text-matches('^epoch 0 ')")
    cuttable.cut()
    cuttable.button("Step").click()
    cuttable.mend()
    cuttable.page.wait_for_selector(".live p.line:text-matches('^epoch 1 ')")


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGKILL])
def test_a_studio_that_has_ended_is_told_within_a_second(
    browser: Any, process: tuple[subprocess.Popen[str], str], end: signal.Signals
) -> None:
    studio, address = process
    visitor = Visitor(browser, address)
    slow(visitor)
    studio.send_signal(end)
    studio.wait(10)
    said = visitor.page.locator(".connection", has_text=ENDED)
    said.wait_for(timeout=3_000)  # a second, on a machine with other things to do
    assert "shoal studio" in said.inner_text()
    assert visitor.page.locator(".live .errors path.line").count() > 0  # what it showed
    assert not visitor.page.locator(".figures.stale").count()  # and nothing fits any more
    assert not visitor.button("Stop").is_visible()
    visitor.page.get_by_label("seed").fill("3")
    visitor.page.get_by_label("seed").press("Enter")
    visitor.page.get_by_role("alert").get_by_text(ENDED).wait_for()
    visitor.complaints = [s for s in visitor.complaints if "ERR_CONNECTION" not in s]
    visitor.close()


def test_another_studio_in_its_place_is_told_apart(
    browser: Any, process: tuple[subprocess.Popen[str], str]
) -> None:
    studio, address = process
    visitor = Visitor(browser, address)
    visitor.page.locator(".card").first.wait_for()
    port = re.search(r":(\d+)/", address).group(1)  # type: ignore[union-attr]
    studio.kill()
    studio.wait(10)
    words = [sys.executable, "-c", START, "studio", "--no-browser", "--port", port]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as other:
        visitor.page.locator(".connection", has_text="Another studio answers here").wait_for()
        other.kill()
    visitor.complaints = []  # the browser's own words on lines that were refused
    visitor.close()


def test_a_duplicated_tab_begins_with_the_same_and_lives_on_its_own(
    browser: Any, address: str, visitor: Visitor
) -> None:
    visitor.page.locator("[data-example=thurber]").click()
    visitor.fitted()
    other = Visitor(browser, "about:blank")  # it has the session's storage and the address: all
    other._host = visitor._host  # that a browser copies
    kept = visitor.page.evaluate("JSON.stringify(sessionStorage)")
    other.page.add_init_script(
        "if (!sessionStorage.length)"
        f" for (const [name, value] of Object.entries({kept})) sessionStorage.setItem(name, value)"
    )
    other.page.goto(visitor.page.url)
    other.fitted()
    assert other.figure("held-out RMSE") == visitor.figure("held-out RMSE")
    assert other.page.url == visitor.page.url  # the same run, not one fitted anew
    for page, seed in ((other, "5"), (visitor, "6")):
        page.page.get_by_label("seed").fill(seed)
        page.refitted(lambda page=page: page.page.get_by_label("seed").press("Enter"))
    for page, seed in ((other, "5"), (visitor, "6")):
        assert page.tab("Runs").locator("tbody tr").count() == 2
        page.tab("Repeat").get_by_text(f"random_state={seed}").wait_for()
    run = other.page.url
    other.page.reload()  # and it comes back to its own tab
    other.fitted()
    assert other.page.url.split("&")[0] == run.split("&")[0]
    assert other.page.input_value("#seed") == "5"
    other.close()
