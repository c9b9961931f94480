"""A studio and a browser to look at it with, for tests; skips where there is no browser."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest

MILLISECONDS = 30_000  # that a page may take on a busy machine
PLACES = ("chromium", "chromium-browser", "google-chrome")
COUNT_PRESSES = (
    "window.presses = 0;"
    " addEventListener('pointerdown', (e) => { window.presses += e.isTrusted }, true)"
)
START = "import sys; from shoal.cli.main import main; sys.argv[0] = 'shoal'; sys.exit(main())"


@contextmanager
def chromium() -> Iterator[Any]:
    """The system's Chromium, driven by Playwright; skips the test if either is missing."""
    try:
        from playwright.sync_api import sync_playwright
    except ModuleNotFoundError:
        pytest.skip("browser tests need the Python package playwright")
    place = next(filter(None, map(shutil.which, PLACES)), None)
    if place is None:
        pytest.skip("browser tests need Chromium (Debian's package chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=place, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def running(*arguments: str) -> Iterator[str]:
    """`shoal studio` in a process of its own; its address."""
    words = [sys.executable, "-c", START, "studio", "--no-browser", *arguments]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        said = process.stdout.readline()
        found = re.search(r"http://\S+", said)
        assert found is not None, said
        yield found.group(0)
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()


class Visitor:
    """One page, and what must never happen on it: a word on the console, a request elsewhere."""

    def __init__(self, browser: Any, address: str, **context: Any) -> None:
        self.context = browser.new_context(
            **{"viewport": {"width": 1280, "height": 800}, "accept_downloads": True} | context
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(MILLISECONDS)
        self.complaints: list[str] = []
        self._host = urlsplit(address).netloc
        self.page.on("console", lambda m: self._complain(f"console: {m.text}"))
        self.page.on("pageerror", lambda e: self._complain(f"error: {e}"))
        self.page.on("dialog", self._dialog)
        self.page.on("request", self._request)
        self.page.on("websocket", lambda s: self._goes_to(s.url))
        self.page.add_init_script(COUNT_PRESSES)
        self.page.goto(address)

    def close(self) -> None:
        """Leave, and fail if there was anything to complain of."""
        self.context.close()
        assert not self.complaints

    def fitted(self) -> None:
        """Wait until the newest fit has ended and its figures stand."""
        self.page.wait_for_function(
            "() => { const d = document.querySelector('.figures');"
            " return d && !d.classList.contains('stale') && /linear/.test(d.textContent) }"
        )

    def refitted(self, change: Callable[[], Any]) -> None:
        """Change something, and wait until the figures of another fit stand."""
        shown = "document.querySelector('.figures').dataset.run"
        before = self.page.evaluate(shown)
        change()
        self.page.wait_for_function(f"(before) => {shown} !== before", arg=before)
        self.fitted()

    def figure(self, name: str) -> str:
        """One of the figures, as it is read."""
        return str(self.page.locator(f".figures div:has(dt:text-is('{name}')) dd").inner_text())

    def open(self, *files: str) -> None:
        """Choose a file, as the file dialog does."""
        self.page.locator("input[type=file]").first.set_input_files(list(files))

    def button(self, name: str) -> Any:
        """A button by its name."""
        return self.page.get_by_role("button", name=name, exact=True)

    def tab(self, name: str) -> Any:
        """Choose a tab; what stands below it."""
        self.page.get_by_role("tab", name=name, exact=True).click()
        return self.page.get_by_role("tabpanel")

    def saved(self, click: Any, place: Any) -> Any:
        """What a click downloads, as a file."""
        with self.page.expect_download() as download:
            click()
        target = place / download.value.suggested_filename
        download.value.save_as(target)
        return target

    def pressed(self) -> int:
        """How often the mouse was pressed on this page."""
        return int(self.page.evaluate("window.presses"))

    def forgive(self, words: str, times: int) -> None:
        """So many complaints with these words were to be expected."""
        expected = [said for said in self.complaints if words in said]
        assert len(expected) == times, self.complaints
        self.complaints = [said for said in self.complaints if words not in said]

    def _dialog(self, dialog: Any) -> None:
        self._complain(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _complain(self, what: str) -> None:
        self.complaints.append(what)

    def _request(self, request: Any) -> None:
        if urlsplit(request.url).scheme not in ("data", "blob"):
            self._goes_to(request.url)

    def _goes_to(self, url: str) -> None:
        if urlsplit(url).netloc != self._host:
            self._complain(f"a request to {url}")
