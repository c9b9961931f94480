"""A real JupyterLab on this machine, and a browser that looks at it."""

import json
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

PLACES = ("chromium", "chromium-browser", "google-chrome")
TOKEN = secrets.token_hex(16)
OF_WIDGETS = re.compile(r"\bcomms?\b|widget|shoal", re.IGNORECASE)


def asked(address, method="GET"):
    """The server's answer."""
    wish = urllib.request.Request(address, method=method)
    wish.add_header("Authorization", f"token {TOKEN}")
    with urllib.request.urlopen(wish, timeout=10) as answer:
        return json.loads(answer.read() or "null")


def pytest_collection_modifyitems(items):
    for item in items:
        if "notebook" in item.path.parts[-2]:
            item.add_marker(pytest.mark.notebook)


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    """Folder of notebooks and address of the server; none of the user's own settings is read."""
    pytest.importorskip("jupyterlab", reason="JupyterLab is not installed")
    home = tmp_path_factory.mktemp("lab")
    folder = home / "notebooks"
    folder.mkdir()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = {
        name: str(home / name.lower())
        for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    }
    settings = home / "settings"
    apputils = settings / "@jupyterlab" / "apputils-extension"
    apputils.mkdir(parents=True)
    (apputils / "notification.jupyterlab-settings").write_text('{"fetchNews": "false"}')
    config = home / "jupyter_config_dir" / "labconfig"
    config.mkdir(parents=True)
    off = {"disabledExtensions": {"@jupyterlab/debugger-extension": True}}
    (config / "page_config.json").write_text(json.dumps(off))
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"]
    command += [
        f"--ServerApp.port={port}",
        "--ServerApp.ip=127.0.0.1",
        "--ServerApp.port_retries=0",
    ]
    command += [f"--IdentityProvider.token={TOKEN}", f"--ServerApp.root_dir={folder}"]
    command += [f"--LabApp.user_settings_dir={settings}", f"--LabApp.workspaces_dir={home / 'ws'}"]
    with (home / "server.txt").open("w") as said:
        server = subprocess.Popen(
            command, stdout=said, stderr=said, cwd=folder, env={**os.environ, **own}
        )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            assert server.poll() is None, (home / "server.txt").read_text()
            try:
                asked(f"{address}/api/status")
                break
            except OSError:
                time.sleep(0.1)
        else:
            raise AssertionError(f"no answer: {(home / 'server.txt').read_text()}")
        yield folder, address
    finally:
        server.terminate()
        server.wait(20)


@pytest.fixture(scope="module")  # a second sync Playwright cannot start beside a first
def browser():
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    place = next(filter(None, map(shutil.which, PLACES)), None)
    if place is None:
        pytest.skip("browser tests need Chromium (Debian's package chromium)")
    with playwright.sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=place, args=["--no-sandbox"])
        yield chromium
        chromium.close()


class Notebook:
    """One notebook open in a page."""

    def __init__(self, page, lab, name):
        self.page, (self.folder, self.address), self.name = page, lab, name
        self.errors = []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.errors.append(f"{error} ({error.stack})"))

    def _hear(self, message):
        where = message.location.get("url", "")
        if message.type == "error" and "favicon" not in where:
            # what JupyterLab's own core says of itself, such as a request that it cancels on a busy
            # machine, is no error of a widget; what it says of widgets and their comms is
            if "/static/lab/" in where and not OF_WIDGETS.search(message.text):
                return
            self.errors.append(f"{message.text} ({where})")

    def write(self, *cells):
        content = {
            "cells": [
                {
                    "cell_type": "code",
                    "id": f"cell{i}",
                    "metadata": {},
                    "execution_count": None,
                    "outputs": [],
                    "source": source,
                }
                for i, source in enumerate(cells)
            ],
            "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3"}},
            "nbformat": 4,
            "nbformat_minor": 5,
        }
        (self.folder / f"{self.name}.ipynb").write_text(json.dumps(content))

    def open(self):
        self.page.goto(f"{self.address}/doc/tree/{self.name}.ipynb?token={TOKEN}")
        self.page.locator(".jp-Notebook .jp-CodeCell").first.wait_for(timeout=60_000)
        self.page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').wait_for(
            timeout=60_000
        )

    def prompt(self, cell):
        return self.page.locator(".jp-CodeCell").nth(cell).locator(".jp-InputPrompt").inner_text()

    def answer_dialog(self):
        """Say yes to a question in front of the page; on a busy machine JupyterLab asks which
        kernel to take where it would find it by itself."""
        yes = self.page.locator(".jp-Dialog .jp-mod-accept")
        if yes.count():
            yes.first.click()

    def run(self, cell):
        from playwright.sync_api import TimeoutError

        for _ in range(40):  # a page that has just been opened may not listen yet
            self.answer_dialog()
            try:
                self.page.locator(".jp-CodeCell .cm-content").nth(cell).click(timeout=2_000)
            except TimeoutError:  # a question has come up in this moment
                continue
            self.page.keyboard.press("Control+Enter")
            self.page.wait_for_timeout(250)
            if self.prompt(cell).strip("[]: "):
                return
        raise AssertionError(f"cell {cell} does not run")

    def ended(self, cell):
        return self.prompt(cell).strip("[]: ").isdigit()

    def wait_until_ended(self, cell):
        for _ in range(1200):
            if self.ended(cell):
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"cell {cell} does not end: {self.prompt(cell)}")

    def save(self, outputs=1):
        """Save, and the first cell as it was saved, with so many outputs at least."""
        self.page.locator(".jp-Notebook").press("Control+s")
        for _ in range(200):
            try:
                cells = json.loads((self.folder / f"{self.name}.ipynb").read_text())["cells"]
            except json.JSONDecodeError:  # it is being written at this moment
                cells = [{"outputs": []}]
            if len(cells[0]["outputs"]) >= outputs:
                return cells
            self.page.wait_for_timeout(50)
        raise AssertionError("the notebook is not saved")

    def end_kernel(self):
        for session in asked(f"{self.address}/api/sessions"):
            if session["path"] == f"{self.name}.ipynb":
                asked(f"{self.address}/api/sessions/{session['id']}", "DELETE")


@pytest.fixture
def notebook(lab, browser, request):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    opened = Notebook(page, lab, request.node.name.replace("[", "_").replace("]", ""))
    yield opened
    page.close()
    opened.end_kernel()
