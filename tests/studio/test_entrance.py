"""A token for a pass: once for what the studio opens itself, again and again for what the user opens."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from shoal.studio.web import browser as opening
from shoal.studio.web import entrance as entrances
from shoal.studio.web import peers
from shoal.studio.web.entrance import Entrance

from .browser import START, Visitor

HERE = ("127.0.0.1", 1), ("127.0.0.1", 2)  # no connection of this machine
KEY = "k" * 32
PAGES = [f"{n:064x}".encode() for n in range(3)]
CONNECTS = (
    "import os, socket, sys; os.setuid(65534); s = socket.socket();"
    " s.connect(('127.0.0.1', int(sys.argv[1])));"
    " print(s.getsockname()[1], flush=True); sys.stdin.read()"
)


def admitted(entrance: Entrance, token: str, chosen: bytes) -> bool:
    """Whether a page is let in, and then known."""
    refusal = entrance.admit(token.encode(), chosen, *HERE)
    assert entrance.knows([chosen]) == (refusal is None)
    return refusal is None


def test_the_key_lets_in_every_page_and_a_code_one() -> None:
    entrance = Entrance(KEY)
    code, other = entrance.code(), entrance.code()
    assert not entrance.knows([PAGES[0]])
    assert admitted(entrance, code, PAGES[0])
    assert admitted(entrance, code, PAGES[0])  # the same page, which has not heard the answer
    assert not admitted(entrance, code, PAGES[1])
    assert admitted(entrance, other, PAGES[1])
    assert admitted(entrance, KEY, PAGES[2])
    fresh = Entrance(KEY)
    assert all(admitted(fresh, KEY, page) for page in PAGES)
    assert not admitted(Entrance(), KEY, PAGES[0])


def test_a_code_that_was_not_used_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    entrance = Entrance(KEY)
    code = entrance.code()
    began = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: began + entrances.SECONDS + 1)
    assert not admitted(entrance, code, PAGES[0])


@pytest.mark.parametrize("chosen", [b"", b"short", b"f" * 129, b"f" * 63 + b" ", b"\xe9" * 64])
def test_what_is_no_pass_is_not_taken_for_one(chosen: bytes) -> None:
    assert not admitted(Entrance(KEY), KEY, chosen)


def test_the_oldest_pass_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entrances, "MOST_PASSES", 2)
    entrance = Entrance(KEY)
    for page in PAGES:
        assert admitted(entrance, KEY, page)
    assert [entrance.knows([page]) for page in PAGES] == [False, True, True]


@pytest.mark.skipif(not peers.known(), reason="this system does not tell whose a connection is")
@pytest.mark.parametrize("host", ["127.0.0.1", "::ffff:127.0.0.1"])
def test_a_connection_of_this_user_is_known_for_it(studio: Any, host: str) -> None:
    import socket

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as line:
        try:
            line.connect((host, studio.port))
        except OSError:
            pytest.skip("this system knows no IPv6")
        client = "127.0.0.1", line.getsockname()[1]
        assert peers.user_of(client, ("127.0.0.1", studio.port)) == os.getuid()
    assert peers.user_of(*HERE) is None


@pytest.mark.skipif(not peers.known() or os.getuid() != 0, reason="needs another user's process")
def test_a_connection_of_another_user_is_told_apart(studio: Any) -> None:
    words = [sys.executable, "-I", "-c", CONNECTS, str(studio.port)]
    process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    with process:
        assert process.stdout is not None
        client = "127.0.0.1", int(process.stdout.readline())
        assert peers.user_of(client, ("127.0.0.1", studio.port)) == 65534
        process.communicate("")


def test_another_user_is_not_let_in_whatever_it_has_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    entrance = Entrance(KEY)
    code = entrance.code()
    monkeypatch.setattr(os, "getuid", lambda: 1000)
    for user, let in ((1001, False), (1000, True), (0, True), (None, True)):
        monkeypatch.setattr(entrances, "user_of", lambda *_ends, user=user: user)
        assert admitted(entrance, KEY, f"{user}".encode().rjust(64, b"a")) == let
    monkeypatch.setattr(entrances, "user_of", lambda *_ends: 1001)
    assert not admitted(entrance, code, PAGES[0])
    monkeypatch.setattr(entrances, "user_of", lambda *_ends: 1000)
    assert admitted(entrance, code, PAGES[0])  # which a stranger has not used up
    monkeypatch.setattr(os, "getuid", lambda: 0)  # a studio of the superuser's own
    assert not peers.strange(1001)


def test_what_a_request_says_of_where_it_comes_from_is_not_believed(studio: Any) -> None:
    """Else another user would say that it is somebody whom the system does not know."""
    seen = []
    known, studio.entrance.admit = studio.entrance.admit, lambda *asked: seen.append(asked[2])
    try:
        headers = [("Origin", studio.origin), ("X-Shoal-Token", studio.token)]
        headers += [("X-Shoal-Pass", "a" * 64), ("X-Forwarded-For", "10.1.2.3")]
        studio.request("POST", "/session", headers, b"")
    finally:
        studio.entrance.admit = known
    assert [place[0] for place in seen] == ["127.0.0.1"]


def test_a_file_that_leads_to_the_page_is_for_this_user_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where the system does not tell whose a connection is."""
    told: list[str] = []
    monkeypatch.setattr("webbrowser.open", told.append)
    monkeypatch.setattr(peers, "known", lambda: False)
    made = opening.Browser()
    made.open("http://127.0.0.1:1/?token=a&b")
    place = Path(told[0].removeprefix("file://"))
    assert place.stat().st_mode & 0o077 == 0
    assert "url=http://127.0.0.1:1/?token=a&amp;b" in place.read_text()
    assert "token" not in told[0]
    made.close()
    assert not place.exists()
    monkeypatch.setattr(peers, "known", lambda: True)
    made.open("http://127.0.0.1:1/?token=a")
    assert told[1] == "http://127.0.0.1:1/?token=a"


def test_what_the_list_of_processes_shows_of_the_browser_opens_nothing_any_more(
    tmp_path: Path, browser: Any
) -> None:
    """The browser is a program that notes down how it was called."""
    noted = tmp_path / "noted"
    program = tmp_path / "browser"
    program.write_text(f'#!/bin/sh\necho "$@" > {noted}.new && mv {noted}.new {noted}\n')
    program.chmod(0o755)
    words = [sys.executable, "-c", START, "studio"]
    surroundings = os.environ | {"BROWSER": f"{program} %s"}
    process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=surroundings)
    assert process.stdout is not None
    try:
        printed = re.search(r"http://\S+", process.stdout.readline())
        assert printed is not None
        end = time.monotonic() + 30
        while not noted.exists():
            assert time.monotonic() < end
            time.sleep(0.01)
        called = noted.read_text().strip()
        assert printed.group(0).partition("token=")[2] not in called
        first = Visitor(browser, called)
        first.page.locator(".card").first.wait_for()
        assert "token" not in first.page.url
        second = Visitor(browser, called)
        second.page.get_by_role("alert").get_by_text("This address was good once").wait_for()
        second.page.goto(printed.group(0))
        second.page.locator(".card").first.wait_for()
        second.forgive("403", 2)
        for page in (first, second):
            page.close()
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()


def test_the_address_holds_no_secret_and_the_tab_keeps_its_pass(
    browser: Any, address: str, visitor: Visitor
) -> None:
    page = visitor.page
    page.locator(".card").first.wait_for()
    assert "token" not in page.url
    shown = page.evaluate("JSON.stringify([document.cookie, localStorage.length, history.length])")
    assert shown.startswith('["",0,')
    page.locator("[data-example=thurber]").click()
    visitor.fitted()
    page.reload()
    visitor.fitted()
    page.go_back()
    page.locator(".card").first.wait_for()
    page.goto(address + "&present")  # the printed address again, in the same tab
    page.wait_for_selector("body.present")
    assert "token" not in page.url
    assert "present" in page.url
    other = visitor.context.new_page()
    other.goto(address.partition("?")[0])  # a tab that was never let in
    said = other.get_by_role("alert")
    said.get_by_text("open the address that `shoal studio` printed").wait_for()
    other.goto(address)
    other.locator(".card").first.wait_for()
    other.close()
